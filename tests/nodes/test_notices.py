"""Messages, accounts and the log at several nodes: what is done at one is known at the others by its word."""

from __future__ import annotations

from datetime import timedelta

import pytest

from signage.nodes.pubsub import LIFE, Subscription, Subscriptions
from signage.staff.audit_log import Journal
from signage.staff.delivery import Display, Heard
from signage.staff.notice import Message
from signage.staff.notices import Notices
from tests.clock import FakeClock
from tests.nodes.memory import Middle, Node
from tests.sync.feed import T0

MESSAGE = Message(title="Leave", style="takeover", until=T0 + timedelta(hours=1))
WALL = Display("d1", "hall-a", ("hall-a",))


class One:
    """The messages of one node, and what its walls show."""

    def __init__(self, name, middle):
        self.clock = FakeClock(T0)
        self.store = Node(middle, name)
        self.journal = Journal(self.store, self.clock)
        self.notices, self.shown = Notices(self.store, self.clock, self.journal), ()
        self.notices.show = self.show
        kept, progress = self.notices.shelves
        follows = {
            kept.kind: Subscription(self.notices.refresh, kept.refill),
            progress.kind: Subscription(self.notices.refresh_progress, progress.refill),
            "log": Subscription(self.journal.refresh, self.journal.refill),
        }
        self.words = Subscriptions(self.store, self.clock, follows)
        self.kinds = list(follows)

    async def show(self, posted):
        self.shown = [one.id for one in posted]

    async def hears(self):
        """Look at everything, as after a connection."""
        self.words.want_all()
        for kind in self.kinds:
            await self.words.follow(kind)

    async def send(self):
        return await self.notices.send(MESSAGE, "ann", "", ["hall-a"], [WALL])


@pytest.fixture
async def two():
    middle = Middle(FakeClock(T0))
    both = One("a", middle), One("b", middle)
    for one in both:
        await one.notices.start()
        await one.hears()
    return both


async def test_a_takeover_at_one_node_is_on_the_walls_of_the_other_and_goes_from_there(two):
    a, b = two
    sent = await a.send()
    await b.hears()
    assert b.shown == [sent.id]
    await b.notices.withdraw(b.notices.get(sent.id), "ben", "")
    await a.hears()
    assert a.shown == []
    assert [entry.who for entry in a.journal.newest_first()] == ["ben", "ann"]


async def test_who_was_told_by_voice_is_known_at_both_and_never_lost(two):
    a, b = two
    sent = await a.send()
    await b.hears()
    await a.notices.tell(sent, "hall-a", "told", "ann", "")
    b.notices.heard(Heard(WALL, T0, frozenset({sent.id})))
    for one in (a, b) * 3:
        await one.notices.save()
        await one.hears()
    for one in two:
        assert one.notices.progress(sent.id).told["hall-a"].by == "ann"
        assert one.notices.progress(sent.id).displays[WALL.key].state == "shown"
    assert a.notices.progress(sent.id) == b.notices.progress(sent.id)


async def test_a_takeover_that_is_sent_while_its_node_is_cut_off_reaches_the_other_when_it_is_back(two):
    a, b = two
    a.store.cut = True
    sent = await a.send()
    assert a.shown == [sent.id]
    await b.hears()
    assert b.shown == []
    a.store.mend()
    await a.hears()
    await b.hears()
    assert a.shown == b.shown == [sent.id]
    assert [entry.who for entry in b.journal.newest_first()] == ["ann"]


async def test_one_that_was_ended_meanwhile_stays_ended(two):
    a, b = two
    sent = await a.send()
    await b.hears()
    a.store.cut = True
    await a.notices.change(sent, MESSAGE.model_copy(update={"title": "Leave now"}), "ann", "", [WALL])
    await b.notices.withdraw(b.notices.get(sent.id), "ben", "")
    a.store.mend()
    await a.hears()
    await b.hears()
    assert a.shown == b.shown == []


async def test_an_emptied_store_is_filled_again_by_what_nodes_know(two):
    a, b = two
    sent = await a.send()
    await b.hears()
    a.store.middle.empty()
    await b.hears()
    await a.hears()
    assert a.shown == b.shown == [sent.id]
    assert list(a.store.records("notice")) == [sent.id]
    assert len(a.store.records("log")) == 1
    assert a.store.get(LIFE)


async def test_a_new_node_that_knows_nothing_empties_nobody(two):
    a, _ = two
    sent = await a.send()
    a.store.middle.empty()
    c = One("c", a.store.middle)
    await c.notices.start()
    await c.hears()
    await a.hears()
    await c.hears()
    assert a.shown == c.shown == [sent.id]


async def test_a_look_that_the_store_does_not_answer_is_tried_again(two):
    a, b = two
    sent = await a.send()
    b.store.cut = True
    b.words.want_all()
    await b.words.follow("notice")
    b.store.cut = False
    await b.words.follow("notice")
    assert b.shown == [sent.id]
