"""What becomes of the displays that there are: each row is written by its own reports and streams alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from cachetools import LRUCache

from signage.fleet.happenings import Happened, Move, Name, Seen
from signage.fleet.row import Bucket, Link, Page, Row, Tell
from signage.fleet.rows import Rows

if TYPE_CHECKING:
    from datetime import datetime

    from signage.clock import Clock
    from signage.fleet.report import Report
    from signage.fleet.verdict import State, Verdict, Why

SILENCE = 88.0
"""Seconds without a word after which a display is gone, whatever its stream seems to be: a proxy may hide its end.

With the time until the next look these are 90, as docs/staff.md says."""
GRACE = 12.0
"""Seconds that a display has to come back after its stream was closed: it reloads, or its server did."""
REMEMBERED = 12
"""How many times as long as it has been there a display is remembered once it is gone."""
LEAST, MOST = 600.0, 30 * 86_400.0
"""Seconds that it is remembered at least and at most; for good if staff named or paired it."""
SWEEP_EVERY = 2.0
"""Seconds between two looks at who is gone."""
MOVES = 1_000
"""Displays that are on their way to another page, and pages that were left, whose last words may still come."""
LATE = 5.0
"""Seconds by which another node may say later that a display is on its way than the display arrives here."""
STRANGERS_RATE, STRANGERS_BURST = 40.0, 200.0
"""Reports a second, and at once, of all together that have no stream: ids that anybody may think up."""
SPREAD_LEAST, SPREAD_EACH = 1000.0, 2.0
"""Milliseconds over which reports of one change are spread, at least and for each display."""


class TooMany(Exception):
    """A report for which there is no room now; the display sends another one later."""


class Registry:
    """The rows of all displays; belongs to one event loop.

    `changed(row)` is called when a row's state became another one, or the row is new; `gone(row)` when it is forgotten.
    `is_off(page, now)` tells whether nobody expects a display of that page to be there now.
    """

    def __init__(self, clock: Clock, is_off: Callable[[Page, datetime], bool] = lambda *_: False) -> None:
        self._clock, self._is_off = clock, is_off
        self._rows = Rows(self.forget)
        self._moves: LRUCache[tuple[str, Page], Move] = LRUCache(MOVES)
        self._left: LRUCache[tuple[str, str], None] = LRUCache(MOVES)  # displays, and which opening of their page
        self._linked: set[Row] = set()
        self._started, self._began = clock.monotonic(), clock.now()
        self._bucket = Bucket(STRANGERS_RATE, STRANGERS_BURST)
        self._observers: list[Callable[[Seen], None]] = []
        self._end_observers: list[Callable[[Row], None]] = []
        self.reports = 0
        """How many reports counted since the start."""
        self.forgot = False
        """Whether it is not known which displays there were before this server started."""
        self.happened: Callable[[Happened], None] = lambda _: None
        """Called with what displays did here, and staff with them, for other nodes."""
        self.heard: Callable[[Row], None] = lambda _: None
        """Called when a display has reported at another node."""
        self.changed: Callable[[Row], None] = lambda _: None
        self.gone: Callable[[Row], None] = lambda _: None

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    @property
    def spread(self) -> float:
        """Milliseconds over which all displays are to spread what they report of one change."""
        return max(SPREAD_LEAST, SPREAD_EACH * len(self._linked))

    def observe(self, observer: Callable[[Seen], None]) -> None:
        """Have this called at each report that counts. It must be quick, and raise nothing."""
        self._observers.append(observer)

    def observe_end(self, observer: Callable[[Row], None]) -> None:
        """Have this called with each display that is forgotten. As `observe`."""
        self._end_observers.append(observer)

    def find(self, display: str) -> Row | None:
        """The display that staff know by this id."""
        return self._rows.find(display)

    def of(self, page: Page) -> list[Row]:
        """The displays of a page."""
        return self._rows.of(page)

    def pages(self) -> list[Page]:
        """The pages of all displays."""
        return self._rows.pages()

    def state_of(self, page: Page) -> State:
        """The worst state of a page's displays."""
        return self._rows.state_of(page)

    # ---- What displays do. ----

    def opened(self, device: str, load: str, page: Page, engine: str, tell: Tell) -> Link | None:
        """A display opened its stream. None where no more displays can be remembered: it has its stream all the same.

        Of two streams of one device at once the second takes a new id, once the first has proved to be alive.
        """
        name = Name.of(device, page)
        link = self.link(name, load, engine, tell)
        if link:
            self.happened(Happened("opened", name, {"load": load, "engine": engine}))
        return link

    def link(self, name: Name, load: str, engine: str, tell: Tell) -> Link | None:
        """A display has a stream, here or at another node."""
        row = self._rows.admit(name, self._clock.now())
        if row is None:
            return None
        self._left.pop((row.id, load), None)  # somebody went back to it
        doubted = any(other.load != load for other in row.links)
        link = Link(load, tell, self._clock.monotonic(), doubted)
        row.links = [other for other in row.links if other.load != load]
        for other in row.links:
            other.tell({"do": "report"})
        if move := self._moves.pop((row.device, row.page), None):
            self._arrive(row, move)
        row.links.append(link)
        self._linked.add(row)
        row.engine = engine
        self._hear(row, self._clock.now(), self._clock.monotonic())
        self._set(row, *self._state_of(row))
        return link

    def closed(self, device: str, page: Page, link: Link, *, broken: bool) -> None:
        """Its stream ended; `broken` by the connection's failure."""
        name = Name.of(device, page)
        if self.unlink(name, link, broken=broken):
            self.happened(Happened("closed", name, {"load": link.load, "broken": broken}))

    def unlink(self, name: Name, link: Link, *, broken: bool) -> bool:
        """A stream of a display has ended, here or at another node; whether it was one."""
        row = self._rows.resident(name.id)
        if row is None or link not in row.links:
            return False
        row.links.remove(link)
        if not row.links:
            self._linked.discard(row)
            row.lost, row.broken = self._clock.monotonic(), broken
            if broken:
                self._set(row, *self._state_of(row))
        return True

    def report(self, device: str, page: Page, report: Report) -> Row | None:
        """Take a report into its row; None where it is an old one. Raises TooMany.

        One of a page that was opened before the stream's, or older than the last one, changes nothing: somebody sends
        again what was said before. Nor does one of a page that was left as staff wanted: it was on its way.
        """
        name, now = Name.of(device, page), self._clock.monotonic()
        row = self._rows.resident(name.id)
        if row is None or not row.links:
            if not self._bucket.take(now):
                raise TooMany
        elif not row.budget.take(now):
            raise TooMany
        row = self.take(name, report)
        if row:
            self.happened(Happened("report", name, {"report": report, "linked": bool(row.links), "engine": row.engine}))
        return row

    def take(self, name: Name, report: Report) -> Row | None:
        """Take a report into its row, given here or at another node; None where it is an old one."""
        if (name.id, report.load) in self._left:
            return None
        at, now = self._clock.now(), self._clock.monotonic()
        row = self._rows.let_in(name, at)
        if not row.is_news(report):
            return None
        if len(row.links) > 1:
            row.prove(report)
        row.report, row.reported, row.judged = report, now, False
        self.reports += 1
        self._hear(row, at, now)
        seen = Seen(row.id, row.page, report.notices, at, report.rev, report.visible)
        for observer in self._observers:
            observer(seen)
        return row

    def judged(self, row: Row, verdict: Verdict) -> None:
        """What the last report of a display comes to."""
        row.judged = True
        self._set(row, *verdict)

    # ---- What staff and time do. ----

    def forget(self, row: Row, left: Iterable[str] = ()) -> None:
        """Know no more of a display; if it is there, it is known again by its next word.

        `left` are openings of its page that it has left: what they still say is no such word.
        """
        for load in left:
            self._left[row.id, load] = None
        self._rows.remove(row)
        self._linked.discard(row)
        self.gone(row)
        for observer in self._end_observers:
            observer(row)

    def dismiss(self, row: Row, *, leaves: bool = False) -> None:
        """Staff want to know no more of a display; `leaves`: it was told to leave its page, too."""
        loads = [link.load for link in row.links] if leaves else []
        self.forget(row, loads)
        self.happened(Happened("forget", Name(row.id, row.device, row.page), {"left": loads}))

    def call(self, row: Row, label: str) -> None:
        """Staff give a display a name."""
        row.label = label
        self.changed(row)
        self.happened(Happened("label", Name(row.id, row.device, row.page), {"label": label}))

    def moves(self, device: str, page: Page, label: str, *, paired: bool, before: Row | None = None) -> None:
        """A device was told to go to a page: there it is called so, and what it was `before` is forgotten."""
        load = before.links[-1].load if before and before.links else ""
        more = {"label": label, "paired": paired, "before": before.id if before else "", "load": load}
        self.happened(Happened("moves", Name("", device, page), more))
        self.expect(device, page, Move(label, paired, before, load))

    def expect(self, device: str, page: Page, move: Move) -> None:
        """A device is on its way to a page, told so here or at another node."""
        for row in self._rows.of(page):
            if row.device == device and row.links and self._clock.monotonic() - row.links[-1].opened < LATE:
                self._arrive(row, move)
                self.changed(row)
                return
        self._moves[device, page] = move

    def restore(self, row: Row) -> None:
        """Know a display that was there before this server started."""
        row.heard = self._started - SILENCE - 1
        self._rows.add(row)

    def sweep(self) -> None:
        """See who is gone, and forget who has been for long. To be called every few seconds."""
        now, is_off = self._clock.monotonic(), cache(self._is_off_now)
        for row in tuple(self):
            if not row.is_live(now, SILENCE, GRACE):
                away = now - max(row.heard, self._started)
                kept = min(MOST, max(LEAST, REMEMBERED * row.lived))
                if away > kept and not row.is_kept:
                    self.forget(row)
                    continue
                self._set(row, *self._state_of(row, is_off))

    def _is_off_now(self, page: Page) -> bool:
        return self._is_off(page, self._clock.now())

    def _state_of(self, row: Row, is_off: Callable[[Page], bool] | None = None) -> tuple[State, Why]:
        """What is known of a row besides its reports' verdicts; `is_off` knows what was asked a moment ago."""
        now = self._clock.monotonic()
        if row.is_live(now, SILENCE, GRACE):
            return (row.state, row.why) if row.report and row.state not in ("offline", "off") else ("unknown", "new")
        if row.heard < self._started and now - self._started < SILENCE:
            return "unknown", "new"
        if (is_off or self._is_off_now)(row.page):
            return "off", ""
        return "offline", "stream" if row.lost >= row.reported else "silent"

    def _arrive(self, row: Row, move: Move) -> None:
        """A display is on the page that it was told to go to, and has left the one before, whose end may come later."""
        row.label, row.paired = move.label, move.paired
        before = move.before
        if before and before is not row:
            before.links = [link for link in before.links if link.load != move.load]
            if not before.links:
                self.forget(before, [move.load])

    @staticmethod
    def _hear(row: Row, at: datetime, now: float) -> None:
        if now - row.heard < SILENCE:
            row.lived += now - row.heard
        row.heard, row.seen = now, at

    def _set(self, row: Row, state: State, why: Why) -> None:
        if (row.state, row.why) != (state, why) or row.since is None:
            if row.state != state or row.since is None:
                row.since = self._since(row, state)
            self._rows.set_state(row, state)
            row.why = why
            self.changed(row)

    def _since(self, row: Row, state: State) -> datetime:
        """Since when a display is in a state that it is found in: a restart of this server begins none anew."""
        if state == "unknown":
            return self._clock.now()
        was, row.was = row.was, None
        if was and was.state == state:
            return was.start
        return self._began if row.heard < self._started else self._clock.now()
