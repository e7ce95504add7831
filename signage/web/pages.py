"""Pages as bytes: rendered once for all who ask between two boundaries, and compressed once."""

from __future__ import annotations

import bisect
import gzip
import hashlib
import operator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cachetools import LRUCache, cachedmethod

from signage.assets import SCRIPT, build_id, static_url
from signage.publish.renderer import Renderer
from signage.publish.state import PageKey
from signage.render.moment import moment, offsets
from signage.render.panels import PageView
from signage.web.files import stylesheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from signage.render.screen import RenderedScreen

REFRESH = 60
"""Seconds after which a browser without script asks again."""
AHEAD = timedelta(days=365)
"""How far ahead a page knows its zone's offsets: to reckon them for a slip such as 2126 would hold up the server."""
KEPT = 32_000_000
"""Bytes of pages that are kept."""
COMPRESS_FROM = 500


@dataclass(frozen=True, slots=True)
class Moment:
    """The time a page is to show: the server's, or the one of `?at=`, which then goes on at `rate`."""

    now: datetime
    rate: float = 1
    at: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """A page ready to be sent, plain and compressed."""

    etag: str
    plain: bytes
    gzipped: bytes


class Pages:
    """The pages of a renderer. `confirmed` tells when the agenda was last confirmed."""

    def __init__(self, renderer: Renderer, confirmed: Callable[[], datetime | None]) -> None:
        self._renderer, self._confirmed = renderer, confirmed
        self._bodies: LRUCache[str, Body] = LRUCache(KEPT, lambda body: len(body.plain) + len(body.gzipped))

    def body(self, page_key: PageKey, moment_: Moment) -> Body:
        """The page of a subject at a moment."""
        day = self._renderer.state.days.of(moment_.now) if moment_.at else None
        shown = self._renderer.rendered_screen(page_key, day)
        now = moment_.now.timestamp()
        # counted minutes change the text between boundaries
        part = now if moment_.at else (bisect.bisect_right(shown.edges, now), now // 60)
        key = page_key, day, shown.id, part, moment_.rate, moment_.at
        return self._compose(page_key, shown, moment_, repr(key))

    @cachedmethod(operator.attrgetter("_bodies"), key=lambda *args: args[-1])
    def _compose(self, page_key: PageKey, shown: RenderedScreen, moment_: Moment, key: str) -> Body:
        templates = self._renderer.templates(shown.words.language)
        page = PageView(
            title=shown.title,
            lang=shown.words.tag,
            dir=shown.words.dir,
            theme=shown.theme(moment_.now.timestamp()),
            attributes=self._attributes(page_key, shown, moment_),
            stylesheets=(stylesheet(self._renderer.state.appearance.css)[0],),
            scripts=(static_url(SCRIPT),),
            refresh=REFRESH,
            panels={panel.name: panel.html for panel in shown.panels},
            stages=shown.stages,
            turned=shown.turned,
        )
        plain = moment(templates.page(page), moment_.now.timestamp(), shown.words).encode(errors="replace")
        etag = f'W/"{hashlib.sha256(key.encode()).hexdigest()[:16]}"'
        return Body(etag, plain, gzip.compress(plain, 6, mtime=0) if len(plain) > COMPRESS_FROM else b"")

    def _attributes(self, page_key: PageKey, shown: RenderedScreen, moment_: Moment) -> dict[str, str]:
        """What stands on the root element; see docs/page.md."""
        words, now, confirmed = shown.words, moment_.now, self._confirmed()
        day, horizon = self._renderer.state.days.of(now), datetime.fromtimestamp(shown.horizon, UTC)
        query = f"?at={day.isoformat()}" if moment_.at else ""
        attributes = {
            "data-signage": build_id(),
            "data-view": shown.view,
            "data-motion": shown.motion,
            "data-font": self._renderer.state.appearance.font,
            "data-events": f"{self._renderer.state.path(page_key)}/events{query}",
            "data-set": shown.set,
            "data-now": str(round(now.timestamp() * 1000)),
            "data-rate": f"{moment_.rate:g}",
            "data-horizon": str(shown.horizon),
            "data-confirmed": str(round(confirmed.timestamp() * 1000)) if confirmed else "",
            "data-stale-after": str(int(self._renderer.state.layout.stale_after.total_seconds())),
            "data-offsets": offsets(words, now - timedelta(days=2), min(horizon, now + AHEAD)),
            "data-time": words.time_pattern,
            "data-digits": "0123456789",
            "data-periods": "|".join(words.periods),
        }
        return attributes | ({"data-at": ""} if moment_.at else {})
