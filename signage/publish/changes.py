"""What of a screen really changed, as events for its open streams; and the topics that these streams follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from signage.publish.patches import change_between
from signage.publish.state import PageKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from signage.render.panel_html import Panel
    from signage.render.screen import RenderedScreen


class Event(NamedTuple):
    """A server-sent event before it is written: its name, what becomes its JSON, and its id if it has one.

    One without a name is an id alone: no page hears of it, but a browser that connects again by itself tells it.
    """

    name: str
    data: Mapping[str, object]
    id: str | None = None


class Topic(NamedTuple):
    """What a stream follows: the page of a room or screen.

    All pages with `?at=` share one topic (`PREVIEWS`), and so do all that do not exist (`MISSING`): a stranger can ask
    for any number of them. Their streams tell the time, and to load again. Those of pages that have seen newer at
    another server (`BEHIND`) tell the time alone.
    """

    kind: Literal["room", "screen", "previews", "missing", "behind"]
    name: str = ""

    @property
    def page_key(self) -> PageKey | None:
        """The page that is followed, if it is one."""
        return PageKey(self.kind, self.name) if self.kind in ("room", "screen") else None


PREVIEWS, MISSING, BEHIND = Topic("previews"), Topic("missing"), Topic("behind")
RELOAD = Event("reload", {})


def differences(seen: str, shown: RenderedScreen, known: Iterable[Panel] = ()) -> Iterator[Event]:
    """The events that turn a page with the revisions `seen` into one of `shown`; none if it is that already.

    `seen` is an event id, as the page names it when it connects: the hash of its set of panels, then each panel's
    revision. Whatever else a page names there is answered as another set: with one `reload`. A panel's event is the
    same for all pages that get it, so it has no id of its own: one with the id of the whole page follows the last.
    Of panels that are `known` as they were, only what differs is sent.
    """
    if seen == shown.id:
        return
    old_set, *revisions = seen.split(".")
    if seen and (old_set != shown.set or len(revisions) != len(shown.panels)):
        yield RELOAD
        return
    were = {(panel.name, panel.revision): panel for panel in known}
    for panel, old in zip(shown.panels, revisions or [""] * len(shown.panels), strict=True):
        if old != panel.revision:
            yield _changed(were.get((panel.name, old)), panel)
    yield Event("", {}, shown.id)


def _changed(old: Panel | None, new: Panel) -> Event:
    told = {"panel": new.name, "revision": new.revision}
    if change := old and change_between(old, new):
        return Event("parts", {**told, "from": old.revision, "count": change.templates, "parts": change.splices})
    return Event("panel", {**told, "html": new.html})
