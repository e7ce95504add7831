"""What displays say at one node is known at the other, and what staff say at the other reaches them."""

from __future__ import annotations

import json

import pytest

from signage.fleet.registry import GRACE, SILENCE, Registry
from signage.fleet.report import public_id
from signage.fleet.verdict import Verdict
from signage.nodes.relay import SILENT, Relay
from tests.build import at
from tests.clock import FakeClock
from tests.fleet.build import DEVICE, PAGE, report
from tests.nodes.memory import Middle, Node

ID = public_id(DEVICE, PAGE)


class One:
    """A node with its registry."""

    def __init__(self, name, middle):
        self.clock, self.store = middle.clock, Node(middle, name)
        self.registry = Registry(self.clock)
        self.relay = Relay(self.store, self.clock, self.registry, {})
        self.registry.heard = lambda row: self.registry.judged(row, Verdict("right"))
        self.told = []

    def connect(self, load="a"):
        return self.registry.opened(DEVICE, load, PAGE, "Chromium 94", lambda order: self.told.append(order["do"]))

    def report(self, **more):
        row = self.registry.report(DEVICE, PAGE, report("s1", **{"load": "a", "up": self.clock.passed, **more}))
        self.registry.judged(row, Verdict("right"))

    @property
    def row(self):
        return self.registry.find(ID)


class Both:
    """Two of them, and all that is between."""

    def __init__(self):
        self.clock = FakeClock(at("09:30"))
        self.middle = Middle(self.clock)
        self.a, self.b = One("a", self.middle), One("b", self.middle)
        self.payloads = []

    async def pass_on(self):
        """Send what waits, and take what comes."""
        for one in (self.a, self.b):
            await one.relay.send()
            for node in (self.a, self.b):
                while not node.store.hears.empty():
                    if payload := (await node.store.hears.get()).payload:
                        self.payloads.append(payload)
                        node.relay.take(payload)

    def later(self, seconds):
        self.clock.passed += seconds
        for one in (self.a, self.b):
            one.registry.sweep()


@pytest.fixture
async def both(monkeypatch):
    both = Both()
    for one in (both.a, both.b):
        monkeypatch.setattr(one.store, "hear", one.store.hears.put_nowait)
    return both


async def test_a_display_is_right_at_both_nodes_and_can_be_told_at_both(both):
    both.a.connect()
    both.a.report()
    await both.pass_on()
    assert (both.b.row.state, both.b.row.engine, both.b.row.report.shown) == ("right", "Chromium 94", ("s1",))
    assert both.b.row.tell({"do": "identify"})
    await both.pass_on()
    assert both.a.told == ["identify"]


async def test_the_id_that_a_display_proves_itself_by_is_told_to_nobody(both):
    both.a.connect()
    both.a.report()
    await both.pass_on()
    assert both.payloads
    assert not any(DEVICE.encode() in payload for payload in both.payloads)


async def test_one_that_goes_is_gone_at_both(both):
    link = both.a.connect()
    both.a.report()
    await both.pass_on()
    both.a.registry.closed(DEVICE, PAGE, link, broken=True)
    await both.pass_on()
    assert both.a.row.state == both.b.row.state == "offline"


async def test_one_that_moves_to_the_other_node_is_there_all_the_while(both):
    link = both.a.connect()
    both.a.report()
    await both.pass_on()
    both.b.connect()
    await both.pass_on()
    both.a.registry.closed(DEVICE, PAGE, link, broken=True)  # known later
    await both.pass_on()
    both.later(GRACE + 1)
    assert len(both.a.row.links) == len(both.b.row.links) == 1
    assert both.a.row.state == both.b.row.state == "right"
    both.a.row.tell({"do": "reload"})
    await both.pass_on()
    assert both.b.told == ["reload"]


async def test_the_streams_of_a_node_that_died_are_over(both):
    both.a.connect()
    both.a.report()
    await both.pass_on()
    both.later(SILENT + 1)
    await both.b.relay.beat()
    both.later(GRACE + 1)
    assert both.b.row.links == []
    both.later(SILENCE)
    assert both.b.row.state == "offline"


async def test_a_node_that_begins_later_knows_a_display_by_its_next_report(both):
    both.a.connect()
    await both.a.relay.send()
    both.b.store.hears = type(both.b.store.hears)()  # it was not there yet
    both.b.store.hear = both.b.store.hears.put_nowait
    both.a.report()
    await both.pass_on()
    assert both.b.row.state == "right"
    assert len(both.b.row.links) == 1


async def test_a_name_and_a_move_are_known_at_both(both):
    both.a.connect()
    both.a.report()
    await both.pass_on()
    both.b.registry.call(both.b.row, "by the stairs")
    await both.pass_on()
    assert both.a.row.label == "by the stairs"
    elsewhere = ("screen", "door")
    both.b.registry.moves(both.b.row.device, elsewhere, "by the stairs", paired=True, before=both.b.row)
    await both.pass_on()
    both.a.registry.opened(DEVICE, "b", elsewhere, "", lambda _: None)
    await both.pass_on()
    assert both.a.registry.find(public_id(DEVICE, elsewhere)).label == "by the stairs"
    both.b.registry.report(DEVICE, PAGE, report(load="a", up=9))  # its last word there, on its way until now
    await both.pass_on()
    assert both.a.row is both.b.row is None


async def test_one_that_staff_forget_is_forgotten_at_both(both):
    both.a.report()
    await both.pass_on()
    both.b.registry.dismiss(both.b.row)
    await both.pass_on()
    assert both.a.row is None


class Heard:
    """Something that nodes tell each other of. It is empty, and so false."""

    def __init__(self):
        self.happened, self.heard = print, []

    def hear(self, told):
        self.heard.append(told)

    def __len__(self):
        return 0


async def test_whatever_else_nodes_tell_each_other_is_passed_on(both):
    one, other = Heard(), Heard()
    for node, told in ((both.a, one), (both.b, other)):
        node.relay = Relay(node.store, node.clock, node.registry, {"kind": told})
    one.happened({"a": 1})
    await both.pass_on()
    assert (one.heard, other.heard) == ([], [{"a": 1}])


@pytest.mark.parametrize(
    "payload", [b"", b"\xff", b'"c"', b'"c"\n[]', b'"c"\n["opened",["x"],{}]', b'"c"\n["order",["x","y",["a","b"]],{}]',
                json.dumps("c").encode() + b'\n["report",["x","y",["a","b"]],{"report":"{}","linked":true}]']
)  # fmt: skip
async def test_what_cannot_be_read_is_left_out(both, payload):
    both.a.relay.take(payload)
    assert len(both.a.registry) == 0


async def test_cut_off_it_is_lost_and_nothing_grows(both):
    both.a.store.cut = True
    both.a.connect()
    both.a.report()
    await both.a.relay.send()
    both.a.store.cut = False
    await both.pass_on()
    assert both.b.row is None
    both.clock.passed += 60
    both.a.report()
    await both.pass_on()
    assert both.b.row.state == "right"
