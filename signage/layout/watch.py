"""Watches screens.yaml: a saved change is applied within a second, and entries that are wrong are left out."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterable
from itertools import repeat
from pathlib import Path
from typing import Any

from signage.errors import Finding, LayoutError
from signage.layout.load import STAYS, Loaded, and_more, load, merge, read
from signage.layout.save import write
from signage.layout.text import Document

log = logging.getLogger(__name__)

KEY = "layout"
"""The key under which the store keeps the last good layout, so that it survives a restart with a broken file."""
MAX_LOGGED = 20
"""Findings of one save that are logged at most; `signage check` shows all of them."""
CHECK_EVERY = 0.25
"""Seconds. Network shares and links to other folders tell nobody of a change, so the file itself is looked at."""


class Reload:
    """The layout in force, and what is wrong with the file.

    `keep` stores the tree of each good layout as JSON, `last` is what it stored before. The file is read by `source`
    every so many seconds. Raises `LayoutError` when neither the file nor `last` has a layout.
    """

    def __init__(
        self,
        file: Path,
        last: str | None,
        keep: Callable[[str], None],
        *,
        source: Callable[[Path], bytes] = read,
        every: float = CHECK_EVERY,
    ) -> None:
        self.file = file
        self._keep, self._source, self._every = keep, source, every
        self._taken: bytes | Finding = b""
        self._overruled: bytes | Finding | None = None
        self._turn = asyncio.Lock()  # a look at the file and a save of ours, one at a time
        self.findings: tuple[Finding, ...] = ()
        try:
            stored: dict[str, Any] = json.loads(last) if last else {}
            before = merge(Document(stored), {}) if stored else None
        except (ValueError, LayoutError):  # a version of signage stored it that knew other keys
            before = None
        loaded = self._take(self._content(), before) or before
        if loaded is None:
            raise LayoutError(*self.findings)
        self.loaded = loaded

    async def run(
        self,
        apply: Callable[[Loaded], Awaitable[None]],
        noticed: Callable[[bytes], Awaitable[None]] | None = None,
    ) -> None:
        """Apply every good change of the file, until cancelled; `noticed` is told of each that is not a `save`."""
        seen = self._taken
        while True:
            await asyncio.sleep(self._every)
            async with self._turn:
                content = await asyncio.to_thread(self._content)  # a network share may hang
                changed = content == seen != self._taken  # the same twice: no editor is still writing it
                changed = changed and content != self._overruled
                fresh = await asyncio.to_thread(self._take, content, self.loaded) if changed else None
                seen = content
                if fresh is not None:
                    await self._pass_on(fresh, apply)
            if changed and noticed and isinstance(content, bytes):
                await noticed(content)

    def content(self) -> bytes | Finding:
        """What the file holds now, or why it cannot be read. Blocks: a network share may hang.

        A file that was overruled and cannot be written counts as what was shown in its place.
        """
        content = self._content()
        return self._taken if content == self._overruled else content

    async def adopt(self, raw: bytes, apply: Callable[[Loaded], Awaitable[None]]) -> None:
        """Show this in place of what the file holds, and write it there if that can be.

        An edit of the file that was not looked at yet is left alone, and comes after this.
        """
        async with self._turn:
            before = await asyncio.to_thread(self._content)
            if raw == self._taken and before in (raw, self._overruled):
                return
            if before in (self._taken, self._overruled):
                self._overruled = await asyncio.to_thread(self._overrule, before, raw)
            fresh = await asyncio.to_thread(self._take, raw, self.loaded)
            if fresh is not None:
                await self._pass_on(fresh, apply)

    def _overrule(self, before: bytes | Finding, raw: bytes) -> bytes | Finding | None:
        """Write the file; what it goes on to hold where it cannot be written, else None."""
        if before == raw:
            return None
        try:
            write(self.file, raw)
        except LayoutError as error:
            log.warning("another layout is shown than the file holds: %s", error)
            return before
        return None

    async def save(
        self, raw: bytes, expected: bytes | Finding, apply: Callable[[Loaded], Awaitable[None]]
    ) -> bytes | Finding:
        """Write the file and apply it at once, if it holds what is `expected`; what it held before.

        Where that is something else, nothing is written. Raises `LayoutError` where the file cannot be written.
        """
        async with self._turn:
            before = await asyncio.to_thread(self._content)
            if before != expected:
                return before
            await asyncio.to_thread(write, self.file, raw)
            fresh = await asyncio.to_thread(self._take, raw, self.loaded)
            if fresh is not None:
                await self._pass_on(fresh, apply)
            return before

    async def _pass_on(self, fresh: Loaded, apply: Callable[[Loaded], Awaitable[None]]) -> None:
        self.loaded = fresh
        log.info("%s: taken over", self.file)
        try:
            await apply(fresh)
        except Exception:
            log.exception("%s: not all of it could be taken over", self.file)

    def _content(self) -> bytes | Finding:
        """The bytes of the file, or why there are none."""
        try:
            return self._source(self.file)
        except LayoutError as error:
            return error.findings[0]

    def _take(self, content: bytes | Finding, last: Loaded | None) -> Loaded | None:
        """The layout of the file; None when it says the same as `last` or cannot be used."""
        self._taken = content
        try:
            if isinstance(content, Finding):
                raise LayoutError(content)
            fresh = load(content, last.tree if last else None, str(self.file))
        except LayoutError as error:
            if last is None:  # there is no layout to start with: the caller reports the error
                self.findings = error.findings
            else:
                self._report(error.findings, repeat(STAYS))
            return None
        self._report(fresh.findings, fresh.outcomes, fresh.more)
        if last and json.dumps(sorted(fresh.tree.items())) == json.dumps(sorted(last.tree.items())):
            return None  # compared as text, since the order of rooms counts
        self._keep(json.dumps(fresh.tree))
        return fresh

    def _report(self, findings: tuple[Finding, ...], outcomes: Iterable[str], more: int = 0) -> None:
        """Log each fault once, with what is shown meanwhile, and that it is mended."""
        if findings == self.findings:
            return
        if not findings:
            log.info("%s: all is well again", self.file)
        for finding, outcome in zip(findings[:MAX_LOGGED], outcomes, strict=False):
            log.warning("%s; %s", finding, outcome)
        if (left := len(findings[MAX_LOGGED:]) + more) > 0:
            log.warning("%s", and_more(left, str(self.file)))
        self.findings = findings
