"""What of a screen really changed, as events for its open streams; and the topics that these streams follow."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from signage.board.current import PageKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signage.render.screen import RenderedScreen


def differences(seen: str, shown: RenderedScreen) -> Iterator[tuple[str, dict[str, str], str | None]]:
    """The events that turn a page with the revisions `seen` into one of `shown`; none if it is that already."""
    old_set, *revisions = seen.split(".")
    if seen and (old_set != shown.set or len(revisions) != len(shown.panels)):
        yield "reload", {}, None
        return
    names = [panel.name for panel in shown.panels]
    old = dict(zip(names, revisions or [""] * len(names), strict=True))
    for panel in shown.panels:
        if old[panel.name] != panel.revision:
            old[panel.name] = panel.revision
            data = {"panel": panel.name, "revision": panel.revision, "html": panel.html}
            yield "panel", data, shown.id_with(old)


def topic_of(page_key: PageKey, day: date | None) -> str:
    """The topic of a subject's streams; those opened with `?at=` are of one day."""
    return f"{page_key.kind}/{day.isoformat() if day else ''}/{page_key.name}"


def parse_topic(topic: str) -> tuple[PageKey, date | None]:
    """The subject and day of a topic."""
    kind, day, name = topic.split("/", 2)
    return PageKey("room" if kind == "room" else "screen", name), date.fromisoformat(day) if day else None
