"""Signing in at an identity provider, and what an attacker may try on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from signage.staff.roles import Rights, Who
from signage.staff.settings import OIDC, StaffSettings
from tests.build import at
from tests.clock import FakeClock
from tests.web.staff.identity import (
    CLIENT,
    ISSUER,
    SECRET,
    IdentityProvider,
    by_a_strangers_key,
    by_the_public_key,
    unsigned,
)
from tests.web.staff.site import StaffSite

GROUPS = {"chiefs": Rights("editor", True), "desk": Rights("operator")}
SETTINGS = StaffSettings(groups=GROUPS, oidc=OIDC(ISSUER, CLIENT, SECRET, label="Venue ID"))
CALLBACK = "/staff/oidc/callback"


def site(rest: str = "address: http://signage", **lies: Any) -> tuple[StaffSite, IdentityProvider]:
    clock = FakeClock(at("09:30"))
    provider = IdentityProvider(clock, **lies)
    made = StaffSite(SETTINGS, rest, clock=clock, transport=httpx.ASGITransport(provider.app()))
    return made, provider


async def come_back(web: httpx.AsyncClient, provider: IdentityProvider, target: str = "/staff/log") -> httpx.Response:
    """Out to the provider and back, as a browser does it."""
    out = await web.get("/staff/oidc", params={"next": target})
    assert out.status_code == 303, out.text
    return await web.get(CALLBACK, params=provider.consent(out.headers["location"]))


async def test_in_by_the_provider_with_the_rights_of_ones_groups() -> None:
    made, provider = site(claims={"groups": ["desk", "everybody"]})
    async with made.client(None) as web:
        page = await web.get("/staff/login?next=/staff/log")
        assert 'href="/staff/oidc?next=/staff/log"' in page.text
        assert "Sign in with Venue ID" in page.text
        assert 'type="password"' not in page.text
        back = await come_back(web, provider)
        assert (back.status_code, 'http-equiv="refresh" content="0;url=/staff/log"' in back.text) == (200, True)
        session, state = back.headers.get_list("set-cookie")
        assert session.endswith("; HttpOnly; SameSite=Strict")
        assert state.startswith("signage_staff_oidc=; Path=/staff/oidc; Max-Age=0")
        me = (await web.get("/staff/api/me")).json()
        assert (me["name"], me["role"], me["emergency"], me["how"]) == ("Inês", "operator", False, "oidc")
        assert made.staff.journal.latest(1)[0].what == "signed in"
        await web.post("/staff/logout")
        assert (await web.get("/staff/api/me")).status_code == 401


async def test_a_role_that_is_taken_away_at_the_provider_ends_within_the_hour() -> None:
    made, provider = site(claims={"groups": ["desk"]})
    async with made.client(None) as web:
        await come_back(web, provider)
        made.clock.passed += 3599
        assert (await web.get("/staff/api/me")).status_code == 200
        made.clock.passed += 2
        assert (await web.get("/staff/api/me")).status_code == 401
        provider.claims = {"groups": []}
        assert (await come_back(web, provider)).status_code == 403
        assert (await web.get("/staff/api/me")).status_code == 401


async def test_groups_may_stand_in_userinfo_and_the_most_that_one_gives_counts() -> None:
    made, provider = site(userinfo={"groups": ["desk", "chiefs"]})
    async with made.client(None) as web:
        await come_back(web, provider)
        secret = web.cookies["signage_staff"]
        assert made.staff.access.sessions.who(secret) == Who("Inês", "editor", True, "oidc")


async def test_an_editor_signs_a_visitor_out_everywhere() -> None:
    made, provider = site(claims={"groups": ["desk"]})
    async with made.client(None) as ines, made.client("editor") as ana:
        await come_back(ines, provider)
        listed = (await ana.get("/staff/api/accounts")).json()["visitors"]
        assert listed == [{"name": "Inês", "role": "operator", "emergency": False, "sessions": 1}]
        assert (await ana.delete("/staff/api/sessions/In%C3%AAs")).status_code == 204
        assert (await ines.get("/staff/api/me")).status_code == 401
        assert (await ana.get("/staff/api/me")).status_code == 200


async def test_who_is_in_no_group_of_ours_is_told_so() -> None:
    made, provider = site(claims={"groups": "everybody"})
    async with made.client(None) as web:
        back = await come_back(web, provider)
        assert (back.status_code, "in no group" in back.text, "signage_staff" in web.cookies) == (403, True, False)


async def test_the_state_cookie_comes_along_from_the_provider_and_is_out_of_reach_otherwise() -> None:
    made, _ = site()
    async with made.client(None) as web:
        cookie = (await web.get("/staff/oidc")).headers["set-cookie"]
        assert re.fullmatch(r"signage_staff_oidc=\S+; Path=/staff/oidc; Max-Age=600; HttpOnly; SameSite=Lax", cookie)
        assert SECRET not in cookie


async def test_new_keys_of_the_provider_are_fetched() -> None:
    made, provider = site(claims={"groups": ["desk"]})
    async with made.client(None) as web:
        await come_back(web, provider)
        provider.kid, provider.shown = "two", ("two",)
        assert (await come_back(web, provider)).status_code == 200
        assert provider.asked.count("/.well-known/openid-configuration") == 1


@pytest.mark.parametrize(
    "lies",
    [
        {"sign": unsigned},
        {"sign": by_the_public_key},
        {"sign": by_a_strangers_key},
        {"sign": lambda _: "nonsense"},
        {"claims": {"aud": "another"}},
        {"claims": {"aud": None}},
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"nonce": "another"}},
        {"claims": {"nonce": None}},
        {"claims": {"exp": 1}},
        {"claims": {"sub": None}},
        {"status": 400},
        {"metadata": {"issuer": "https://evil.example"}},
        {"metadata": {"token_endpoint": 7}},
        {"metadata": {"x": "y" * 1_100_000}},
        {"userinfo": {"sub": "somebody else"}, "claims": {"groups": None}},
    ],
)
async def test_what_cannot_be_believed_lets_nobody_in(lies: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    made, provider = site(**{"claims": {"groups": ["chiefs"]}, **lies})
    if "claims" in lies:
        provider.claims = {"groups": ["chiefs"], **lies["claims"]}
    async with made.client(None) as web:
        answer = await web.get("/staff/oidc")
        if answer.status_code == 303:
            answer = await web.get(CALLBACK, params=provider.consent(answer.headers["location"]))
        assert (answer.status_code, "did not work" in answer.text) == (502, True)
        assert "signage_staff" not in web.cookies
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    "change",
    [
        lambda query: {**query, "state": "another"},
        lambda query: {"code": query["code"]},
        lambda query: {"state": query["state"]},
        lambda query: {**query, "error": "access_denied"},
        lambda _: {},
    ],
)
async def test_what_comes_back_altered_lets_nobody_in(change: Callable[[dict[str, str]], dict[str, str]]) -> None:
    made, provider = site(claims={"groups": ["chiefs"]})
    async with made.client(None) as web:
        query = provider.consent((await web.get("/staff/oidc")).headers["location"])
        assert (await web.get(CALLBACK, params=change(query))).status_code == 502
        assert "/token" not in provider.asked


async def test_a_sign_in_cannot_be_finished_by_another_browser_nor_late_nor_with_a_forged_cookie() -> None:
    made, provider = site(claims={"groups": ["chiefs"]})
    async with made.client(None) as mine, made.client(None) as victims:
        query = provider.consent((await mine.get("/staff/oidc")).headers["location"])
        assert (await victims.get(CALLBACK, params=query)).status_code == 502
        sealed = mine.cookies["signage_staff_oidc"]
        forged = {"cookie": f"signage_staff_oidc={sealed[:-1]}{'1' if sealed.endswith('0') else '0'}"}
        assert (await victims.get(CALLBACK, params=query, headers=forged)).status_code == 502
        made.clock.passed += 601
        assert (await mine.get(CALLBACK, params=query)).status_code == 502
    assert "/token" not in provider.asked


async def test_callbacks_at_random_are_slowed_down() -> None:
    made, provider = site()
    async with made.client(None) as web:
        for _ in range(20):
            await web.get(CALLBACK, params={"code": "guess", "state": "guess"})
        assert made.staff.access.throttle.wait("from 10.0.0.1") > 0
        assert provider.asked == []


async def test_the_servers_own_address_is_never_taken_from_a_request(caplog: pytest.LogCaptureFixture) -> None:
    made, _ = site(rest="")
    async with made.client(None) as web:
        assert (await web.get("/staff/oidc", headers={"host": "evil.example"})).status_code == 502
    assert "needs `address:` in screens.yaml" in caplog.text
