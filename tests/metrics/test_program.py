"""The numbers of a program that runs: real sockets, a real gateway's answers, time in hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import httpx

from signage.publish.state import PageKey
from signage.staff.notice import Message
from tests.e2e.gateway import Gateway
from tests.e2e.venue import Clock, Venue, venue, walls
from tests.faults.test_gateway import T0, agenda
from tests.wait import until

if TYPE_CHECKING:
    from pathlib import Path

DEVICE = "0123456789abcdef" * 2
WALL = f"/screens/foyer/events?rev=&display={DEVICE}-1"


def number(here: Venue, name: str, **labels: str) -> float | None:
    return here.program.metrics.registry.get_sample_value(f"signage_{name}", labels)


async def report(here: Venue, *notices: str) -> None:
    rev = here.program.publisher.renderer.rendered_screen(PageKey("screen", "foyer")).id
    told = {"page": "/screens/foyer", "rev": rev, "shown": [], "notices": notices, "now": 1, "up": here.clock.passed}
    body = json.dumps({**told, "load": "1"})
    assert (await here.client.post(f"/displays/{DEVICE}/report", content=body)).status_code == 204


async def test_pulls_ages_and_the_reasons_of_failures(tmp_path: Path) -> None:
    clock = Clock(T0)
    async with Gateway(*agenda(), now=clock.now) as gateway, venue(tmp_path, gateway, clock) as here:
        assert number(here, "pulls_total", kind="full", result="good") == 1
        told = await here.client.get("/metrics")
        assert f"signage_agenda_sessions {here.program.sync.status.sessions:.1f}\n" in told.text
        assert number(here, "agenda_confirmed_timestamp_seconds") == T0.timestamp()
        assert number(here, "snapshot_saved_timestamp_seconds") == T0.timestamp()
        here.transport.timeout = httpx.Timeout(1e-9)
        await here.pass_minutes(1)
        failed = number(here, "pulls_total", kind="window", result="failed")
        assert failed
        assert number(here, "pull_errors_total", error="transient") >= failed
        assert number(here, "feed_failing") == 1
        here.transport.timeout = None
        await here.pass_minutes(2)
        assert number(here, "feed_failing") == 0
        assert number(here, "agenda_confirmed_timestamp_seconds") > T0.timestamp()


async def test_streams_displays_and_messages(tmp_path: Path) -> None:
    clock = Clock(T0)
    async with (
        Gateway(*agenda(), now=clock.now) as gateway,
        venue(tmp_path, gateway, clock) as here,
        walls(here, "/screens/today"),
        here.client.stream("GET", WALL) as display,
    ):
        assert display.status_code == 200
        await until(lambda: number(here, "streams_open", page="screen") == 2)
        assert number(here, "displays", state="unknown") == 1
        assert number(here, "screens_never_opened") == number(here, "screens") - 1 == 2
        assert number(here, "connections_open") >= 2
        assert number(here, "stream_deliveries_total") >= 2
        assert number(here, "stream_delivered_bytes_total") > 100
        assert number(here, "render_duration_seconds_count") >= 2
        sent = await here.program.staff.notices.send(Message(title="Leave"), "Ana", "", ["foyer"], ())
        assert number(here, "notices_sent_total", style="banner", status="actual") == 1
        assert number(here, "notices_on_air") == 1
        clock.advance(2)
        await report(here, sent.shown_id)
        clock.advance(1)
        await report(here, sent.shown_id)
        assert number(here, "display_reports_total") == 2
        assert number(here, "notice_displays", state="shown") == 1
        assert number(here, "notice_confirmation_duration_seconds_count") == 1


async def test_a_loop_that_is_held_up_is_seen(tmp_path: Path) -> None:
    clock = Clock(T0)
    async with Gateway(*agenda(), now=clock.now) as gateway, venue(tmp_path, gateway, clock) as here:
        clock.advance(0.75)  # the task wanted to be woken after half a second
        await until(lambda: number(here, "event_loop_lag_seconds_count") == 1)
        assert number(here, "event_loop_lag_seconds_sum") == 0.25


async def test_what_the_server_refuses_is_counted(tmp_path: Path) -> None:
    clock = Clock(T0)
    async with Gateway(*agenda(), now=clock.now) as gateway, venue(tmp_path, gateway, clock) as here:
        await here.client.get("/healthz", headers={f"x-{name}": "" for name in range(120)})
        assert number(here, "connections_refused_total", reason="headers") == 1


async def test_a_proxy_on_this_machine_brings_nobody_to_the_numbers(tmp_path: Path) -> None:
    clock = Clock(T0)
    async with Gateway(*agenda(), now=clock.now) as gateway, venue(tmp_path, gateway, clock) as here:
        assert (await here.client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"})).status_code == 404
        assert (await here.client.get("/metrics", headers={"Host": "walls.example.com"})).status_code == 404
