"""The faults of a gateway, each with its outcome. docs/faults.md is made from these rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.e2e.gateway import Gateway, Request, iso, problem, reply
from tests.e2e.venue import LAYOUT

from . import strikes as s


@dataclass(frozen=True)
class Row:
    """A fault that lasts for ten minutes, with a window each minute and a delta every five.

    `told` is in the one warning of the log and in the status for staff; `requests` is the most that are sent. Walls go
    on with the last agenda by the clock, their age is told, and they are right again within one window of its end; or
    within as many as `rest` where the gateway may not be asked so soon.
    """

    fault: str
    strike: s.Strike
    told: str
    requests: int = 20
    rest: int = 1


GRANT = {"access_token": "tok.wide", "token_type": "Bearer", "expires_in": 3600}
NO_LIST = "answered 200 without a list of sessions"
NO_JSON = "that is no readable JSON"

NETWORK = [
    Row("connection refused", s.refused, "ConnectError: All connection attempts failed"),
    Row("name not resolved", s.nameless, "ConnectError: [Errno -2] Name or service not known"),
    Row("no connection in time", s.impatient(s.unanswered), "ConnectTimeout"),
    Row("no answer in time", s.impatient(s.answering(s.silence)), "ReadTimeout"),
    Row("a body that drips for ever", s.impatient(s.answering(s.drip)), "took longer than"),
    Row("interim answers without end", s.impatient(s.answering(s.interim)), "took longer than"),
    Row("connection closed without an answer", s.answering(b""), "RemoteProtocolError"),
    Row("reset in the middle of a body", s.answering(s.reset), "ReadError"),
    Row("body cut short", s.answering(s.TRUNCATED), "RemoteProtocolError: peer closed connection"),
    Row("no HTTP at all", s.answering(b"SSH-2.0-OpenSSH_9.6\r\n"), "RemoteProtocolError"),
]
CONTENT = [
    Row("JSON cut short", s.answering(s.CUT_JSON), NO_JSON),
    Row("gzip that is none", s.answering(s.NO_GZIP), "answered what is not compressed as it says"),
    Row("gzip cut short", s.answering(s.HALF_GZIP), NO_JSON),
    Row("HTML with 200", s.answering(s.HTML), f"with text/html {NO_JSON}"),
    Row("an empty body", s.answering(reply(200, b"")), NO_JSON),
    Row("a list in place of an object", s.answering(s.body([1, 2])), NO_LIST),
    Row("null", s.answering(s.body(None)), NO_LIST),
    Row("sessions that are no list", s.answering(s.body({"data": {"id": "ses_1"}})), NO_LIST),
    Row("an error envelope with 200", s.answering(s.body({"error": "e", "message": "oh"})), NO_LIST),
    Row("JSON 100,000 levels deep", s.answering(s.DEEP), NO_JSON),
    Row("17 MB of JSON, compressed to 17 KB", s.answering(s.HUGE), "answered more than 16 MB"),
    Row(
        "64 MB of zeros, compressed twice to a few hundred bytes",
        s.answering(s.TWICE),
        "answered in the encoding 'gzip, gzip', which was not asked for",
    ),
    Row(
        "15 MB of good JSON: numbers for sessions",
        s.answering(s.PIECES),
        "answered 200 with application/json that has more than 1,000,000 values",
    ),
    Row("100,001 tiny records on a page", s.answering(s.CRUMBS), "that lists 100,001 records, 2,000 at most"),
    Row("a redirect to another host", s.answering(s.elsewhere), "(a redirect, which is not followed)"),
    Row(
        "pages that go on for ever",
        s.answering(s.endless),
        "the list of sessions goes on after 200 pages with 200 records of many: not used",
        600,
        rest=5,
    ),
    Row("a list of a billion sessions", s.answering(s.BILLION), "goes on after 1 pages with 1 records of 1000000000"),
]
STATUSES = [
    Row("400", s.status(400), "answered 400: so it is (request req_7)"),
    Row("401 to every token", s.status(401), "answered 401: so it is (request req_7)", 40),
    Row("403", s.status(403), "answered 403: so it is (request req_7)"),
    Row(
        "404: the event id is wrong",
        s.status(404),
        "the gateway knows no event 'evt_1' for this client: check event.id",
    ),
    Row("409", s.status(409), "answered 409: so it is (request req_7)"),
    Row("429", s.status(429), "answered 429: so it is (request req_7)", 36),
    Row("429, wait for 20 s", s.status(429, x_ratelimit_reset="20"), "answered 429", 36),
    Row("429, wait for a day", s.status(429, retry_after="86400"), "answered 429", rest=7),
    Row("500", s.status(500), "answered 500: so it is (request req_7)"),
    Row("502 from a proxy", s.answering(reply(502, b"<h1>Bad gateway</h1>", content_type="text/html")), "answered 502"),
    Row("503, wait for an hour", s.status(503, retry_after="3600"), "answered 503: so it is (request req_7)"),
]
TOKENS = [
    Row("exchange refuses the credentials", s.exchanging(problem(401, "unknown client")), "no token"),
    Row("exchange is down, the token revoked", s.exchanging(problem(503, "down")), "/oauth/token answered 503"),
    Row("exchange answers HTML", s.exchanging(s.HTML), "/oauth/token answered 200 with text/html"),
    Row("exchange answers 429", s.exchanging(problem(429, "slowly")), "/oauth/token answered 429"),
    Row(
        "a grant wider than read:sessions",
        s.exchanging(reply(200, GRANT | {"scope": "read:sessions read:attendees"})),
        "too powerful: besides read:sessions it is granted read:attendees. Its token is not used",
    ),
    Row(
        "a grant without read:sessions",
        s.exchanging(reply(200, GRANT | {"scope": "read:agenda"})),
        "the client lacks the scope read:sessions (granted: read:agenda)",
    ),
]
GATEWAY = {"Network": NETWORK, "Answers": CONTENT, "Statuses": STATUSES, "Tokens": TOKENS}


@dataclass(frozen=True)
class Change:
    """What becomes of the feed though every answer is well-formed.

    `told` is what staff are told: in what is held, or as the problem of a record. `kept`: walls stay as they were.
    """

    fault: str
    befall: Callable[[Gateway], None]
    outcome: str
    held: bool = False
    kept: bool = False
    told: str = ""


def _keep(share: float) -> Callable[[Gateway], None]:
    def befall(gateway: Gateway) -> None:
        kept = gateway.records[: round(len(gateway.records) * share)]
        gateway.records[:] = kept

    return befall


def _each(fields: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[Gateway], None]:
    """What becomes of every session."""

    def befall(gateway: Gateway) -> None:
        for one in list(gateway.records):
            gateway.edit(one["id"], **fields(one))

    return befall


def _shift(one: dict[str, Any]) -> dict[str, Any]:
    return {key: iso(datetime.fromisoformat(one[key]) + timedelta(days=1)) for key in ("starts_at", "ends_at")}


def _swap(one: dict[str, Any]) -> dict[str, Any]:
    other = "b" if one["room"]["id"] == "room_a" else "a"
    return {"room": {"id": f"room_{other}", "name": f"Hall {other.upper()}"}}


def _rename(one: dict[str, Any]) -> dict[str, Any]:
    return {"room": one["room"] | {"name": one["room"]["name"] + " (new)"}}


def _deaf(gateway: Gateway) -> None:
    def whole(request: Request) -> bytes:
        query = {key: value for key, value in request.query.items() if key not in ("from", "to")}
        return gateway.answer(replace(request, query=query))

    gateway.fault = whole


def _garble(gateway: Gateway) -> None:
    gateway.edit("ses_2", starts_at="soon")


def _double(gateway: Gateway) -> None:
    early = {
        "starts_at": "2026-02-07T08:00:00Z",
        "ends_at": "2026-02-07T08:30:00Z",
        "updated_at": "2020-01-01T00:00:00Z",
    }
    gateway.records.extend([one | early for one in gateway.records])


HELD = "held, ten minutes; then taken, if it still says so"
AT_ONCE = "followed within one window"
FEED = [
    Change("agenda emptied", lambda g: g.records.clear(), HELD, held=True, told="24 would be removed"),
    Change("three quarters of it gone", _keep(0.25), HELD, held=True, told="21 would be removed"),
    Change("exactly half of what is to come gone", _keep(16 / 28), HELD, held=True, told="12 would be removed"),
    Change("less than half of it gone", _keep(17 / 28), AT_ONCE),
    Change("every session a day later", _each(_shift), HELD, held=True, told="24 would be moved"),
    Change("every session in another room", _each(_swap), HELD, held=True, told="24 would be moved"),
    Change("every session cancelled", _each(lambda _: {"status": "cancelled"}), HELD, held=True,
           told="24 would be cancelled"),
    Change("every title gone", _each(lambda _: {"title": ""}), HELD, held=True, told="24 would be left blank"),
    Change("every session without length", _each(lambda one: {"ends_at": one["starts_at"]}), HELD, held=True,
           told="24 would be left blank"),
    Change("one session cancelled", lambda g: g.edit("ses_2", status="cancelled"), AT_ONCE),
    Change("every room renamed", _each(_rename), AT_ONCE),
    Change("a gateway that ignores `from` and `to`", _deaf, "right all the same"),
    Change("a record that cannot be read", _garble, "its last good form", kept=True,
           told="its start 'soon' is no time: skipped"),
    Change("every session twice, once in an older form", _double, "the newer form"),
]  # fmt: skip


@dataclass(frozen=True)
class Broken:
    """What becomes of screens.yaml (its bytes, or what is done to it), and what the log says of it, once."""

    fault: str
    content: bytes | Callable[[Path], None]
    said: str

    @property
    def told(self) -> str:
        return f"{self.said}; what it is about stays as it was"


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


GOOD = LAYOUT.encode()
SCREENS = GOOD[GOOD.index(b"screens:") :]
NOTHING = ": expected 'event:' and 'screens:' at the top; the file has neither"
BOMB = b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
LAYOUTS = [
    Broken("empty file", b"", NOTHING),
    Broken("blanks only", b"\n\n  \n", NOTHING),
    Broken("half-written file", GOOD[:50],
           ":1: a bracket is opened here, and not closed; close it, with commas between what stands in it"),
    Broken("cut off before its screens", GOOD.removesuffix(SCREENS),
           ":1: screens: is missing; write 'screens: {}' if there are to be none"),
    Broken("`screen:` in place of `screens:`", GOOD.replace(b"screens:", b"screen:"),
           ":2: screen: is not known here; did you mean 'screens'?"),
    Broken("wrong encoding", GOOD.replace(b"Summit", b"Caf\xe9"),
           ":1: the file is not UTF-8 text; save it with the encoding UTF-8"),
    Broken("10 MB", b"#" * 10_000_000, ": the file is too large; expected at most 1 MB"),
    Broken("a YAML bomb", BOMB, ":1: anchors and aliases (& and *) are not used here; write plain text"),
    Broken("nested without end", b"[" * 100_000, ":1: more than 12 levels deep; is an indentation wrong?"),
    Broken("200,000 bad entries", GOOD + b"hide: {ids: [" + b"[]," * 200_000 + b"]}",
           ":6: more than 50,000 entries up to here; a venue has hundreds"),
    Broken("not a text file", b"\x89PNG\r\n\x1a\n", ":1: the file is not UTF-8 text; save it with the encoding UTF-8"),
    Broken("a key that stands twice", GOOD + b"screens:\n  foyer: {show: agenda}\n",
           ":6: screens: stands here twice; it is in line 2 already: keep one"),
    Broken("one bad screen", GOOD.replace(b"show: overview", b"show: overvew"),
           ":4: screens.foyer: 'show: overvew' names no view; did you mean 'overview'?"),
    Broken("deleted", Path.unlink, ": there is no such file; expected the screens of this venue"),
    Broken("a folder in its place", _folder, ": cannot be read: Is a directory"),
]  # fmt: skip
