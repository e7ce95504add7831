"""An attacker at every door: from the OpenAPI document and the table of routes, so that no new one is forgotten."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import httpx
import pytest
from starlette.routing import BaseRoute, Mount, Route

from signage.staff.roles import ROLES, Role
from tests.web.staff.site import PASSWORD, StaffSite, WholeSite

METHODS = ("get", "post", "put", "patch", "delete")
FOR_ALL_WHO_ARE_SIGNED_IN = {("POST", "/staff/api/me/password")}
"""Writes without a role: of one's own account alone."""
HARMLESS = {("POST", "/staff/api/notices/preview")}
"""What viewers may send, for it changes nothing."""
FOR_STRANGERS = {"/staff", "/staff/", "/staff/login", "/staff/words.json", "/staff/api/openapi.json"}
"""What is answered to those who are not signed in."""


class Operation(NamedTuple):
    method: str
    path: str
    role: Role | None
    emergency: bool
    has_body: bool

    @property
    def url(self) -> str:
        return re.sub(r"\{\w+\}", "1", self.path)

    @property
    def is_write(self) -> bool:
        return self.method != "GET"


async def described() -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        async with WholeSite(Path(folder)).client(None) as web:
            said: dict[str, Any] = (await web.get("/staff/api/openapi.json")).json()
            return said


def operations() -> list[Operation]:
    document = asyncio.run(described())
    return [
        Operation(method.upper(), path, one["x-role"], one["x-emergency"], "requestBody" in one)
        for path, methods in document["paths"].items()
        for method, one in methods.items()
        if method in METHODS
    ]


VAST = b"[" * 42_000_000
"""More than any call takes, pictures included."""
OPERATIONS = operations()
WRITES = [one for one in OPERATIONS if one.is_write]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> WholeSite:
    return WholeSite(tmp_path_factory.mktemp("venue"))


def ids(one: Operation) -> str:
    return f"{one.method} {one.path}"


every = pytest.mark.parametrize("operation", OPERATIONS, ids=ids)
every_write = pytest.mark.parametrize("operation", WRITES, ids=ids)


def error(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def test_every_operation_says_whom_it_is_for() -> None:
    assert len(OPERATIONS) > 9
    assert {(one.method, one.path) for one in WRITES if one.role is None} == FOR_ALL_WHO_ARE_SIGNED_IN
    assert {(one.method, one.path) for one in WRITES if one.role == "viewer"} <= HARMLESS
    assert {one.role for one in OPERATIONS} - {None} <= set(ROLES)


@every
async def test_a_stranger_gets_nothing(operation: Operation, whole: WholeSite) -> None:
    await whole.account("Ana", "editor", emergency=True)
    async with whole.client(None) as web:
        assert error(await web.request(operation.method, operation.url)) == (401, "signed_out")
        forged = {"cookie": "signage_staff=" + "A" * 43}
        assert error(await web.request(operation.method, operation.url, headers=forged)) == (401, "signed_out")
        forged = {"authorization": "Bearer signage_" + "A" * 43}
        assert error(await web.request(operation.method, operation.url, headers=forged)) == (401, "signed_out")


@every
async def test_a_role_ends_where_the_next_begins(operation: Operation, whole: WholeSite) -> None:
    if operation.role in (None, ROLES[0]):
        return
    below = ROLES[ROLES.index(operation.role) - 1]  # type: ignore[arg-type]
    async with whole.client(below, emergency=True) as web:
        assert error(await web.request(operation.method, operation.url, content=b"{")) == (403, "role")


async def test_the_right_emergency_comes_with_no_role(whole: WholeSite) -> None:
    async with whole.client("editor") as web:
        for operation in OPERATIONS:
            if operation.emergency:
                assert error(await web.request(operation.method, operation.url, content=b"{")) == (403, "emergency")


@every_write
async def test_another_sites_page_changes_nothing(operation: Operation, whole: WholeSite) -> None:
    async with whole.client("editor", emergency=True) as web:
        web.headers.pop("origin")
        for origin in ("", "null", "http://evil.example", "http://signage.evil.example", "https://signage"):
            headers = {"origin": origin} if origin else {}
            assert error(await web.request(operation.method, operation.url, headers=headers)) == (403, "origin")


@pytest.mark.parametrize("operation", [one for one in WRITES if one.has_body], ids=ids)
async def test_no_body_is_read_beyond_its_bound_nor_believed(operation: Operation, whole: WholeSite) -> None:
    async with whole.client("editor", emergency=True) as web:
        kind = {"content-type": "application/json"}
        vast = await web.request(operation.method, operation.url, content=VAST, headers=kind)
        assert error(vast) == (413, "too_large")
        for body in (b"", b"{", b"[" * 5000, b"\xff\xfe\x00", b'{"a": NaN', b"null", b"[]", b'"' + b"\\ud800" + b'"'):
            answer = await web.request(operation.method, operation.url, content=body, headers=kind)
            assert 400 <= answer.status_code < 500, (body[:20], answer.text)
            assert "message" in answer.json()


def all_routes(routes: list[BaseRoute]) -> Iterator[Route]:
    for route in routes:
        if isinstance(route, Mount):
            yield from all_routes(list(route.routes))
        elif isinstance(route, Route):
            yield route


async def test_every_other_route_of_staff_is_closed_to_strangers(whole: WholeSite) -> None:
    await whole.account("Ana", "editor")
    routes = [route.path for route in all_routes(whole.app.app.routes) if route.path.startswith("/staff")]  # type: ignore[attr-defined]
    assert len(routes) > 10
    async with whole.client(None) as web:
        for path in sorted({re.sub(r"\{[\w:]+\}", "1", path) for path in routes} - FOR_STRANGERS):
            answer = await web.get(path)
            assert answer.status_code in (303, 401, 404, 405), path
            if answer.status_code == 303:
                assert answer.headers["location"].startswith("/staff/login"), path


@pytest.fixture
async def ana() -> AsyncIterator[tuple[StaffSite, httpx.AsyncClient]]:
    site = StaffSite()
    await site.account("Ana", "operator")
    async with site.client(None) as web:
        yield site, web


async def test_a_session_that_was_there_before_the_sign_in_is_worth_nothing_after_it(
    ana: tuple[StaffSite, httpx.AsyncClient],
) -> None:
    site, web = ana
    web.cookies.set("signage_staff", "fixed-by-an-attacker")
    answer = await web.post("/staff/login", data={"name": "ana", "password": PASSWORD})
    first = answer.headers["set-cookie"].partition(";")[0].partition("=")[2]
    assert first != "fixed-by-an-attacker"
    mine = {"cookie": f"signage_staff={first}"}
    again = await web.post("/staff/login", data={"name": "ana", "password": PASSWORD}, headers=mine)
    second = again.headers["set-cookie"].partition(";")[0].partition("=")[2]
    assert site.staff.access.sessions.who("fixed-by-an-attacker") is None
    assert (site.staff.access.sessions.who(first), len(second)) == (None, 43)


async def test_a_hundred_guesses_at_once_are_five(ana: tuple[StaffSite, httpx.AsyncClient]) -> None:
    _, web = ana
    guesses = [web.post("/staff/login", data={"name": "ana", "password": f"guess {n}"}) for n in range(100)]
    statuses = [answer.status_code for answer in await asyncio.gather(*guesses)]
    assert (statuses.count(401), statuses.count(429)) == (5, 95)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"name=ana&password=" + b"x" * 5000, "application/x-www-form-urlencoded", 413),
        (b'{"name": "ana"}', "application/json", 415),
        (b"a=1&" * 100, "application/x-www-form-urlencoded", 400),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"name=%ff%00&password=%00", "application/x-www-form-urlencoded", 401),
        (b"name=&password=", "application/x-www-form-urlencoded", 401),
        (b"", "application/x-www-form-urlencoded", 401),
        (b"name=a&name=ana&password=x", "application/x-www-form-urlencoded", 401),
    ],
)
async def test_a_form_that_is_none(
    ana: tuple[StaffSite, httpx.AsyncClient], body: bytes, kind: str, status: int
) -> None:
    _, web = ana
    answer = await web.post("/staff/login", content=body, headers={"content-type": kind})
    assert answer.status_code == status


async def test_nobody_signs_somebody_in_or_out_from_another_site(ana: tuple[StaffSite, httpx.AsyncClient]) -> None:
    site, web = ana
    answer = await web.post("/staff/login", data={"name": "ana", "password": PASSWORD})
    secret = answer.headers["set-cookie"].partition(";")[0].partition("=")[2]
    evil = {"origin": "http://evil.example", "cookie": f"signage_staff={secret}"}
    assert error(await web.post("/staff/logout", headers=evil)) == (403, "origin")
    assert error(await web.post("/staff/login", data={"name": "ana", "password": PASSWORD}, headers=evil)) == (
        403,
        "origin",
    )
    assert site.staff.access.sessions.who(secret) is not None


async def test_hostile_names_stay_text(ana: tuple[StaffSite, httpx.AsyncClient]) -> None:
    site, _ = ana
    hostile = "\"><img src=x onerror=alert(1)>' {{ 7*7 }}"
    await site.account(hostile, "editor")
    async with site.client(None) as web:
        await web.post("/staff/login", data={"name": hostile, "password": PASSWORD})
        for page in ("screens", "log", "access"):
            html = (await web.get(f"/staff/{page}")).text
            assert "<img src=x" not in html
            assert "&lt;img src=x onerror=alert(1)&gt;" in html
            assert "{{ 7*7 }}" in html
