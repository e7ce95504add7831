"""Composes a whole page as HTML: the panels of a screen, and around them the data that its script reads."""

from __future__ import annotations

import bisect
import gzip
import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from signage.assets import SCRIPT, build_id, static_url
from signage.publish.renderer import Renderer
from signage.publish.state import PageKey
from signage.render.panels.page import PageView
from signage.render.visibility import moment, offsets
from signage.web.answer import Content
from signage.web.files import stylesheet
from signage.web.headers import POLICY

if TYPE_CHECKING:
    from collections.abc import Callable

    from signage.render.screen import RenderedScreen
    from signage.render.templates import Templates

REFRESH = 60
"""Seconds after which a browser without script asks again; also how long a page's text holds between boundaries."""
COMPRESS_FROM = 500
"""Bytes of a page from which it is compressed."""
LEVEL = 8
"""Of gzip. Beside 6 a door is 4 % smaller for half a millisecond, an overview of 850 KB 7 % for ten, once for all."""
OFFSETS_AHEAD = timedelta(days=365)
"""How far ahead a page knows its zone's offsets: for a mistyped year such as 2126 they would take too long."""


@dataclass(frozen=True, slots=True)
class PageTime:
    """The time that a page shows: the server's, which passes at `rate`, or one that was asked for (`chosen`).

    `asked` is the day of the event that was asked for, where nothing can be known of it and `now` is on another.
    """

    now: datetime
    rate: float = 1
    chosen: bool = False
    asked: date | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A page that can be composed: what it shows, when, and the tag that tells whether it is another."""

    page_key: PageKey
    shown: RenderedScreen
    time: PageTime
    etag: str


class Composed(NamedTuple):
    """A page as it is answered with, but for its compression: status, HTML in UTF-8, headers, and its tag."""

    status: int
    html: bytes
    headers: dict[str, str]
    etag: str

    def content(self, gzipped: bytes) -> Content:
        """The page with its compressed form, which is empty if there is none."""
        return Content.of(self.status, self.html, gzipped, self.headers, self.etag)

    def compressed(self) -> bytes:
        """The compressed form, empty where that is not worth it."""
        return gzip.compress(self.html, LEVEL, mtime=0) if len(self.html) >= COMPRESS_FROM else b""


class Prepared(NamedTuple):
    """A page that lacks only its HTML."""

    status: int
    headers: dict[str, str]
    draft: Draft
    page: PageView
    templates: Templates

    def composed(self) -> Composed:
        """The page as it is answered with. Reads nothing that can change."""
        now, words = self.draft.time.now.timestamp(), self.draft.shown.words
        html = moment(self.templates.page(self.page), now, words).encode(errors="replace")
        return Composed(self.status, html, self.headers, self.draft.etag)


class Composer:
    """Composes the pages of what is current. `confirmed` tells when the agenda was last confirmed, if ever."""

    def __init__(self, renderer: Renderer, confirmed: Callable[[], datetime | None]) -> None:
        self._renderer, self._confirmed = renderer, confirmed

    def draft(self, page_key: PageKey, time: PageTime) -> Draft:
        """What a page would show. Two drafts with the same tag come to the same page, but for its `data-now`."""
        current = self._renderer.state
        day = current.days.of(time.now) if time.chosen else None
        shown, now = self._renderer.rendered_screen(page_key, day), time.now.timestamp()
        # between two boundaries the minutes that are counted change the text
        part = now if time.chosen else (bisect.bisect_right(shown.edges, now), now // REFRESH)
        key = (
            page_key,
            day,
            shown.id,
            part,
            time.rate,
            time.chosen,
            time.asked,
            current.appearance.frames,
            current.appearance.css,
        )
        return Draft(page_key, shown, time, f'W/"{hashlib.sha256(repr(key).encode()).hexdigest()[:16]}"')

    def compose(self, draft: Draft) -> Composed:
        """The page as it is answered with."""
        return self.prepared(draft).composed()

    def prepared(self, draft: Draft) -> Prepared:
        """All of a page that depends on what is current; the rest takes long, and can be done in a thread."""
        state, headers = self._renderer.state, {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache"}
        if frames := state.appearance.frames:
            headers["Content-Security-Policy"] = f"{POLICY}; frame-src {' '.join(frames)}"
        status = 200 if state.exists(draft.page_key) else 404
        templates = self._renderer.templates(draft.shown.words.language)
        return Prepared(status, headers, draft, self._page(draft), templates)

    def _page(self, draft: Draft) -> PageView:
        shown, url = draft.shown, self._renderer.state.base.url
        return PageView(
            title=shown.title,
            lang=shown.words.tag,
            dir=shown.words.dir,
            theme=shown.theme(draft.time.now.timestamp()),
            attributes=self._attributes(draft),
            stylesheets=(url(stylesheet(self._renderer.state.appearance.css)[0]),),
            scripts=(url(static_url(SCRIPT)),),
            icon=self._renderer.state.base.icon,
            refresh=REFRESH,
            panels={panel.name: panel.html for panel in shown.panels},
            stages=shown.stages,
            turned=shown.turned,
            note=self._note(draft.time),
        )

    def _note(self, time: PageTime) -> str:
        """A sentence for staff where a preview shows another day than was asked for; else empty."""
        if time.asked is None:
            return ""
        return f"Nothing is known of {time.asked.isoformat()}: this is {self._renderer.state.days.of(time.now)}."

    def _attributes(self, draft: Draft) -> dict[str, str]:
        """What stands on the root element; see docs/page.md."""
        shown, time, confirmed = draft.shown, draft.time, self._confirmed()
        current, words, now = self._renderer.state, draft.shown.words, draft.time.now
        horizon = datetime.fromtimestamp(shown.horizon, UTC)
        query = f"?at={current.days.of(now).isoformat()}&of={current.version}" if time.chosen else ""
        attributes = {
            "data-signage": build_id(),
            "data-view": shown.view,
            "data-motion": shown.motion,
            "data-font": current.appearance.font,
            "data-events": current.base.url(f"{current.path(draft.page_key)}/events{query}"),
            "data-set": shown.set,
            "data-now": str(round(now.timestamp() * 1000)),
            "data-rate": f"{time.rate:g}",
            "data-horizon": str(shown.horizon),
            "data-confirmed": str(round(confirmed.timestamp() * 1000)) if confirmed else "",
            "data-stale-after": str(int(current.layout.stale_after.total_seconds())),
            "data-offsets": offsets(words, now - timedelta(days=2), min(horizon, now + OFFSETS_AHEAD)),
            "data-time": words.time_pattern,
            "data-digits": "0123456789",
            "data-periods": "|".join(words.periods),
        }
        base = {"data-base": current.base.path} if current.base.path else {}
        return attributes | base | ({"data-at": ""} if time.chosen else {})
