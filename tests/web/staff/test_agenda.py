"""The API of the agenda page, on a feed in the test's hand."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from signage.layout import Layout
from signage.sync.changes import Change
from signage.web.staff.agenda import AgendaCalls
from signage.web.staff.agenda_words import sentence
from signage.web.staff.language import LANGUAGES
from tests import build
from tests.sync.bench import MINUTE, Bench, program
from tests.sync.feed import T0
from tests.web.staff.site import StaffSite


class AgendaSite(StaffSite):
    """A staff page with a feed."""

    def __init__(self) -> None:
        self.bench = Bench(*program())
        super().__init__(clock=self.bench.clock)

    def parts(self):
        self.bench.shows = self.publisher.show_agenda
        self.agenda = AgendaCalls(self.bench.sync, self.publisher, self.staff.journal)
        return (self.agenda,)

    async def settled(self):
        """Wait until what staff began is done."""
        await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()}, return_exceptions=True)


@pytest.fixture
async def site():
    site = AgendaSite()
    await site.publisher.show_layout(layout(), site.publisher.current.appearance)
    await site.bench.sync.window()
    return site


def layout() -> Layout:
    return build.layout("a: {show: agenda}")


async def hold(site):
    """An empty answer, which is held."""
    site.bench.feed.records = []
    site.bench.clock.passed += 60
    await site.bench.sync.full()


async def told(client):
    answer = await client.get("/staff/api/agenda")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_age_pulls_requests_and_numbers_are_told(site):
    site.bench.clock.passed += 40
    async with site.client("viewer") as client:
        state = await told(client)
    assert (state["age_s"], state["today"], state["all"], state["held"], state["error"]) == (40, 12, 12, None, "")
    full = state["pulls"][0]
    assert (full["kind"], full["at"], full["good"]["sessions"], full["bad"]) == ("full", "03:00", 12, None)
    assert full["blocks"].count("good") == 1
    assert state["requests"]["today"] > 0


async def test_what_is_held_is_told_by_room_and_by_session(site):
    await hold(site)
    async with site.client("viewer") as client:
        state = await told(client)
    held = state["held"]
    assert (held["total"], held["counts"], held["new"], held["rejected"], held["passes_in_s"]) == (
        12,
        {"removed": 12},
        0,
        False,
        600,
    )
    assert [(room["touched"], room["of"]) for room in held["rooms"]] == [(12, 12)]
    assert (len(held["sessions"]), held["more"], held["sessions"][0]["what"]) == (12, 0, "removed")
    assert state["pulls"][0]["bad"]["result"] == "held"


async def test_a_held_change_is_accepted_by_its_digest_and_passes_at_once(site):
    await hold(site)
    async with site.client("operator") as client:
        digest = (await told(client))["held"]["digest"]
        wrong = await client.post("/staff/api/agenda/accept", json={"digest": "another"})
        assert (wrong.status_code, wrong.json()["error"]) == (409, "another_held")
        assert (await client.post("/staff/api/agenda/accept", json={"digest": digest})).status_code == 202
        await site.settled()
        state = await told(client)
        assert (state["held"], state["all"]) == (None, 0)
        assert {one["what"] for one in state["changes"]} == {"removed"}
        assert (await client.post("/staff/api/agenda/accept", json={"digest": digest})).status_code == 409
    (entry,) = site.staff.journal.latest(1)
    assert (entry.what, digest in entry.about, "12" in entry.about) == ("accepted a held agenda", False, True)


async def test_a_rejected_change_stays_held(site):
    await hold(site)
    async with site.client("operator") as client:
        digest = (await told(client))["held"]["digest"]
        assert (await client.post("/staff/api/agenda/reject", json={"digest": digest})).status_code == 202
        for _ in range(15):
            await site.bench.minute()
        held = (await told(client))["held"]
        assert (held["rejected"], held["passes_in_s"], held["total"]) == (True, None, held["total"])


async def test_a_pull_by_hand_asks_at_once_and_once(site):
    site.bench.feed.change("ses_3", T0 + MINUTE, title="Another")
    async with site.client("operator") as client:
        answers = await asyncio.gather(*(client.post("/staff/api/agenda/pull") for _ in range(5)))
        assert [answer.status_code for answer in answers] == [202] * 5
        await site.settled()
        assert [one["words"] for one in (await told(client))["changes"]] == ["“Talk 3” is called “Another” now"]


async def test_a_viewer_decides_nothing(site):
    async with site.client("viewer") as client:
        for call in ("accept", "reject", "pull"):
            answer = await client.post(f"/staff/api/agenda/{call}", json={"digest": "x"})
            assert answer.status_code == 403


LISBON = ZoneInfo("Europe/Lisbon")
AT = datetime(2026, 7, 7, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("what", "before", "after", "said"),
    [
        ("added", "", "", "“Kelp” added, 10:00 in Tejo"),
        ("removed", "", "", "“Kelp” is gone, it was at 10:00 in Tejo"),
        ("cancelled", "", "", "“Kelp” cancelled"),
        ("revived", "", "", "“Kelp” takes place after all"),
        ("moved", "Alfama", "Tejo", "“Kelp” moved from Alfama to Tejo"),
        ("moved", "Alfama", "", "“Kelp” moved from Alfama to no room"),
        ("retimed", "2026-07-07T10:45:00Z", "2026-07-07T09:00:00Z", "“Kelp” brought forward from 11:45 to 10:00"),
        ("retimed", "2026-07-07T08:00:00+00:00", "2026-07-07T09:00:00+00:00", "“Kelp” put back from 09:00 to 10:00"),
        ("retimed", "2026-07-06T09:00:00Z", "2026-07-07T09:00:00Z",
         "“Kelp” put back from Mon Jul 6 10:00 to Tue Jul 7 10:00"),
        ("retitled", "Algae", "Kelp", "“Algae” is called “Kelp” now"),
        ("speakers", "", "Ana, Rui", "“Kelp” has other speakers: Ana, Rui"),
        ("speakers", "Ana", "", "“Kelp” has no speakers any more"),
    ],
)  # fmt: skip
def test_changes_are_sentences(what, before, after, said):
    assert sentence(Change(AT, what, "ses_1", "Kelp", "Tejo", AT, before, after), LISBON) == said


def test_days_of_changes_are_named_in_the_language_of_the_page():
    change = Change(AT, "retimed", "ses_1", "Kelp", "Tejo", AT, "2026-02-06T09:00:00Z", "2026-02-07T09:00:00Z")
    assert "sáb" in sentence(change, LISBON, language="pt")
    for language in LANGUAGES:
        assert ("Sat Feb" in sentence(change, LISBON, language=language)) == (language == "en")
