"""Pages of other times (`?at=`), composed in a process of their own: strangers may ask for any number of them.

Threads would not do: rendering is pure Python, and holds up the event loop from a thread as well as in it. The process
(`signage.web.previewer`) starts with the first preview, is given the state anew whenever that has changed, and ends
when nobody has asked for a while. Only so many pages may wait for it; whoever comes then is refused.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import pickle
import signal
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from cachetools import LRUCache

from signage.console import log_format
from signage.layout import PictureScreen, SlidesScreen, WebScreen, located_views
from signage.venue.appearance import Appearance, ExternalContent
from signage.web.compose import Composed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from signage.layout import Layout
    from signage.publish.state import PageKey, State
    from signage.web.answer import Content
    from signage.web.compose import PageTime

log = logging.getLogger(__name__)

WAITING = 32
"""Pages that may be waited for at a time."""
PREVIEWS_KEPT = 16_000_000
"""Bytes of previews that are kept."""
LONGEST = 60.0
"""Seconds that a page may take, also the first one of a process; then that is ended."""
WORK = 10
"""Seconds of a processor that a page may take. They pass slowly on a busy machine, where all else comes before a
preview: were it ended then, the next one would begin with another process, and none would ever come."""
IDLE = 120.0
"""Seconds after the last preview until the process is ended."""
SLICE = 200
"""Sessions that are written for the process at a time: some milliseconds of the event loop."""
SIZE = 8
"""Bytes in which a message between the two tells how long it is."""


class Busy(Exception):
    """Too many previews are waited for, or this one could not be made."""


@dataclass(frozen=True)
class Known:
    """Answers questions for which the answers were asked in advance: another process has no one to ask."""

    answers: Mapping[str, Any]
    otherwise: Any

    def __call__(self, name: str) -> Any:
        """The answer for this name."""
        return self.answers.get(name, self.otherwise)


class Previewing(Protocol):
    """Something that composes pages of other times."""

    async def content(self, page_key: PageKey, time: PageTime) -> Content:
        """The page at a minute of another time. Raises `Busy`."""

    async def aclose(self) -> None:
        """Stop composing, and release what that needs."""


class Previews(Previewing):
    """Composes them in a process. `state` tells what is current, `confirmed` when that was last confirmed."""

    def __init__(
        self,
        state: Callable[[], State],
        confirmed: Callable[[], datetime | None],
        *,
        waiting: int = WAITING,
        longest: float = LONGEST,
        idle: float = IDLE,
    ) -> None:
        self._state, self._confirmed = state, confirmed
        self._waiting, self._longest, self._idle = waiting, longest, idle
        self._kept: LRUCache[object, Content] = LRUCache(PREVIEWS_KEPT, lambda content: content.size)
        self._asked: dict[object, asyncio.Task[Content]] = {}
        self._one_at_a_time = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._version: int | None = None
        self._end_timer: asyncio.TimerHandle | None = None
        self._ending: set[asyncio.Task[int]] = set()

    async def content(self, page_key: PageKey, time: PageTime, state: State | None = None) -> Content:
        """The page at a minute of another time, of what is current or of another state. Raises `Busy`."""
        state = state or self._state()
        key = state.version, page_key, time.now, time.asked
        if kept := self._kept.get(key):
            return kept
        if key not in self._asked:
            if len(self._asked) >= self._waiting:
                raise Busy
            task = self._asked[key] = asyncio.create_task(self._make(key, state, page_key, time))
            task.add_done_callback(lambda task: self._done(key, task))
        return await asyncio.shield(self._asked[key])

    async def aclose(self) -> None:
        """Give up what is being made, end the process, and wait until each that there was has gone."""
        asked = tuple(self._asked.values())
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        self._end_process()
        await asyncio.gather(*self._ending, return_exceptions=True)  # a loop that is ended cancels them

    def _end_process(self) -> None:
        if self._end_timer:
            self._end_timer.cancel()
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        # Somebody has to wait for it: a loop that ends before would leave it, its pipes with it, to the collector.
        ending = asyncio.create_task(process.wait())
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)

    def _done(self, key: object, task: asyncio.Task[Content]) -> None:
        del self._asked[key]
        if not task.cancelled():
            task.exception()  # those who waited got `Busy`

    async def _make(self, key: object, state: State, page_key: PageKey, time: PageTime) -> Content:
        async with self._one_at_a_time:
            try:
                async with asyncio.timeout(self._longest):
                    content = await self._ask_twice(state, page_key, time)
            except Exception as error:
                why = self._why(error)
                log.warning("%s %s as of %s could not be made: %s", *page_key, time.now.isoformat(" ", "minutes"), why)
                self._end_process()
                raise Busy from error
        if content.size <= self._kept.maxsize:
            self._kept[key] = content
        self._end_later()
        return content

    def _why(self, error: Exception) -> str:
        """What kept a page from being made, in words."""
        if isinstance(error, TimeoutError):
            longest = f"{self._longest:g} s, or {WORK} s of a processor"
            return f"it took longer than {longest}, so its process was ended; the next page has a new one"
        if isinstance(error, asyncio.IncompleteReadError | ConnectionError):
            return "its process ended twice while it was made; if that goes on, look for what ends processes here"
        return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__

    async def _ask_twice(self, state: State, page_key: PageKey, time: PageTime) -> Content:
        """The page; of another process if this one has just died."""
        try:
            return await self._ask(state, page_key, time)
        except (OSError, asyncio.IncompleteReadError):
            if self._process and await self._process.wait() == -signal.SIGXCPU:
                raise TimeoutError from None  # another one would take as long
            self._end_process()
            return await self._ask(state, page_key, time)

    async def _ask(self, state: State, page_key: PageKey, time: PageTime) -> Content:
        if self._process is None or self._process.returncode is not None:
            command = sys.executable, "-m", "signage.web.previewer", log_format()
            pipe = asyncio.subprocess.PIPE
            # Without our environment: it needs none, and the gateway's secret is in it.
            self._process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, env={})
            self._version = None
        questions, answers = self._process.stdin, self._process.stdout
        if questions is None or answers is None:
            raise ValueError("the process has no pipes")
        if self._version != state.version:
            for part in state_parts(state):
                questions.write(part)
                await questions.drain()
                await asyncio.sleep(0)
            self._version = state.version
        questions.write(message((page_key, time, self._confirmed())))
        size = int.from_bytes(await answers.readexactly(SIZE))
        composed, gzipped = pickle.loads(await answers.readexactly(size))  # noqa: S301 - from our own process
        return Composed(*composed).content(gzipped)

    def _end_later(self) -> None:
        if self._end_timer:
            self._end_timer.cancel()
        self._end_timer = asyncio.get_running_loop().call_later(self._idle, self._end_process)


def message(value: object) -> bytes:
    """A value as it goes from one process to the other."""
    body = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return len(body).to_bytes(SIZE) + body


def state_parts(state: State) -> Iterator[bytes]:
    """A state as messages: its sessions in slices, then the rest, without them."""
    sessions = state.agenda.sessions if state.agenda else ()
    for start in range(0, len(sessions), SLICE):
        yield message(sessions[start : start + SLICE])
    appearance = replace(state.appearance, external=_known(state.layout, state.appearance))
    rest = state.layout, dict(state.slugs), appearance, state.version, state.since, (), state.base
    yield message((state.agenda is not None, *rest))


def _known(layout: Layout, appearance: Appearance) -> ExternalContent:
    """What the layout's views show from outside, asked in advance."""
    external = appearance.external
    images, reachable = {}, {}
    for _, view in located_views(layout):
        if isinstance(view, PictureScreen):
            images[view.file] = tuple(external.images(view.file))
        elif isinstance(view, SlidesScreen):
            images |= {name: tuple(external.images(name)) for name in view.files}
        elif isinstance(view, WebScreen):
            reachable[str(view.url)] = external.reachable(str(view.url))
    return ExternalContent(Known(images, ()), Known(reachable, False))
