"""What rendering costs: 900 sessions in 30 rooms, every room's page, the overview and the board."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.venue import LAYOUT, agenda
from signage.agenda import Agenda
from signage.clock import SYSTEM
from signage.layout import load
from signage.publish.publisher import Publisher
from signage.publish.state import PageKey

if TYPE_CHECKING:
    from collections.abc import Iterator

SESSIONS, ROOMS = 900, 30
PAGES = [
    *(PageKey("room", f"room_{number}") for number in range(ROOMS)),
    PageKey("screen", "all"),
    PageKey("screen", "board"),
]


def rendering() -> Iterator[tuple[str, float]]:
    """Names of what was done, and its seconds of CPU: all pages new, then after one title became another."""
    publisher = Publisher(load(LAYOUT.encode()).layout, clock=SYSTEM, topics=dict, send=lambda *_: None)
    first = agenda(SESSIONS, ROOMS)
    middle = SESSIONS // 2
    other = replace(first.sessions[middle], title="Another title")
    changed = Agenda((*first.sessions[:middle], other, *first.sessions[middle + 1 :]))
    what = f"all {len(PAGES)} pages of {SESSIONS} sessions in {ROOMS} rooms rendered"
    for name, shown in ((what, first), ("the same after one title changed", changed)):
        asyncio.run(publisher.show_agenda(shown))
        before = time.thread_time()
        for page_key in PAGES:
            publisher.renderer.rendered_screen(page_key)
        yield name, time.thread_time() - before
