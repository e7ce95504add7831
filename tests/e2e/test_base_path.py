"""A server below a base path: all that it says leads to what lies below it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from signage.assets import folder as shipped
from signage.base_path import ROOT, BasePath
from signage.staff.settings import StaffSettings
from tests.build import at
from tests.venue.test_uploads import png

from .gateway import Gateway, record
from .venue import Clock, venue

if TYPE_CHECKING:
    from pathlib import Path

    from .venue import Venue

BASE, HOST = BasePath.of("/signage/summit"), "signage.example.com"
PASSWORD = "correct horse battery"
LAYOUT = """\
event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}
address: https://signage.example.com
brand: {logo: logo.png, background: logo.png}
screens:
  hall-a: {show: room, room: Hall A, qr: yes}
  foyer: {show: overview}
  map: {show: picture, file: logo.png}
  lost: {show: room, room: Hall Z}
"""
TV = {"user-agent": "Mozilla/5.0 (SMART-TV; Tizen 5.0) Chrome/63"}
IN_HTML = re.compile(
    r'(?:src|srcset|href|action|data-events|data-words|data-editor)="([^"#][^"]*)"|content="0;url=([^"]+)"'
)
IN_CSS = re.compile(r'url\("([^"]+)"\)')
IN_JS = re.compile(r"(?:from|import) ?\(?'(\.[^']+)'")
PLAIN = re.compile(
    r"""(?<!url\()(?<!base \+ )(?<!BASE \+ )['"`](/(?:staff|static|rooms|screens|pair|displays|media|theme|sw\.js)\b)"""
)


@dataclass
class Crawl:
    """Follows every address of pages, styles and modules, and keeps those that lead out of the base path."""

    client: httpx.AsyncClient
    astray: set[str] = field(default_factory=set)
    statuses: dict[str, int] = field(default_factory=dict)
    answers: dict[str, httpx.Response] = field(default_factory=dict)

    async def visit(self, path: str) -> httpx.Response:
        """A page, and all that can be reached from it."""
        answer = await self._ask(path)
        waiting = [path]
        while waiting:
            came_from = waiting.pop()
            for found in self._named(self.answers[came_from]):
                whole = urljoin(urljoin(str(self.client.base_url), came_from), found)
                parts = urlsplit(whole)
                if parts.netloc != self.client.base_url.netloc.decode():
                    continue
                if BASE.inner(parts.path) is None:
                    self.astray.add(f"{came_from}: {found}")
                elif parts.path not in self.statuses and not parts.path.endswith(("/events", "/logout")):
                    await self._ask(parts.path + (f"?{parts.query}" if parts.query else ""), parts.path)
                    waiting.append(parts.path)
        return answer

    async def _ask(self, url: str, path: str = "") -> httpx.Response:
        answer = await self.client.get(urljoin(str(self.client.base_url), url))
        path = path or url
        self.answers[path], self.statuses[path] = answer, answer.status_code
        self.check(path, answer)
        return answer

    def check(self, path: str, answer: httpx.Response) -> None:
        """Keep what headers name that is astray."""
        if (to := answer.headers.get("location")) and BASE.inner(to) is None:
            self.astray.add(f"{path}: Location: {to}")
        for cookie in answer.headers.get_list("set-cookie"):
            if not re.search(rf"; Path={BASE.path}(/|;)", cookie) or ".signage.summit=" not in cookie:
                self.astray.add(f"{path}: Set-Cookie: {cookie}")

    def _named(self, answer: httpx.Response) -> list[str]:
        if location := answer.headers.get("location"):
            return [location]
        kind = answer.headers.get("content-type", "")
        found = {"text/html": IN_HTML, "text/css": IN_CSS, "text/javascript": IN_JS}.get(kind.partition(";")[0])
        return ["".join(one) for one in found.findall(answer.text)] if found else []


async def crawled(here: Venue) -> Crawl:
    """Everything that walls, TVs and signed-in staff can get to."""
    crawl = Crawl(here.client)
    for page in ("/", "/screens/hall-a", "/screens/foyer", "/screens/map", "/screens/lost", "/rooms/nowhere", "/pair"):
        await crawl.visit(BASE.url(page))
    for astray in ("/Screens/FOYER/", "/what", "/staff", "/staff/messages?screens=foyer"):
        await crawl.visit(BASE.url(astray))
    await crawl.visit(BASE.path)
    fields = {"name": "staff", "password": PASSWORD, "next": "/staff/screens"}
    signed_in = await here.client.post("staff/login", data=fields, headers={"Origin": f"https://{HOST}"})
    assert (signed_in.status_code, signed_in.headers["location"]) == (303, BASE.url("/staff/screens"))
    crawl.check("login", signed_in)
    for page in ("screens", "messages", "time", "agenda", "layout", "log", "access", "pair", "screens/foyer"):
        await crawl.visit(BASE.url(f"/staff/{page}"))
    return crawl


def test_a_base_path_is_what_may_stand_in_any_address() -> None:
    assert [BasePath.of(text).path for text in ("", "/", "signage", "/a/b.c/")] == ["", "", "/signage", "/a/b.c"]
    for bad in ("/a b", "/../x", "/é", "/a?b", "/.a", "/a#b", "/%2e", "/" + "a" * 101):
        with pytest.raises(ValueError, match="is no base path"):
            BasePath.of(bad)


def test_only_what_lies_below_the_base_path_is_its_own() -> None:
    base = BasePath.of("/a")
    assert [base.inner(path) for path in ("/a/x", "/a/", "/a", "/ab/x", "/", "/b/a/x")] == ["/x", "/", *[None] * 4]
    assert ROOT.inner("/x") == "/x"
    assert base.below("e", "evt_1").path == "/a/e/evt_1"
    with pytest.raises(ValueError, match="slash"):
        base.below("e", "evt/1")
    assert base.address("https://here.example:8443/elsewhere/") == "https://here.example:8443/a"
    assert ROOT.address("https://here.example/x/") == "https://here.example/x"


def test_no_script_or_template_names_an_address_without_its_base_path() -> None:
    root = shipped("static").parent
    files = [
        file for place in ("static", "templates") for file in (root / place).rglob("*") if "vendor" not in file.parts
    ]
    texts = {file: file.read_text(encoding="utf-8") for file in files if file.suffix in (".js", ".html", ".css")}
    found = [f"{file.name}: {match[0]}" for file, text in texts.items() for match in PLAIN.finditer(text)]
    assert [one for one in found if not one.startswith("messages.js: `/screens")] == []  # as the API tells them


async def test_every_address_lies_below_the_base_path(tmp_path: Path) -> None:
    clock = Clock(at("09:30"))
    (tmp_path / "media").mkdir()
    (tmp_path / "media/logo.png").write_bytes(png())
    staff = StaffSettings(PASSWORD)
    async with (
        Gateway(record(1, at("09:00")), now=clock.now) as gateway,
        venue(tmp_path, gateway, clock, LAYOUT, staff=staff, base=BASE) as here,
    ):
        here.client.headers["host"] = HOST
        crawl = await crawled(here)
        assert crawl.astray == set()
        kinds = {path.removeprefix(BASE.path).split("/")[1] for path in crawl.statuses if path != BASE.path}
        assert kinds >= {"", "static", "theme", "media", "rooms", "screens", "staff"}
        broken = {path: status for path, status in crawl.statuses.items() if status not in (200, 204, 303, 308)}
        assert sorted(broken) == [BASE.url("/rooms/nowhere"), BASE.url("/what")]
        await told_from_outside(here)


async def told_from_outside(here: Venue) -> None:
    """What leads from elsewhere to this server: codes for phones, the API's description, the code of a TV."""
    wall = (await here.client.get("screens/hall-a")).text
    assert f"https://{HOST}/signage/summit/rooms/" in wall
    described = (await here.client.get("staff/api/openapi.json")).json()
    assert described["servers"] == [{"url": BASE.path}]
    assert described["components"]["securitySchemes"]["session"]["name"] == "signage_staff.signage.summit"
    offer = (await here.client.post("pair", json={"display": "0" * 32, "size": [1920, 1080]})).json()
    assert offer["address"] == f"{HOST}/signage/summit/staff"
    here.client.headers["host"] = "elsewhere.example"
    assert f"https://{HOST}/signage/summit/staff" in (await here.client.get("staff/login")).text


async def test_what_lies_elsewhere_is_not_answered(tmp_path: Path) -> None:
    clock = Clock(at("09:30"))
    async with Gateway(now=clock.now) as gateway, venue(tmp_path, gateway, clock, base=BASE) as here:
        root = here.client.base_url.copy_with(path="/")
        statuses = [
            (await here.client.get(root.join(path))).status_code for path in ("/healthz", "/signage/summitx/", "/")
        ]
        assert statuses == [404, 404, 404]
        healthy = await here.client.get("healthz")
        assert (healthy.status_code, healthy.text) == (200, "ok\n")
        large = await here.client.post("staff/api/media", content=bytes(2**21))
        assert large.status_code == 403  # nobody may, and yet it was let in so far
