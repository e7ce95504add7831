"""Sync against a feed of the contract: what the walls get, what is saved, asked and logged."""

from __future__ import annotations

import json
import logging
import random
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from signage.agenda import Days, Room
from signage.errors import StoreError
from signage.inevent.wire import Problem
from signage.layout import SyncPlan
from signage.store.sqlite import SQLiteStore
from signage.sync.archive import Archive
from signage.sync.coordinator import Sync
from tests.clock import FakeClock
from tests.memory import MemoryStore
from tests.sync.feed import LISBON, SETTINGS, T0, Feed, error, gateway, iso, page, record

KOLKATA = ZoneInfo("Asia/Kolkata")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Disk(MemoryStore):
    """A store that counts what is written, and fails when told."""

    def __init__(self):
        super().__init__()
        self.writes = []
        self.full = False

    def _write(self, what):
        if self.full:
            raise StoreError("signage.db cannot be used: database or disk is full")
        self.writes.append(what)

    def save(self, snapshot):
        self._write("save")
        super().save(snapshot)

    def confirm(self, snapshot):
        self._write("confirm")
        return super().confirm(snapshot)


class Bench:
    """A Sync with all its surroundings in hand."""

    def __init__(self, *records, store=None):
        self.feed, self.clock, self.store = Feed(*records), FakeClock(T0, fraction=1.0), store or Disk()
        self.shown = []
        self.sync = self.another()

    def another(self, zone=LISBON, settings=SETTINGS):
        source = gateway(self.feed, self.clock, settings)
        source.zone = zone
        return Sync(
            source,
            Archive(self.store, self.clock),
            event_id="evt",
            days=Days(zone),
            plan=SyncPlan(),
            clock=self.clock,
            publish=self.publish,
        )

    async def publish(self, agenda):
        self.shown.append(agenda)

    async def restart(self, *settings, **more):
        self.sync, self.shown = self.another(*settings, **more), []
        await self.sync.restore()

    def asked(self):
        asked, self.feed.asked = self.feed.asked, []
        return [one.partition("?")[0] + ("?from" if "from=" in one else "") for one in asked]

    @property
    def ids(self):
        return [session.id for session in self.shown[-1].sessions]

    @property
    def titles(self):
        return [session.title for session in self.shown[-1].sessions]

    async def minute(self, minutes=1):
        """Let a minute pass, and the window's tick come."""
        self.clock.passed += 60 * minutes
        await self.sync.window()


@pytest.fixture
async def bench():
    bench = Bench(record(1), record(2, T0 + HOUR), record(3, T0 + 5 * HOUR), record(4, T0 + DAY))
    await bench.sync.restore()
    await bench.sync.window()
    bench.asked()
    return bench


def program(count=12):
    return [record(number, T0 + number * 10 * MINUTE, 10) for number in range(count)]


# What is asked, and what becomes of it --------------------------------------------------------------------------------


async def test_the_first_tick_pulls_everything_and_marks_nothing_as_added(bench):
    assert bench.ids == ["ses_1", "ses_2", "ses_3", "ses_4"]
    assert {(session.added_at, session.past) for session in bench.shown[0].sessions} == {(None, ())}
    assert (bench.sync.status.pulled_at, bench.sync.confirmed_at) == (T0, T0)


async def test_a_tick_at_rest_is_one_request_and_publishes_nothing(bench):
    for _ in range(3):
        await bench.minute()
    await bench.sync.delta()
    assert bench.asked() == ["sessions?from"] * 3 + ["sessions"]
    assert len(bench.shown) == 1
    assert bench.sync.confirmed_at == T0 + 3 * MINUTE


async def test_a_changed_title_is_shown_by_the_next_window(bench):
    bench.feed.change("ses_2", T0, title="New")
    await bench.minute()
    assert bench.titles == ["Talk 1", "New", "Talk 3", "Talk 4"]


async def test_a_delta_brings_what_no_window_sees(bench):
    bench.feed.change("ses_4", bench.clock.now(), title="New")
    bench.feed.records.append(record(5, T0 + 2 * DAY, updated_at=iso(bench.clock.now())))
    await bench.minute()
    assert len(bench.shown) == 1
    await bench.sync.delta()
    assert bench.titles == ["Talk 1", "Talk 2", "Talk 3", "New", "Talk 5"]
    assert bench.shown[-1].by_id["ses_5"].added_at == T0 + MINUTE


async def test_a_moved_session_is_asked_for_by_id_and_keeps_its_first_place(bench):
    bench.feed.change(
        "ses_2", T0, starts_at=iso(T0 + 6 * HOUR), ends_at=iso(T0 + 7 * HOUR), room={"id": "b", "name": "B"}
    )
    await bench.minute()
    assert bench.asked() == ["sessions?from", "sessions/ses_2"]
    moved = bench.shown[-1].by_id["ses_2"]
    assert (moved.starts_at, moved.was_at, moved.moved_from) == (
        T0 + 6 * HOUR,
        (T0 + HOUR, T0 + HOUR + 45 * MINUTE),
        Room("room_a", "Hall A"),
    )


@pytest.mark.parametrize("fields", [None, {"status": "draft"}])
async def test_a_session_that_is_gone_or_hidden_leaves_within_a_window(bench, fields):
    if fields:
        bench.feed.change("ses_2", T0, **fields)
    else:
        bench.feed.delete("ses_2")
    await bench.minute()
    assert bench.ids == ["ses_1", "ses_3", "ses_4"]


async def test_a_session_hidden_far_ahead_leaves_by_delta(bench):
    bench.feed.change("ses_4", T0, status="hidden")
    await bench.sync.delta()
    assert bench.ids == ["ses_1", "ses_2", "ses_3"]


async def test_absence_from_a_window_only_asks_and_not_every_minute(bench):
    for _ in range(12):
        bench.feed.faults = [page([])]
        await bench.minute()
    # The feed gives an empty window each time, and the sessions themselves when asked: now, and after ten minutes.
    assert [one for one in bench.asked() if "/" in one] == ["sessions/ses_1", "sessions/ses_2"] * 2
    assert len(bench.shown) == 1


async def test_many_missing_at_once_are_one_full_pull():
    bench = Bench(*program(14))
    await bench.sync.window()
    bench.asked()
    for _ in range(3):
        bench.feed.faults = [page([])]
        await bench.minute()
    assert bench.asked() == ["sessions?from", "sessions", "sessions?from", "sessions?from"]
    assert len(bench.shown) == 1


async def test_a_session_that_cannot_be_asked_for_does_not_stop_the_windows(bench):
    bench.feed.delete("ses_2")
    bench.feed.change("ses_1", T0, title="New")
    window = lambda _: page(bench.feed.records[:1])  # noqa: E731
    bench.feed.faults = [window, error(500, "oops")]
    await bench.minute()
    bench.feed.faults = [window]
    await bench.minute()
    assert (bench.titles[0], bench.sync.status.error) == ("New", "")


async def test_a_session_is_asked_for_again_until_there_was_an_answer(bench):
    bench.feed.delete("ses_2")
    bench.feed.faults = [lambda _: page(bench.feed.records[:1]), error(503, "down"), error(503, "down")]
    await bench.minute()
    assert (bench.sync.confirmed_at, bench.sync.status.error != "") == (T0, True)  # nobody knows what became of it
    await bench.minute()
    await bench.minute()
    assert (bench.ids, bench.sync.status.error) == (["ses_1", "ses_3", "ses_4"], "")
    assert bench.sync.confirmed_at == T0 + 3 * MINUTE


async def test_where_no_session_can_be_asked_for_by_id_the_whole_tells_what_is_gone(bench):
    bench.feed.delete("ses_2")
    without = lambda r: error(503, "down") if "/ses_" in r.url.path else bench.feed._sessions("", r.url.params)  # noqa: E731
    bench.feed.faults = [without] * 99
    await bench.minute()
    await bench.minute()
    assert (bench.asked(), bench.ids) == (["sessions?from", "sessions/ses_2", "sessions"], ["ses_1", "ses_3", "ses_4"])
    assert (bench.sync.status.error, bench.sync.confirmed_at) == ("", T0 + 2 * MINUTE)


async def test_one_session_that_cannot_be_asked_for_costs_one_window_in_ten_minutes(bench):
    """The window leaves it out for good, and the whole list has it."""

    def without(request):
        if "/ses_" in request.url.path:
            return error(503, "down")
        if b"from" in request.url.query:
            return page([one for one in bench.feed.records if one["id"] == "ses_1"])
        return bench.feed._sessions("", request.url.params)

    bench.feed.faults = [without] * 999
    errors = []
    for _ in range(20):
        await bench.minute()
        errors.append(bool(bench.sync.status.error))
    assert (errors.count(True), bench.ids) == (2, ["ses_1", "ses_2", "ses_3", "ses_4"])


async def test_a_gateway_that_ignores_the_window_changes_nothing(bench):
    bench.feed.heeds_window = False
    bench.feed.delete("ses_2")
    await bench.minute()
    assert bench.ids == ["ses_1", "ses_3", "ses_4"]


async def test_a_whole_pull_removes_a_torn_one_does_not(bench):
    bench.feed.delete("ses_3")
    bench.feed.faults = [page(bench.feed.records[:2], total=4)]
    await bench.sync.full()
    assert len(bench.shown) == 1
    bench.clock.passed = 599
    await bench.sync.window()
    assert bench.asked() == ["sessions", "sessions?from"]
    bench.clock.passed = 600  # a torn pull is repeated after ten minutes
    await bench.sync.window()
    assert (bench.asked(), bench.ids) == (["sessions"], ["ses_1", "ses_2", "ses_4"])


async def test_until_a_first_whole_pull_nothing_is_added():
    bench = Bench(record(1), record(2))
    bench.feed.faults = [page([record(1)], total=2)]
    await bench.sync.window()
    await bench.minute(10)
    assert [session.added_at for session in bench.shown[-1].sessions] == [None, None]


async def test_a_record_that_turns_unreadable_keeps_its_last_good_form(bench):
    bench.feed.change("ses_3", T0, starts_at="soon")
    await bench.sync.full()
    assert len(bench.shown) == 1
    assert bench.sync.status.problems == (Problem("ses_3", "its start 'soon' is no time: skipped"),)
    bench.feed.change("ses_3", T0, starts_at=iso(T0 + 5 * HOUR))
    await bench.sync.delta()
    assert bench.sync.status.problems == ()


async def test_what_is_wrong_with_records_is_not_remembered_without_end(bench):
    for round_ in range(5):
        bench.feed.faults = [page([{"title": f"Talk {round_}.{n}"} for n in range(90)])]
        await bench.sync.delta()
    assert len(bench.sync.status.problems) == 200
    assert bench.sync.status.problems[0].text == "a record without a usable id (Talk 4.0): skipped"


async def test_the_cursor_is_never_ahead_of_the_question(bench):
    bench.feed.change("ses_4", T0 + 900 * DAY)  # a clock gone mad, for one record
    await bench.sync.delta()
    bench.clock.passed = 300
    bench.feed.change("ses_3", bench.clock.now(), title="New")
    await bench.sync.delta()
    assert bench.titles[2] == "New"


async def test_what_no_delta_showed_the_nightly_pull_does(bench):
    bench.feed.change("ses_4", T0 - 900 * DAY, title="New")
    await bench.sync.delta()
    assert len(bench.shown) == 1
    await bench.sync.full()
    assert bench.titles[3] == "New"


async def test_duplicates_over_pages(bench):
    new = record(1, title="New", updated_at=iso(T0))
    bench.feed.faults = [page([new, record(2), record(1, title="Old")], total=3)]
    await bench.sync.delta()
    assert bench.titles[0] == "New"


# Failure is a state ---------------------------------------------------------------------------------------------------


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
    assert tries == [1, 3, 7, 15, 31, 62, *range(119, 601, 57)]
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
    await bench.sync.configure("evt", Days(LISBON), SyncPlan(window_every=timedelta(seconds=1)))
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

    bench.sync._publish = broken
    bench.feed.change("ses_1", T0, title="New")
    await bench.minute()
    assert bench.sync.status.error == "a fault in signage itself: KeyError: 'room'"
    assert [record.exc_info for record in caplog.records] == [None]
    bench.sync._publish = bench.publish
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


# Store ----------------------------------------------------------------------------------------------------------------


async def test_what_was_shown_is_shown_after_a_restart_without_a_gateway(bench):
    bench.feed.change("ses_2", T0, room={"id": "b", "name": "B"})
    await bench.minute()
    shown = bench.shown[-1]
    bench.feed.faults = [httpx.ConnectError("down")] * 2
    await bench.restart()
    assert (bench.shown, bench.sync.confirmed_at) == ([shown], T0 + MINUTE)
    await bench.minute()
    assert bench.shown == [shown]


@pytest.mark.parametrize(("passed", "least"), [(0, timedelta()), (600, timedelta()), (-600, DAY)])
async def test_an_agenda_from_a_time_that_is_yet_to_come_is_old(bench, passed, least):
    bench.clock.passed = passed
    await bench.restart()
    assert bench.sync.unconfirmed == least
    await bench.minute()
    assert bench.sync.unconfirmed == timedelta()


@pytest.mark.parametrize(("age", "asked"), [(DAY, ["sessions?from"]), (DAY + MINUTE, ["sessions"])])
async def test_at_a_start_a_full_pull_is_due_after_a_day(bench, age, asked):
    bench.clock.passed = age.total_seconds()
    await bench.restart()
    bench.feed.tokens.clear()  # a new process asks for a token of its own
    await bench.sync.window()
    assert bench.asked()[-1:] == asked


async def test_writes_are_few(bench):
    for _ in range(4):
        bench.clock.passed += 20
        await bench.sync.window()
    bench.feed.change("ses_1", bench.clock.now(), title="New")
    await bench.sync.window()
    await bench.sync.window()
    assert bench.store.writes == ["save", "confirm", "save"]
    assert bench.store.load("evt").confirmed_at == T0 + timedelta(seconds=80)


async def test_a_full_disk_stops_no_wall_and_is_got_over(bench, caplog):
    caplog.set_level(logging.INFO)
    bench.store.full = True
    for title in ("One", "Two", "Three"):
        bench.feed.change("ses_1", bench.clock.now(), title=title)
        await bench.minute()
        assert bench.titles[0] == title
    assert bench.sync.status.store_error == "signage.db cannot be used: database or disk is full"
    bench.store.full = False
    await bench.minute()
    assert (bench.store.load("evt").agenda, bench.sync.status.store_error) == (bench.shown[-1], "")
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


async def test_whatever_a_store_throws_stops_no_wall_and_is_told_once(bench, caplog):
    def broken(*_):
        raise TypeError("no text")

    bench.store.save = broken
    for title in ("One", "Two"):
        bench.feed.change("ses_1", bench.clock.now(), title=title)
        await bench.minute()
        assert bench.titles[0] == title
    told = "a fault in signage itself: TypeError('no text')"
    assert (bench.sync.status.store_error, bench.sync.status.error) == (told, "")
    assert caplog.messages == [f"the walls go on, but a restart will not know what they show: {told}"]


async def test_what_cannot_be_kept_is_shown(bench):
    async def broken(*_):
        raise KeyError("kept")

    bench.sync._archive.keep = broken
    bench.feed.change("ses_1", T0, title="New")
    await bench.minute()
    assert (bench.titles[0], bench.sync.status.error) == ("New", "a fault in signage itself: KeyError: 'kept'")


async def test_what_cannot_be_loaded_stops_no_start(bench):
    bench.store.load = lambda _: replace(MemoryStore.load(bench.store, "evt"), confirmed_at=None)
    await bench.restart()
    assert (bench.shown, bench.sync.status.error != "") == ([], True)
    await bench.minute()
    assert (len(bench.ids), bench.sync.status.error) == (4, "")


def flips(content, count):
    """The content with one bit of what is in it turned over, again and again; half of it in the page of the schema."""
    chance = random.Random(7)  # noqa: S311 - not for secrets
    for number in range(count):
        within = range(4096) if number % 2 else range(4096, len(content))
        at = chance.choice([place for place in within if content[place]])
        yield content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]


@pytest.mark.parametrize("running", [False, True], ids=["at the start", "while running"])
async def test_no_bit_of_the_database_stops_a_wall_for_good(tmp_path, running):
    bench = Bench(record(1, minutes=120), store=SQLiteStore(tmp_path))
    await bench.sync.window()
    bench.feed.change("ses_1", T0, title="Talk 2")
    await bench.minute()
    bench.store.close()
    for flip, flipped in enumerate(flips((tmp_path / "signage.db").read_bytes(), 60)):
        bench.store.close()
        (tmp_path / "signage.db").write_bytes(flipped)
        if not running:  # else it goes on with this store, which opens the file anew as it does after every failure
            bench.store = SQLiteStore(tmp_path)
            await bench.restart()
            assert [bench.titles for _ in bench.shown] in ([], [["Talk 1"]], [["Talk 2"]])
        title = f"News {flip}"
        bench.feed.change("ses_1", T0, title=title)
        await bench.minute()
        told = bench.sync.status.error, bench.sync.status.store_error
        beside = SQLiteStore(tmp_path, sole=False)
        assert (bench.titles, beside.load("evt").agenda, told) == ([title], bench.shown[-1], ("", ""))
        beside.close()
    bench.store.close()


async def test_what_is_saved_is_saved_before_it_is_shown(bench):
    seen = []

    async def look(agenda):
        seen.append(bench.store.load("evt").agenda == agenda)

    bench.sync._publish = look
    bench.feed.change("ses_1", T0, title="New")
    await bench.minute()
    assert seen == [True]


# The feed gate --------------------------------------------------------------------------------------------------------


@pytest.fixture
async def held():
    """A bench whose feed was emptied after the first pull, and is held."""
    bench = Bench(*program())
    await bench.sync.restore()
    await bench.sync.window()
    bench.kept, bench.feed.records = bench.feed.records, []
    await bench.sync.full()
    return bench


async def test_an_emptied_feed_is_held_and_shown_to_staff(held):
    status = held.sync.status
    assert (len(held.shown), status.sessions, status.held.since) == (1, 12, T0)
    assert str(status.held.bulk_change) == "2026-02-07: of 12 sessions to come 12 would be removed"
    assert json.loads(held.store.get("held")) == {
        "digest": status.held.bulk_change.digest,
        "since": "2026-02-07T09:00:00+00:00",
        "text": "2026-02-07: of 12 sessions to come 12 would be removed",
    }


async def test_what_is_held_passes_after_ten_minutes(held):
    for _ in range(9):
        await held.minute()
    assert (len(held.shown), held.sync.confirmed_at) == (1, T0)  # what is shown is no longer confirmed
    await held.minute()
    assert (held.ids, held.sync.status.held, held.store.get("held")) == ([], None, "")
    assert held.sync.confirmed_at == T0 + 10 * MINUTE


async def test_what_comes_back_as_it_was_is_no_longer_held(held):
    held.feed.records = held.kept
    await held.minute(10)
    assert (len(held.shown), held.sync.status.held, held.sync.confirmed_at) == (1, None, T0 + 10 * MINUTE)


async def test_what_comes_back_different_is_held_anew(held):
    held.feed.records = [one | {"room": {"id": "b", "name": "B"}} for one in held.kept]
    await held.minute(10)
    assert (len(held.shown), held.sync.status.held.since) == (1, T0 + 10 * MINUTE)
    await held.minute(10)
    assert held.shown[-1].sessions[-1].room == Room("b", "B")


async def test_staff_may_accept_it(held):
    held.store.put("accept", "something else")
    await held.minute()
    assert len(held.shown) == 1
    held.store.put("accept", json.loads(held.store.get("held"))["digest"])
    await held.minute()
    assert (held.ids, held.store.get("accept")) == ([], "")


async def test_accepted_is_what_was_held_and_nothing_else(held):
    held.feed.records = [one | {"room": {"id": "b", "name": "B"}} for one in held.kept]
    held.store.put("accept", json.loads(held.store.get("held"))["digest"])
    await held.minute()
    assert (len(held.shown), held.sync.status.held is not None) == (1, True)


async def test_other_news_goes_on_while_something_is_held(held):
    held.feed.records = [record(77, T0 + HOUR, updated_at=iso(T0))]
    await held.sync.delta()
    assert (len(held.ids), "ses_77" in held.ids) == (13, True)


async def test_a_hold_survives_a_restart(held):
    held.feed.tokens.clear()
    await held.restart()
    await held.sync.window()
    assert (len(held.ids), held.sync.status.held is not None) == (12, True)


async def test_a_day_moved_as_the_window_sees_it_is_held_as_the_whole_pull_sees_it():
    bench = Bench(*program())
    await bench.sync.window()
    for number, one in enumerate(program()):
        later = T0 + DAY + number * 10 * MINUTE
        bench.feed.change(one["id"], T0, starts_at=iso(later), ends_at=iso(later + 10 * MINUTE))
    await bench.minute()
    assert (len(bench.shown), len(bench.sync.status.held.bulk_change.ids)) == (1, 12)
    bench.asked()
    for _ in range(10):
        await bench.minute()
    assert bench.asked() == ["sessions?from"] * 9 + ["sessions"]
    assert bench.shown[-1].sessions[0].was_at == (T0, T0 + 10 * MINUTE)


async def test_a_partial_view_is_checked_against_the_whole_and_not_every_minute():
    bench = Bench(*program())
    await bench.sync.window()
    bench.asked()
    elsewhere = [one | {"room": {"id": "b", "name": "B"}} for one in program()]
    for _ in range(3):
        bench.feed.faults = [page(elsewhere)]  # the delta says so, the whole pull does not
        bench.clock.passed += 60
        await bench.sync.delta()
    assert bench.asked() == ["sessions", "sessions", "sessions", "sessions"]
    assert (len(bench.shown), bench.sync.status.held, bench.sync.confirmed_at) == (1, None, T0 + MINUTE)


@pytest.mark.parametrize(("gone", "left"), [(5, 7), (6, 12)])
async def test_a_halved_feed_is_held(gone, left):
    bench = Bench(*program())
    await bench.sync.window()
    bench.feed.delete(*(f"ses_{n}" for n in range(gone)))
    await bench.sync.full()
    assert len(bench.ids) == left


@pytest.mark.parametrize("fields", [{"status": "cancelled"}, {"title": ""}, {"ends_at": None}])
async def test_nothing_of_what_is_held_comes_by_a_window(fields):
    bench = Bench(*program())
    await bench.sync.window()
    for one in program():
        bench.feed.change(one["id"], T0, **fields)
    bench.feed.heeds_window = False
    for _ in range(10):
        await bench.minute()
        await bench.sync.delta()
    assert len(bench.shown) == 1
    await bench.minute()
    assert (len(bench.shown), bench.sync.status.held) == (2, None)


# Settings -------------------------------------------------------------------------------------------------------------


async def test_another_zone_moves_naive_times_at_once():
    bench = Bench(*(one | {"starts_at": one["starts_at"][:-1], "ends_at": one["ends_at"][:-1]} for one in program()))
    await bench.sync.window()
    await bench.sync.configure("evt", Days(KOLKATA), SyncPlan())
    await bench.sync.window()
    assert (bench.shown[-1].sessions[0].starts_at, bench.sync.status.held) == (
        T0 - timedelta(hours=5, minutes=30),
        None,
    )


@pytest.mark.parametrize("live", [False, True], ids=["while nobody ran", "just before the end"])
async def test_another_zone_at_a_restart_moves_naive_times_at_once(live):
    bench = Bench(*(one | {"starts_at": one["starts_at"][:-1], "ends_at": one["ends_at"][:-1]} for one in program()))
    await bench.restart()
    await bench.sync.window()
    if live:
        await bench.sync.configure("evt", Days(KOLKATA), SyncPlan())
        bench.feed.faults = [error(503, "down")]
        await bench.minute()
    for _ in range(2):  # also where the gateway is away at first
        await bench.restart(KOLKATA)
        bench.feed.faults = [error(401, "expired"), error(503, "down")]
        await bench.minute()
    await bench.minute()
    session = bench.shown[-1].sessions[0]
    assert (session.starts_at, session.past) == (T0 - timedelta(hours=5, minutes=30), ())
    assert (bench.sync.status.held, bench.sync.status.error) == (None, "")
    await bench.restart(KOLKATA)
    bench.feed.tokens.clear()
    bench.asked()
    await bench.sync.window()
    assert bench.asked() == ["sessions?from"]  # and from then on it is known


async def test_what_another_gateway_had_under_the_same_name_is_replaced_as_another_event_is():
    bench = Bench(*program())
    await bench.restart()
    await bench.sync.window()
    bench.feed.records = [record(n + 50, T0 + n * 10 * MINUTE, 10) for n in range(12)]
    bench.feed.faults = [lambda _: page(bench.feed.records[:6], total=12)]  # not whole: nothing of the other's stays
    bench.feed.tokens.clear()
    await bench.restart(settings=replace(SETTINGS, base_url="https://production.example/api"))
    assert len(bench.ids) == 12
    await bench.sync.window()
    assert bench.ids == [f"ses_{n + 50}" for n in range(6)]
    await bench.minute(10)
    assert bench.ids == [f"ses_{n + 50}" for n in range(12)]
    assert {(session.added_at, session.past) for session in bench.shown[-1].sessions} == {(None, ())}
    assert bench.sync.status.held is None


async def test_the_speakers_of_another_gateway_are_asked_for_anew():
    def bare(title):
        return {key: value for key, value in record(1, title=title).items() if key != "speakers"}

    bench = Bench(bare("Staged"))
    bench.feed.speakers = {"ses_1": [{"id": "a", "name": "Staging Person"}]}
    await bench.restart()
    await bench.sync.window()
    bench.feed.records, bench.feed.speakers = [bare("Played")], {"ses_1": [{"id": "b", "name": "Real Speaker"}]}
    bench.feed.tokens.clear()
    await bench.restart(settings=replace(SETTINGS, base_url="https://production.example/api"))
    await bench.sync.window()
    assert [(one.title, [speaker.name for speaker in one.speakers]) for one in bench.shown[-1].sessions] == [
        ("Played", ["Real Speaker"])
    ]


async def test_other_hidden_statuses_hold_from_the_restart_on():
    bench = Bench(*program()[:11], record(60, T0 + DAY, status="internal"))
    await bench.restart()
    await bench.sync.window()
    assert "ses_60" in bench.ids
    await bench.restart(settings=replace(SETTINGS, hidden=frozenset({"internal"})))
    bench.feed.tokens.clear()
    await bench.minute()
    assert ("ses_60" in bench.ids, bench.sync.status.held) == (False, None)


async def test_where_no_pull_is_ever_whole_the_gate_is_open_for_three_of_them():
    bench = Bench(*program())
    await bench.restart()
    await bench.sync.window()
    await bench.sync.configure("evt", Days(KOLKATA), SyncPlan())
    bench.feed.faults = [lambda _: page(bench.feed.records, total=99)] * 999
    for _ in range(3):
        await bench.sync.full()
    bench.feed.records = bench.feed.records[:3]
    moved = [one | {"room": {"id": "b", "name": "B"}} for one in program()]
    bench.feed.records = moved
    await bench.sync.full()
    assert bench.sync.status.held is not None


async def test_a_hold_is_none_of_another_zone(held):
    held.feed.tokens.clear()
    await held.restart(KOLKATA)
    await held.sync.window()
    assert (held.ids, held.sync.status.held, held.store.get("held")) == ([], None, "")


async def test_where_an_agenda_is_from_is_kept_after_it(bench):
    before = bench.store.get("source of evt")
    await bench.sync.configure("evt", Days(KOLKATA), SyncPlan())
    bench.store.full = True
    bench.feed.change("ses_1", T0, title="New")
    await bench.minute()
    assert (bench.titles[0], bench.store.get("source of evt")) == ("New", before)
    bench.store.full = False
    await bench.minute()
    zone, hidden, base_url = bench.store.get("source of evt").split()
    assert (zone, set(hidden.split(",")), base_url) == ("Asia/Kolkata", SETTINGS.hidden, SETTINGS.base_url)


async def test_another_event_replaces_this_one_once_there_is_one(bench):
    await bench.sync.configure("other", Days(LISBON), SyncPlan())
    assert len(bench.shown) == 1
    await bench.sync.window()  # the feed knows no such event
    assert (len(bench.shown), bench.sync.status.error != "") == (1, True)
    await bench.sync.configure("evt", Days(LISBON), SyncPlan())
    await bench.minute()
    assert (bench.ids, bench.sync.status.error) == (["ses_1", "ses_2", "ses_3", "ses_4"], "")


async def test_a_wider_window_takes_effect(bench):
    await bench.sync.configure("evt", Days(LISBON), SyncPlan(window=6 * HOUR))
    bench.feed.delete("ses_3")
    await bench.minute()
    assert bench.ids == ["ses_1", "ses_2", "ses_4"]
