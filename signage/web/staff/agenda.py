"""The API of the agenda page: how old the agenda is, how pulls go, what changed, and what is held back."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, get_args

from signage.agenda import natural
from signage.store.snapshot import Kind
from signage.sync.archive import ACCEPT, PULL, REJECT
from signage.sync.bulk import Shape, harm
from signage.sync.pull_history import BLOCK
from signage.sync.shared import SharedSync
from signage.web.staff.agenda_words import sentence
from signage.web.staff.calls import Call, Refusal
from signage.web.staff.language import language_of, words_of
from signage.web.staff.schemas.agenda import (
    AgendaTold,
    ChangeTold,
    Digest,
    Done,
    HeldRoom,
    HeldSession,
    HeldTold,
    Pull,
    Pulls,
    Requests,
    Skipped,
)

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from signage.agenda import Agenda, Session
    from signage.publish.publisher import Publisher
    from signage.staff.audit_log import Journal
    from signage.sync.coordinator import Sync
    from signage.sync.pull_history import Pulled, PullHistory
    from signage.sync.status import Held, Status
    from signage.web.staff.calls import Asked

MOST_HELD = 500
"""Sessions of a held change that are told each."""
OTHER = {409: "another change is held by now, or none"}


@dataclass
class AgendaCalls:
    """The calls about the agenda. Pulls that staff begin run beside the requests, one at a time."""

    sync: Sync
    publisher: Publisher
    journal: Journal
    _pulls: set[asyncio.Task[None]] = field(default_factory=set)

    def calls(self) -> tuple[Call, ...]:
        """What is offered to staff."""
        return (
            Call("GET", "agenda", "viewer", self.state, "How the agenda is, and what is held back", answer=AgendaTold),
            Call("POST", "agenda/accept", "operator", self.accept, "Let what is held back pass", Digest, Done,
                 status=202, statuses=OTHER),
            Call("POST", "agenda/reject", "operator", self.reject, "Keep it back until the feed differs", Digest, Done,
                 status=202, statuses=OTHER),
            Call("POST", "agenda/pull", "operator", self.pull, "Pull everything now", answer=Done, status=202),
        )  # fmt: skip

    async def accept(self, asked: Asked) -> Done:
        """Accept what is held, and pull at once."""
        about = self._held_words()
        if not self.sync.accept(asked.body.digest):
            raise _other()
        await self.journal.add(asked.who.name, "accepted a held agenda", about, asked.origin)
        return await self._begin(ACCEPT, asked.body.digest)

    async def reject(self, asked: Asked) -> Done:
        """Keep what is held from the walls."""
        about = self._held_words()
        if not self.sync.reject(asked.body.digest):
            raise _other()
        await self.journal.add(asked.who.name, "rejected a held agenda", about, asked.origin)
        await self._elsewhere(REJECT, asked.body.digest)
        return Done(pulling=bool(self._pulls))

    async def pull(self, asked: Asked) -> Done:
        """Pull everything."""
        if not self._pulls:
            await self.journal.add(asked.who.name, "pulled the agenda", "", asked.origin)
        return await self._begin(PULL, asked.now.isoformat())

    def _held_words(self) -> str:
        held = self.sync.status.held
        return str(held.bulk_change) if held else ""

    async def _begin(self, what: str, value: str) -> Done:
        """Pull everything, or have the node that asks the gateway do `what`, which pulls as well."""
        if not await self._elsewhere(what, value) and not self._pulls:
            task = asyncio.create_task(self.sync.full())
            self._pulls.add(task)
            task.add_done_callback(self._pulls.discard)
        return Done(pulling=True)

    async def _elsewhere(self, what: str, value: str) -> bool:
        """Have the node that asks the gateway do it; False where that is this one. Raises StoreError."""
        if not isinstance(self.sync, SharedSync) or self.sync.asks:
            return False
        await self.sync.ask_others(what, value)
        return True

    async def aclose(self) -> None:
        """Stop what staff began."""
        for task in self._pulls:
            task.cancel()
        await asyncio.gather(*self._pulls, return_exceptions=True)

    async def state(self, asked: Asked) -> AgendaTold:
        """All of it."""
        status, state, now = self.sync.status, self.publisher.current, asked.now
        zone, days = state.days.zone, state.days
        start = days.start(days.of(now))
        counts = Counter(days.of(session.starts_at) for session in state.shown.sessions) if state.shown else Counter()
        today = days.of(now)
        return AgendaTold(
            now=now.astimezone(zone),
            zone=zone.key,
            confirmed_at=status.confirmed_at,
            age_s=self._age(now),
            stale_after_s=round(state.layout.stale_after.total_seconds()),
            error=status.error,
            failing_since=status.failing_since,
            store_error=status.store_error,
            cut_off=status.cut_off,
            today=counts[today],
            tomorrow=counts[today + timedelta(days=1)],
            all=sum(counts.values()),
            day_start=start.astimezone(zone),
            block_s=round(BLOCK.total_seconds()),
            pulls=self._told(status.pulls, start, days.end(today)),
            pulling=bool(self._pulls),
            requests=self._requests(start),
            changes=_changes(asked, status, start, zone),
            skipped=[Skipped(session=one.session, text=one.text) for one in status.problems],
            held=_held(status.held, status.passes_in, state.agenda, now) if status.held else None,
        )

    def _age(self, now: datetime) -> int | None:
        """Seconds since the platform last said what is shown; a clock that was set back makes that no younger."""
        if (confirmed := self.sync.confirmed_at) is None:
            return None
        return round(max(self.sync.unconfirmed, now - confirmed).total_seconds())

    def _told(self, pulls: PullHistory, start: datetime, end: datetime) -> list[Pulls]:
        plan = self.sync.assignment.plan
        every = {"full": 0, "window": plan.window_every.total_seconds(), "delta": plan.delta_every.total_seconds()}
        return [
            Pulls(
                kind=kind,
                at=f"{plan.full_pull_at:%H:%M}" if kind == "full" else "",
                every_s=round(every[kind]),
                good=_pull(pulls.last.get((kind, True))),
                bad=_pull(pulls.last.get((kind, False))),
                blocks=pulls.blocks(kind, start, end),
            )
            for kind in get_args(Kind)
        ]

    def _requests(self, start: datetime) -> Requests:
        usage = self.sync.usage
        today, refused = usage.since(start)
        allowed = usage.allowance
        return Requests(
            today=today,
            refused=refused,
            limit=allowed.limit if allowed else None,
            left=allowed.left if allowed else None,
            full_at=allowed.full_at if allowed else None,
        )


def _other() -> Refusal:
    return Refusal(409, "another_held", "Another change is held by now, or none: look again.")


def _pull(pulled: Pulled | None) -> Pull | None:
    return Pull(at=pulled.at, result=pulled.result, sessions=pulled.sessions, text=pulled.text) if pulled else None


def _changes(asked: Asked, status: Status, start: datetime, zone: ZoneInfo) -> list[ChangeTold]:
    """What changed since `start`, the newest first; what one answer brought stays in its order."""
    words, language = words_of(asked), language_of(asked.request)
    return [
        ChangeTold(at=one.at, what=one.what, session=one.session, words=sentence(one, zone, words, language))
        for one in sorted(status.changes, key=lambda one: one.at, reverse=True)
        if one.at >= start
    ]


def _held(held: Held, passes_in: float | None, agenda: Agenda | None, now: datetime) -> HeldTold:
    """What is held, beside the agenda that the walls go on with."""
    change, rooms = held.bulk_change, agenda.rooms if agenda else {}
    sessions = [one for one in agenda.sessions if one.ends_at > now] if agenda else []
    outcomes = dict(change.all_outcomes)
    touched = [one for one in sessions if one.id in outcomes]
    told = [_held_session(one, outcomes[one.id], {key: room.name for key, room in rooms.items()}) for one in touched]
    all_rooms, in_rooms = Counter(map(_room, sessions)), Counter(map(_room, touched))
    known = agenda.by_id if agenda else {}
    by_day = [one for one in change.days if one[0]] or change.days
    return HeldTold(
        digest=change.digest,
        since=held.since,
        text=str(change),
        rejected=held.rejected,
        passes_in_s=None if passes_in is None else round(passes_in),
        days=[day.isoformat() for day, _, _ in by_day if day],
        total=sum(ahead for _, ahead, _ in by_day),
        counts=dict(sum((Counter(dict(counts)) for _, _, counts in by_day), Counter())),
        new=len([one for one in change.ids if one not in known]),
        rooms=[
            HeldRoom(room=name, touched=number, of=all_rooms[name])
            for name, number in sorted(in_rooms.items(), key=lambda pair: natural(pair[0]))
        ],
        sessions=told[:MOST_HELD],
        more=max(0, len(told) - MOST_HELD),
    )


def _held_session(session: Session, shape: Shape | None, rooms: dict[str, str]) -> HeldSession:
    return HeldSession(
        id=session.id,
        title=session.title,
        room=_room(session),
        starts_at=session.starts_at,
        what=harm(Shape.of(session), shape),
        to_room=rooms.get(shape.room or "", shape.room or "") if shape else "",
        to_starts_at=shape.starts_at if shape else None,
    )


def _room(session: Session) -> str:
    return session.room.name if session.room else ""
