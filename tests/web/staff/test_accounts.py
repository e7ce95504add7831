"""Accounts and tokens over the API: nobody gets, gives or takes over more rights than they have."""

from __future__ import annotations

import httpx

from tests.web.staff.site import PASSWORD, StaffSite

API = "/staff/api"
RUI = {"name": "Rui", "role": "operator", "password": PASSWORD}


def error(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


async def test_an_account_from_its_making_to_its_end() -> None:
    site = StaffSite()
    async with site.client("editor") as ana, site.client(None) as rui:
        made = await ana.post(f"{API}/accounts", json=RUI)
        row = {"name": "Rui", "role": "operator", "emergency": False, "fixed": False, "sessions": 0}
        assert (made.status_code, made.json()) == (201, row)
        assert error(await ana.post(f"{API}/accounts", json={**RUI, "name": " RUI "})) == (409, "exists")
        await rui.post("/staff/login", data={"name": "rui", "password": PASSWORD})
        rows = (await ana.get(f"{API}/accounts")).json()["accounts"]
        assert [(row["name"], row["sessions"]) for row in rows] == [("Ana", 1), ("Rui", 1)]
        assert (await ana.patch(f"{API}/accounts/rui", json={"role": "viewer"})).json()["role"] == "viewer"
        assert (await rui.get(f"{API}/me")).json()["role"] == "viewer"
        assert error(await rui.get(f"{API}/accounts")) == (403, "role")
        assert (await ana.delete(f"{API}/accounts/rui")).status_code == 204
        assert error(await rui.get(f"{API}/me")) == (401, "signed_out")
        assert error(await ana.delete(f"{API}/accounts/rui")) == (404, "no_such_account")
    assert [entry.what for entry in site.staff.journal.latest(3)] == [
        "removed an account",
        "changed the rights of an account",
        "signed in",
    ]


async def test_the_right_emergency_is_given_and_taken_by_those_who_have_it() -> None:
    site = StaffSite()
    await site.account("Bea", "operator", emergency=True)
    async with site.client("editor") as ana:
        assert error(await ana.post(f"{API}/accounts", json={**RUI, "emergency": True})) == (403, "emergency")
        assert error(await ana.patch(f"{API}/accounts/Ana", json={"emergency": True})) == (403, "emergency")
        assert error(await ana.patch(f"{API}/accounts/Bea", json={"password": "mine from now on"})) == (
            403,
            "emergency",
        )
        assert error(await ana.delete(f"{API}/accounts/Bea")) == (403, "emergency")
        token = {"name": "bms", "role": "viewer", "emergency": True}
        assert error(await ana.post(f"{API}/tokens", json=token)) == (403, "emergency")


async def test_the_last_editor_and_the_environments_account_stay() -> None:
    site = StaffSite()
    async with site.client("editor") as ana:
        assert error(await ana.delete(f"{API}/accounts/ana")) == (409, "last_editor")
        assert error(await ana.patch(f"{API}/accounts/ana", json={"role": "viewer"})) == (409, "last_editor")
        assert error(await ana.post(f"{API}/accounts", json={**RUI, "name": "staff"})) == (422, "invalid")


async def test_ones_own_password() -> None:
    site = StaffSite()
    async with site.client("viewer") as ana, site.client(None) as other:
        await other.post("/staff/login", data={"name": "ana", "password": PASSWORD})
        change = {"old": PASSWORD, "new": "a better horse"}
        assert error(await ana.post(f"{API}/me/password", json={**change, "old": "x"})) == (403, "wrong")
        short = await ana.post(f"{API}/me/password", json={**change, "new": "short"})
        assert error(short) == (422, "invalid")
        assert short.json()["details"] == [{"field": "new", "issue": "is too short: at least 8 characters"}]
        assert (await ana.post(f"{API}/me/password", json=change)).status_code == 204
        assert (await ana.get(f"{API}/me")).status_code == 200
        assert error(await other.get(f"{API}/me")) == (401, "signed_out")
        for _ in range(5):
            await ana.post(f"{API}/me/password", json=change)
        assert error(await ana.post(f"{API}/me/password", json=change)) == (429, "wait")


async def test_a_token_is_told_once_works_without_an_origin_and_ends_at_once() -> None:
    site = StaffSite()
    async with site.client("editor", emergency=True) as ana, site.client(None) as program:
        made = (await ana.post(f"{API}/tokens", json={"name": "bms", "role": "editor", "emergency": True})).json()
        secret = {"authorization": f"Bearer {made['token']}", "origin": ""}
        me = (await program.get(f"{API}/me", headers=secret)).json()
        assert (me["name"], me["role"], me["how"]) == ("bms", "editor", "token")
        listed = await ana.get(f"{API}/tokens")
        assert [row["name"] for row in listed.json()["tokens"]] == ["bms"]
        assert made["token"] not in listed.text
        assert made["token"] not in str([site.store.records(kind) for kind in ("token", "log")])
        for call, body in ((f"{API}/accounts", RUI), (f"{API}/tokens", {"name": "x", "role": "viewer"})):
            assert error(await program.post(call, json=body, headers=secret)) == (403, "people_only")
        assert error(await program.delete(f"{API}/tokens/{made['id']}", headers=secret)) == (403, "people_only")
        assert (await ana.delete(f"{API}/tokens/{made['id']}")).status_code == 204
        assert error(await program.get(f"{API}/me", headers=secret)) == (401, "signed_out")


async def test_the_log_is_told_in_pages_and_addresses_to_editors_alone() -> None:
    site = StaffSite()
    async with site.client("viewer") as ana:
        for number in range(250):
            site.clock.passed += 1
            await site.staff.journal.add("Rui", "renamed a screen", f"screen {number}", "10.9.9.9")
        first = (await ana.get(f"{API}/log")).json()
        assert (len(first["entries"]), first["more"], first["kept_days"]) == (200, True, 30)
        assert first["entries"][0]["about"] == "screen 249"
        assert "10.9.9.9" not in str(first)
        second = (await ana.get(f"{API}/log", params={"before": first["entries"][-1]["at"]})).json()
        assert ([entry["about"] for entry in second["entries"]][-1], second["more"]) == ("screen 0", False)
        found = (await ana.get(f"{API}/log", params={"find": "SCREEN 7"})).json()["entries"]
        assert [entry["about"] for entry in found][-1] == "screen 7"
        assert (await ana.get(f"{API}/log", params={"find": "10.9"})).json()["entries"] == []
        assert error(await ana.get(f"{API}/log?before=yesterday")) == (400, "malformed")
        await site.account("Ana", "editor")
        await ana.post("/staff/login", data={"name": "ana", "password": PASSWORD})
        assert "10.9.9.9" in (await ana.get(f"{API}/log")).text
