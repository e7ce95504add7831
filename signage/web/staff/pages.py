"""The staff page's HTML: a frame with the rail, a shell for each page that its script fills, the sign-in page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from starlette.responses import HTMLResponse
from starlette.routing import Route

from signage.assets import build_id, folder, static_url
from signage.render.language import STAFF_CATALOGUES, Words, translations
from signage.render.templates import environment
from signage.web.answer import Answer, ready_json
from signage.web.browsers import key_cookie
from signage.web.display_keys import STAFF_LASTS, DisplayKeys, secret_of
from signage.web.headers import POLICY
from signage.web.staff.language import LANGUAGES, language_of, words_of_scripts, words_version
from signage.web.staff.session import FIRST, Gate, redirect

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from jinja2 import Environment
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

    from signage.clock import Clock
    from signage.publish.publisher import Publisher
    from signage.staff.roles import Who


HEADERS = {
    "Content-Security-Policy": POLICY.replace("form-action 'none'", "form-action 'self'").replace(
        "frame-ancestors 'self'", "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers send `Origin: null` with a form
}
"""What differs for these pages from the headers of all answers."""


class Page(NamedTuple):
    """A page of the rail: `/staff/<name>`, `templates/staff/<name>.html` and `static/staff/<name>.js`.

    `title` is its name on the rail, in English; `icon` that of a symbol in `templates/staff/icons.html`. `in_tabs`: on
    a phone it stands in the bar below, the others behind “More”.
    """

    name: str
    title: str
    icon: str
    in_tabs: bool = False


RAIL = (
    Page("screens", "Screens", "screens", in_tabs=True),
    Page("messages", "Messages", "messages", in_tabs=True),
    Page("time", "Time", "clock"),
    Page("agenda", "Agenda", "agenda", in_tabs=True),
    Page("layout", "Layout", "layout"),
    Page("log", "Log", "log"),
)


@dataclass(frozen=True)
class StaffPages:
    """Renders pages for those who are signed in, and sends the others to sign in."""

    publisher: Publisher
    gate: Gate
    clock: Clock
    provider: str | None = None
    """What staff call the identity provider; empty for one without a name, None where there is none."""
    keys: DisplayKeys | None = None
    """Who may see walls; staff may, in miniature."""

    def routes(self) -> list[Route]:
        """`/staff`, every page of the rail, the page on access, and the words for scripts."""
        return [
            Route("/staff", self.start),
            Route("/staff/", self.start),
            *(Route(f"/staff/{page.name}", self.page(page.name)) for page in RAIL),
            Route("/staff/access", self.page("access")),
            Route("/staff/pair", self.page("screens", "pair")),
            *(Route(f"/staff/{kind}s/{{name}}", self.one_screen(kind)) for kind in ("screen", "room")),
            Route("/staff/words.json", self.words),
        ]

    async def start(self, request: Request) -> Response:
        """The first page; where staff access is off, how to turn it on."""
        if not self.gate.access.is_on:
            return self.html(request, "off", None)
        return redirect(request, FIRST)

    def page(self, name: str, template: str = "") -> Callable[[Request], Awaitable[Response]]:
        """An endpoint for a page: `name` is that of the rail's entry to mark, `template` its own where it differs."""

        async def endpoint(request: Request) -> Response:
            who = await self.gate.find(request)
            if who is None:
                return self.sign_in_first(request)
            return self.html(request, template or name, who, page=name, path=dict(request.path_params))

        return endpoint

    def one_screen(self, kind: str) -> Callable[[Request], Awaitable[Response]]:
        """An endpoint for the page of one screen, or of a room's own page."""
        show = self.page("screens", "screen")

        async def endpoint(request: Request) -> Response:
            request.scope["path_params"]["kind"] = kind
            return await show(request)

        return endpoint

    def sign_in_first(self, request: Request) -> Response:
        """To the sign-in page, and from there back to the page that was asked for."""
        if not self.gate.access.is_on:
            return redirect(request, "/staff")
        query = f"?{request.url.query}" if request.url.query else ""
        return redirect(request, f"/staff/login?next={quote(request.url.path + query, safe='/')}")

    async def words(self, request: Request) -> ASGIApp:
        """The texts of scripts in a language, by the English ones: `?lang=pt`."""
        lang = request.query_params.get("lang", "")
        return _words(lang if lang in LANGUAGES else "en")

    def html(self, request: Request, template: str, who: Who | None, status: int = 200, **more: Any) -> Response:
        """A page from `templates/staff/`. Its context: see `templates/staff/frame.html`."""
        language = language_of(request)
        current = self.publisher.current
        event, url = current.layout.event, current.base.url
        words = Words(language, event.timezone, translations(language, STAFF_CATALOGUES))
        context = {
            "page": template,
            "event": event,
            "logos": current.appearance.logos,
            "who": who,
            "provider": self.provider,
            "has_passwords": self.gate.access.has_passwords,
            "rail": RAIL,
            "url": url,
            "base": current.base.path,
            "icon": current.base.icon,
            "static": lambda name: url(static_url(name)),
            "words": words,
            "words_url": url(f"/staff/words.json?lang={language}&v={words_version(language)}"),
            "build": build_id(),
            "now": round(self.clock.now().timestamp() * 1000),
            **more,
        }
        html = _templates(language).get_template(f"staff/{template}.html").render(context)
        answer = HTMLResponse(html, status, headers=HEADERS)
        if who and self.keys and not self.keys.opens(secret_of(request.scope)):
            secret = self.keys.staff_secret()  # walls in miniature are walls, also those of other times
            answer.headers.append("Set-Cookie", key_cookie(request.scope, secret, int(STAFF_LASTS)))
        return answer


@cache
def _words(language: str) -> Answer:
    return ready_json(words_of_scripts(language), {"Cache-Control": "max-age=3600"})


@cache
def _templates(language: str) -> Environment:
    return environment(translations(language, STAFF_CATALOGUES), [folder("templates")])
