"""What holds for every call of the API: who may, from where, how much, and how it says no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel
from starlette.applications import Starlette

from signage.staff.roles import Role
from signage.web.staff.api import Api
from signage.web.staff.calls import Asked, Call, Detail, Refusal
from signage.web.staff.session import Gate
from tests.web.client import client
from tests.web.staff.site import StaffSite, WholeSite

if TYPE_CHECKING:
    from pathlib import Path


class Label(BaseModel):
    label: str


async def echo(asked: Asked) -> Label:
    return Label(label=f"{asked.path.get('id', '')} {asked.body.label} {asked.who.name} {asked.origin}")


class Reason(BaseModel):
    why: str = "no reason"


async def say_why(asked: Asked) -> Reason:
    assert isinstance(asked.body, Reason)
    return asked.body


async def refuse(_: Asked) -> Label:
    raise Refusal(409, "other", "It is another one by now.", (Detail("digest", "is old"),))


async def fail(_: Asked) -> Label:
    raise LookupError("no such luck")


CALLS = (
    Call("POST", "things/{id}", "operator", echo, "Name a thing", body=Label, answer=Label, status=202, largest=100),
    Call("GET", "things/{id}", None, refuse, "Look at a thing", answer=Label),
    Call("POST", "fault", "viewer", fail, "Fail"),
    Call("POST", "alarm", "viewer", refuse, "Ring", emergency=True),
    Call("POST", "back", "viewer", say_why, "Go back", body=Reason, answer=Reason),
)


async def site(role: Role = "operator", *, address: str | None = None) -> tuple[StaffSite, Starlette, dict[str, str]]:
    made = StaffSite()
    gate = Gate(made.staff.access, lambda: address)
    _, secret = await made.staff.access.tokens.make("bms", role, emergency=False, by="test")
    app = Starlette(routes=Api(gate, made.clock, CALLS).routes())
    return made, app, {"authorization": f"Bearer {secret}"}


async def test_a_call_gets_what_was_checked_and_answers_json() -> None:
    _, app, token = await site()
    async with client(app) as web:
        answer = await web.post("/staff/api/things/a%20b", json={"label": "x", "more": 1}, headers=token)
        assert (answer.status_code, answer.json()) == (202, {"label": "a b x bms 127.0.0.1"})


@pytest.mark.parametrize(
    ("body", "kind", "status", "error"),
    [
        (b"{", "application/json", 400, "malformed"),
        (b'{"label": 1}', "application/json", 422, "invalid"),
        (b"[" * 99, "application/json; charset=utf-8", 400, "malformed"),
        (b'{"label": "' + b"x" * 100 + b'"}', "application/json", 413, "too_large"),
        (b"label=x", "application/x-www-form-urlencoded", 415, "media_type"),
        (b'{"label": "x"}', "text/plain", 415, "media_type"),
        (b"\xff\xfe", "application/json", 400, "malformed"),
        (b"", "application/json", 400, "malformed"),
    ],
)
async def test_a_body_that_is_none_of_its_model(body: bytes, kind: str, status: int, error: str) -> None:
    _, app, token = await site()
    async with client(app) as web:
        answer = await web.post("/staff/api/things/a", content=body, headers={**token, "content-type": kind})
        assert (answer.status_code, answer.json()["error"]) == (status, error)


async def test_a_body_without_a_length_is_read_no_further_than_it_may_be() -> None:
    _, app, token = await site()
    read = 0

    async def endless():
        nonlocal read
        while True:
            read += 1
            yield b" " * 50

    async with client(app) as web:
        answer = await web.post(
            "/staff/api/things/a", content=endless(), headers={**token, "content-type": "application/json"}
        )
    assert (answer.status_code, read < 10) == (413, True)


async def test_a_body_without_a_field_that_has_to_be_there_may_be_left_out() -> None:
    _, app, token = await site()
    async with client(app) as web:
        assert (await web.post("/staff/api/back", headers=token)).json() == {"why": "no reason"}
        assert (await web.post("/staff/api/back", content=b"why", headers=token)).status_code == 415
        nothing = await web.post("/staff/api/things/a", headers=token | {"content-type": "application/json"})
        assert nothing.status_code == 400
        said = (await web.get("/staff/api/openapi.json")).json()["paths"]["/staff/api/back"]["post"]
        assert not said["requestBody"]["required"]


async def test_a_refusal_is_told_with_its_details() -> None:
    _, app, token = await site()
    async with client(app) as web:
        answer = await web.get("/staff/api/things/a", headers=token)
        told = {
            "error": "other",
            "message": "It is another one by now.",
            "details": [{"field": "digest", "issue": "is old"}],
        }
        assert (answer.status_code, answer.json()) == (409, told)


async def test_paths_and_methods_that_are_none() -> None:
    _, app, token = await site()
    async with client(app) as web:
        assert (await web.get("/staff/api/none", headers=token)).status_code == 404
        wrong = await web.delete("/staff/api/things/a", headers=token)
        assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET, POST")
        assert (await web.get("/staff/api/none")).status_code == 403  # nobody can sign in here, so it is off


async def test_whatever_is_wrong_is_told_as_json(caplog: pytest.LogCaptureFixture) -> None:
    _, app, token = await site()
    async with client(app) as web:
        for method, path, status, error in (
            ("OPTIONS", "things/a", 405, "method"),
            ("TRACE", "things/a", 405, "method"),
            ("POST", "openapi.json", 404, "no_such_call"),
            ("GET", "", 404, "no_such_call"),
            ("POST", "fault", 500, "fault"),
        ):
            answer = await web.request(method, f"/staff/api/{path}".rstrip("/"), headers=token)
            assert (answer.status_code, answer.json()["error"]) == (status, error), path
    assert "no such luck" in caplog.text


async def test_rights_are_asked_before_a_body_is_read() -> None:
    _, app, token = await site("viewer")
    async with client(app) as web:
        answer = await web.post("/staff/api/things/a", content=b"{", headers=token)
        assert (answer.status_code, answer.json()["error"]) == (403, "role")
        assert (await web.post("/staff/api/alarm", headers=token)).json()["error"] == "emergency"


OURS = "http://walls.example:8080/"


@pytest.mark.parametrize(
    ("address", "origin", "status"),
    [
        (None, "http://signage", 202),
        (OURS, "http://walls.example:8080", 202),
        (OURS, "http://signage", 403),  # the name that was asked for counts where we have none of our own
        (None, "http://walls.example:8080", 403),
        *((None, other, 403) for other in ("https://signage", "http://signage.evil.example", "http://signage:8080")),
        *((OURS, other, 403) for other in ("", "null", "http://walls.example", "http://[")),
    ],
)
async def test_a_write_by_cookie_takes_an_origin_of_this_server(address: str | None, origin: str, status: int) -> None:
    made, app, _ = await site(address=address)
    await made.account("Ana", "operator")
    secret = await made.staff.access.sign_in("ana", "correct horse", "x", "x")
    headers = {"cookie": f"signage_staff={secret}", **({"origin": origin} if origin else {})}
    async with client(app) as web:
        answer = await web.post("/staff/api/things/a", json={"label": "x"}, headers=headers)
        assert answer.status_code == status


async def test_the_document_is_of_these_calls() -> None:
    _, app, _ = await site()
    async with client(app) as web:
        said = (await web.get("/staff/api/openapi.json")).json()
    assert said["openapi"] == "3.1.0"
    post = said["paths"]["/staff/api/things/{id}"]["post"]
    assert (post["x-role"], sorted(post["responses"])) == (
        "operator",
        ["202", "400", "401", "403", "413", "415", "422", "500", "503"],
    )
    assert post["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Label"}
    assert said["components"]["schemas"]["Label"]["required"] == ["label"]


async def test_a_client_that_goes_away_within_its_body_is_nobodys_fault(caplog: pytest.LogCaptureFixture) -> None:
    _, app, token = await site()
    pieces = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])
    sent: list[Any] = []

    async def receive() -> Any:
        return next(pieces)

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(name.encode(), value.encode()) for name, value in {**token, "content-type": "application/json"}.items()]
    scope = {"type": "http", "method": "POST", "path": "/staff/api/things/a", "headers": headers, "query_string": b""}
    await app({**scope, "scheme": "http"}, receive, send)
    assert (sent[0]["status"], caplog.text) == (400, "")


async def test_a_refusal_and_the_log_are_told_in_the_language_of_whoever_asks(tmp_path: Path) -> None:
    site = WholeSite(tmp_path)
    async with site.client("operator") as web:
        web.headers["accept-language"] = "de,en;q=0.5"
        unknown = (await web.post("/staff/api/screens/nowhere/reload")).json()
        assert unknown["message"] == "Es gibt keinen Bildschirm oder Raum „nowhere“."
        await web.post("/staff/api/notices", json={"title": "Lunch", "status": "exercise"})
        (entry,) = (await web.get("/staff/api/log?find=Lunch")).json()["entries"]
        assert entry["what"] == "hat ein Banner gesendet: Lunch (Übung)"
        del web.headers["accept-language"]
        (entry,) = (await web.get("/staff/api/log?find=Lunch")).json()["entries"]
        assert entry["what"] == "sent a banner: Lunch (Exercise)"
