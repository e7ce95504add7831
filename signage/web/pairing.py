"""What a TV opens to become a screen: the page with a code, and the questions that page asks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from starlette.responses import JSONResponse
from starlette.routing import Route

from signage.assets import build_id, static_url
from signage.fleet.pairing import TooManyCodes, Tv
from signage.fleet.report import public_id
from signage.render.language import Words, translations
from signage.render.qr_code import code_file
from signage.web.answer import Answer, text
from signage.web.browsers import key_cookie
from signage.web.displays import body_of, engine_of
from signage.web.quota import network_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp

    from signage.clock import Clock
    from signage.fleet.pairing import Offer, Pairings
    from signage.publish.publisher import Publisher
    from signage.web.display_keys import DisplayKeys

LONGEST_HOST = 260
"""Characters of a host with its port: the name has 253 at most."""


class Begin(BaseModel):
    """What a TV says of itself: the id that it keeps, and how large it is."""

    model_config = ConfigDict(strict=True, extra="ignore", allow_inf_nan=False)

    display: Annotated[str, StringConstraints(pattern="^[0-9a-f]{32}$")]
    size: tuple[float, float] = (0, 0)


@dataclass(frozen=True)
class Pair:
    """`/pair`, and `/` for a TV."""

    publisher: Publisher
    pairings: Pairings
    clock: Clock
    keys: DisplayKeys | None = None

    def routes(self) -> list[Route]:
        """The page, a new code, and what has become of it."""
        return [
            Route("/pair", self.page, methods=["GET"]),
            Route("/pair", self.begin, methods=["POST"]),
            Route("/pair/{ticket}.svg", self.code, methods=["GET"]),
            Route("/pair/{ticket}", self.ask, methods=["GET"]),
        ]

    async def page(self, _: Request) -> ASGIApp:
        """The page that asks for a code, or goes where the TV was before."""
        state = self.publisher.current
        language = state.layout.language[0]
        words = Words(language, state.days.zone, translations(language))
        html = self.publisher.renderer.templates(language).pair(
            lang=words.tag,
            dir=words.dir,
            event=state.layout.event.name,
            build=build_id(),
            stylesheet=state.base.url(static_url("pair.css")),
            script=state.base.url(static_url("pair.js")),
            base=state.base.path,
            icon=state.base.icon,
            logo=state.appearance.logos.dark or "",
        )
        headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache"}
        headers["X-Signage-Now"] = f"{self.clock.now().timestamp() * 1000:.0f}"  # by which copies on devices grow old
        return Answer.of(200, html.encode(errors="replace"), headers)

    async def begin(self, request: Request) -> ASGIApp:
        """A new code, good for ten minutes."""
        body = await body_of(request.scope, request.receive)
        try:
            told = Begin.model_validate_json(body or b"")
        except ValidationError:
            return text(400, "A TV names the id that it keeps: 32 hexadecimal digits.")
        network = network_of(request.client.host) if request.client else ""
        try:
            tv = Tv(network, public_id(told.display), engine_of(request.scope), *told.size)
            ticket, offer = self.pairings.begin(tv)
        except TooManyCodes:
            return text(429, "Too many TVs ask for a code just now.", {"Retry-After": "5"})
        zone = self.publisher.current.days.zone
        answer = {
            "code": offer.code,
            "ticket": ticket,
            "until": f"{offer.until.astimezone(zone):%H:%M}",
            "address": self._staff(request).partition("?")[0].partition("//")[2].rpartition("/")[0],
        }
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})

    async def code(self, request: Request) -> ASGIApp:
        """The QR code that leads to the page where staff say which screen it is to be."""
        offer = self.pairings.of(request.path_params["ticket"])
        if offer is None:
            return text(404, "This code is good no longer.")
        drawn = code_file(f"{self._staff(request)}?code={offer.code}")
        return Answer.of(200, drawn, {"Content-Type": "image/svg+xml", "Cache-Control": "no-store"})

    async def ask(self, request: Request) -> ASGIApp:
        """Where the TV is to go: 200 with the path, 204 while nobody has said so, 404 when it needs a new code."""
        ticket = request.path_params["ticket"]
        offer = self.pairings.of(ticket)
        if offer is None:
            return text(404, "This code is good no longer.")
        if not offer.goes or self._awaits_key(offer):
            return Answer.of(204)
        body = json.dumps({"go": offer.goes}).encode()
        headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
        if offer.keyed:
            headers["Set-Cookie"] = key_cookie(request.scope, self.pairings.key_of(ticket))
        return Answer.of(200, body, headers)

    def _awaits_key(self, offer: Offer) -> bool:
        """Whether this node has yet to hear of the key with which another had the TV go: it would show it no wall."""
        return bool(self.keys and self.keys.wanted() and offer.keyed and offer.key_id not in self.keys.shelf)

    def _staff(self, request: Request) -> str:
        state, host = self.publisher.current, request.headers.get("host", "")[:LONGEST_HOST]
        own = state.address or state.base.address(f"{request.scope['scheme']}://{quote(host, safe=':[]')}")
        return f"{own}/staff/pair"
