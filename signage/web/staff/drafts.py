"""Layouts that staff try: which walls they change, and these walls, drawn beside the event loop, for nobody else.

What is compared is what walls would show. Pages are composed in the process of `signage.web.previews`, one at a time.
"""

from __future__ import annotations

import asyncio
import itertools
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cachetools import LRUCache

from signage.publish.state import PageKey, State
from signage.staff.problems import entries_that_differ
from signage.staff.threads import LAYOUT
from signage.web.compose import PageTime
from signage.web.files import stylesheet
from signage.web.previews import Busy

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from datetime import datetime

    from signage.clock import Clock
    from signage.layout import Layout
    from signage.publish.publisher import Publisher
    from signage.venue.appearance import Appearance
    from signage.web.answer import Content
    from signage.web.previews import Previews

MOST = 8
"""Drafts that are kept, of all who edit."""
LONGEST = 4.0
"""Seconds for which screens are compared by what they show; of those that are left then, each counts as changed."""
OWN = re.compile(rb' data-(?:events|confirmed|now)="[^"]*"')
"""What differs between two pages that show the same: the state that they are of, and the age of the agenda."""


@dataclass(frozen=True)
class Draft:
    """A layout that is tried: `id` names it in addresses, `state` is what walls would show."""

    id: str
    state: State


@dataclass
class Drafts:
    """The last drafts. `appearance` tells how a layout would look, with the venue's files as they are."""

    publisher: Publisher
    previews: Previews
    clock: Clock
    appearance: Callable[[Layout], Awaitable[Appearance]]
    _kept: LRUCache[str, Draft] = field(default_factory=lambda: LRUCache(MOST))
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _comparing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def add(self, draft_id: str, layout: Layout) -> Draft:
        """Try a layout under this id."""
        known, current = self._kept.get(draft_id), self.publisher.current
        if known and known.state.agenda is current.agenda and known.state.layout == layout:
            return known
        appearance = await self.appearance(layout)
        if appearance.css != current.appearance.css:
            await LAYOUT.run(stylesheet, appearance.css)  # its pages name it by its address
        # Versions of drafts are below zero, so that none is taken for what is current.
        state = replace(current, layout=layout, appearance=appearance, version=-next(self._numbers))
        state = replace(state, slugs=state.room_index.assigned)
        draft = self._kept[draft_id] = Draft(draft_id, state)
        return draft

    def find(self, draft_id: str) -> Draft | None:
        """The draft of this id; None where it is no longer kept."""
        return self._kept.get(draft_id)

    async def changed(self, draft: Draft) -> tuple[str, ...]:
        """The screens that the draft changes, adds or removes."""
        before, after = self.publisher.current, draft.state
        differ, others = entries_that_differ(before.layout, after.layout)
        if not others:
            return differ
        names = [name for name in after.layout.screens if name not in differ]
        found = {*differ, *await self._unlike(names, before, after)}
        return tuple(name for name in dict.fromkeys((*after.layout.screens, *before.layout.screens)) if name in found)

    async def _unlike(self, names: list[str], before: State, after: State) -> set[str]:
        """Those of these screens that show something else in one state than in the other."""
        time, until = self._now(), self.clock.monotonic() + LONGEST
        async with self._comparing:
            # all of one state first: the process takes in one at a time
            pages = [[await self._page(name, time, state, until) for name in names] for state in (before, after)]
        return {name for name, one, other in zip(names, *pages, strict=True) if one is None or one != other}

    async def _page(self, name: str, time: PageTime, state: State, until: float) -> bytes | None:
        """A screen's page without what is its state's own; None where there is no time left to make it."""
        if self.clock.monotonic() > until:
            return None
        try:
            content = await self.previews.content(PageKey("screen", name), time, state)
        except Busy:
            return None
        return OWN.sub(b"", content.plain.body["body"])

    async def page(self, draft: Draft | None, name: str, at: datetime | None = None) -> Content | None:
        """A screen of a draft (None: of what is current) as it would be; None where it has none. Raises `Busy`."""
        state = draft.state if draft else self.publisher.current
        page_key = state.page_key("screen", name)
        if not state.exists(page_key):
            return None
        return await self.previews.content(page_key, replace(self._now(), now=at) if at else self._now(), state)

    def _now(self) -> PageTime:
        return PageTime(self.clock.now().replace(second=0, microsecond=0), chosen=True)
