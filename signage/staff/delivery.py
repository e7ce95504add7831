"""What each display has said of one notice: sent to it, received, shown, failed, cleared. Pure.

The words follow the Common Alerting Protocol (CAP 1.2): `shown` is its Ack, `failed` its Error.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signage.staff.notice import Notice

State = Literal["sent", "received", "shown", "failed", "cleared"]
Why = Literal["", "offline", "hidden", "covered", "not_shown"]
"""Why a display does not show it: it is not there; its browser hides the page; another takeover lies above; it has the
notice, and does not say that it is on the glass."""
MOST = 25_000
"""Displays that are followed with one notice: more than there are at a time."""
SOON = timedelta(seconds=10)
"""How long a display may have a notice without showing it before that has failed."""


class Display(NamedTuple):
    """A display: the name of its screen, and all names by which a notice may mean that.

    `is_open`: it is there; `is_gone`: it is known not to be. Just after a start of the server neither is.
    """

    id: str
    screen: str
    names: tuple[str, ...]
    is_open: bool = True
    label: str = ""
    is_gone: bool = False

    @property
    def key(self) -> str:
        """What tells it from all others: a device on another screen is another display."""
        return f"{self.id} {self.screen}"


@dataclass(frozen=True, slots=True)
class Heard:
    """What a display reports: the notices that can be seen on it; whether its page has all that was sent to it.

    `visible`: whether its browser shows the page at all.
    """

    display: Display
    at: datetime
    shown: frozenset[str] = frozenset()
    is_current: bool = True
    visible: bool = True


class Delivery(BaseModel):
    """How far a notice has come with the display of this id; times are None until it has come that far."""

    id: str
    screen: str
    label: str = ""
    state: State = "sent"
    why: Why = ""
    at: datetime
    sent: datetime | None = None
    received: datetime | None = None
    shown: datetime | None = None
    cleared: datetime | None = None

    def become(self, state: State, at: datetime, why: Why = "") -> bool:
        """Take a state on; whether that changes anything."""
        if (self.state, self.why) == (state, why):
            return False
        self.state, self.why, self.at = state, why, at
        return True


class Told(BaseModel):
    """That somebody told the people at a screen by voice, or is on the way there."""

    state: Literal["told", "going"]
    by: str
    at: datetime


class Progress(BaseModel):
    """What is known of one notice: by display, and by screen what people did beside the walls."""

    displays: dict[str, Delivery] = {}
    told: dict[str, Told] = {}

    def send(self, displays: Iterable[Display], at: datetime) -> None:
        """It goes out to these displays; what they said of a version before counts no more."""
        for display in displays:
            known = self.displays.setdefault(display.key, new_delivery(display, at))
            if display.is_open:
                known.sent, known.received, known.shown, known.cleared = at, None, None, None
                known.become("sent", at)
            elif known.state != "shown":
                known.become("failed", at, "offline")

    def lost(self, display: Display, at: datetime) -> bool:
        """A display has gone; whether that changes anything."""
        known = self.displays.get(display.key)
        return known is not None and known.state not in ("cleared", "failed") and known.become("failed", at, "offline")

    def back(self, display: Display, at: datetime) -> bool:
        """A display is there again, and has said nothing yet; whether that changes anything."""
        known = self.displays.get(display.key)
        return known is not None and known.why == "offline" and known.become("sent", at)

    def forget(self, display: Display) -> bool:
        """Nobody knows a display any longer; whether that changes anything."""
        return self.displays.pop(display.key, None) is not None

    def heard(self, notice: Notice, heard: Heard, takeovers: frozenset[str] = frozenset()) -> bool:
        """Take over what a display reports; whether that changes anything. `takeovers` are ids of what may cover it."""
        display, over = heard.display, notice.is_over(heard.at)
        shown = notice.shown_id in heard.shown
        known = self.displays.get(display.key)
        if known is None:
            if over or heard.at < notice.begins() or len(self.displays) >= MOST:
                return False
            known = self.displays[display.key] = new_delivery(display, heard.at)
            known.sent = heard.at
        if over:
            return self._ended(known, heard, shown=shown)
        if shown:
            known.received = known.received or heard.at
            known.shown = known.shown or heard.at
            return known.become("shown", heard.at)
        if heard.at < notice.begins() or not heard.is_current:
            return False
        known.received = known.received or heard.at
        if not heard.visible:
            return known.become("received", heard.at, "hidden")
        if heard.shown & takeovers:
            return known.become("received", heard.at, "covered")
        late = heard.at - known.received >= SOON
        return known.become("failed" if late else "received", heard.at, "not_shown")

    @staticmethod
    def _ended(known: Delivery, heard: Heard, *, shown: bool) -> bool:
        if shown or known.state == "cleared":
            return False
        if known.shown is not None:
            known.cleared = known.cleared or heard.at
        return known.become("cleared", heard.at)

    def merge(self, other: Progress) -> bool:
        """Take over what another node knows that was later; whether that changes anything."""
        changed = False
        for key, theirs in other.displays.items():
            ours = self.displays.get(key)
            if len(self.displays) < MOST if ours is None else _rank(theirs) > _rank(ours):
                self.displays[key] = theirs.model_copy()
                changed = True
        for screen, told in other.told.items():
            if screen not in self.told or told.at > self.told[screen].at:
                self.told[screen] = told
                changed = True
        return changed

    def not_reached(self, reach: Iterable[str]) -> list[str]:
        """The screens of which no display shows it, or one does not; those that nobody opened included."""
        screens = list(dict.fromkeys((*reach, *(one.screen for one in self.displays.values()))))
        states: dict[str, list[Delivery]] = {screen: [] for screen in screens}
        for one in self.displays.values():
            states[one.screen].append(one)
        return [screen for screen, found in states.items() if not found or not all(_has_shown(one) for one in found)]


def _rank(one: Delivery) -> tuple[datetime, int]:
    return one.at, get_args(State).index(one.state)


def new_delivery(display: Display, at: datetime) -> Delivery:
    """What is known of a display that has said nothing yet."""
    return Delivery(id=display.id, screen=display.screen, label=display.label, at=at)


def _has_shown(one: Delivery) -> bool:
    return one.shown is not None and (one.state in ("shown", "cleared") or one.why == "covered")
