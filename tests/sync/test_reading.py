"""A release that reads records otherwise, on what an earlier one kept: nothing is moved, added or held."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace

from signage.agenda import Agenda, Room
from signage.store.snapshot import pack, unpack
from tests.sync.bench import DAY, HOUR, Bench
from tests.sync.feed import T0, iso, record

LAB = "R&amp;D Lab"


def listed(count=12):
    return [record(number, T0 + number * HOUR, room=LAB, title="Q&amp;A") for number in range(count)]


async def upgraded(*records, kept):
    """A Sync that starts on an agenda which an earlier release read as `kept`."""
    bench = Bench(*records)
    await bench.sync.window()
    saved = bench.store.load("evt")
    sessions = [kept(session) for session in saved.agenda.sessions]
    bench.store.save(replace(saved, agenda=Agenda.of(filter(None, sessions)), reading=1))
    await bench.restart()
    bench.asked()
    return bench


def raw(session):
    return replace(session, title="Q&amp;A", room=Room(LAB, LAB))


async def test_texts_that_are_read_otherwise_move_and_hold_nothing():
    bench = await upgraded(*listed(), kept=raw)
    assert {(session.title, session.room) for session in bench.shown[0].sessions} == {
        ("Q&A", Room("R&D Lab", "R&D Lab"))
    }
    await bench.minute()
    assert (bench.asked(), bench.sync.status.held) == (["sessions"], None)
    assert {(session.past, session.added_at) for session in bench.shown[-1].sessions} == {((), None)}


async def test_what_could_not_be_read_before_is_not_added():
    bench = await upgraded(*listed(), kept=lambda session: raw(session) if session.id != "ses_3" else None)
    await bench.minute()
    assert [session.added_at for session in bench.shown[-1].sessions] == [None] * 12
    bench.feed.records.append(record(20))
    await bench.sync.full()
    assert [session.id for session in bench.shown[-1].sessions if session.added_at] == ["ses_20"]


async def test_days_that_were_read_as_midnights_have_not_moved():
    dates = [record(number, starts_at="2026-02-07", ends_at="2026-02-08") for number in range(12)]
    midnights = {"starts_at": T0 - 9 * HOUR, "ends_at": T0 - 9 * HOUR + DAY, "all_day": False}
    bench = await upgraded(*dates, kept=lambda session: replace(session, **midnights))
    await bench.minute()
    assert (bench.sync.status.held, {session.past for session in bench.shown[-1].sessions}) == (None, {()})
    assert {session.all_day for session in bench.shown[-1].sessions} == {True}


async def test_of_namesakes_of_which_one_was_kept_none_was_moved():
    records = [one for number in range(8) for one in (record(number), record(number, T0 + (number + 1) * HOUR))]
    seen = set()

    def first(session):
        known = session.gateway_id in seen
        seen.add(session.gateway_id)
        return None if known else replace(session, id=session.gateway_id, shared_id="")

    bench = await upgraded(*records, kept=first)
    await bench.minute()
    assert (bench.sync.status.held, len(bench.ids)) == (None, 16)
    assert {(session.past, session.added_at) for session in bench.shown[-1].sessions} == {((), None)}


async def test_a_broken_feed_is_held_after_an_upgrade_too():
    bench = await upgraded(*listed(), kept=raw)
    bench.feed.records = []
    await bench.minute()
    assert (bench.sync.status.held is not None, len(bench.ids)) == (True, 12)


async def test_an_agenda_in_the_form_of_the_first_release_is_read():
    bench = Bench(record(1), record(2, ends_at=iso(T0)))
    await bench.sync.window()
    agenda = bench.shown[0]
    sessions = json.loads(zlib.decompress(pack(agenda, 2)))[1]
    for session in sessions:
        del session["open_ended"], session["all_day"], session["shared_id"]
        session["ends_at"] = session["starts_at"] if session["id"] == "ses_2" else session["ends_at"]
    assert unpack(zlib.compress(json.dumps(sessions).encode())) == (agenda, 1)
    assert unpack(zlib.compress(b"[]")) == (Agenda(), 1)
