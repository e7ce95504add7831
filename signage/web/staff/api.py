"""Answers the calls of the API: who asks, whether they may, the body, and every refusal as JSON."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from signage.base_path import ROOT, BasePath
from signage.errors import StoreError, StoreFull
from signage.phrase import N_, told
from signage.validation_words import phrase_of
from signage.web.answer import ready_json
from signage.web.staff.calls import Asked, Detail, Refusal
from signage.web.staff.language import catalogue, language_of
from signage.web.staff.openapi import document
from signage.web.staff.session import address_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from signage.clock import Clock
    from signage.staff.roles import Who
    from signage.web.staff.calls import Call
    from signage.web.staff.session import Gate

BASE = "/staff/api"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Api:
    """The routes of these calls, and of the document that describes them."""

    gate: Gate
    clock: Clock
    calls: tuple[Call, ...]
    base: BasePath = ROOT

    def routes(self) -> list[Route]:
        """One route for each path, which answers a method that it has no call for with 405."""
        paths: dict[str, dict[str, Call]] = {}
        for call in self.calls:
            paths.setdefault(call.path, {})[call.method] = call
        described = ready_json(document(self.calls, self.base))

        async def openapi(_: Request) -> ASGIApp:
            return described

        return [
            Route(f"{BASE}/openapi.json", openapi, methods=["GET"]),
            *(Route(f"{BASE}/{path}", self._endpoint(calls), methods=METHODS) for path, calls in paths.items()),
            *(Route(path, self._endpoint({}), methods=METHODS) for path in (BASE, BASE + "/{path:path}")),
        ]

    def _endpoint(self, calls: Mapping[str, Call]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                return await self._answer(request, calls)
            except Refusal as refusal:
                return refused(refusal, request)
            except ClientDisconnect:  # within its body: nobody reads the answer, and there is nothing to log
                return Response(status_code=400)
            except StoreFull as error:
                return refused(Refusal(409, "full", str(error)), request)
            except StoreError as error:
                log.warning("a change by staff was refused: %s", error)
                message = N_("The server cannot store this; its log says why.")
                return refused(Refusal(503, "store", message), request)
            except Exception:
                log.exception("a fault in signage itself: %s %s", request.method, request.scope["path"])
                return refused(Refusal(500, "fault", N_("A fault of the server itself; its log says why.")), request)

        return endpoint

    async def _answer(self, request: Request, calls: Mapping[str, Call]) -> Response:
        who = await self.gate.find(request)
        if who is None:
            raise self._unknown()
        call = calls.get("GET" if request.method == "HEAD" else request.method)
        if call is None and not calls:
            raise Refusal(404, "no_such_call", "There is no such call; /staff/api/openapi.json lists all.")
        if call is None:
            allowed = ", ".join(sorted(calls))
            raise Refusal(405, "method", "This path takes %(methods)s.", headers={"Allow": allowed}, methods=allowed)
        self._check(request, call, who)
        body = await body_of(request, call)
        asked = Asked(who, body, dict(request.path_params), request, address_of(request), self.clock.now())
        answer = await call.handle(asked)
        if isinstance(answer, BaseModel):
            return Response(answer.model_dump_json(), call.status, media_type="application/json")
        return answer

    def _unknown(self) -> Refusal:
        if not self.gate.access.is_on:
            return Refusal(403, "off", "The staff page is off: /staff says how to turn it on.")
        return Refusal(401, "signed_out", "Nobody is signed in, or no longer: sign in at /staff/login.")

    def _check(self, request: Request, call: Call, who: Who) -> None:
        """Raise Refusal for a write that another site's page may have made, and for what the role does not allow."""
        if call.is_write and who.how != "token" and not self.gate.is_own_page(request):
            origin = request.headers.get("origin", "")[:200] or "–"
            raise Refusal(403, "origin", ORIGIN, origin=origin)
        if not who.may(call.role):
            message = N_("This needs the role %(role)s; %(name)s has %(own)s.")
            raise Refusal(403, "role", message, role=call.role, name=who.name, own=who.role)
        if not who.may(call.role, emergency=call.emergency):
            raise Refusal(403, "emergency", "This needs the right emergency, which %(name)s has not.", name=who.name)


METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
"""What the API answers, if only to say that a path does not take it."""
ORIGIN = N_(
    "A write needs an Origin of this server; it was %(origin)s. Behind a proxy, name it with --proxy, or set"
    " address: in screens.yaml."
)


def refused(refusal: Refusal, request: Request) -> Response:
    """The answer to a call that is refused, in the language of whoever asks."""
    words = catalogue(language_of(request))
    details = [{"field": one.field, "issue": told(one.issue, words)} for one in refusal.details]
    content = {"error": refusal.error, "message": refusal.message.told(words), "details": details}
    return JSONResponse(content, refusal.status, headers=refusal.headers)


async def body_of(request: Request, call: Call) -> Any:
    """The body as the call wants it. Raises Refusal: 413 before more is read than it may have, 400 and 422."""
    if call.body is None:
        return None
    content = await read(request, call.largest)
    if call.body is bytes:
        return content
    if not content and not call.needs_body:
        return call.body()
    if not re.match(r"application/json\s*(;|$)", request.headers.get("content-type", ""), re.IGNORECASE):
        raise Refusal(415, "media_type", "The body has to be JSON, with Content-Type: application/json.")
    try:
        return call.body.model_validate_json(content)  # type: ignore[union-attr]
    except ValidationError as error:
        raise invalid(error) from None


async def read(request: Request, largest: int) -> bytes:
    """The whole body, of at most so many bytes. Raises Refusal (413)."""
    said = request.headers.get("content-length", "0")
    content = bytearray()
    if said.isdigit() and int(said) <= largest:
        async for piece in request.stream():
            content += piece
            if len(content) > largest:
                break
        else:
            return bytes(content)
    headers = {"Connection": "close"}
    raise Refusal(413, "too_large", "The body may have %(most)s bytes.", headers=headers, most=largest)


def invalid(error: ValidationError) -> Refusal:
    """What pydantic says of a body: 400 for no JSON, else 422 with each field."""
    found = error.errors(include_url=False, include_input=False)
    if any(one["type"] == "json_invalid" for one in found):
        return Refusal(400, "malformed", "The body is no JSON: %(why)s", why=found[0]["msg"][:300])
    details = tuple(Detail(".".join(map(str, one["loc"]))[:200], phrase_of(one)) for one in found[:20])
    return Refusal(422, "invalid", "Some fields are wrong.", details)
