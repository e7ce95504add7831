"""Watches screens.yaml: a save is on the walls within a second, and nothing that is wrong with it ever is."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterable
from itertools import repeat
from pathlib import Path
from typing import Any

from signage.errors import LayoutError
from signage.layout import Loaded, Problem, Unreadable, load, merge, read
from signage.layout.load import STAYS
from signage.layout.text import Document

log = logging.getLogger(__name__)

KEY = "layout"
"""Where the store keeps the last good form, so that it survives a restart with a broken file."""
MAX_LOGGED = 20
"""So many problems of one save are logged; `signage check` has them all."""
CHECK_EVERY = 0.25
"""Seconds. Network shares and links to other folders tell nobody of a change, so the file itself is looked at."""


class Reload:
    """The layout in force, and what is wrong with the file.

    `keep` stores the tree of each good form, `last` is what it stored before. Raises `LayoutError` when neither the
    file nor `last` has a layout.
    """

    def __init__(self, file: Path, last: str | None, keep: Callable[[str], None]) -> None:
        self._file, self._keep = file, keep
        self._taken: bytes | str = ""
        self.problems: tuple[Problem, ...] = ()
        try:
            stored: dict[str, Any] = json.loads(last) if last else {}
            before = merge(Document(stored), {}) if stored else None
        except (ValueError, Unreadable):
            before = None  # from a version that knew other words
        loaded = self._take(self._content(), before) or before
        if loaded is None:
            told: list[Problem] = list(self.problems)
            raise LayoutError("\n".join(problem.at(str(file)) for problem in told))
        self.loaded = loaded

    async def run(self, apply: Callable[[Loaded], Awaitable[None]]) -> None:
        """Apply every good change of the file, until cancelled."""
        seen = self._taken
        while True:
            await asyncio.sleep(CHECK_EVERY)
            content = await asyncio.to_thread(self._content)  # a network share may hang
            if content == seen != self._taken:  # the same at two looks: no editor is still writing
                fresh = await asyncio.to_thread(self._take, content, self.loaded)
                if fresh is not None:
                    await self._pass_on(fresh, apply)
            seen = content

    async def _pass_on(self, fresh: Loaded, apply: Callable[[Loaded], Awaitable[None]]) -> None:
        self.loaded = fresh
        log.info("%s: taken over", self._file)
        try:
            await apply(fresh)
        except Exception:
            log.exception("%s: not all of it could be taken over", self._file)

    def _content(self) -> bytes | str:
        """The bytes of the file, or a sentence that says why there are none."""
        try:
            return read(self._file)
        except LayoutError as error:
            return str(error).partition(": ")[2]

    def _take(self, content: bytes | str, last: Loaded | None) -> Loaded | None:
        """What the file has become; None when it says the same as `last` or cannot be used."""
        self._taken = content
        try:
            if isinstance(content, str):
                raise Unreadable(Problem(0, (), content))
            fresh = load(content, last.tree if last else None)
        except Unreadable as error:
            if last is None:  # nothing stays, and there is no start
                self.problems = error.problems
            else:
                self._report(error.problems, repeat(STAYS))
            return None
        self._report(fresh.problems, fresh.outcomes)
        if last and json.dumps(sorted(fresh.tree.items())) == json.dumps(sorted(last.tree.items())):
            return None  # compared as text, since the order of rooms counts
        self._keep(json.dumps(fresh.tree))
        return fresh

    def _report(self, problems: tuple[Problem, ...], outcomes: Iterable[str]) -> None:
        """Log what is wrong and what comes of it once, and that it is mended."""
        if problems == self.problems:
            return
        if not problems:
            log.info("%s: all is well again", self._file)
        for problem, outcome in zip(problems[:MAX_LOGGED], outcomes, strict=False):
            log.warning("%s; %s", problem.at(str(self._file)), outcome)
        if len(problems) > MAX_LOGGED:
            log.warning("%s: and %d more", self._file, len(problems) - MAX_LOGGED)
        self.problems = problems
