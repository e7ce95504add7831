"""What befalls a venue: each kind lasts as many minutes as it is asked for, and leaves everything as it was."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from click.testing import CliRunner

from signage.cli import main
from tests.disk import Disk
from tests.e2e.gateway import iso

from .rows import CONTENT, NETWORK, STATUSES, TOKENS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.gateway import Gateway
    from tests.e2e.venue import Venue

    from .soak import Soak
    from .strikes import Strike

Weather = AsyncGenerator[None, None]
Kind = Callable[["Soak", "Venue"], Weather]
"""Yields once for each minute in which it holds; closing it ends it."""


@dataclass(frozen=True)
class Pace:
    """From and to how many minutes each takes: time without a fault, a fault, a life of the server, its absence."""

    calm: tuple[int, int] = (1, 90)
    fault: tuple[int, int] = (1, 45)
    life: tuple[int, int] = (20, 800)
    gone: tuple[int, int] = (0, 150)


USUAL, HASTE = Pace(), Pace(calm=(1, 2), fault=(2, 9), life=(25, 40), gone=(0, 4))
ROWS = (*NETWORK, *CONTENT, *STATUSES, *TOKENS)
SLOW = [row.strike for row in ROWS if "in time" in row.fault or "drips" in row.fault]
QUICK = [row.strike for row in ROWS if row.strike not in SLOW and "MB" not in row.fault and row.rest == 1]


def _gateway(strikes: list[Strike], most: int = 60) -> Kind:
    async def struck(soak: Soak, here: Venue) -> Weather:
        stack = AsyncExitStack()  # strikes are not to see how this generator ends
        await stack.enter_async_context(soak.chance.choice(strikes)(here))
        try:
            for _ in range(most):
                yield
        finally:
            await stack.aclose()

    return struck


# The data folder --------------------------------------------------------------------------------------------------


def _disk(fail: Callable[[Disk], None]) -> Kind:
    async def failing(soak: Soak, here: Venue) -> Weather:
        fail(here.disk)
        try:
            while True:
                yield
        finally:
            here.disk.mend()

    return failing


def damage(folder: Path) -> None:
    """Of the database not one byte is left as it was."""
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            path = folder / f"data/signage.db{suffix}"
            path.write_bytes(b"\xff" * path.stat().st_size)


async def _damaged(soak: Soak, here: Venue) -> Weather:
    damage(soak.folder)
    yield


# The feed ---------------------------------------------------------------------------------------------------------


def _feed(befall: Callable[[Gateway], None]) -> Kind:
    """The platform turns its agenda upside down, and the server pulls it; some time later it is put right."""

    async def upside_down(soak: Soak, here: Venue) -> Weather:
        gateway, accepted_at = soak.gateway, soak.chance.randrange(1, 20)
        right = [dict(one) for one in gateway.records]
        befall(gateway)
        await soak.pull(here)
        try:
            for minute in count():
                if minute == accepted_at and soak.model.held:
                    soak.model.accepted = True
                    command = ["accept", "--data", str(soak.folder / "data")]
                    said = await asyncio.to_thread(CliRunner().invoke, main, command)
                    assert said.output.startswith("Accepted: "), (said.output, said.exception)
                yield
        finally:
            gateway.records[:] = [one | {"updated_at": iso(soak.truly)} for one in right]

    return upside_down


def _shift(gateway: Gateway) -> None:
    for one in list(gateway.records):
        moved = {key: iso(datetime.fromisoformat(one[key]) + timedelta(days=1)) for key in ("starts_at", "ends_at")}
        gateway.edit(one["id"], **moved)


def _quarter(gateway: Gateway) -> None:
    gateway.records[:] = gateway.records[::4]


# Clocks -----------------------------------------------------------------------------------------------------------


async def _server_clock(soak: Soak, here: Venue) -> Weather:
    soak.clock.stepped = timedelta(hours=soak.chance.choice([-5, -3, -1, 1, 2, 4]))
    try:
        while True:
            yield
    finally:
        soak.clock.stepped = timedelta()


async def _tv_clock(soak: Soak, here: Venue) -> Weather:
    for glass in soak.walls.glasses:
        await glass.set_date(soak.chance.choice([-30_000, -7, 2, 26]))
    yield


FEED = ("agenda emptied", "three quarters of it gone", "every session a day later")
RESTARTS = ("plain", "gateway down", "database damaged", "database damaged, gateway down")
KINDS: dict[str, Kind] = {
    "a fault of the gateway": _gateway(QUICK),
    "another fault of the gateway": _gateway(QUICK),
    "gateway too slow": _gateway(SLOW, most=8),
    "disk full": _disk(Disk.fill),
    "data folder read-only": _disk(Disk.protect),
    "database damaged": _damaged,
    FEED[0]: _feed(lambda gateway: gateway.records.clear()),
    FEED[1]: _feed(_quarter),
    FEED[2]: _feed(_shift),
    "server clock set by hours": _server_clock,
    "TV clocks set": _tv_clock,
}
