"""A display that moves to a node that lags behind does not go back with it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from signage.errors import StoreError
from signage.nodes.consistency import TRUSTED, Newness
from tests.clock import FakeClock
from tests.e2e.gateway import Gateway, record
from tests.nodes.pair import pair
from tests.sync.feed import T0
from tests.wait import until


class Here:
    def __init__(self):
        self.clock, self.looks, self.ended, self.stored = FakeClock(T0), 0, 0, (0, 0)
        self.reachable = True
        self.newness = Newness(self.clock, self.look, self.end)

    async def look(self):
        if not self.reachable:
            raise StoreError
        self.looks += 1
        self.newness.shows(*self.stored)

    def end(self):
        self.ended += 1


@pytest.fixture
def here():
    here = Here()
    here.newness.shows(agenda=10, layout=3)
    return here


@pytest.mark.parametrize(
    ("seen", "behind"),
    [("10.3", False), ("9.3", False), ("11.3", True), ("10.4", True), ("", False), ("x", False), ("-1.2", False),
     ("9" * 40 + ".1", False)],
)  # fmt: skip
def test_what_is_behind(here, seen, behind):
    assert here.newness.is_behind(seen) is behind


async def test_a_look_at_the_store_ends_the_wait_and_what_the_store_lacks_is_of_another_life(here):
    assert here.newness.is_behind("11.3")
    here.newness.want()
    here.stored = (11, 3)
    await here.newness.catch_up()
    assert (here.looks, here.ended) == (1, 1)
    assert not here.newness.is_behind("11.3")
    assert not here.newness.is_behind("99.9")  # nobody has that: the store was another one then
    here.clock.passed += TRUSTED
    assert here.newness.is_behind("99.9")


async def test_cut_off_pages_that_have_seen_newer_wait_for_as_long(here):
    here.reachable = False
    assert here.newness.is_behind("11.3")
    here.newness.want()
    await here.newness.catch_up()
    assert here.ended == 0
    here.reachable = True
    await here.newness.catch_up()
    assert here.ended == 1


def test_numbers_never_fall(here):
    here.newness.shows(agenda=5, layout=1)
    assert here.newness.told == here.newness.shown == (10, 3)


async def events(client, path, most):
    """The first events of a stream, and whether it ended by itself."""
    found, lines = [], []
    async with client.stream("GET", path, timeout=20) as answer:
        async for line in answer.aiter_lines():
            if line:
                lines.append(line)
                continue
            names = [one.removeprefix("event: ") for one in lines if one.startswith("event: ")]
            data = [json.loads(one.removeprefix("data: ")) for one in lines if one.startswith("data: ")]
            found += zip(names, data, strict=True)
            lines = []
            if len(found) >= most:
                return found, False
    return found, True


async def test_a_node_that_lags_sends_the_time_alone_until_it_has_looked(tmp_path, redis_server):
    async with (
        Gateway(*(record(number, datetime.now(UTC)) for number in range(3))) as gateway,
        pair(tmp_path, gateway, redis_server) as (a, b),
    ):
        await until(lambda: a.program.nodes.newness.shown == b.program.nodes.newness.shown > (0, 0))
        (name, tick), *_ = (await events(a.client, "/screens/foyer/events?rev=old.1", 1))[0]
        assert (name, tuple(tick["seen"])) == ("tick", a.program.nodes.newness.shown)
        page = await b.client.get("/screens/foyer")
        assert page.headers["x-signage-seen"] == "{}.{}".format(*b.program.nodes.newness.shown)
        agenda, layout = b.program.nodes.newness.shown
        behind = f"/screens/foyer/events?rev=old.1&seen={agenda + 10**9}.{layout}&display={'ab' * 16}-1"
        told, ended = await events(b.client, behind, 99)
        assert {name for name, _ in told} == {"tick"}
        assert ended
        told, _ = await events(b.client, behind, 2)  # it has looked: nobody has newer
        assert [name for name, _ in told] == ["tick", "reload"]
