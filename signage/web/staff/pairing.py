"""Pairing on the staff page: the TV that shows a code, and which screen it is to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, StringConstraints

from signage.fleet.pairing import NoSuchCode, TooManyGuesses
from signage.phrase import N_
from signage.web.staff.calls import Call, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from signage.fleet.pairing import Offer, Pairings
    from signage.web.display_keys import DisplayKeys
    from signage.web.staff.calls import Asked
    from signage.web.staff.screens import Fleet


CUT_OFF = N_(
    "This server knows of no TV that shows this code. It is cut off from the other ones, so that the TV may be known"
    " there: try again in a moment."
)


class Waiting(BaseModel):
    """A TV that shows a code: its size in CSS pixels, its browser, and since when it waits."""

    size: list[float]
    engine: str
    since: datetime


class Pairing(BaseModel):
    """The code on a TV, the screen or room that it is to be, and what it is to be called.

    `replaces`: the id of a display of that screen, a broken one, in whose place it comes: it has that one's name where
    `label` is empty, and nobody misses the other any more.
    """

    code: Annotated[str, StringConstraints(max_length=20)]
    screen: str
    label: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] = ""
    replaces: str | None = None


class Paired(BaseModel):
    """Where the TV goes."""

    path: str


@dataclass(frozen=True)
class PairingCalls:
    """`GET pairings/{code}`, `POST pairings`. `cut_off` says why other nodes cannot be heard, or nothing."""

    pairings: Pairings
    fleet: Fleet
    keys: DisplayKeys | None
    cut_off: Callable[[], str] = lambda: ""

    def calls(self) -> tuple[Call, ...]:
        """The calls of pairing."""
        refusals = {404: "No TV shows this code.", 429: "Too many codes were wrong; wait for a while."}
        return (
            Call(
                "GET",
                "pairings/{code}",
                "operator",
                self.look,
                "The TV that shows a code",
                answer=Waiting,
                statuses=refusals,
            ),
            Call(
                "POST",
                "pairings",
                "operator",
                self.pair,
                "Have the TV that shows a code become a screen",
                Pairing,
                Paired,
                statuses={**refusals, 409: "The display to be replaced is one of another screen."},
            ),
        )

    async def look(self, asked: Asked) -> Waiting:
        """The TV that shows a code."""
        offer = self._offer(asked, asked.path["code"])
        return Waiting(size=[offer.tv.width, offer.tv.height], engine=offer.tv.engine, since=offer.begun)

    async def pair(self, asked: Asked) -> Paired:
        """The TV goes to its screen within two seconds."""
        told: Pairing = asked.body
        page = self.fleet.page_called(told.screen)
        before = self.fleet.row_called(told.replaces) if told.replaces else None
        if before and before.page != page:
            raise Refusal(409, "other_screen", "The display that is to be replaced is one of another screen.")
        offer, label = self._offer(asked, told.code), told.label or (before.label if before else "")
        keyed = self.keys is not None and await self.keys.hand_out(offer.key_id, page.name, label, asked.who.name)
        self.pairings.send(offer, self.fleet.publisher.current.path(page), keyed=keyed)
        self.fleet.displays.registry.moves(offer.tv.device, page, label, paired=True)
        if before:
            self.fleet.drop(before)
        what = "replaced a display" if before else "paired a TV"
        title = self.fleet.publisher.current.title(page)
        await self.fleet.journal.add(asked.who.name, what, title, asked.origin)
        return Paired(path=offer.goes)

    def _offer(self, asked: Asked, code: str) -> Offer:
        try:
            return self.pairings.find(code, asked.who.name)
        except NoSuchCode:
            if self.cut_off():
                raise Refusal(404, "no_code", CUT_OFF) from None
            raise Refusal(
                404, "no_code", "No TV shows this code, or no longer. A code is good for ten minutes."
            ) from None
        except TooManyGuesses:
            raise Refusal(429, "guesses", "Too many codes were wrong. Wait for half a minute.") from None
