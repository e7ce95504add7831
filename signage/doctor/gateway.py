"""The way to the platform: settings, name, certificate, clock, token, scope, event."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from signage.agenda import EventKey
from signage.doctor.certificates import dns, tls
from signage.doctor.examination import CONNECT, fault, good, warning
from signage.errors import Forbidden, GatewayError, NotFound, RateLimited, SettingsError, Unauthorized
from signage.inevent.client import SessionClient
from signage.inevent.settings import from_environment

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from signage.doctor.examination import Place, Result
    from signage.inevent.settings import Settings
    from signage.layout import Layout

PROXIES = ("HTTPS_PROXY", "ALL_PROXY", "HTTP_PROXY")
CLOCK_NOTED, CLOCK_WRONG = 3.0, 30.0
"""Seconds beside the gateway's clock from which that is noted, and from which walls show it."""
LOOK = timedelta(hours=1)
"""Of how much of the agenda sessions are asked for."""
MEND = {
    Unauthorized: "take client id and secret from the platform anew; a secret in a file must be there without quotes",
    Forbidden: "have the platform grant this client read:sessions and nothing else",
    NotFound: "write the event's id as the platform has it under event: in screens.yaml",
    RateLimited: "see who else uses these credentials; ask less often under sync: in screens.yaml",
}
LATER = "try again in a minute; if it stays, tell the platform's support the request id"


async def gateway(place: Place, layout: Layout | None) -> AsyncIterator[Result]:
    """All that lies between this machine and the platform's sessions."""
    try:
        settings = from_environment(place.env)
    except SettingsError as error:
        for line in str(error).splitlines():
            yield fault("settings", line, "set it where the server's environment is set (docs/operators.md, Access)")
        return
    yield good("settings", f"the gateway is {settings.base_url}, the client {settings.client_id}")
    for exposed in settings.exposed:
        yield fault("settings", f"{exposed} is asked by plain http: anybody on the way reads the secret", "use https")
    way = [name for name in PROXIES if place.env.get(name) or place.env.get(name.lower())]
    if way:
        yield good(
            "gateway", f"it is asked by way of the proxy in {way[0]}: its name and certificate are not looked at"
        )
    steps = [_reached] if way else [_named, _reached]
    for step in steps:
        async for result in step(place, settings):
            yield result
            if result.level == "fault" and result.check != "clock":
                return  # what follows would say the same in other words
    if layout:
        yield await _sessions(place, settings, layout)


async def _named(place: Place, settings: Settings) -> AsyncIterator[Result]:
    """Whether its name is known and its certificate trusted."""
    yield await dns(place, "dns", urlsplit(settings.base_url).hostname or "")
    if settings.base_url.startswith("https:"):
        for result in (await tls(place, "tls", settings.base_url))[0]:
            yield result


async def _reached(place: Place, settings: Settings) -> AsyncIterator[Result]:
    """Whether it answers at all, and what its clock says of ours."""
    async with httpx.AsyncClient(transport=place.transport, timeout=2 * CONNECT) as client:
        asked = place.clock.now()
        try:
            answer = await client.head(settings.base_url)
        except httpx.HTTPError as error:
            what = f"the gateway cannot be reached: {type(error).__name__} {error}".strip()
            yield fault("gateway", what, "open the way to it: firewall, proxy (HTTPS_PROXY), address")
            return
        middle = asked + (place.clock.now() - asked) / 2
    yield good("gateway", f"it answers ({answer.status_code})")
    try:
        told = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        yield warning("clock", "the gateway told no time to compare with", "see that NTP runs: timedatectl")
        return
    yield _clock(middle, told if told.tzinfo else told.replace(tzinfo=UTC))


def _clock(ours: datetime, told: datetime) -> Result:
    off = (ours - told).total_seconds() - 0.5  # it tells whole seconds, rounded down
    what = f"this machine's clock is {abs(off):.1f} s {'ahead of' if off > 0 else 'behind'} the gateway's"
    mend = "turn NTP on: timedatectl set-ntp true; walls show sessions by this clock"
    if abs(off) >= CLOCK_WRONG:
        return fault("clock", what, mend)
    return warning("clock", what, mend) if abs(off) >= CLOCK_NOTED else good("clock", what)


async def _sessions(place: Place, settings: Settings, layout: Layout) -> Result:
    """Whether the credentials open this event's sessions, and nothing else."""
    client = SessionClient(replace(settings), transport=place.transport, clock=place.clock)
    event, now = EventKey(layout.event.id, layout.event.days), place.clock.now()
    try:
        pull = await client.window(event, now, now + LOOK)
    except GatewayError as error:
        check = {Unauthorized: "token", Forbidden: "scope", NotFound: "event"}.get(type(error), "sessions")
        return fault(check, client.redact(str(error)), MEND.get(type(error), LATER))
    finally:
        await client.aclose()
    count = len(pull.sessions)
    return good("token", f"it may read sessions and nothing else; {count} of {layout.event.name} are within an hour")
