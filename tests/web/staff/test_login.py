"""Signing in and out by the form, and what a page says to those who are not signed in."""

from __future__ import annotations

import pytest

from tests.web.staff.site import PASSWORD, StaffSite


async def test_off_says_how_to_turn_it_on_and_lets_nobody_in() -> None:
    async with StaffSite().client(None) as web:
        page = await web.get("/staff")
        assert page.status_code == 200
        assert "signage staff add" in page.text
        assert "SIGNAGE_STAFF_PASSWORD" in page.text
        assert (await web.get("/staff/screens")).headers["location"] == "/staff"
        assert (await web.get("/staff/api/me")).json()["error"] == "off"
        assert (await web.post("/staff/login", data={"name": "", "password": ""})).status_code == 401


async def test_signing_in_and_out() -> None:
    site = StaffSite()
    await site.account("Ana", "operator")
    async with site.client(None) as web:
        assert (await web.post("/staff/login", data={"name": "ANA ", "password": PASSWORD})).status_code == 303
        me = (await web.get("/staff/api/me")).json()
        assert (me["name"], me["role"], me["emergency"], me["how"]) == ("Ana", "operator", False, "session")
        cookie = web.cookies["signage_staff"]
        assert (await web.get("/staff/screens")).status_code == 200
        out = await web.post("/staff/logout")
        assert (out.status_code, out.headers["location"]) == (303, "/staff/login")
        assert "signage_staff" not in web.cookies
        stolen = await web.get("/staff/api/me", headers={"cookie": f"signage_staff={cookie}"})
        assert (stolen.status_code, stolen.json()["error"]) == (401, "signed_out")
    assert [(e.who, e.what, e.origin) for e in site.staff.journal.latest(9)] == [
        ("Ana", "signed out", "10.0.0.1"),
        ("Ana", "signed in", "10.0.0.1"),
    ]


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites() -> None:
    site = StaffSite()
    await site.account("Ana", "viewer")
    async with site.client(None) as web:
        answer = await web.post("/staff/login", data={"name": "Ana", "password": PASSWORD})
        name, *parts = answer.headers["set-cookie"].split("; ")
        assert name.startswith("signage_staff=")
        assert parts == ["Path=/staff", "Max-Age=43200", "HttpOnly", "SameSite=Strict"]
        secure = await web.post(
            "https://signage/staff/login",
            data={"name": "Ana", "password": PASSWORD},
            headers={"origin": "https://signage"},
        )
        assert secure.headers["set-cookie"].endswith("; Secure")


async def test_a_wrong_password_says_no_more_than_that_and_keeps_the_name() -> None:
    site = StaffSite()
    await site.account("Ana", "viewer")
    async with site.client(None) as web:
        for name in ("Ana", "<b>nobody"):
            page = await web.post("/staff/login", data={"name": name, "password": "guess", "next": "/staff/log"})
            assert page.status_code == 401
            assert "do not belong together" in page.text
            assert 'value="/staff/log"' in page.text
        assert 'value="&lt;b&gt;nobody"' in page.text
        for _ in range(3):
            await web.post("/staff/login", data={"name": "Ana", "password": "guess"})
        late = await web.post("/staff/login", data={"name": "Ana", "password": PASSWORD})
        assert (late.status_code, late.headers["retry-after"]) == (429, "1")


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/staff/messages", "/staff/messages"),
        ("/staff/pair?code=AB12CD", "/staff/pair?code=AB12CD"),
        ("//evil.example/staff", "/staff/screens"),
        ("/staff//evil.example", "/staff/screens"),
        ("https://evil.example/", "/staff/screens"),
        ("/staff/x\r\nSet-Cookie: a=b", "/staff/screens"),
        ("/static/x", "/staff/screens"),
        ("", "/staff/screens"),
    ],
)
async def test_a_sign_in_leads_to_pages_of_ours_alone(asked: str, led: str) -> None:
    site = StaffSite()
    await site.account("Ana", "viewer")
    async with site.client(None) as web:
        answer = await web.post("/staff/login", data={"name": "Ana", "password": PASSWORD, "next": asked})
        assert (answer.status_code, answer.headers["location"]) == (303, led)


async def test_who_is_not_signed_in_comes_back_to_the_page_that_was_asked_for() -> None:
    site = StaffSite()
    await site.account("Ana", "viewer")
    async with site.client(None) as web:
        answer = await web.get("/staff/messages?draft=1")
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            "/staff/login?next=/staff/messages%3Fdraft%3D1",
        )


async def test_who_comes_by_another_name_than_screens_yaml_has_is_told_where_the_page_is() -> None:
    site = StaffSite(rest="address: http://walls.example:8080")
    await site.account("Ana", "viewer")
    async with site.client(None) as web:
        page = await web.get("/staff/login")
        assert 'href="http://walls.example:8080/staff"' in page.text
        assert "<form" not in page.text
        there = await web.get("/staff/login", headers={"host": "walls.example:8080"})
        assert "<form" in there.text
