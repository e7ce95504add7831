"""Signing in and out by a form."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Route

from signage.staff.access import TooSoon, WrongPassword
from signage.staff.passwords import Busy
from signage.web.staff.api import read, refused
from signage.web.staff.calls import Refusal
from signage.web.staff.session import address_of, cookie, network, own_page, redirect, secret_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from signage.staff import Staff
    from signage.web.staff.pages import StaffPages
    from signage.web.staff.session import Gate

LARGEST_FORM = 4096


@dataclass(frozen=True)
class Login:
    """The sign-in page, the form's target, and signing out."""

    staff: Staff
    gate: Gate
    pages: StaffPages

    def routes(self) -> list[Route]:
        """`/staff/login` and `/staff/logout`."""
        return [
            Route("/staff/login", self.show, methods=["GET"]),
            Route("/staff/login", self.sign_in, methods=["POST"]),
            Route("/staff/logout", self.sign_out, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """The form; how to turn staff access on where it is off."""
        if not self.gate.access.is_on:
            return redirect(request, "/staff")
        problem = "moved" if self.gate.moved(request) else ""
        return self._form(request, 200, problem, own_page(request.query_params.get("next", "")))

    async def sign_in(self, request: Request) -> Response:
        """303 with the cookie; 401 for a wrong name or password, 429 where one has to wait."""
        try:
            fields = await self._fields(request)
        except Refusal as refusal:
            return refused(refusal, request)
        except ClientDisconnect:
            return Response(status_code=400)
        name, target = fields.get("name", ""), own_page(fields.get("next", ""))
        try:
            secret = await self.gate.access.sign_in(
                name[:200], fields.get("password", ""), network(request), address_of(request)
            )
        except WrongPassword:
            return self._form(request, 401, "wrong", target, name)
        except TooSoon as error:
            return self._form(request, 429, "wait", target, name, error.seconds)
        except Busy:
            return self._form(request, 429, "busy", target, name, 2)
        await self._end(request)
        return redirect(request, target, cookie(request, secret))

    async def sign_out(self, request: Request) -> Response:
        """End the session, on the server as in the browser. 403 for another site's page."""
        if not self.gate.is_own_page(request):
            return refused(Refusal(403, "origin", "Signing out takes a page of this server."), request)
        who = await self.gate.find(request)
        if who and who.how in ("session", "oidc"):
            await self._end(request)
            await self.staff.journal.add(who.name, "signed out", origin=address_of(request))
        return redirect(request, "/staff/login", cookie(request, ""))

    async def _end(self, request: Request) -> None:
        if secret := secret_of(request):
            await self.gate.access.sessions.end(secret)

    async def _fields(self, request: Request) -> dict[str, str]:
        """The form's fields. Raises Refusal for another site's page and for what is no small form."""
        if not self.gate.is_own_page(request):
            raise Refusal(403, "origin", "Signing in takes the form of this server: open /staff/login.")
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded":
            raise Refusal(415, "media_type", "The form is application/x-www-form-urlencoded.")
        body = await read(request, LARGEST_FORM)
        try:
            return dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=10))
        except ValueError:
            raise Refusal(400, "malformed", "The form cannot be read.") from None

    def _form(
        self, request: Request, status: int, problem: str, target: str, name: str = "", wait: float = 0.0
    ) -> Response:
        seconds = math.ceil(wait)
        page = self.pages.html(
            request, "login", None, status, problem=problem, target=target, name=name[:64], seconds=seconds,
            moved=self.gate.moved(request),
        )  # fmt: skip
        if seconds:
            page.headers["Retry-After"] = str(seconds)
        return page
