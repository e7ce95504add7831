"""Several events in one process: a program for each below `/e/<event id>`, on one socket and within one quota."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

from signage.base_path import BasePath
from signage.clock import SYSTEM, Clock
from signage.errors import SettingsError, SignageError
from signage.inevent import settings as gateway_settings
from signage.metrics.endpoint import token_in
from signage.nodes.local_state import LocalState, event_of
from signage.nodes.server_store import environment_of
from signage.program import Program
from signage.runtime import Runtime
from signage.staff import settings as staff_settings
from signage.store import address as store_address
from signage.web import server
from signage.web.answer import text
from signage.web.base_path import ELSEWHERE
from signage.web.limits import DEFAULT_LIMITS, Limits
from signage.web.quota import Quota

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp, Receive, Scope, Send

LOOK_EVERY = 1.0
"""Seconds between two looks at the files of an event that could not be started."""
AGAIN_AFTER = 60.0
"""Seconds after which that is tried again though they have not changed: the reason may be elsewhere."""
START_WITHIN = 5.0
"""Seconds for which the first requests wait for all events; one that takes longer holds up no other."""
STOP_WITHIN = 1.0
"""Seconds that an event may take to stop."""
THREADS_EACH, THREADS = 8, 128
"""Threads for what blocks: for each event, so that one whose disk hangs does not take all; and for all together."""
NOT_NOW = text(503, "This event cannot be shown just now; the server's log says why.", {"Retry-After": "10"})
HEALTHY = text(200, "ok")

log = logging.getLogger(__name__)


def program_of(runtime: Runtime, env: Mapping[str, str]) -> Program:
    """The program of one event, with what the environment and the file beside its layout say. Raises SignageError."""
    env = environment_of(runtime.config, env)
    runtime = runtime.with_settings(
        staff_settings.from_environment(env), store_address.from_environment(env), token_in(env)
    )
    return Program(runtime, gateway_settings.from_environment(env))


@dataclass(eq=False)
class Event:
    """One of the events: its layout, and its program while it has one. `trouble` is why it has none, once told."""

    config: Path
    id: str = ""
    program: Program | None = None
    is_up: bool = False
    trouble: str = ""
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once it is served, or cannot be."""

    def signature(self) -> object:
        """Equal to an earlier one while neither the layout nor the file of variables beside it has changed."""
        return tuple(map(_state_of, (self.config, self.config.with_suffix(".env"))))


class Events:
    """The ASGI application of several events, each as isolated as processes of their own but for what one has once.

    Of that there are the event loop, the connections (`limits`), and the threads. Raises SettingsError where none of
    the events can be started; one that cannot is told, and tried again when its files change.
    """

    def __init__(
        self,
        configs: Sequence[Path],
        data: Path,
        base: BasePath,
        env: Mapping[str, str],
        limits: Limits = DEFAULT_LIMITS,
        clock: Clock = SYSTEM,
    ) -> None:
        self._data, self._base, self._env, self._limits, self._clock = data, base, env, limits, clock
        self._own = LocalState(data)
        self.connections = Quota(limits.connections, limits.share, each=2)  # as in a program: stream, page
        self.events = [Event(config) for config in configs]
        self._by_id: dict[str, Event] = {}
        for event in self.events:
            self._open(event)
        if not any(event.program for event in self.events):
            raise SettingsError("none of the events can be served:\n" + "\n".join(one.trouble for one in self.events))

    def serve(self, host: str, port: int, drain: float = server.DRAIN) -> server.Server:
        """The web server of all of them, ready to be run; told to leave, it hands over within `drain` seconds."""
        return server.Server(
            self,
            server.listen(host, port),
            on_shutdown=self._close_streams,
            on_leave=self._hand_over,
            drain=drain,
            limits=self._limits,
            quota=self.connections,
        )

    def programs(self) -> Iterator[Program]:
        """The programs of all events that have one."""
        return (event.program for event in self.events if event.program)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on to its event. The root names none of them: who is to see one has its address."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        path = self._base.inner(scope["path"]) or ""
        _, first, event_id, *_ = [*path.split("/", 3), "", "", ""]
        event = self._by_id.get(event_id) if first == "e" else None
        if event:
            await (event.program.app if event.program and event.is_up else NOT_NOW)(scope, receive, send)
        else:
            await self._of_all(path)(scope, receive, send)

    def _of_all(self, path: str) -> ASGIApp:
        """What is answered for the process as a whole."""
        if path == "/healthz":
            return HEALTHY
        if path == "/readyz":
            up = sum(event.is_up for event in self.events)
            ready = up > 0 and not self.connections.leaving
            told = {"ready": ready, "events": len(self.events), "served": up}
            return JSONResponse(told, 200 if ready else 503)
        return ELSEWHERE

    # The life of each -------------------------------------------------------------------------------------------------

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        threads = ThreadPoolExecutor(min(THREADS, THREADS_EACH * len(self.events)), thread_name_prefix="signage")
        asyncio.get_running_loop().set_default_executor(threads)
        tasks = [asyncio.create_task(self._keep(event)) for event in self.events]
        settled = [asyncio.create_task(event.settled.wait()) for event in self.events]
        await asyncio.wait(settled, timeout=START_WITHIN)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in (*tasks, *settled):
            task.cancel()
        await asyncio.gather(*tasks, *settled, return_exceptions=True)
        await send({"type": "lifespan.shutdown.complete"})

    async def _keep(self, event: Event) -> None:
        """Serve an event until cancelled; while it cannot be, try again when its files change."""
        while True:
            program = event.program or await self._opened_again(event)
            try:
                async with running(program.app):
                    event.is_up = True
                    if event.settled.is_set():
                        log.info("%s: the event %s is served from now on", event.config, event.id)
                    event.settled.set()
                    await self._watch_id(event, program)
            except Exception:  # a fault of one event must not stop the others, as below
                log.exception("%s: the event is not served any longer", event.config)
                program.store.close()
            finally:
                event.is_up, event.program = False, None
                event.settled.set()

    async def _opened_again(self, event: Event) -> Program:
        event.settled.set()
        while event.program is None:
            before, tried = await asyncio.to_thread(event.signature), self._clock.monotonic()
            while self._clock.monotonic() < tried + AGAIN_AFTER:
                await self._clock.sleep(LOOK_EVERY)
                if await asyncio.to_thread(event.signature) != before:
                    break
            await asyncio.to_thread(self._open, event)
        return event.program

    async def _watch_id(self, event: Event, program: Program) -> None:
        """Tell once that a layout names another event: addresses, accounts and data are those of the first one."""
        while program.reload.loaded.layout.event.id == event.id:
            await self._clock.sleep(LOOK_EVERY)
        log.warning(
            "%s: the event is another one now; addresses and data stay those of %s until the server is started anew",
            event.config,
            event.id,
        )
        await asyncio.Event().wait()

    def _open(self, event: Event) -> None:
        """Make the program of an event; where that fails, say why, once."""
        told = ""
        try:
            event.program = self._made(event)
        except SignageError as error:
            told = str(error)
        except Exception as error:  # a fault of one event must not stop the others, whatever it is
            told = repr(error)
            log.exception("%s: this should not happen", event.config)
        if not event.program and told != event.trouble:
            log.error("%s: the event is not served: %s", event.config, told)
        event.trouble = told

    def _made(self, event: Event) -> Program:
        """Its program. Raises SignageError."""
        key = f"event of {event.config.absolute()}"
        event_id = event_of(event.config, self._own, key)
        self._own.put(key, event_id)
        if (holder := self._by_id.get(event_id)) and holder is not event:
            raise SettingsError(
                f"{event.config} and {holder.config} are both of the event {event_id}: an event has one file"
            )
        try:
            base = self._base.below("e", event_id)
        except ValueError:
            raise SettingsError(
                f"the event's id {event_id!r} cannot stand in an address: of several events each has an id of letters,"
                " digits and the characters - . _ ~"
            ) from None
        if event.id != event_id:
            self._by_id.pop(event.id, None)
        event.id, self._by_id[event_id] = event_id, event
        runtime = Runtime(event.config, self._data / event_id, self._clock, base=base, connections=self.connections)
        program = program_of(runtime, self._env)
        program.streams.hub.quota.share = self._limits.share
        return program

    async def _hand_over(self, seconds: float) -> None:
        await asyncio.gather(*(program.hand_over(seconds) for program in self.programs()))

    def _close_streams(self) -> None:
        for program in self.programs():
            program.streams.close()


@asynccontextmanager
async def running(app: ASGIApp) -> AsyncIterator[None]:
    """The life of an ASGI application, as a server would begin and end it. Raises what keeps it from starting."""
    told: asyncio.Queue[Any] = asyncio.Queue()
    started = asyncio.Event()

    async def said(message: Any) -> None:
        if message["type"] == "lifespan.startup.complete":
            started.set()

    life = asyncio.ensure_future(app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, told.get, said))
    start = asyncio.create_task(started.wait())
    try:
        told.put_nowait({"type": "lifespan.startup"})
        await asyncio.wait({life, start}, return_when=asyncio.FIRST_COMPLETED)
        if not started.is_set():
            await life
        yield
    finally:
        start.cancel()
        told.put_nowait({"type": "lifespan.shutdown"})
        await asyncio.wait({life}, timeout=STOP_WITHIN)
        life.cancel()


def _state_of(file: Path) -> object:
    try:
        status = file.stat()
    except OSError as error:
        return error.errno
    return status.st_mtime_ns, status.st_size, status.st_ino
