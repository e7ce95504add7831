"""The whole product on one machine: the simulated gateway on one port, the server on another, HTTP between them."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import tempfile
from collections.abc import Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from signage.assets import folder
from signage.clock import SYSTEM, DemoClock
from signage.console import say
from signage.demo_displays import PlayedDisplay
from signage.errors import SettingsError
from signage.inevent.settings import Settings
from signage.layout.times import time_of_day
from signage.program import Program
from signage.publish.state import PageKey
from signage.runtime import Runtime
from signage.sandbox import app as sandbox
from signage.sandbox import demo
from signage.staff.settings import StaffSettings
from signage.web import server

STORY_AFTER = 20.0
"""Seconds after the start until the agenda begins to change, so that marks of changes are seen on the walls."""
ZONE = ZoneInfo("Europe/Lisbon")


def start_of(at: str | None) -> datetime:
    """The demo's first instant: `HH:MM` of today in the event's zone, or now. Raises `SettingsError`."""
    now = SYSTEM.now()
    if not at:
        return now
    try:
        local = time_of_day(at).on(now.astimezone(ZONE).date())
    except ValueError:
        raise SettingsError(f"--at {at}: no time of day; write it like 10:40") from None
    return local.replace(tzinfo=ZONE).astimezone(now.tzinfo)


def run_demo(config: Path | None, host: str, port: int, speed: float, at: str | None) -> None:
    """Serve until interrupted. Its data folder is temporary, for the next day's demo has other sessions.

    Without `config` so is its screens.yaml, a copy of the shipped one: the staff page writes it.
    """
    clock = DemoClock(start_of(at), speed)
    agenda = demo.agenda(clock.now().astimezone(ZONE).date(), clock.now())
    simulated = sandbox.create(agenda, now=clock.now)
    gateway = server.Server(simulated, server.listen("127.0.0.1", 0))
    address = f"http://127.0.0.1:{gateway.sock.getsockname()[1]}"
    settings = Settings(address, "signage", "demo-secret", f"{address}/oauth/token")
    with tempfile.TemporaryDirectory(prefix="signage-demo-") as data:
        staff = StaffSettings(secrets.token_urlsafe(9))
        config = config or Path(shutil.copy(folder("screens.yaml"), data))
        program = Program(Runtime(config, Path(data) / "data", clock, staff=staff), settings)
        walls = program.serve(host, port)
        token = simulated.state.control_token
        control = httpx.AsyncClient(base_url=address, headers={"X-Control-Token": token}, trust_env=False)
        _tell_addresses(program, walls, address, token, staff.password)
        say(f"  What the walls show stands in {config}.", "")
        address = f"http://127.0.0.1:{walls.sock.getsockname()[1]}"
        played = [display.run() for display in _displays(program, clock, address)]
        server.start(_run(walls, gateway, _story(control, agenda, clock), *played))


def _displays(program: Program, clock: DemoClock, address: str) -> list[PlayedDisplay]:
    """Two displays, so that the staff page has something to tell: one is right, one shows what was on before."""
    screens = list(program.reload.loaded.layout.screens)[:2]
    return [
        PlayedDisplay(program.publisher, clock, address, PageKey("screen", name), lies)
        for name, lies in zip(screens, (False, True), strict=False)
    ]


async def _run(walls: server.Server, gateway: server.Server, *events: Coroutine[Any, Any, None]) -> None:
    playing = [asyncio.create_task(one) for one in events]
    try:
        await server.run(gateway, walls)
    finally:
        for one in playing:
            one.cancel()


async def _story(control: httpx.AsyncClient, agenda: dict[str, object], clock: DemoClock) -> None:
    """A move, a delay, a cancellation and an addition, as they come in the middle of an event."""
    await asyncio.sleep(STORY_AFTER)
    async with control:
        for verb, arguments in demo.story(agenda, clock.now()):
            (await control.post(f"/control/{verb}", json=arguments)).raise_for_status()


def _tell_addresses(program: Program, walls: server.Server, address: str, token: str, password: str) -> None:
    port = walls.sock.getsockname()[1]
    layout = program.reload.loaded.layout
    say("", f"  {layout.event.name}, invented for this demo. Open in a browser:", "")
    say(f"    http://127.0.0.1:{port}/                 every room and screen")
    for name in list(layout.screens)[:5]:
        say(f"    http://127.0.0.1:{port}/screens/{name}")
    say("", f"    http://127.0.0.1:{port}/staff            the staff page: name staff, password {password}")
    say("", f"  The simulated gateway is at {address}, its control token is {token}. Stop with Ctrl-C.", "")
