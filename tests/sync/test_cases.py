"""Whole agendas on which walls went wrong, through the simulated gateway: what is on in which room."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from signage.agenda import Days, EventKey
from signage.inevent.client import SessionClient
from signage.inevent.settings import Settings
from signage.layout import SyncPlan
from signage.sandbox.app import create
from signage.sync.archive import Archive
from signage.sync.assignment import Assignment
from signage.sync.coordinator import Sync
from tests.clock import FakeClock
from tests.memory import MemoryStore

CASES = Path(__file__).parent.parent / "cases"


class Pulled:
    """The agenda of a case as a Sync has it, at a time of 7 February 2026 by the event's clocks."""

    def __init__(self, case: str, clock: str) -> None:
        agenda = json.loads((CASES / f"{case}.json").read_text())
        self.zone = ZoneInfo(agenda["event"]["timezone"])
        self.clock = FakeClock(self.at(clock))
        settings = Settings("http://gateway", "signage", "demo-secret", "http://gateway/oauth/token")
        transport = httpx.ASGITransport(create(agenda, now=self.clock.now))
        self.shown = []
        self.sync = Sync(
            SessionClient(settings, transport=transport, clock=self.clock),
            Archive(MemoryStore(), self.clock),
            Assignment(EventKey(agenda["event"]["id"], Days(self.zone)), SyncPlan()),
            clock=self.clock,
            publish=self._publish,
        )

    async def _publish(self, agenda) -> None:
        self.shown.append(agenda)

    def at(self, clock: str) -> datetime:
        return datetime.fromisoformat(f"2026-02-07T{clock}").replace(tzinfo=self.zone).astimezone(UTC)

    def on(self, clock: str) -> set[tuple[str, str]]:
        at = self.at(clock)
        return {(s.room.name, s.title) for s in self.shown[-1].sessions if s.starts_at <= at < s.ends_at}


@pytest.mark.parametrize(
    ("case", "clock", "on"),
    [
        ("start-only", "10:29", set()),
        ("start-only", "10:31", {("Teatro", "Charla principal")}),
        ("start-only", "11:29", {("Teatro", "Charla principal")}),
        ("start-only", "11:30", set()),
        ("ends-before-start", "22:45", {("Main stage", "Act after midnight"), ("Second stage", "Other act")}),
        ("ends-before-start", "23:59", {("Main stage", "Act after midnight")}),
        ("duplicate-ids", "09:10", {("Hall 1", "Workshop 0")}),
        ("duplicate-ids", "10:10", {("Hall 2", "Workshop 1")}),
    ],
)
async def test_what_is_on(case, clock, on):
    case = Pulled(case, clock)
    for _ in range(3):  # windows, too, leave it as it is
        await case.sync.window()
        assert (case.sync.status.error, case.on(clock)) == ("", on)
        case.clock.passed += 60


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ("start-only", {}),
        ("ends-before-start", {"ses_1": "it ends before it starts: taken for the next day's end"}),
        ("duplicate-ids", {"ses_same": "6 sessions of other times or rooms have this id: each is shown"}),
    ],
)
async def test_what_staff_are_told(case, told):
    case = Pulled(case, "09:00")
    await case.sync.window()
    assert {problem.session: problem.text for problem in case.sync.status.problems} == told
