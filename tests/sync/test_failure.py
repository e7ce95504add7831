"""Failure is a state: the walls go on, the log speaks on the edges, the gateway is left alone."""

from __future__ import annotations

import logging
from datetime import timedelta

import httpx
import pytest

from signage.layout import SyncPlan
from tests.sync.bench import MINUTE, Bench, assigned
from tests.sync.feed import SETTINGS, T0, error, page, record


async def test_the_walls_go_on_and_the_log_speaks_on_the_edges(bench, caplog):
    caplog.set_level(logging.INFO)
    for _ in range(5):
        bench.feed.faults = [httpx.ConnectError("refused")]
        await bench.minute()
    status = bench.sync.status
    assert status.error == "GET gw.example/api/v1/events/evt/sessions failed: ConnectError: refused"
    assert (status.failing_since, status.confirmed_at) == (T0 + MINUTE, T0)
    await bench.minute()
    assert (bench.sync.status.error, bench.sync.status.failing_since) == ("", None)
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert (len(bench.shown), bench.sync.confirmed_at) == (1, T0 + 6 * MINUTE)


async def test_failures_make_no_storm_and_recovery_takes_one_window(bench):
    bench.feed.faults = [httpx.ConnectError("down")] * 9999
    tries = []
    for second in range(1, 601):  # ticks far too often, as with windows and deltas of a second each
        bench.clock.passed = float(second)
        for tick in (bench.sync.window, bench.sync.delta, bench.sync.full):
            await tick()
        if bench.asked():
            tries.append(second)
    assert tries == [1, 2, 4, 8, 16, 32, *range(63, 601, 57)]
    bench.feed.faults = []
    bench.clock.passed += 57
    await bench.sync.window()
    assert bench.sync.status.error == ""


@pytest.mark.parametrize(("wanted", "rest"), [(3, 3.75), (120, 150), (86_400, 300)])
async def test_the_gateway_may_send_us_away_but_not_for_long(bench, wanted, rest):
    bench.feed.faults = [error(429, "slowly", **{"Retry-After": str(wanted)})] * 3
    await bench.sync.window()
    sent_away = bench.clock.passed
    for seconds, asked in ((rest - 0.1, []), (rest, ["sessions?from"])):
        bench.asked()
        bench.clock.passed = sent_away + seconds
        await bench.sync.window()
        assert bench.asked() == asked


async def test_windows_of_a_second_go_on_each_second(bench):
    await bench.sync.configure(assigned(plan=SyncPlan(window_every=timedelta(seconds=1))))
    bench.feed.faults = [httpx.ConnectError("down")] * 20
    for second in range(1, 21):
        bench.clock.passed = float(second)
        await bench.sync.window()
        await bench.sync.delta()
    assert len(bench.asked()) == 20


async def test_nothing_to_show_is_pulled_as_soon_as_the_gateway_answers():
    bench = Bench(record(1))
    bench.feed.faults = [error(503, "down"), error(503, "down")]
    await bench.sync.restore()
    await bench.sync.window()
    await bench.minute()
    assert (bench.shown, bench.sync.status.confirmed_at) == ([], None)
    await bench.minute()
    assert bench.ids == ["ses_1"]


@pytest.mark.parametrize("tick", ["window", "delta"])
async def test_a_failed_nightly_pull_is_made_up_for(bench, tick):
    bench.feed.faults = [error(503, "down")]
    await bench.sync.full()
    bench.feed.delete("ses_4")
    bench.clock.passed += 60
    await getattr(bench.sync, tick)()
    assert (bench.asked(), bench.ids) == (["sessions", "sessions"], ["ses_1", "ses_2", "ses_3"])


async def test_a_fault_of_ours_stops_nothing(bench, caplog):
    async def broken(agenda):
        raise KeyError("room")

    bench.shows = broken
    bench.feed.change("ses_1", T0, title="New")
    await bench.minute()
    assert bench.sync.status.error == "a fault in signage itself: KeyError: 'room'"
    assert [record.exc_info for record in caplog.records] == [None]
    bench.shows = bench.show
    await bench.minute()
    assert (bench.titles[0], bench.sync.status.error) == ("New", "")


def bearer(request):
    return request.headers["Authorization"]


@pytest.mark.parametrize(
    "echo",
    [
        lambda r: error(400, f"not understood: {bearer(r)}"),
        error(400, "!" * 288 + f" {SETTINGS.client_secret} is cut short"),
        lambda r: httpx.Response(200, text="<p>", headers={"Content-Type": bearer(r)}),
        lambda r: httpx.Response(400, headers={"X-Request-Id": bearer(r)}),
        lambda r: page([record(1, starts_at=bearer(r))]),
        lambda r: page([record(1, status=bearer(r))]),
        lambda r: page([{"title": bearer(r)}]),
        httpx.RemoteProtocolError("illegal status line: bytearray(b'Bearer token-1')"),
        httpx.LocalProtocolError("Illegal header value b'Bearer token-1'"),
        ValueError("Bearer token-1"),
    ],
)
async def test_what_the_gateway_quotes_of_our_secrets_is_not_repeated(bench, caplog, echo):
    bench.feed.faults = [echo]
    await bench.sync.full()
    told = repr(bench.sync.status) + caplog.text
    assert ("token-" in told, "s3cr3t" in told) == (False, False)
    assert bench.sync.status.error or bench.sync.status.problems


async def test_what_the_token_exchange_quotes_is_not_repeated(bench, caplog):
    bench.feed.token_faults = [lambda request: error(400, f"no such client: {request.content.decode()}")]
    bench.feed.faults = [error(401, "expired")]
    await bench.sync.full()
    assert bench.sync.status.error == (
        "no token: POST gw.example/api/oauth/token answered 400: no such client: grant_type=client_credentials"
        "&client_id=signage&client_secret=…&scope=read%3Asessions (request req_7);"
        " check INEVENT_CLIENT_ID and its secret"
    )
    assert caplog.messages == [
        f"the agenda cannot be refreshed, the walls go on with the last one: {bench.sync.status.error}"
    ]


async def test_before_there_is_anything_to_show_it_is_tried_again_soon_and_said_so(caplog):
    bench = Bench(record(1))
    bench.feed.token_faults = [httpx.ConnectError("no network yet")] * 9
    waits = []
    for _ in range(8):
        await bench.sync.window()
        waits.append(bench.sync.retry_in)
        bench.clock.passed += bench.sync.retry_in
    assert waits == pytest.approx([0.95, 1.9, 3.8, 7.6, 15.2, 30.4, 57, 57])
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith("the agenda cannot be refreshed, the walls have none to show yet: POST gw.ex")
    bench.feed.token_faults = []
    await bench.sync.window()
    assert (bench.ids, bench.sync.retry_in) == (["ses_1"], None)


@pytest.mark.parametrize("status", [401, 403, 404, 429])
async def test_what_a_person_must_mend_or_the_gateway_forbids_is_left_to_the_ticks(bench, status):
    bench.feed.faults = [error(status, "no")] * 9
    await bench.minute()
    assert (bench.sync.status.error != "", bench.sync.retry_in) == (True, None)


@pytest.mark.parametrize("fault", [httpx.ConnectError("down"), httpx.ReadTimeout("late"), error(503, "down")])
async def test_what_may_be_over_in_a_second_is_tried_again_in_one(bench, fault):
    bench.feed.faults = [fault]
    await bench.minute()
    assert bench.sync.retry_in == pytest.approx(0.95)
