"""The fan-out, with streams made by hand."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from signage.clock import Clock
from signage.web.encoding import SHARED_FROM, Piece
from signage.web.hub import BUCKETS, Client, Hub, beginning
from signage.web.open_stream import BACKLOG
from signage.web.quota import Quota
from tests.wait import PATIENCE


async def settle() -> None:
    """Let everything run that is ready to."""
    for _ in range(20):
        await asyncio.sleep(0)


class Ticks(Clock):
    """A clock whose sleep lasts until the test lets it end."""

    def __init__(self) -> None:
        self.turn = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.seconds = seconds
        await self.turn.wait()
        self.turn.clear()

    async def step(self) -> None:
        self.turn.set()
        await settle()


class Viewer:
    """One client: what it got, and a transport that can be paused as uvicorn's."""

    def __init__(self, first: bytes = b"", *, is_wall: bool = True) -> None:
        self.is_wall = is_wall
        self.first = first
        self.got: list[bytes] = []
        self.ended = False
        self.aborted = False
        self.broken = False
        self.gone = asyncio.Event()
        self.writable = asyncio.Event()
        self.writable.set()

    async def send(self, message: Any) -> None:
        if self.broken:
            raise RuntimeError("broken")
        if not self.writable.is_set() and not self.aborted:
            await self.writable.wait()
        if self.aborted:
            return
        if message["body"]:
            self.got.append(message["body"])
        if not message["more_body"]:
            assert not self.ended
            self.ended = True
            self.gone.set()

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    def abort(self) -> None:
        self.aborted = True
        self.gone.set()
        self.writable.set()

    async def serve_stream(self, hub: Hub[str], topic: str = "a", network: str = "") -> asyncio.Task[None]:
        task = asyncio.create_task(
            hub.serve_stream(
                topic,
                Client(network, self.is_wall),
                lambda: [Piece(self.first)],
                False,
                self.abort,
                self.receive,
                self.send,
            )
        )
        await settle()
        return task


@asynccontextmanager
async def opened(clock: Clock | None = None, **options: Any) -> AsyncIterator[Hub]:
    hub = Hub(tick=lambda: b"tick ", clock=clock or Ticks(), **options)
    try:
        yield hub
    finally:
        hub.close()
        await settle()


async def test_a_stream_begins_with_a_tick_and_what_its_page_lacks() -> None:
    async with opened() as hub:
        viewer = Viewer(b"panel")
        await viewer.serve_stream(hub)
        assert viewer.got == [b"tick panel"]


async def test_a_message_reaches_every_stream_of_its_topic_in_order() -> None:
    async with opened() as hub:
        viewers = [Viewer() for _ in range(3)]
        for viewer, topic in zip(viewers, "aab", strict=True):
            await viewer.serve_stream(hub, topic)
        for body in (b"1", b"2", b"3"):
            hub.publish("a", Piece(body))
        hub.publish("nobody", Piece(b"4"))
        await settle()
        assert [viewer.got[1:] for viewer in viewers] == [[b"1", b"2", b"3"], [b"1", b"2", b"3"], []]


async def test_a_stream_gets_nothing_published_before_it_was_asked_for_its_first_events() -> None:
    async with opened() as hub:
        await Viewer().serve_stream(hub)
        hub.publish("a", Piece(b"old"))
        late = Viewer(b"new")
        await late.serve_stream(hub)
        assert late.got == [b"tick new"]


async def test_what_is_published_while_the_first_events_are_made_is_not_missed() -> None:
    async with opened() as hub:
        viewer = Viewer()

        def first() -> list[Piece]:
            hub.publish("a", Piece(b"meanwhile"))
            return [Piece(b"first")]

        task = asyncio.create_task(
            hub.serve_stream("a", Client(""), first, False, viewer.abort, viewer.receive, viewer.send)
        )
        await settle()
        assert viewer.got == [b"tick first", b"meanwhile"]
        viewer.gone.set()
        await task


async def test_topics_count_their_streams_and_go_with_the_last() -> None:
    async with opened() as hub:
        viewers = [Viewer(), Viewer()]
        tasks = [await viewer.serve_stream(hub) for viewer in viewers]
        assert hub.topics() == {"a": 2}
        viewers[0].gone.set()
        await tasks[0]
        assert hub.topics() == {"a": 1}
        viewers[1].gone.set()
        await tasks[1]
        assert hub.topics() == {}


async def test_every_stream_ticks_once_in_a_round_and_never_all_at_once() -> None:
    ticks = Ticks()
    async with opened(ticks, tick_interval=15) as hub:
        viewers = [Viewer() for _ in range(2 * BUCKETS)]
        for viewer in viewers:
            await viewer.serve_stream(hub)
        assert ticks.seconds == 15 / BUCKETS
        at_a_time = []
        for _ in range(BUCKETS):
            before = sum(len(viewer.got) for viewer in viewers)
            await ticks.step()
            at_a_time.append(sum(len(viewer.got) for viewer in viewers) - before)
        assert at_a_time == [2] * BUCKETS
        assert {tuple(viewer.got) for viewer in viewers} == {(b"tick ", b"tick ")}


async def test_a_large_fan_out_leaves_turns_to_others() -> None:
    async with opened(batch=2) as hub:
        viewers = [Viewer() for _ in range(5)]
        for viewer in viewers:
            await viewer.serve_stream(hub)
        hub.publish("a", Piece(b"1"))
        reached = []
        for _ in range(4):
            reached.append(sum(len(viewer.got) - 1 for viewer in viewers))
            await asyncio.sleep(0)
        assert reached == [0, 2, 4, 5]


async def test_a_paused_stream_delays_no_other_and_gets_what_it_missed_in_order() -> None:
    async with opened() as hub:
        slow, quick = Viewer(), Viewer()
        await slow.serve_stream(hub)
        await quick.serve_stream(hub)
        slow.writable.clear()
        for body in (b"1", b"2"):
            hub.publish("a", Piece(body))
        await settle()
        assert (slow.got[1:], quick.got[1:]) == ([], [b"1", b"2"])
        slow.writable.set()
        hub.publish("a", Piece(b"3"))
        await settle()
        assert slow.got[1:] == [b"1", b"2", b"3"]


async def test_a_paused_stream_gets_no_tick_that_is_late() -> None:
    ticks = Ticks()
    async with opened(ticks) as hub:
        viewer = Viewer()
        await viewer.serve_stream(hub)
        viewer.writable.clear()
        await ticks.step()
        viewer.writable.set()
        await settle()
        assert viewer.got == [b"tick "]
        for _ in range(BUCKETS):
            await ticks.step()
        assert viewer.got == [b"tick ", b"tick "]


async def test_a_stream_paused_for_too_long_is_aborted() -> None:
    async with opened(drain_timeout=0.01) as hub:
        viewer = Viewer()
        task = await viewer.serve_stream(hub)
        viewer.writable.clear()
        hub.publish("a", Piece(b"1"))
        await asyncio.wait_for(task, PATIENCE)
        assert (viewer.aborted, viewer.ended, hub.topics()) == (True, False, {})
        assert hub.counts.dropped == {"slow": 1}


async def test_a_stream_that_missed_too_much_is_ended_when_it_drains() -> None:
    async with opened() as hub:
        viewer = Viewer()
        task = await viewer.serve_stream(hub)
        viewer.writable.clear()
        for _ in range(2 * BACKLOG):
            hub.publish("a", Piece(b"1"))
            await settle()
        viewer.writable.set()
        await asyncio.wait_for(task, PATIENCE)
        assert (viewer.got, viewer.ended, viewer.aborted) == ([b"tick "], True, False)
        assert hub.counts.dropped == {"behind": 1}


async def test_a_stream_whose_send_fails_harms_no_other() -> None:
    async with opened() as hub:
        viewers = [Viewer() for _ in range(3)]
        for viewer in viewers:
            await viewer.serve_stream(hub)
        viewers[1].broken = True
        hub.publish("a", Piece(b"1"))
        await settle()
        assert [viewer.got[1:] for viewer in viewers] == [[b"1"], [], [b"1"]]
        assert (viewers[1].aborted, hub.topics()) == (True, {"a": 2})
        assert hub.counts.dropped == {"failed": 1}
        assert (hub.counts.deliveries, hub.counts.bytes) == (5, 3 * len(b"tick ") + 2)


async def test_closing_ends_every_stream_cuts_the_paused_and_accepts_no_more() -> None:
    async with opened() as hub:
        viewers = [Viewer() for _ in range(3)]
        tasks = [await viewer.serve_stream(hub) for viewer in viewers]
        viewers[1].writable.clear()
        hub.publish("a", Piece(b"1"))
        await settle()
        viewers[2].writable.clear()
        hub.publish("a", Piece(b"never"))
        hub.close()
        await asyncio.wait_for(asyncio.gather(*tasks), 5)
        assert [(viewer.ended, viewer.aborted) for viewer in viewers] == [(True, False), (False, True), (False, True)]
        assert (hub.accepts(Client("")), viewers[0].got) == (False, [b"tick ", b"1"])
        assert hub.counts.dropped == {"closing": 2}


async def test_beyond_its_places_the_hub_accepts_no_stream_until_one_goes() -> None:
    async with opened(quota=Quota(2, 2)) as hub:
        viewers = [Viewer() for _ in range(2)]
        tasks = [await viewer.serve_stream(hub) for viewer in viewers]
        assert not hub.accepts(Client(""))
        viewers[0].gone.set()
        await tasks[0]
        assert hub.accepts(Client(""))


async def test_previews_and_what_does_not_exist_share_half_of_the_places() -> None:
    async with opened(quota=Quota(4, 4)) as hub:
        for _ in range(2):
            await Viewer(is_wall=False).serve_stream(hub)
        assert (hub.accepts(Client("", is_wall=False)), hub.accepts(Client(""))) == (False, True)


async def test_walls_that_come_back_find_their_places_kept_also_among_connections() -> None:
    quota, connections = Quota(10, 10), Quota(20, 20, each=2)
    async with opened(quota=quota, connections=connections) as hub:
        walls = [Viewer() for _ in range(4)]
        tasks = [await wall.serve_stream(hub, network="venue") for wall in walls]
        for wall in walls:
            wall.gone.set()
        await asyncio.gather(*tasks)
        for _ in range(6):
            assert hub.accepts(Client("stranger"))
            await Viewer().serve_stream(hub, network="stranger")
        assert (hub.accepts(Client("stranger")), hub.accepts(Client("venue"))) == (False, True)
        for _ in range(12):
            connections.take("stranger")
        assert (connections.has("stranger"), connections.has("venue")) == (False, True)


def test_a_stream_begins_with_what_is_small_in_one_message_and_shares_what_is_large() -> None:
    tick, large = Piece(b"tick\n\n"), Piece(b"x" * SHARED_FROM)
    small, shared, rest = beginning([tick, tick, large, tick], gzipped=False)
    assert (small["body"], rest["body"]) == (b"tick\n\n" * 2, b"tick\n\n")
    assert shared["body"] is large.plain
    (all_in_one,) = beginning([tick, large], gzipped=True)  # it compresses to almost nothing
    assert zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(all_in_one["body"]) == tick.plain + large.plain


class Seconds(Clock):
    """A clock that passes by the sleep of whoever hands over."""

    def __init__(self) -> None:
        self.passed, self.slept = 0.0, []

    def monotonic(self) -> float:
        return self.passed

    async def sleep(self, seconds: float) -> None:
        if seconds > 100:  # that is the ticks'
            await asyncio.Event().wait()
        self.slept.append(seconds)
        self.passed += seconds
        await asyncio.sleep(0)


async def test_streams_are_handed_over_one_by_one_with_a_last_word_and_no_more_are_taken() -> None:
    clock = Seconds()
    hub: Hub[str] = Hub(tick=lambda: b"t", clock=clock, tick_interval=1e9)
    viewers = [Viewer() for _ in range(4)]
    tasks = [await viewer.serve_stream(hub) for viewer in viewers]
    clock.passed, clock.slept = 0.0, []
    await hub.hand_over(8.0, lambda: Piece(b"bye"))
    assert [round(seconds) for seconds in clock.slept] == [0, 2, 2, 2]
    assert all(viewer.ended and viewer.got[-1] == b"bye" for viewer in viewers)
    assert not hub.accepts(Client(""))
    await asyncio.gather(*tasks)
    hub.close()


async def test_the_streams_of_one_topic_can_be_ended() -> None:
    async with opened() as hub:
        one, other = Viewer(), Viewer()
        await one.serve_stream(hub, "a")
        await other.serve_stream(hub, "b")
        hub.end("a")
        hub.end("nobody follows this")
        assert (one.ended, other.ended) == (True, False)
