"""What of a screen really changed, as events for its open streams; and the topics that these streams follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from signage.publish.state import PageKey

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from signage.render.screen import RenderedScreen


class Event(NamedTuple):
    """A server-sent event before it is written: its name, what becomes its JSON, and its id if it has one.

    The id of a `panel` event is the page's revisions once it has that panel: see `RenderedScreen.id`.
    """

    name: str
    data: Mapping[str, object]
    id: str | None = None


class Topic(NamedTuple):
    """What a stream follows: a page, on today (`day` is None) or on the day that its `?at=` names."""

    kind: Literal["room", "screen"]
    day: date | None
    name: str

    @classmethod
    def of(cls, page_key: PageKey, day: date | None = None) -> Topic:
        """The topic of a page's streams."""
        return cls(page_key.kind, day, page_key.name)

    @property
    def page_key(self) -> PageKey:
        """The page that is followed."""
        return PageKey(self.kind, self.name)


def differences(seen: str, shown: RenderedScreen) -> Iterator[Event]:
    """The events that turn a page with the revisions `seen` into one of `shown`; none if it is that already.

    `seen` is an event id, as the page names it when it connects: the hash of its set of panels, then each panel's
    revision. Whatever else a page names there is answered as another set: with one `reload`.
    """
    old_set, *revisions = seen.split(".")
    if seen and (old_set != shown.set or len(revisions) != len(shown.panels)):
        yield Event("reload", {})
        return
    names = [panel.name for panel in shown.panels]
    old = dict(zip(names, revisions or [""] * len(names), strict=True))
    for panel in shown.panels:
        if old[panel.name] != panel.revision:
            old[panel.name] = panel.revision
            data = {"panel": panel.name, "revision": panel.revision, "html": panel.html}
            yield Event("panel", data, shown.id_with(old))
