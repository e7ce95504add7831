"""Each way a feed can go wrong though every answer is well-formed: what walls show, and what the feed gate holds."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from signage.cli import main
from tests.e2e.gateway import Gateway, record
from tests.e2e.venue import Clock, venue, walls
from tests.wait import until

from .rows import FEED, Change
from .test_gateway import T0, agenda, logged, on_now

if TYPE_CHECKING:
    from pathlib import Path

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("row", FEED, ids=lambda row: row.fault)
async def test_a_fault_of_the_feed(row: Change, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    clock, before = Clock(T0), agenda()
    async with (
        Gateway(*agenda(), now=clock.now) as gateway,
        venue(tmp_path, gateway, clock) as here,
        walls(here, "/rooms/room_a") as (wall,),
    ):
        caplog.set_level(logging.INFO)
        row.befall(gateway)
        gateway.requests.clear()
        for minute in range(1, 13):
            await here.pass_minutes()
            await here.settle()
            held = row.held and minute <= 10
            assert (here.status.held is not None, here.status.error) == (held, "")
            shown = before if held or row.kept else gateway.records
            assert wall.slots(here.now).get("now", set()) == on_now(shown, clock.now(), "room_a")
            if held:
                assert row.told in str(here.status.held.bulk_change)
        assert [p.text for p in here.status.problems] == ([row.told] if row.told and not row.held else [])
        assert len(gateway.requests) <= 12 + 3 + 12  # windows, deltas, and what was asked by id or as a whole
        warnings = [text for level, text in logged(caplog) if level == logging.WARNING]
        assert [row.told in text for text in warnings] == [True] * bool(row.told)


async def test_what_comes_along_with_what_is_held_waits_too(tmp_path: Path) -> None:
    """A day later: yesterday's sessions would stand beside today's, which stay."""
    clock = Clock(T0)
    past = [record(300 + n, T0 - 24 * HOUR + n * timedelta(minutes=10), 30) for n in range(12)]
    async with (
        Gateway(*map(dict, past), *agenda(), now=clock.now) as gateway,
        venue(tmp_path, gateway, clock) as here,
        walls(here, "/rooms/room_a") as (wall,),
    ):
        next(row for row in FEED if row.fault == "every session a day later").befall(gateway)
        gateway.records.append(record(400, T0, 60))
        for minute in range(1, 13):
            await here.pass_minutes()
            await here.settle()
            held = minute <= 10
            assert (here.status.held is not None) == held
            shown = [*past, *agenda()] if held else gateway.records
            assert wall.slots(here.now).get("now", set()) == on_now(shown, clock.now(), "room_a")


async def test_what_is_held_is_accepted_from_the_command_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock(T0)
    async with (
        Gateway(*agenda(), now=clock.now) as gateway,
        venue(tmp_path, gateway, clock) as here,
        walls(here, "/rooms/room_a") as (wall,),
    ):
        gateway.records.clear()
        await here.pass_minutes(2)
        assert wall.slots(here.now)["now"] == on_now(agenda(), clock.now(), "room_a")
        arguments = ["accept", "--data", str(tmp_path / "data")]
        outcome = await asyncio.to_thread(CliRunner().invoke, main, arguments)
        told = "2026-02-07: of 24 sessions to come 24 would be removed"
        assert outcome.output == f"Accepted: {told}\nThe walls follow within a minute.\n"
        await here.pass_minutes()
        await here.settle()
        assert (wall.slots(here.now), here.status.held) == ({}, None)
        outcome = await asyncio.to_thread(CliRunner().invoke, main, arguments)
        assert outcome.output == "Nothing is held.\n"


@pytest.mark.parametrize("skew", [timedelta(days=-1), -HOUR, HOUR, timedelta(days=1)], ids=str)
async def test_the_gateways_clock_may_be_wrong(tmp_path: Path, skew: timedelta) -> None:
    clock = Clock(T0)
    async with (
        Gateway(record(1, T0), record(2, T0 + 5 * HOUR), now=lambda: clock.now() + skew) as gateway,
        venue(tmp_path, gateway, clock) as here,
        walls(here, "/rooms/room_a") as (wall,),
    ):
        for title in ("First", "Second"):
            gateway.edit("ses_2", title=title)  # far ahead: only a delta tells
            await here.pass_minutes(5)
            await until(lambda title=title: title in wall.text((T0 + 5 * HOUR).timestamp()))  # type: ignore[misc]


async def test_expired_and_revoked_tokens_are_replaced_without_a_word(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock(T0)
    async with Gateway(*agenda(), now=clock.now) as gateway, venue(tmp_path, gateway, clock) as here:
        caplog.set_level(logging.INFO)
        for _ in range(3):
            gateway.revoke()
            await here.pass_minutes()
        assert (len(gateway.tokens), here.status.error) == (4, "")
        clock.advance(3600)
        await here.pass_minutes()
        assert (len(gateway.tokens), here.status.error, logged(caplog)) == (5, "", [])


async def test_the_exchange_may_be_down_while_the_token_lives(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock(T0)
    gateway = Gateway(*agenda(), now=clock.now)
    gateway.expires_in = 300
    async with gateway, venue(tmp_path, gateway, clock) as here:
        caplog.set_level(logging.INFO)
        gateway.token_fault = lambda _: b"HTTP/1.1 503 Down\r\ncontent-length: 0\r\n\r\n"
        await here.pass_minutes(4)
        assert (here.status.error, logged(caplog)) == ("", [])
        await here.pass_minutes(2)
        assert "/oauth/token answered 503" in here.status.error
        gateway.token_fault = None
        await here.pass_minutes()
        assert here.status.error == ""
