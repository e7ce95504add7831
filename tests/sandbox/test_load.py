from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from signage.sandbox.load import AgendaError, load, shift, shift_days
from tests.sandbox.conftest import session

if TYPE_CHECKING:
    from pathlib import Path


def test_an_agenda_is_read_as_it_stands(agenda: dict[str, Any], tmp_path: Path) -> None:
    agenda["sessions"][0]["anything"] = {"else": 1}
    path = tmp_path / "agenda.json"
    path.write_text(json.dumps(agenda))
    assert load(path) == agenda
    assert load(str(path)) == agenda
    path.write_text(json.dumps(agenda), "utf-8-sig")
    assert load(path) == agenda
    assert load(io.StringIO(json.dumps(agenda))) == agenda


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[]", "agenda: agenda: Input should be a valid dictionary or instance of Agenda"),
        ('{"event": {"id": "e", "name": "E", "timezone": "UTC"}, "rooms": []}', "agenda: sessions: Field required"),
        ('{"event": {"id": "e", "name": "E", "timezone": "Mars"}, "rooms": [], "sessions": []}', "event.timezone"),
        ("{", "agenda: not JSON"),
    ],
)
def test_a_wrong_shape_is_named(text: str, complaint: str) -> None:
    with pytest.raises(AgendaError, match=complaint):
        load(io.StringIO(text))


def test_all_problems_are_named_at_once_up_to_a_point(agenda: dict[str, Any]) -> None:
    agenda["sessions"] = [session(number, starts_at="soon") for number in range(12)]
    with pytest.raises(AgendaError) as error:
        load(io.StringIO(json.dumps(agenda)))
    lines = str(error.value).splitlines()
    assert [line.split(": ")[1] for line in lines] == [
        *(f"sessions.{number}.starts_at" for number in range(10)),
        "and 2 more",
    ]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AgendaError, match=r"nothing\.json: No such file"):
        load(tmp_path / "nothing.json")


def times(agenda: dict[str, Any], number: int = 0) -> tuple[str, ...]:
    found = agenda["sessions"][number]
    return found["starts_at"], found["ends_at"], found["updated_at"]


def test_a_moment_becomes_another(agenda: dict[str, Any]) -> None:
    to = datetime(2027, 1, 1, 12, tzinfo=UTC)
    moved = shift(agenda, datetime(2026, 2, 7, 9, 10, tzinfo=UTC), to)
    assert times(moved) == ("2027-01-01T11:50:00Z", "2027-01-01T12:20:00Z", "2026-12-26T02:50:00Z")
    assert times(agenda)[0] == "2026-02-07T09:00:00+00:00"


def test_nothing_was_updated_in_the_future(agenda: dict[str, Any]) -> None:
    agenda["sessions"][0]["updated_at"] = "2026-05-01T00:00:00Z"
    to = datetime(2027, 1, 1, 12, tzinfo=UTC)
    assert times(shift(agenda, datetime(2026, 2, 7, 9, tzinfo=UTC), to))[2] == "2027-01-01T12:00:00Z"
    assert times(shift_days(agenda, date(2026, 2, 7), date(2027, 7, 1)))[2] == "2027-06-30T23:00:00Z"
    assert times(shift_days(agenda, date(2026, 2, 7), date(2027, 7, 1), now=to))[2] == "2027-01-01T12:00:00Z"


def test_clocks_read_the_same_on_another_day(agenda: dict[str, Any]) -> None:
    moved = shift_days(agenda, date(2026, 2, 7), date(2026, 7, 7))
    assert times(moved)[:2] == ("2026-07-07T08:00:00Z", "2026-07-07T08:30:00Z")


def test_a_night_over_the_change_of_clocks(agenda: dict[str, Any]) -> None:
    agenda["sessions"] = [
        session(0, starts_at="2026-02-07T22:00:00Z", ends_at="2026-02-08T06:00:00Z"),
        session(1, starts_at="2026-02-08T01:30:00Z", ends_at="2026-02-08T02:15:00Z"),
        session(2, starts_at="2026-02-08T09:00:00", ends_at="2026-02-08T10:00:00"),
    ]
    moved = shift_days(agenda, date(2026, 2, 7), date(2026, 3, 28))
    assert times(moved, 0)[:2] == ("2026-03-28T22:00:00Z", "2026-03-29T05:00:00Z")
    assert times(moved, 1)[:2] == ("2026-03-29T01:30:00Z", "2026-03-29T02:15:00Z")
    assert times(moved, 2)[:2] == ("2026-03-29T08:00:00Z", "2026-03-29T09:00:00Z")
