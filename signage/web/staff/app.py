"""The staff page joined: the calls and routes of all its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signage.fleet.history import History
from signage.nodes.lending import Lending
from signage.web.staff.accounts import AccountCalls
from signage.web.staff.api import Api
from signage.web.staff.display_keys import KeyCalls
from signage.web.staff.log import LogCalls
from signage.web.staff.login import Login
from signage.web.staff.me import Myself
from signage.web.staff.notices import Messages
from signage.web.staff.pages import StaffPages
from signage.web.staff.pairing import PairingCalls
from signage.web.staff.prepared_messages import Ready
from signage.web.staff.provider import ProviderLogin
from signage.web.staff.screen_day import DayCalls
from signage.web.staff.screens import Fleet
from signage.web.staff.session import Gate
from signage.web.staff.tokens import TokenCalls
from signage.web.staff.wall_preview import Glass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from starlette.routing import Route

    from signage.clock import Clock
    from signage.fleet.pairing import Pairings
    from signage.publish.publisher import Publisher
    from signage.staff import Staff
    from signage.web.display_keys import DisplayKeys
    from signage.web.displays import Displays
    from signage.web.staff.calls import Part
    from signage.web.staff.feed import Feed


def routes(
    staff: Staff,
    publisher: Publisher,
    clock: Clock,
    displays: Displays,
    feed: Feed,
    pairings: Pairings,
    keys: DisplayKeys | None,
    parts: Iterable[Part] = (),
    history: History | None = None,
    cut_off: Callable[[], str] = lambda: "",
    lending: Lending | None = None,
) -> list[Route]:
    """All routes below `/staff`. A new part adds its `calls()` here, and its own `routes()` before those of the API.

    `displays`, `feed` and `pairings` are the walls' side, the stream that tells of it, and TVs that are no wall yet.
    `parts` are those that need more than these: what is built where the program is joined. `history` is what was known
    of screens before, and `cut_off` says why other nodes cannot be heard, or nothing; `lending` gives them what is
    tried here.
    """

    staff.journal.on_entry.append(lambda _: feed.send("log", {}))
    gate = Gate(staff.access, lambda: publisher.current.address)
    label = staff.provider.label if staff.provider else None
    pages, glass = (
        StaffPages(publisher, gate, clock, label, keys),
        Glass(staff.notices, publisher, clock, lending or Lending()),
    )
    fleet = Fleet(publisher, displays, staff.journal, clock)
    days = DayCalls(fleet, history or History(clock.now()))
    staff.notices.changed = lambda notice_id: feed.send("notice", {"id": notice_id})
    calls = (
        *Myself(publisher).calls(),
        *fleet.calls(),
        *days.calls(),
        *PairingCalls(pairings, fleet, keys, cut_off).calls(),
        *(KeyCalls(keys, staff.journal).calls() if keys else ()),
        *AccountCalls(staff).calls(),
        *TokenCalls(staff).calls(),
        *LogCalls(staff).calls(),
        *Ready(staff, publisher).calls(),
        *Messages(staff.notices, publisher, glass).calls(),
        *(call for part in parts for call in part.calls()),
    )
    return [
        *Login(staff, gate, pages).routes(),
        *ProviderLogin(staff, gate, pages).routes(),
        *feed.join(fleet, gate, days.note),
        *pages.routes(),
        *glass.routes(gate),
        *Api(gate, clock, calls, publisher.current.base).routes(),
    ]
