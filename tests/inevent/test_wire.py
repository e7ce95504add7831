"""The wire format: what is accepted, what is skipped and how it is named; and that nothing at all raises."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signage.agenda import Placement, Room, Session, Speaker
from signage.inevent.wire import SPELLINGS, Record, RecordProblem, read_record, read_speakers, reread
from tests.sync.feed import DAYS, T0, record


def read(**fields):
    return read_record(record(1, **fields), DAYS)


def test_reads_the_contracts_session():
    yesterday = T0 - timedelta(days=1)
    session = Session(
        id="ses_1",
        title="Talk 1",
        starts_at=T0,
        ends_at=T0 + timedelta(minutes=45),
        room=Room("room_a", "Hall A"),
        track="Security",
        language="en",
        speakers=(Speaker("Alex Chen", "ExampleCo"),),
        updated_at=yesterday,
    )
    assert read() == Record("ses_1", "ses_1", session, updated_at=yesterday)


@pytest.mark.parametrize(
    "field", ["id", "title", "starts_at", "ends_at", "track", "language", "updated_at", "speakers"]
)
def test_accepts_other_spellings(field):
    for spelling in SPELLINGS[field]:
        raw = record(1)
        raw[spelling] = raw.pop(field)
        assert read_record(raw, DAYS) == read()


def test_the_first_spelling_with_a_value_wins():
    assert read(title=None, name="Other").session.title == "Other"
    assert read(title="One", name="Other").session.title == "One"


@pytest.mark.parametrize(
    ("fields", "room"),
    [
        ({"room": None}, None),
        ({"room": {}}, None),
        ({"room": 7}, Room("7", "7")),
        ({"room": []}, None),
        ({"room": "Hall A"}, Room("Hall A", "Hall A")),
        ({"room": {"name": "Hall A"}}, Room("Hall A", "Hall A")),
        ({"room": {"id": 5}}, Room("5", "5")),
        ({"room": [{"id": 5, "name": "Hall A"}]}, Room("5", "Hall A")),
        ({"room": {"id": 5, "title": " Hall\tA "}}, Room("5", "Hall A")),
        ({"room": None, "room_id": "r", "room_name": "Hall A"}, Room("r", "Hall A")),
        ({"room": "Hall A", "room_id": "r"}, Room("r", "Hall A")),
    ],
)
def test_rooms(fields, room):
    assert read(**fields).session.room == room


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-07-01T10:00:00Z", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("2026-07-01T10:00:00", datetime(2026, 7, 1, 9, tzinfo=UTC)),  # event time: Lisbon in summer
        ("2026-07-01 10:00", datetime(2026, 7, 1, 9, tzinfo=UTC)),
        ("2026-01-01T10:00:00", datetime(2026, 1, 1, 10, tzinfo=UTC)),
        ("2026-07-01T10:00:00+05:30", datetime(2026, 7, 1, 4, 30, tzinfo=UTC)),
        ("2026-07-01T10:00:00.987654321Z", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("20260701T100000Z", datetime(2026, 7, 1, 10, tzinfo=UTC)),
    ],
)
def test_times(text, expected):
    assert read(starts_at=text, ends_at=text).session.starts_at == expected


@pytest.mark.parametrize(
    ("status", "cancelled", "problem"),
    [
        ("scheduled", False, None),
        (None, False, None),
        ("Cancelled", True, None),
        ("canceled", True, None),
        ("postponed", False, RecordProblem("ses_1", "unknown status 'postponed': shown as scheduled")),
    ],
)
def test_statuses(status, cancelled, problem):
    found = read(status=status)
    assert (found.session.cancelled, found.problem) == (cancelled, problem)


@pytest.mark.parametrize("status", ["draft", "HIDDEN", " private ", "unpublished", "archived", "deleted"])
def test_hidden_statuses_are_no_sessions_and_no_problems(status):
    found = read(status=status, starts_at=None)
    assert (found.id, found.session, found.hidden, found.problem) == ("ses_1", None, True, None)


def test_the_hidden_statuses_are_configurable():
    found = [read_record(record(1, status=status), DAYS, frozenset({"secret"})) for status in ("secret", "draft")]
    assert [one.hidden for one in found] == [True, False]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"starts_at": None}, "no start: skipped"),
        ({"starts_at": "soon"}, "its start 'soon' is no time: skipped"),
        ({"starts_at": 930}, "its start '930' is no time: skipped"),
        ({"starts_at": ""}, "no start: skipped"),
        ({"starts_at": "0001-01-01T00:00:00+14:00"}, "its start '0001-01-01T00:00:00+14:00' is no time: skipped"),
        ({"starts_at": "9999-12-31T23:59:59Z"}, "its start '9999-12-31T23:59:59Z' is no time: skipped"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_id(fields, text):
    assert read(**fields) == Record(
        "ses_1", "ses_1", updated_at=T0 - timedelta(days=1), problem=RecordProblem("ses_1", text)
    )


@pytest.mark.parametrize("session_id", [None, "", "..", "a\x00b", " padded ", "x" * 500, True, ["ses_1"], "\ud800"])
def test_a_record_without_a_usable_id(session_id):
    found = read(id=session_id)
    assert (found.id, found.session) == ("", None)
    assert found.problem == RecordProblem("", "a record without a usable id (Talk 1): skipped")


def test_records_without_an_id_are_told_apart():
    keys = [read(id=None, title=title).key for title in ("One", "Other", "One")]
    assert (keys[0] != keys[1], keys[0] == keys[2]) == (True, True)


def test_a_session_without_an_end_says_what_becomes_of_it():
    found = read(ends_at=None)
    assert (found.session.ends_at, found.problem.text) == (
        T0,
        "no end: shown until the next session in its room, an hour at most",
    )


@pytest.mark.parametrize(
    ("raw", "speakers"),
    [
        (None, ()),
        ("Alex", (Speaker("Alex"),)),
        ("Alex Chen; Sam Lee\nJo", (Speaker("Alex Chen"), Speaker("Sam Lee"), Speaker("Jo"))),
        (
            "Zo&euml; Martin; L&#39;avenir<br>Jo &amp; Sam",
            (Speaker("Zoë Martin"), Speaker("L'avenir"), Speaker("Jo & Sam")),
        ),
        ({"1": {"name": "Alex"}, "2": {"name": "Sam"}}, (Speaker("Alex"), Speaker("Sam"))),
        ({"name": "Alex", "company": "ExampleCo"}, (Speaker("Alex", "ExampleCo"),)),
        ([{"speaker": {"name": "Alex", "company": "ExampleCo"}}], (Speaker("Alex", "ExampleCo"),)),
        ({"data": {"a": {"user": {"first_name": "Alex"}}}}, (Speaker("Alex"),)),
        ({"data": []}, ()),
        (7, ()),
        ([{"name": "Alex Chen"}], (Speaker("Alex Chen"),)),
        ([{"first_name": "Alex", "last_name": None}], (Speaker("Alex"),)),
        ([{"name": "", "last_name": "Chen", "company": {"name": "ExampleCo"}}], (Speaker("Chen", "ExampleCo"),)),
        (["Alex Chen", 7, None, {}, []], (Speaker("Alex Chen"), Speaker("7"))),
        ({"data": ["Alex"]}, (Speaker("Alex"),)),
        (["Alex", "Sam", "Alex"], (Speaker("Alex"), Speaker("Sam"))),
        ([f"Speaker {n}" for n in range(300)], tuple(Speaker(f"Speaker {n}") for n in range(100))),
    ],
)
def test_speakers(raw, speakers):
    assert read_speakers(raw) == speakers


def test_a_record_that_does_not_speak_of_speakers():
    raw = record(1)
    del raw["speakers"]
    assert (read_record(raw, DAYS).has_speakers, read(speakers=None).has_speakers) == (False, True)


@pytest.mark.parametrize("speakers", [[{"role": "chair"}], {"1": 2.5e400}, {"a": {"b": {"c": 1}}}])
def test_speakers_in_a_shape_that_nobody_knows_are_told(speakers):
    found = read(speakers=speakers)
    assert (found.session.speakers, found.problem) == (
        (),
        RecordProblem("ses_1", "its speakers cannot be read: none are shown"),
    )


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"title": {"en": "Talk"}}, "its title cannot be read: shown as untitled"),
        ({"title": "\u200b"}, "its title cannot be read: shown as untitled"),
        ({"title": None}, ""),
        ({"room": [{"name": "A"}, {"name": "B"}]}, "its room cannot be read: shown without one"),
        ({"room": {"floor": 2}}, "its room cannot be read: shown without one"),
        ({"room": {"id": None, "name": None}}, ""),
        ({"status": ["live"]}, "unknown status 'live': shown as scheduled"),
        ({"status": {"code": 7}}, "its status cannot be read: shown as scheduled"),
        ({"status": True}, "its status cannot be read: shown as scheduled"),
    ],
)
def test_a_value_that_cannot_be_read_is_told_and_the_rest_is_shown(fields, text):
    found = read(**fields)
    assert found.session is not None
    assert (found.problem.text if found.problem else "") == text


@pytest.mark.parametrize("status", [{"name": "Draft"}, ["draft"], [{"title": "draft"}]])
def test_a_hidden_status_is_hidden_however_it_is_wrapped(status):
    assert read(status=status).hidden


@pytest.mark.parametrize("speakers", [None, [], {}, "", {"data": []}, [None], [""]])
def test_no_speakers_are_no_problem(speakers):
    assert read(speakers=speakers).problem is None


@pytest.mark.parametrize(
    ("raw", "id_"),
    [
        (1234567890123456789, "1234567890123456789"),
        (12345678901234567890123, "12345678901234567890123"),
        ("a&amp;b", "a&amp;b"),
        ("e\u0301", "e\u0301"),
        ("a  b", "a  b"),
    ],
)
def test_an_id_stays_as_it_came(raw, id_):
    assert (read(id=raw).id, read(id=raw).session.id) == (id_, id_)


def test_texts_are_read_as_people_see_them():
    session = read(
        title="Q&amp;A: <b>Zo&euml;</b>",
        room={"id": "R&amp;D", "name": "R&amp;D Lab"},
        track="E\u0301quipe",
        speakers=[{"name": "Smith &amp; Sons", "company": {"name": "\u200b"}}],
    ).session
    assert (session.title, session.room, session.track) == ("Q&A: Zoë", Room("R&D", "R&D Lab"), "Équipe")
    assert session.speakers == (Speaker("Smith & Sons"),)


def test_what_an_earlier_release_kept_is_read_alike():
    kept = Session(
        "ses_1", "Q&amp;A", T0, T0 + timedelta(hours=1), Room("R&amp;D Lab", "R&amp;D Lab"), "E\u0301quipe",
        past=(Placement(T0, T0, Room("R&amp;D Lab", "R&amp;D Lab"), T0), Placement(T0, T0, None, T0)),
    )  # fmt: skip
    lab = Room("R&D Lab", "R&D Lab")
    assert reread(kept) == replace(
        kept, title="Q&A", room=lab, track="Équipe", past=(Placement(T0, T0, lab, T0), Placement(T0, T0, None, T0))
    )


# Whatever comes ------------------------------------------------------------------------------------------------------

texts = st.text(st.characters(exclude_categories=()), max_size=40)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4))
times = st.datetimes(timezones=st.none() | st.timezones() | st.just(UTC)).map(datetime.isoformat)
names = st.sampled_from(sorted({spelling for spellings in SPELLINGS.values() for spelling in spellings}))
near_valid = st.fixed_dictionaries(
    {"id": texts | st.integers(), "starts_at": times, "ends_at": times},
    optional={
        "title": texts,
        "room": st.dictionaries(names, scalars),
        "status": st.sampled_from(["scheduled", "cancelled", "draft", "odd"]),
        "speakers": st.lists(st.dictionaries(names, values)),
        "updated_at": times,
    },
)
payloads = values | st.dictionaries(names, values | times) | near_valid


@settings(max_examples=4 * settings().max_examples)
@given(payloads)
def test_nothing_raises_and_what_is_read_is_fit_to_show(raw):
    found = read_record(raw, DAYS)
    assert (found.session is None) <= (found.hidden or found.problem is not None)
    if found.session:
        session = found.session
        assert session.starts_at <= session.ends_at
        speakers = [text for speaker in session.speakers for text in (speaker.name, speaker.company)]
        room = [session.room.id, session.room.name] if session.room else []
        for text in [session.id, session.title, session.track, session.language, *speakers, *room]:
            assert len(text) <= 1000
            assert not [char for char in text if unicodedata.category(char) in ("Cc", "Cs")]
            text.encode()


@settings(max_examples=2 * settings().max_examples)
@given(near_valid)
def test_it_is_read_the_same_after_a_round_trip_through_json(raw):
    assert read_record(json.loads(json.dumps(raw)), DAYS) == read_record(raw, DAYS)
