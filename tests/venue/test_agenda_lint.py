"""What `signage check` finds in an agenda: each kind once, the worst first."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from signage.agenda import Agenda, Room
from signage.cli import main
from signage.store.snapshot import Snapshot
from signage.store.sqlite import SQLiteStore
from signage.sync.archive import PROBLEMS
from signage.venue import agenda_lint
from signage.venue.agenda_lint import Unread
from signage.venue.check import findings
from tests.build import DAY, B, agenda, at, layout, session

DAYS = layout().event.days


def told(found: Agenda) -> list[str]:
    return [finding.message for finding in agenda_lint.of_agenda(found, DAYS)]


def test_rooms_no_screen_shows_are_told_at_once() -> None:
    rooms = [Room(f"r{number}", f"Lab {number}") for number in range(1, 13)]
    sessions = [session(room.id, room=room) for room in rooms]
    found = findings(layout("door: {show: room, room: Lab 4}"), agenda(*sessions))
    assert [str(finding) for finding in found] == ["agenda.Lab 1: no screen shows 'Lab 1', 'Lab 2', 'Lab 3' and 8 more"]
    assert findings(layout("all: {show: overview}"), agenda(*sessions)) == ()


def test_overlaps_also_with_a_session_that_is_not_the_one_before() -> None:
    crowd = (
        session("long", "09:00", "12:00", title="Long"),
        session("short", "09:00", "09:30", title="Short"),
        session("mid", "10:00", "10:05", title="Mid"),
        session("late", "11:00", "11:45", title="Late"),
        session("off", "11:00", "11:30", title="Off", cancelled=True),
    )
    pair = session("one", room=B, title="One"), session("two", "09:50", "10:10", B, title="Two")
    assert told(agenda(*pair, *crowd)) == [
        "'Long' and 'Late' overlap from 2026-02-07 11:00, and 2 more sessions overlap there",
        "'One' and 'Two' overlap from 2026-02-07 09:50",
    ]


def test_sessions_without_a_room_and_days_without_a_session() -> None:
    assert told(agenda(session("one", title="One", room=None), session("two", day=DAY + timedelta(days=3)))) == [
        "without a room: 'One'",
        "nothing is scheduled between 2026-02-07 and 2026-02-10",
    ]
    many = [session(f"s{number:02}", room=None) for number in range(30)]
    assert told(agenda(*many)) == ["without a room: 'Title of s00', 'Title of s01', 'Title of s02' and 27 more"]
    assert told(agenda()) == ["there are no sessions at all"]


@pytest.mark.parametrize(
    ("text", "seen"), [("🎉🎉", False), ("☕ ★", False), ("🎉 Party", True), ("会议室", True), ("7", True)]
)
def test_a_name_of_emoji_alone_is_told(text: str, seen: bool) -> None:
    hints = told(agenda(session("one", title=text), session("two", "10:00", "11:00", Room("r", text))))
    message = f"without a letter or a number: '{text}'; add a word: displays without an emoji font show nothing there"
    assert hints == ([] if seen else [message])


def test_hundreds_of_slips_take_few_lines_and_little_time() -> None:
    rooms = [Room(f"r{number}", f"Lab {number}") for number in range(40)]
    sessions = [session(f"s{number}", "09:00", "10:00", rooms[number % 40]) for number in range(4_000)]
    assert told(agenda(*sessions))[3:] == ["sessions overlap in 'Lab 3', 'Lab 4', 'Lab 5' and 34 more as well"]


def test_many_names_without_a_letter_and_many_days_without_a_session_are_one_hint_each() -> None:
    apart = [
        session(f"s{number}", title="🎉" * (number + 1), day=DAY + timedelta(days=number**2)) for number in range(5)
    ]
    unseen, gap = told(agenda(*apart))
    assert unseen.startswith("without a letter or a number: '🎉', '🎉🎉', '🎉🎉🎉' and 2 more; add a word")
    longest = f"between {DAY + timedelta(days=9)} and {DAY + timedelta(days=16)}"
    assert gap == f"nothing is scheduled {longest}, and 2 more gaps like that"


def test_what_could_not_be_read_is_told_by_what_it_was_with_its_ids() -> None:
    unread = [
        *(Unread(f"ses_{number}", f"its start '{number}' is no time: skipped") for number in range(5)),
        Unread("ses_9", "it ends before it starts: skipped"),
        Unread("ses_8", "unknown status 'postponed': shown as scheduled"),
        Unread("", "a record without a usable id (Talk): skipped"),
    ]
    mend = "mend it on the platform"
    found = findings(layout("all: {show: overview}"), agenda(session("one")), unread=unread)
    assert {(finding.level, finding.message) for finding in found} == {
        ("error", f"session 'ses_0', 'ses_1', 'ses_2' and 2 more: its start … is no time: skipped; {mend}"),
        ("error", f"session 'ses_9': it ends before it starts: skipped; {mend}"),
        ("error", f"a session without an id: a record without a usable id (Talk): skipped; {mend}"),
        ("hint", f"session 'ses_8': unknown status 'postponed': shown as scheduled; {mend}"),
    }
    assert [finding.level for finding in found] == ["error"] * 3 + ["hint"]


def test_check_tells_what_the_server_could_not_read(tmp_path: Path) -> None:
    config, data = tmp_path / "screens.yaml", tmp_path / "data"
    config.write_text("event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}\nscreens: {all: {show: overview}}\n")
    store = SQLiteStore(data)
    store.save(Snapshot("evt_1", agenda(session("one")), "full", at("09:00"), at("09:00")))
    store.put(PROBLEMS.format("evt_1"), '[["ses_3", "its start \'soon\' is no time: skipped"]]')
    store.close()
    result = CliRunner().invoke(main, ["check", str(config), "--data", str(data)])
    assert result.stdout.splitlines() == [
        f"error: {config}: agenda: session 'ses_3': its start 'soon' is no time: skipped; mend it on the platform",
        f"{config}: errors: 1, hints: 0",
    ]
