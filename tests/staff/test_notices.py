"""Sending, changing and ending messages of the staff page, and what outlives a restart."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from pydantic import ValidationError

from signage.errors import StoreError
from signage.staff.delivery import Display
from signage.staff.notice import Message
from signage.staff.notice_board import MOST, SPARE
from signage.staff.notices import MOST_ON_AIR, NotPossible
from signage.store import Record
from tests.memory import MemoryStore
from tests.staff.messages import DOOR, FOYER, NOW, Desk, message, takeover


class Broken(MemoryStore):
    """A store that fails while `down`."""

    down = True

    def records(self, kind: str) -> dict[str, str]:
        if self.down:
            raise StoreError("the disk is away")
        return super().records(kind)

    def write(self, records: list[Record], *, new: bool = False) -> None:  # type: ignore[override]
        if self.down:
            raise StoreError("the disk is away")
        super().write(records, new=new)


async def test_what_is_sent_is_on_the_walls_and_there_after_a_restart() -> None:
    desk = Desk()
    await desk.notices.start()
    sent = await desk.send(takeover(texts={"pt": {"title": "Saiam já"}}))
    desk.hear(FOYER, sent.id)
    await desk.notices.save()
    again = Desk(desk.store)
    await again.notices.start()
    assert again.walls == desk.walls[1:] == [["Leave now"]]
    assert again.notices.get(sent.id) == sent
    assert again.state(sent, FOYER) == ("shown", "")


async def test_a_takeover_is_on_the_walls_before_the_store_has_it_and_even_if_it_never_does() -> None:
    store = Broken()
    desk = Desk(store)
    sent = await desk.send(takeover())
    assert (desk.walls, desk.notices.posted()[0].id) == ([["Leave now"]], sent.id)


async def test_what_a_store_could_not_tell_at_the_start_is_shown_once_it_can() -> None:
    store = Broken()
    store.down = False
    await Desk(store).send(takeover())
    store.down = True
    desk = Desk(store)
    await desk.notices.start()
    assert (desk.walls, desk.notices.is_known) == ([], False)
    store.down = False
    await desk.notices.follow()
    assert (desk.walls, desk.notices.is_known) == ([["Leave now"]], True)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        (Message(title="Out", style="takeover"), "until"),
        (takeover(hours=12.1), "until"),
        (takeover(start=NOW + timedelta(minutes=5)), "from"),
        (message(until=NOW), "until"),
        (message(start=NOW + timedelta(hours=2), until=NOW + timedelta(hours=1)), "until"),
        (message(until=NOW + timedelta(days=500)), "until"),
    ],
)
async def test_what_could_not_be_right_is_not_sent(sent: Message, field: str) -> None:
    desk = Desk()
    with pytest.raises(NotPossible) as refused:
        await desk.send(sent)
    assert ([name for name, _ in refused.value.fields], desk.walls) == ([field], [])


@pytest.mark.parametrize(
    "fields",
    [
        {"title": " \u200b"},
        {"title": "x" * 81},
        {"texts": {"xx-nonsense": {"title": "A"}}},
        {"screens": []},
        {"until": "2026-02-07T10:00"},
        {"colour": "red"},
    ],
)
def test_what_is_no_message_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Message.model_validate({"title": "Lunch", **fields})


def test_words_come_on_one_line_without_what_is_no_text() -> None:
    assert Message(title=" Leave\n\x00 now\u2028please ").title == "Leave now please"


async def test_a_message_is_taken_back_for_five_seconds_and_ended_after() -> None:
    desk = Desk()
    first, second = await desk.send(message("A")), await desk.send(message("B"))
    desk.pass_(5)
    back = await desk.notices.withdraw(first, "Ana", "")
    desk.pass_(1)
    ended = await desk.notices.withdraw(second, "Ana", "")
    assert [one.state(desk.clock.now()) for one in (back, ended)] == ["taken_back", "withdrawn"]
    assert desk.walls[-1] == []
    with pytest.raises(NotPossible):
        await desk.notices.withdraw(ended, "Ana", "")


async def test_what_has_ended_by_itself_leaves_the_pages() -> None:
    desk = Desk()
    sent = await desk.send(message(until=NOW + timedelta(minutes=1)))
    desk.pass_(60)
    await desk.notices.follow()
    await desk.notices.announce()
    assert (desk.walls[-1], sent.state(desk.clock.now()), set(desk.changed)) == ([], "ended", {sent.id})


async def test_an_all_clear_takes_the_place_of_the_takeover_at_once() -> None:
    desk = Desk()
    sent = await desk.send(takeover())
    clear = await desk.notices.all_clear(sent, takeover("Come back in", hours=0.2), "Ana", "", (FOYER, DOOR))
    assert desk.walls == [["Leave now"], ["Come back in"]]
    ended = desk.notices.get(sent.id)
    assert ended is not None
    assert (ended.state(desk.clock.now()), ended.cleared_by, clear.clears) == ("cleared", clear.id, sent.id)
    assert clear.posted().clears


async def test_a_takeover_is_renewed_and_stays_confirmed_but_new_words_are_not() -> None:
    desk = Desk()
    sent = await desk.send(takeover())
    desk.hear(FOYER, sent.id)
    renewed = await desk.notices.change(sent, takeover(hours=9), "Ana", "", (FOYER, DOOR))
    assert (renewed.shown_id, desk.state(sent, FOYER)) == (sent.id, ("shown", ""))
    other = await desk.notices.change(renewed, takeover("Stay inside"), "Ana", "", (FOYER, DOOR))
    desk.hear(FOYER, sent.id)  # still the old words
    assert (other.shown_id, desk.state(sent, FOYER)[0]) == (f"{sent.id}.1", "received")
    desk.hear(FOYER, other.shown_id)
    assert desk.state(sent, FOYER) == ("shown", "")


async def test_an_exercise_never_covers_an_emergency() -> None:
    desk = Desk()
    real = await desk.send(takeover())
    with pytest.raises(NotPossible, match="real"):
        await desk.send(takeover("Drill", status="exercise"))
    await desk.notices.withdraw(real, "Ana", "")
    await desk.send(takeover("Drill", status="exercise"))
    assert desk.walls[-1] == ["Drill"]


async def test_what_is_over_is_kept_for_so_many_days_and_what_is_on_for_good() -> None:
    desk = Desk()
    over, on = await desk.send(message("A", until=NOW + timedelta(hours=1))), await desk.send(message("B"))
    desk.pass_(31 * 86_400)
    await desk.notices.save()
    again = Desk(desk.store, desk.clock.now())
    await again.notices.start()
    assert (again.notices.get(over.id), again.walls) == (None, [["B"]])
    assert [one.id for one in again.notices.all()] == [on.id]


async def test_the_report_on_a_message_that_was_on_for_long_is_kept_from_its_end() -> None:
    desk = Desk()
    sent = await desk.send(message("A"))
    desk.pass_(40 * 86_400)
    await desk.notices.withdraw(sent, "Ana", "")
    for days, kept in ((29, True), (2, False)):
        desk.pass_(days * 86_400)
        await desk.notices.save()
        assert (desk.notices.get(sent.id) is not None) is kept


async def test_every_act_is_in_the_log() -> None:
    desk = Desk()
    sent = await desk.send(takeover("Drill", status="exercise", screens=("foyer", "door")))
    await desk.notices.tell(sent, "hall", "told", "Rui", "10.0.0.2")
    await desk.notices.withdraw(sent, "Ana", "10.0.0.1")
    assert [(entry.who, entry.sentence(), entry.about) for entry in desk.journal.latest(9)] == [
        ("Ana", "took back: Drill (Exercise)", "foyer, door"),
        ("Rui", "told by voice at hall: Drill (Exercise)", "foyer, door"),
        ("Ana", "sent a takeover: Drill (Exercise)", "foyer, door"),
    ]


async def test_what_operators_send_keeps_no_emergency_from_the_walls() -> None:
    """Neither thirty banners, nor more of them than are kept, sent and ended at once."""
    desk = Desk()
    for number in range(MOST_ON_AIR):
        await desk.send(message(f"Banner {number}"))
    with pytest.raises(NotPossible, match="already"):
        await desk.send(message("One more"))
    await desk.send(takeover())
    assert desk.walls[-1][-1] == "Leave now"
    for _ in range(MOST + SPARE):
        with suppress(NotPossible):
            await desk.notices.withdraw(desk.notices.all()[0], "Ana", "")
            await desk.send(message("And another"))
    await desk.send(takeover("Leave now, please"))
    assert "Leave now, please" in desk.walls[-1]


async def test_displays_that_nobody_knows_any_longer_are_followed_no_further() -> None:
    """Whoever reports under another id each time would else fill the memory for as long as a notice is on."""
    desk = Desk()
    sent, over = await desk.send(message("A")), await desk.send(message("B"))
    for number in range(100):
        display = Display(f"made up {number}", "foyer", ("foyer",))
        desk.hear(display, sent.id, over.id)
        if number == 50:
            await desk.notices.withdraw(over, "Ana", "")
        desk.notices.forgotten(display)
    known = [set(desk.notices.progress(one.id).displays) for one in (sent, over)]
    assert known[0] == {FOYER.key, DOOR.key}
    assert "made up 50 foyer" in known[1]  # what is over is over: its report stays as it is
