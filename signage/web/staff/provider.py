"""Signing in at an identity provider: out to it, and back with who it was."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse
from starlette.routing import Route

from signage.errors import SignageError
from signage.staff.access import TooSoon
from signage.web.browsers import cookie_of, set_cookie
from signage.web.staff.session import address_of, cookie, network, own_page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from signage.staff import Staff
    from signage.web.staff.pages import StaffPages
    from signage.web.staff.session import Gate

PATH = "/staff/oidc"
CALLBACK = f"{PATH}/callback"
COOKIE = "signage_staff_oidc"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ProviderLogin:
    """The way to the provider and back. Its cookie is `Lax`: it has to come along from the provider's site."""

    staff: Staff
    gate: Gate
    pages: StaffPages

    def routes(self) -> list[Route]:
        """`/staff/oidc` and `/staff/oidc/callback`, where a provider is set."""
        if not self.staff.provider:
            return []
        return [Route(PATH, self.begin, methods=["GET"]), Route(CALLBACK, self.finish, methods=["GET"])]

    async def begin(self, request: Request) -> Response:
        """To the provider."""
        assert self.staff.provider  # noqa: S101 - else there is no such route
        target = own_page(request.query_params.get("next", ""))
        try:
            url, sealed = await self.staff.provider.begin(self._redirect_uri(), target)
        except SignageError as error:
            return self._failed(request, error)
        return RedirectResponse(url, 303, headers={"Set-Cookie": self._cookie(request, sealed)})

    async def finish(self, request: Request) -> Response:
        """A page that goes on, for the session's cookie does not come along in a redirect from another site."""
        assert self.staff.provider  # noqa: S101 - else there is no such route
        access, origin = self.gate.access, address_of(request)
        try:
            with access.guarded(network(request)):
                told = dict(request.query_params)
                sealed = cookie_of(request.scope, COOKIE)
                identity = await self.staff.provider.finish(sealed, told, self._redirect_uri())
        except (SignageError, TooSoon) as error:
            return self._failed(request, error)
        rights = access.rights(identity.groups)
        if rights is None:
            await self.staff.journal.add(identity.name, "was refused: no group with a role", origin=origin)
            return self.pages.html(request, "login", None, 403, problem="groups", target=identity.next)
        secret = await access.sessions.begin(identity.name, role=rights.role, emergency=rights.emergency)
        await self.staff.journal.add(identity.name, "signed in", origin=origin)
        page = self.pages.html(request, "onward", None, target=identity.next)
        page.headers.append("Set-Cookie", cookie(request, secret))
        page.headers.append("Set-Cookie", self._cookie(request, ""))
        return page

    def _redirect_uri(self) -> str:
        """Raises SignageError where the server's own address is not known: it is never taken from a request."""
        address = self.gate.address()
        if not address:
            raise SignageError("signing in at the OIDC provider needs `address:` in screens.yaml, this server's own")
        return f"{address}{CALLBACK}"

    def _cookie(self, request: Request, sealed: str) -> str:
        return set_cookie(request.scope, COOKIE, sealed, PATH, 600 if sealed else 0, same_site="Lax")

    def _failed(self, request: Request, error: Exception) -> Response:
        log.warning("a sign-in at the OIDC provider failed: %s", error)
        return self.pages.html(request, "login", None, 502, problem="provider", target=own_page(""))
