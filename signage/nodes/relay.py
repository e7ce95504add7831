"""What displays say at one node is known at all: their streams and reports are passed on, and orders to them back.

So the fleet, TVs that wait to be paired, wrong passwords, and who confirmed a message, are the same at every node. What
is lost of displays on the way is said again within the minute, for they report that often.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from signage.errors import StoreError
from signage.fleet.happenings import Happened, Move, Name
from signage.fleet.report import BadReport, Report, read_report, write_report
from signage.store.shared import MAX_RELAYED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from signage.clock import Clock
    from signage.fleet.registry import Registry
    from signage.fleet.row import Link, Order, Tell
    from signage.store.shared import Shared

GATHERED = 0.1
"""Seconds for which what is to be relayed is gathered."""
MOST_WAITING = 20_000
"""What waits to be relayed; of more the oldest is lost."""
BEAT_EVERY, SILENT = 5.0, 20.0
"""Seconds between two signs of life of a node, and after which the streams of one that gives none are over."""

log = logging.getLogger(__name__)


class Gossip(Protocol):
    """What each node knows by itself, and of the others by what they tell: `happened` is called with what to tell.

    `hear` raises LookupError, TypeError or ValueError for what cannot be read.
    """

    happened: Callable[[Mapping[str, Any]], None]

    def hear(self, told: Mapping[str, Any]) -> None:
        """What happened at another node."""


class Relay:
    """Passes on what happens to displays at this node, and takes over what happens at the others.

    `others` is what else is passed on, by its kind.
    """

    def __init__(self, shared: Shared, clock: Clock, registry: Registry, others: Mapping[str, Gossip]) -> None:
        self._shared, self._clock, self._registry, self._others = shared, clock, registry, others
        self._waiting: deque[bytes] = deque(maxlen=MOST_WAITING)
        self._links: dict[tuple[str, Name, str], Link] = {}
        self._heard: dict[str, float] = {}
        registry.happened = self.pass_on
        for kind, one in others.items():
            one.happened = partial(self._say, kind, None)

    def pass_on(self, happened: Happened) -> None:
        """Have the other nodes know of it, soon."""
        more = dict(happened.more)
        if isinstance(report := more.get("report"), Report):
            more["report"] = write_report(report).decode()
        self._say(happened.what, happened.name, more)

    async def send(self) -> None:
        """Send what has gathered. To be done again and again."""
        await self._clock.sleep(GATHERED)
        head = json.dumps(self._shared.node).encode()
        while self._waiting:
            room, lines = MAX_RELAYED - len(head) - 1, [head]
            while self._waiting and len(self._waiting[0]) < room:
                room -= len(self._waiting[0]) + 1
                lines.append(self._waiting.popleft())
            try:
                await asyncio.to_thread(self._shared.relay, b"\n".join(lines))
            except StoreError:
                self._waiting.clear()  # by the time that the store can be used all of it is old

    async def beat(self) -> None:
        """Tell that this node lives, and end the streams of those that do not. To be done again and again."""
        self._say("lives", None, {})
        await self._clock.sleep(BEAT_EVERY)
        now = self._clock.monotonic()
        for node in [node for node, at in self._heard.items() if now - at > SILENT]:
            del self._heard[node]
            for key in [key for key in self._links if key[0] == node]:
                self._closed(*key, broken=False)

    def take(self, payload: bytes) -> None:
        """What another node passed on. What cannot be read, as from another release, is left out."""
        try:
            head, *lines = payload.split(b"\n")
            node = str(json.loads(head))
            self._heard[node] = self._clock.monotonic()
            for line in lines:
                what, name, more = json.loads(line)
                self._take(node, what, Name(name[0], name[1], (name[2][0], name[2][1])) if name else None, more)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            log.debug("what another node told of displays cannot be read: %r", error)

    def _say(self, what: str, name: Name | None, more: Mapping[str, Any]) -> None:
        self._waiting.append(json.dumps([what, name, more], separators=(",", ":")).encode())

    def _take(self, node: str, what: str, name: Name | None, more: dict[str, Any]) -> None:
        if what in self._others:
            self._others[what].hear(more)
        if name is None:
            return
        match what:
            case "opened":
                self._opened(node, name, more["load"], more["engine"])
            case "closed":
                self._closed(node, name, more["load"], broken=more["broken"])
            case "report":
                self._reported(node, name, more)
            case "order" if more["node"] == self._shared.node:
                self._ordered(name, more["load"], more["order"])
            case _:
                self._said_by_staff(what, name, more)

    def _said_by_staff(self, what: str, name: Name, more: dict[str, Any]) -> None:
        registry = self._registry
        row = registry.find(name.id)
        if what == "moves":
            before = registry.find(more["before"])
            registry.expect(name.device, name.page, Move(more["label"], more["paired"], before, more.get("load", "")))
        elif what == "forget" and row:
            registry.forget(row, more.get("left", ()))
        elif what == "label" and row:
            row.label = more["label"]
            registry.changed(row)

    def _ordered(self, name: Name, load: str, order: Order) -> None:
        """Another node has an order for a display that has its stream here."""
        row, elsewhere = self._registry.find(name.id), self._links.values()
        for link in row.links if row else ():
            if link.load == load and link not in elsewhere:
                link.tell(order)

    def _opened(self, node: str, name: Name, load: str, engine: str) -> None:
        if link := self._registry.link(name, load, engine, self._teller(node, name, load)):
            self._links[node, name, load] = link

    def _closed(self, node: str, name: Name, load: str, *, broken: bool) -> None:
        if link := self._links.pop((node, name, load), None):
            self._registry.unlink(name, link, broken=broken)

    def _reported(self, node: str, name: Name, more: dict[str, Any]) -> None:
        try:
            report = read_report(more["report"].encode())
        except BadReport:
            return
        row = self._registry.find(name.id)
        if more["linked"] and not (row and any(link.load == report.load for link in row.links)):
            self._opened(node, name, report.load, more["engine"])  # this node began later than that stream
        if taken := self._registry.take(name, report):
            taken.engine = taken.engine or more["engine"]
            self._registry.heard(taken)

    def _teller(self, node: str, name: Name, load: str) -> Tell:
        """Sends an order to a stream of another node."""

        def tell(order: Order) -> None:
            self._say("order", name, {"node": node, "load": load, "order": dict(order)})

        return tell
