"""What staff do with the notices of their page: send, change and end them, give the all-clear, report on them."""

from __future__ import annotations

import secrets
from collections import Counter
from typing import TYPE_CHECKING, Literal

from signage.phrase import N_
from signage.staff.delivery import Display, Told
from signage.staff.delivery_report import Before, Report, before_of, report
from signage.staff.notice import Message, Notice
from signage.staff.notice_board import MOST, SPARE, NoticeBoard

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from signage.clock import Clock
    from signage.staff.audit_log import Journal
    from signage.staff.wall_notice import Status, Style
    from signage.store import Store

MOST_ON_AIR = 30
"""Notices that may be on the walls at a time, and as many takeovers: what operators send keeps no emergency away."""

SENT = {
    "banner": N_("sent a banner: %(title)s"),
    "urgent": N_("sent an urgent banner: %(title)s"),
    "takeover": N_("sent a takeover: %(title)s"),
}
CHANGED = {
    "banner": N_("changed a banner: %(title)s"),
    "urgent": N_("changed an urgent banner: %(title)s"),
    "takeover": N_("changed a takeover: %(title)s"),
}
ENDED = {"taken_back": N_("took back: %(title)s"), "withdrawn": N_("ended: %(title)s")}
TOLD = {
    "told": N_("told by voice at %(screen)s: %(title)s"),
    "going": N_("goes to %(screen)s: %(title)s"),
}
"""What the log says of each act."""


class NotPossible(Exception):
    """What staff ask for cannot be done now: `error` is a word for programs, the text a sentence for people.

    The sentence is one of the catalogues, with `%(name)s` for each of `values`.
    """

    def __init__(self, error: str, message: str, fields: tuple[tuple[str, str], ...] = (), **values: object) -> None:
        super().__init__(message)
        self.error, self.fields, self.values = error, fields, values


class Notices(NoticeBoard):
    """All notices of the page, and what staff do with them; each act is in the log. What is refused is NotPossible."""

    def __init__(self, store: Store, clock: Clock, journal: Journal, days: int = 30) -> None:
        super().__init__(store, clock, days)
        self._journal = journal
        self.sent: Counter[tuple[Style, Status]] = Counter()
        """How many messages were sent since the start, all-clears included."""

    async def send(
        self, message: Message, by: str, origin: str, reach: Sequence[str], displays: Iterable[Display]
    ) -> Notice:
        """Put a message on the walls, then keep it. Raises NotPossible."""
        self.check(message)
        now = self._clock.now()
        notice = Notice(id=new_id(), message=message, by=by, sent=now, changed=now, reach=tuple(reach))
        self.progress(notice.id).send(displays, now)
        await self._take({notice.id: notice})
        self.sent[message.style, message.status] += 1
        await self._log(by, SENT[message.style], notice, origin)
        return notice

    def check(self, message: Message, *, instead_of: Notice | None = None) -> None:
        """Whether a message can be sent now, or put in place of a notice. Raises NotPossible."""
        now = self._clock.now()
        if issues := tuple(message.issues(now)):
            raise NotPossible("invalid", N_("Some fields are wrong."), issues)
        others = [one for one in self._notices.values() if not one.is_over(now) and one is not instead_of]
        is_takeover = message.style == "takeover"
        like_it = [one for one in others if (one.message.style == "takeover") == is_takeover]
        most = MOST + SPARE * (2 if is_takeover else 1)
        if len(like_it) >= MOST_ON_AIR or len(self._notices) >= most:
            crowded = N_("%(most)s messages are on the walls already: end one first.")
            raise NotPossible("full", crowded, most=MOST_ON_AIR)
        if is_takeover and message.status != "actual":
            for one in others:
                if (one.message.style, one.message.status) == ("takeover", "actual") and not one.clears:
                    raise NotPossible("emergency", N_("A real takeover is on the walls: no exercise may cover it."))

    async def change(
        self, notice: Notice, message: Message, by: str, origin: str, displays: Iterable[Display]
    ) -> Notice:
        """Put other words or times in place of a notice that is not over. Raises NotPossible."""
        self._must_be_on(notice)
        if (message.style == "takeover") != (notice.message.style == "takeover"):
            stays = N_("A takeover stays one: end it and send a banner.")
            raise NotPossible("invalid", stays, (("style", N_("stays")),))
        self.check(message, instead_of=notice)
        now = self._clock.now()
        changed = notice.rewritten(message, now)
        if changed.version != notice.version:
            self.progress(notice.id).send(displays, now)
        await self._take({notice.id: changed})
        await self._log(by, CHANGED[message.style], changed, origin)
        return changed

    async def withdraw(self, notice: Notice, by: str, origin: str) -> Notice:
        """Take a notice off the walls; just after it was sent, as if it had not been. Raises NotPossible."""
        self._must_be_on(notice)
        now = self._clock.now()
        how: Literal["taken_back", "withdrawn"] = "taken_back" if now <= notice.may_be_taken_back_until else "withdrawn"
        ended = notice.model_copy(update={"ended": now, "how": how})
        await self._take({notice.id: ended})
        await self._log(by, ENDED[how], ended, origin)
        return ended

    async def all_clear(
        self, notice: Notice, message: Message, by: str, origin: str, displays: Iterable[Display]
    ) -> Notice:
        """End a notice, and say on the same screens that it is over. Raises NotPossible."""
        self._must_be_on(notice)
        self.check(message, instead_of=notice)
        now = self._clock.now()
        clear = Notice(id=new_id(), message=message, by=by, sent=now, changed=now, reach=notice.reach, clears=notice.id)
        ended = notice.model_copy(update={"ended": now, "how": "cleared", "cleared_by": clear.id})
        self.progress(clear.id).send(displays, now)
        await self._take({notice.id: ended, clear.id: clear})
        self.sent[message.style, message.status] += 1
        await self._log(by, N_("gave the all-clear for: %(title)s"), ended, origin)
        return clear

    async def tell(self, notice: Notice, screen: str, state: Literal["told", "going"], by: str, origin: str) -> None:
        """Note that people at a screen were told by voice, or that somebody is going there."""
        self.progress(notice.id).told[screen] = Told(state=state, by=by, at=self._clock.now())
        self._touch(notice.id)
        await self._log(by, TOLD[state], notice, origin, screen=screen)

    async def learn(self, notice: Notice, text: str, by: str, origin: str) -> Notice:
        """Keep what was learned, for the report."""
        changed = notice.model_copy(update={"learned": text})
        self._notices[notice.id] = changed
        await self._kept.put(notice.id, changed, anyway=True)
        self._unannounced.add(notice.id)
        await self._log(by, N_("wrote down what was learned: %(title)s"), changed, origin)
        return changed

    def _must_be_on(self, notice: Notice) -> None:
        if notice.is_over(self._clock.now()):
            raise NotPossible("over", N_("This message is no longer on the walls."))

    async def _log(self, by: str, what: str, notice: Notice, origin: str, **more: str) -> None:
        """Write an act down; it is about the screens that the message is for, none where that is all."""
        message = notice.message
        where = ", ".join(message.screens or ())
        await self._journal.add(by, what, where, origin, title=message.title, status=message.status, **more)

    # ---- What became of one. ----

    def report(self, notice: Notice) -> Report:
        """The report on a notice; of an exercise with the figures of the one before."""
        return report(notice, self.progress(notice.id), self._clock.now(), self._before(notice))

    def _before(self, notice: Notice) -> Before | None:
        if notice.message.status != "exercise":
            return None
        earlier = [
            other
            for other in self._notices.values()
            if other.message.status == "exercise" and other.sent < notice.sent and not other.clears
            if other.how != "taken_back" and other.message.style == notice.message.style
        ]
        last = max(earlier, key=lambda other: other.sent, default=None)
        return before_of(last, self.progress(last.id)) if last else None


def new_id() -> str:
    """The id of a new notice."""
    return f"n_{secrets.token_hex(5)}"
