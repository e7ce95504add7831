"""The notices of the staff page that there are: on the walls, in the store, and followed to each display."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from signage.errors import StoreError, StoreFull
from signage.staff.delivery import Display, Heard, Progress
from signage.staff.notice import Notice
from signage.staff.records import Shelf

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from signage.clock import Clock
    from signage.staff.delivery import Delivery
    from signage.staff.wall_notice import Posted
    from signage.store import Store

log = logging.getLogger(__name__)

KIND, PROGRESS_KIND = "notice", "notice-progress"
MOST = 500
"""Notices that are kept, those that are over included; the oldest of these go first."""
SPARE = 150
"""How many more there may be for the few seconds until the oldest are forgotten."""
FOLLOWED = timedelta(minutes=15)
"""For how long after its end displays are heard on whether a notice is gone."""
LOOK_EVERY, SAVE_EVERY, ANNOUNCE_EVERY = 2.0, 5.0, 0.25
"""Seconds between two looks for what has ended, between two writings of what displays said, and two words of that."""


async def _nowhere(_: tuple[Posted, ...]) -> None:
    """Show nothing: no walls have been joined yet."""


class NoticeBoard:
    """All notices of the page, those that are over for as long as they are kept (`days`). Belongs to one event loop.

    `show(posted)` puts notices on the walls; `changed(id)` is called when something of one changed.
    """

    def __init__(self, store: Store, clock: Clock, days: int) -> None:
        self._clock, self._days = clock, timedelta(days=days)
        self._kept: Shelf[Notice] = Shelf(store, KIND, Notice, MOST + 2 * SPARE, _later)
        self._kept_progress: Shelf[Progress] = Shelf(store, PROGRESS_KIND, Progress, MOST + 2 * SPARE)
        self._notices: dict[str, Notice] = {}
        self._progress: dict[str, Progress] = {}
        self._unsaved: set[str] = set()
        self._being_kept: set[str] = set()
        self._unannounced: set[str] = set()
        self._shown: tuple[Posted, ...] = ()
        self._saved_at = clock.monotonic()
        self.confirmed: Callable[[float], None] = lambda _: None
        """Called when a display says that it shows one, with the seconds that this took."""
        self.is_known = self._told = False
        """Whether the store has been read: before, it is not known what the walls should show."""
        self.show: Callable[[tuple[Posted, ...]], Awaitable[None]] = _nowhere
        self.changed: Callable[[str], None] = lambda _: None
        self.displays: Callable[[], Sequence[Display]] = tuple
        """All displays that are known."""

    def all(self) -> list[Notice]:
        """All notices, the newest first."""
        return sorted(self._notices.values(), key=lambda notice: notice.sent, reverse=True)

    def get(self, notice_id: str) -> Notice | None:
        """The notice with this id."""
        return self._notices.get(notice_id)

    def progress(self, notice_id: str) -> Progress:
        """What displays have said of a notice."""
        return self._progress.setdefault(notice_id, Progress())

    def posted(self, *drafts: Notice) -> tuple[Posted, ...]:
        """What walls are to show now and later; `drafts` as if they had been sent."""
        now = self._clock.now()
        return tuple(notice.posted() for notice in (*self._notices.values(), *drafts) if not notice.is_over(now))

    # ---- What displays say. ----

    @property
    def followed(self) -> list[Notice]:
        """The notices that displays are heard on: those that are not over, or have been only for a while."""
        now = self._clock.now()
        return [one for one in self._notices.values() if one.ends is None or now - one.ends < FOLLOWED]

    def heard(self, heard: Heard) -> None:
        """Take over what a display reports."""
        followed = self.followed
        takeovers = frozenset(one.shown_id for one in followed if one.message.style == "takeover")
        for notice in followed:
            if notice.posted().reaches(heard.display.names):
                others = takeovers - {notice.shown_id}
                progress = self.progress(notice.id)
                if progress.heard(notice, heard, others):
                    self._touch(notice.id)
                    self._tell_first(notice, progress.displays[heard.display.key], heard.at)

    def _tell_first(self, notice: Notice, delivery: Delivery, at: datetime) -> None:
        """Tell that a display shows it, where it says so for the first time."""
        if delivery.state == "shown" and delivery.shown == at and delivery.sent:
            self.confirmed((at - max(delivery.sent, notice.begins())).total_seconds())

    def forgotten(self, display: Display) -> None:
        """A display is known no longer: no notice that is not over waits for it.

        Anybody may make up displays, a new one with each report. So no more are followed than are known at a time.
        """
        now = self._clock.now()
        for key, progress in self._progress.items():
            notice = self._notices.get(key)
            if notice and not notice.is_over(now) and progress.forget(display):
                self._touch(key)

    def look_who_is_gone(self) -> None:
        """A display that is gone confirms nothing any more; one that is back is waited for."""
        now = self._clock.now()
        on = [notice for notice in self._notices.values() if not notice.is_over(now)]
        displays = self.displays() if on else ()
        for notice in on:
            progress = self.progress(notice.id)
            changed = [progress.lost(one, now) for one in displays if one.is_gone]
            changed += [progress.back(one, now) for one in displays if one.is_open]
            if any(changed):
                self._touch(notice.id)

    def _touch(self, notice_id: str) -> None:
        self._unsaved.add(notice_id)
        self._unannounced.add(notice_id)

    # ---- What is shown and kept. ----

    async def _take(self, changes: dict[str, Notice]) -> None:
        """Make these current: on the walls before anything else, for the store may take its time."""
        self._notices.update(changes)
        await self._show()
        for notice_id in changes:
            self._touch(notice_id)
        self._being_kept |= changes.keys()
        try:
            await self._kept.write(changes, anyway=True)
        finally:
            self._being_kept -= changes.keys()

    async def _show(self) -> None:
        posted = self.posted()
        if posted != self._shown:
            self._shown = posted
            await self.show(posted)

    def _surplus(self) -> list[str]:
        """The ids of those that are over and too many, or have been over for too long."""
        now = self._clock.now()
        over = sorted((end, one.id) for one in self._notices.values() if (end := one.ends) and end <= now)
        too_many = max(0, len(over) - MOST)
        return [key for place, (end, key) in enumerate(over) if place < too_many or now - end > self._days]

    async def start(self) -> None:
        """Read the store, and show what is in force. If it cannot be read, `follow` tries again."""
        try:
            await self._kept.refresh()
            await self._kept_progress.refresh()
        except StoreError as error:
            log.log(
                logging.DEBUG if self._told else logging.WARNING, "the messages of staff are not known yet: %s", error
            )
            self._told = True  # once is enough: it is tried again every other second
            return
        self._notices = {**dict(self._kept.items()), **self._notices}
        self._progress = {**dict(self._kept_progress.items()), **self._progress}
        self.is_known = True
        self._shown = self.posted()
        await self.show(self._shown)

    @property
    def shelves(self) -> tuple[Shelf[Any], ...]:
        """What is stored of notices."""
        return self._kept, self._kept_progress

    async def refresh(self) -> None:
        """Show what other nodes have sent, changed and ended. Raises StoreError."""
        if not self.is_known:
            await self.start()
        before = {key for key, _ in self._kept.items()}
        await self._kept.refresh()
        stored = dict(self._kept.items())
        for key in stored.keys() - self._being_kept:
            mine = self._notices.get(key)
            if mine is None or (mine != stored[key] and not mine.is_later_than(stored[key])):
                self._notices[key] = stored[key]
                self._unannounced.add(key)
        for key in before - stored.keys():
            self._notices.pop(key, None)
            self._progress.pop(key, None)
        await self._show()

    async def refresh_progress(self) -> None:
        """Take over what other nodes know of who shows what, and who was told by voice. Raises StoreError."""
        if not await self._kept_progress.refresh():
            return
        for key, theirs in self._kept_progress.items():
            if self.progress(key).merge(theirs):
                self._unannounced.add(key)
            if self._progress[key] != theirs:
                self._unsaved.add(key)

    # ---- What is done all the time. ----

    async def follow(self) -> None:
        """Take what has ended off the pages, and keep what displays said; to be done again and again."""
        await self._clock.sleep(LOOK_EVERY)
        if not self.is_known:
            await self.start()
        self.look_who_is_gone()
        ended = {one.id for one in self._shown} - {one.id for one in self.posted()}
        await self._show()
        for shown_id in ended:
            self._unannounced.add(shown_id.partition(".")[0])
        if self._clock.monotonic() - self._saved_at >= SAVE_EVERY:
            await self.save()

    async def announce(self) -> None:
        """Tell of what changed, a few times a second however many displays report; to be done again and again."""
        await self._clock.sleep(ANNOUNCE_EVERY)
        changed, self._unannounced = self._unannounced, set()
        for notice_id in changed:
            self.changed(notice_id)

    async def save(self) -> None:
        """Write down what displays said since the last time, and forget what is too old."""
        self._saved_at = self._clock.monotonic()
        unsaved, self._unsaved = self._unsaved, set()
        changes: dict[str, Progress | None] = dict.fromkeys(self._surplus())
        for notice_id in changes:
            del self._notices[notice_id]
            self._progress.pop(notice_id, None)
        try:
            if changes:
                await self._kept.write(dict.fromkeys(changes))
            changes |= {key: self._progress[key] for key in unsaved if key in self._progress}
            if changes:
                await self._kept_progress.write(changes)
        except (StoreError, StoreFull) as error:
            self._unsaved |= unsaved
            log.warning("what displays said of messages is not kept yet: %s", error)


def _later(theirs: Notice, ours: Notice) -> Notice:
    return theirs if theirs.is_later_than(ours) else ours
