"""A venue under test: the product's own application and server on an invented agenda, without a gateway.

`python venue.py PORT SESSIONS ROOMS`. SIGRTMIN changes one title, SIGUSR2 every title (SIGUSR1 is the server's own); a
line of JSON on the standard output then tells the CPU that it took until all was published, and the bytes that the
agenda board's streams got.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from signage.agenda import Agenda, Room, Session, Speaker
from signage.clock import SYSTEM
from signage.layout import load
from signage.publish.changes import Event, Topic
from signage.publish.publisher import Publisher
from signage.venue.media import Media
from signage.web import app as web
from signage.web.hub import Hub
from signage.web.limits import Limits
from signage.web.quota import Quota
from signage.web.server import Server, listen, run, start
from signage.web.stream import Pieces, encode

if TYPE_CHECKING:
    from signage.agenda import Agenda as _Agenda

LAYOUT = """
event: {id: e, name: Summit, timezone: Europe/Lisbon}
screens:
  board: {show: agenda}
  all: {show: overview}
"""
SHARE = 25_000
BUILD = "0123456789"
TITLES = "Notes on the future of {n} things that nobody wanted to know about until version {v}"


def agenda(sessions: int, rooms: int, version: int = 0) -> Agenda:
    """Sessions of 25 minutes in so many rooms, from this morning on."""
    first = datetime.now(UTC).replace(hour=6, minute=0, second=0, microsecond=0)
    halls = [Room(f"room_{number}", f"Hall {number}") for number in range(rooms)]
    made = []
    for number in range(sessions):
        starts = first + timedelta(minutes=30 * (number // rooms % 24), days=number // rooms // 24)
        title = TITLES.format(n=number, v=version)
        speakers = (Speaker(f"Speaker {number}", "Example Ltd"),)
        ends = starts + timedelta(minutes=25)
        made.append(Session(f"s{number}", title, starts, ends, halls[number % rooms], speakers=speakers))
    return Agenda.of(made)


class Venue:
    """The application, and changes to what it shows."""

    def __init__(self, sessions: int, rooms: int) -> None:
        self.hub: Hub[Topic] = Hub(tick=self._tick, quota=Quota(SHARE, SHARE))
        self.pieces, self._sent = Pieces(), 0
        self.publisher = Publisher(load(LAYOUT.encode()).layout, clock=SYSTEM, topics=self.hub.topics, send=self._send)
        self._first, self._version = agenda(sessions, rooms), 0
        self.app = web.create(
            self.publisher,
            self.hub,
            clock=SYSTEM,
            confirmed=lambda: None,
            media=Media(Path("none")),
            pieces=self.pieces,
        )

    async def open(self) -> None:
        """Show the agenda, and change it when told to."""
        await self.publisher.show_agenda(self._first)
        loop, tasks = asyncio.get_running_loop(), set()

        def change(make) -> None:  # type: ignore[no-untyped-def]
            tasks.add(asyncio.create_task(self._change(make())))

        loop.add_signal_handler(signal.SIGRTMIN, partial(change, self._one_title))
        loop.add_signal_handler(signal.SIGUSR2, partial(change, self._every_title))

    async def _change(self, new: _Agenda) -> None:
        self._sent, began = 0, time.process_time()
        await self.publisher.show_agenda(new)
        taken = time.process_time() - began
        print(json.dumps({"cpu_ms": 1000 * taken, "bytes": self._sent}), flush=True)

    def _one_title(self) -> Agenda:
        self._version += 1
        sessions = list(self.publisher.current.agenda.sessions if self.publisher.current.agenda else ())
        middle = len(sessions) // 2
        sessions[middle] = replace(sessions[middle], title=TITLES.format(n=middle, v=-self._version))
        return Agenda(tuple(sessions))

    def _every_title(self) -> Agenda:
        self._version += 1
        sessions = self.publisher.current.agenda.sessions if self.publisher.current.agenda else ()
        return Agenda(
            tuple(replace(s, title=f"{s.title.partition(' until')[0]} until {self._version}") for s in sessions)
        )

    def _send(self, topic: Topic, event: Event) -> None:
        piece = self.pieces.of(event)
        if topic == Topic("screen", "board"):
            self._sent += len(piece.deflated)
        self.hub.publish(topic, piece)

    def _tick(self) -> bytes:
        now = round(time.time() * 1000)
        told = {"now": now, "rate": 1, "build": BUILD, "spread": 1000.0, "confirmed": now}
        return encode(Event("tick", told))


async def main() -> None:
    """Serve until the process is ended."""
    port, sessions, rooms = map(int, sys.argv[1:])
    venue = Venue(sessions, rooms)
    await venue.open()
    limits = Limits(share=SHARE)
    await run(Server(venue.app, listen("127.0.0.1", port), on_shutdown=venue.hub.close, limits=limits))


if __name__ == "__main__":
    start(main())
