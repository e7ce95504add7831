"""What a wall loads: pages, their caching, what they say when asked oddly, and that no text gets out of its place."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import httpx
import pytest

from signage.agenda import Placement, Room, Speaker
from signage.assets import SCRIPT, SCRIPTS, build_id, folder, static_url
from signage.layout import load
from signage.publish.changes import Topic
from signage.publish.publisher import Publisher
from signage.publish.state import PageKey
from signage.render.panels import PageView
from signage.render.templates import Templates
from signage.venue.appearance import Appearance
from signage.web.css import shipped
from signage.web.pages import Moment, Pages
from signage.web.screens import Unclear, parse_at
from tests.build import B, agenda, at, layout, publisher, served, session
from tests.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.applications import Starlette

SCREENS = """
door: {show: room, room: Hall A}
foyer: {show: overview}
today: {show: agenda}
lost: {show: room, room: Hall Z}
leise: {show: agenda, language: de, theme: light}
"""
SESSIONS = (session("s1", "09:00", "10:00"), session("s2", "10:00", "11:00"), session("s3", "11:00", "12:00", B))

STYLESHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)"')


@pytest.fixture
def shown() -> Publisher:
    return publisher(layout(SCREENS), *SESSIONS)


def client(app: Starlette, **more: Any) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, **more)
    return httpx.AsyncClient(transport=transport, base_url="http://signage", headers={"accept-encoding": "identity"})


@pytest.fixture
async def web(shown: Publisher) -> AsyncIterator[httpx.AsyncClient]:
    async with client(served(shown)) as web:
        yield web


def root(page: httpx.Response) -> dict[str, str]:
    """The attributes of a page's root element."""
    found: dict[str, str] = {}

    class Root(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag == "html":
                found.update({name: value or "" for name, value in attrs})

    Root().feed(page.text)
    return found


# Pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "view", "words"),
    [
        ("/rooms/hall-a", "room", "Title of s1"),
        ("/rooms/room_a", "room", "Title of s1"),
        ("/rooms/Hall%20A", "room", "Title of s1"),
        ("/screens/door", "room", "Title of s1"),
        ("/screens/foyer", "overview", "Title of s3"),
        ("/screens/today", "agenda", "Title of s3"),
    ],
)
async def test_every_page_is_there(web: httpx.AsyncClient, path: str, view: str, words: str) -> None:
    page = await web.get(path)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.text.startswith("<!doctype html>")
    assert root(page)["data-view"] == view
    assert words in page.text


async def test_a_page_tells_its_script_all_it_needs(web: httpx.AsyncClient) -> None:
    said = root(await web.get("/screens/leise"))
    known = {name: said[name] for name in said if name not in ("data-set", "class", "data-horizon")}
    assert said["class"].split() == ["theme-light"]
    assert int(said["data-horizon"]) == int(at("04:00", date(2026, 2, 8)).timestamp())
    assert re.fullmatch("[0-9a-f]{8}", said["data-set"])
    assert known == {
        "lang": "de",
        "dir": "ltr",
        "data-signage": build_id(),
        "data-view": "agenda",
        "data-motion": "calm",
        "data-font": "Signage",
        "data-events": "/screens/leise/events",
        "data-now": str(int(at("09:30").timestamp()) * 1000),
        "data-rate": "1",
        "data-confirmed": str(int(at("09:29").timestamp()) * 1000),
        "data-stale-after": "600",
        "data-offsets": "0:0",
        "data-time": "HH:mm",
        "data-digits": "0123456789",
        "data-periods": "AM|PM",
    }


@pytest.mark.parametrize("name", ["door", "foyer", "today", "signs", "both", "turns"])
async def test_what_a_page_shows_and_what_its_stream_compares_are_the_same_in_the_same_order(name: str) -> None:
    screens = f"""{SCREENS}
        signs: {{show: directory, qr: yes}}
        both: {{split: [{{show: overview, qr: yes}}, {{show: overview, qr: yes}}]}}
        turns: {{rotate: [{{show: overview}}, {{show: agenda}}], qr: yes}}"""
    lost = session("s4", "09:00", "10:00", None)  # has its own strip below an overview
    shown = publisher(layout(screens, 'address: "http://signs.local"'), *SESSIONS, lost)
    async with client(served(shown)) as web:
        page = await web.get(f"/screens/{name}")
    revisions = re.findall(r'data-panel="([^"]*)" data-revision="([^"]*)"', page.text)
    expected = shown.renderer.rendered_screen(PageKey("screen", name))
    assert revisions == [(panel.name, panel.revision) for panel in expected.panels]
    assert root(page)["data-set"] == expected.set


@pytest.mark.parametrize(
    ("path", "says", "links"),
    [
        ("/rooms/hall-z", "hall-z", ["/rooms/hall-a", "/rooms/hall-b"]),
        ("/screens/dor", "dor", [f"/screens/{name}" for name in ("door", "foyer", "today", "lost", "leise")]),
        ("/rooms/%3Cb%3E%22", "&lt;b&gt;&#34;", ["/rooms/hall-a", "/rooms/hall-b"]),
        ("/rooms/%E2%98%83%0A", "☃", ["/rooms/hall-a", "/rooms/hall-b"]),
    ],
)
async def test_an_unknown_name_gets_a_page_that_says_so(
    web: httpx.AsyncClient, path: str, says: str, links: list[str]
) -> None:
    page = await web.get(path)
    assert (page.status_code, root(page)["data-view"]) == (404, "missing")
    assert says in page.text
    assert re.findall(r'href="(/(?:rooms|screens)/[^"]*)"', page.text) == links
    assert root(page)["data-events"] == f"{path}/events"


async def test_a_screen_of_a_room_that_is_not_there_names_those_that_are(web: httpx.AsyncClient) -> None:
    page = await web.get("/screens/lost")
    assert (page.status_code, root(page)["data-view"]) == (200, "missing")
    assert "Hall Z" in page.text
    assert "/rooms/hall-a" in page.text


async def test_before_the_first_agenda_pages_are_there_and_the_program_is_not_ready() -> None:
    empty = Publisher(layout(SCREENS), clock=FakeClock(at("09:30")), topics=dict, send=lambda *_: None)
    async with client(served(empty)) as web:
        assert (await web.get("/screens/foyer")).status_code == 200
        assert "in a moment" in (await web.get("/rooms/hall-a")).text
        assert (await web.get("/healthz")).text == "ok\n"
        ready = await web.get("/readyz")
        assert (ready.status_code, ready.json()) == (503, {"ready": False, "why": "no agenda has been pulled yet"})


async def test_the_index_names_every_page(web: httpx.AsyncClient) -> None:
    page = await web.get("/")
    paths = re.findall(r'<a href="([^"]*)"', page.text)
    assert set(paths) >= {"/rooms/hall-a", "/rooms/hall-b", "/screens/door", "/screens/foyer"}
    for path in paths:
        assert (await web.get(path)).status_code == 200


async def test_the_program_says_that_it_is_well(web: httpx.AsyncClient) -> None:
    assert (await web.get("/healthz")).text == "ok\n"
    assert (await web.get("/readyz")).json() == {"ready": True, "sessions": 3}


# Caching ----------------------------------------------------------------------------------------------------------


async def test_a_page_that_is_known_is_not_sent_again(web: httpx.AsyncClient) -> None:
    page = await web.get("/rooms/hall-a")
    for known in (page.headers["etag"], f'"x", {page.headers["etag"]}'):
        again = await web.get("/rooms/hall-a", headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", page.headers["etag"])
    assert (await web.get("/rooms/hall-a", headers={"if-none-match": '"x"'})).status_code == 200
    missing = await web.get("/rooms/hall-z")
    assert (await web.get("/rooms/hall-z", headers={"if-none-match": missing.headers["etag"]})).status_code == 404


async def test_a_page_is_compressed_for_who_takes_it(web: httpx.AsyncClient) -> None:
    plain = await web.get("/rooms/hall-a")
    assert "content-encoding" not in plain.headers
    async with web.stream("GET", "/rooms/hall-a", headers={"accept-encoding": "br, gzip"}) as packed:
        raw = b"".join([part async for part in packed.aiter_raw()])
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 2


async def test_a_page_changes_with_each_boundary_and_with_the_agenda(shown: Publisher) -> None:
    pages = Pages(shown.renderer, lambda: None)

    def etag(clock: str) -> str:
        return pages.body(PageKey("room", "room_a"), Moment(at(clock))).etag

    assert etag("09:30:00") == etag("09:30:59")
    assert len({etag(clock) for clock in ("09:30", "09:59:59", "10:00", "10:00:30")}) == 3
    before = etag("09:30")
    await shown.show_agenda(agenda(session("s1", title="Other")))
    assert etag("09:30") != before


async def test_a_page_is_composed_once_for_all_who_ask(shown: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    composed: list[str] = []
    before = Templates.page

    def counted(self: Templates, page: PageView) -> str:
        composed.append(page.title)
        return before(self, page)

    monkeypatch.setattr(Templates, "page", counted)
    async with client(served(shown)) as web:
        for path in ("/rooms/hall-a", "/rooms/room_a", "/rooms/Hall%20A", "/rooms/hall-a"):
            await web.get(path)
    assert composed == ["Hall A"]


def test_pages_are_kept_as_far_as_their_size_allows(shown: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    room = PageKey("room", "room_a")
    monkeypatch.setattr("signage.web.pages.KEPT", 100_000)
    pages = Pages(shown.renderer, lambda: None)
    made = [pages.body(room, Moment(at("09:00") + timedelta(minutes=number))) for number in range(60)]
    assert sum(len(body.plain) for body in made) > 2 * 100_000
    assert sum(len(body.plain) + len(body.gzipped) for body in pages._bodies.values()) <= 100_000
    monkeypatch.setattr("signage.web.pages.KEPT", 10)
    assert Pages(shown.renderer, lambda: None).body(room, Moment(at("09:00"))).plain == made[0].plain


async def test_static_files_are_kept_for_ever_under_the_hash_of_their_content(web: httpx.AsyncClient) -> None:
    for file in (SCRIPT, "index.css"):
        parts = [f"{part}.js" for part in SCRIPTS] if file == SCRIPT else [file]
        content = b"\n".join((folder("static") / part).read_bytes() for part in parts)
        lasting, brief = await web.get(static_url(file)), await web.get(f"/static/{file}")
        assert lasting.content == brief.content == content
        assert lasting.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert brief.headers["cache-control"] == "public, max-age=3600"
        assert lasting.headers["content-type"].startswith(("text/css", "text/javascript"))
        packed = await web.get(static_url(file), headers={"accept-encoding": "gzip"})
        assert (packed.content, packed.headers["content-encoding"]) == (content, "gzip")


async def test_the_one_stylesheet_of_a_page_ends_with_the_venues_rules(
    web: httpx.AsyncClient, shown: Publisher
) -> None:
    old = STYLESHEET.findall((await web.get("/rooms/hall-a")).text)
    await shown.show_layout(shown.current.layout, Appearance(css=".a { color: red }", revision="new"))
    new = STYLESHEET.findall((await web.get("/rooms/hall-a")).text)
    sheet = await web.get(new[0], headers={"accept-encoding": "gzip"})
    assert (len(old), len(new), old != new) == (1, 1, True)
    assert sheet.text == shipped() + ".a { color: red }"
    assert sheet.headers["content-encoding"] == "gzip"
    assert sheet.headers["cache-control"] == "public, max-age=31536000, immutable"
    before = await web.get(old[0])  # a page from just before may still ask for it
    assert before.text == shipped()
    assert (await web.get("/theme/0123456789.css")).status_code == 404


@pytest.mark.parametrize(
    "path", ["/static/", "/static/none.css", "/static/../pyproject.toml", "/static/base.css", "/static/%2e%2e/cli.py"]
)
async def test_nothing_else_is_served(web: httpx.AsyncClient, path: str) -> None:
    assert (await web.get(path)).status_code == 404


# Another time -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-07-07T09:55", "2026-07-07T08:55+00:00"),
        ("2026-07-07T09:55:30", "2026-07-07T08:55:30+00:00"),
        ("2026-07-07T09:55+00:00", "2026-07-07T09:55+00:00"),
        ("2026-07-07T09:55 02:00", "2026-07-07T07:55+00:00"),  # a + that a browser took for a blank
        ("2026-07-07T09:55Z", "2026-07-07T09:55+00:00"),
        ("2026-07-07", "2026-07-07T08:00+00:00"),
        ("09:55", "2026-02-08T09:55+00:00"),
        ("9:55", "2026-02-08T09:55+00:00"),
        ("09.55", "2026-02-08T09:55+00:00"),
        ("9,55", "2026-02-08T09:55+00:00"),
        ("24:00", "2026-02-09T00:00+00:00"),
        ("2026-02-07T09.55", "2026-02-07T09:55+00:00"),
        ("2026-02-07 9:55", "2026-02-07T09:55+00:00"),
    ],
)
def test_how_a_time_can_be_asked_for(shown: Publisher, text: str, expected: str) -> None:
    found = parse_at(text, shown.current.days, at("00:30", date(2026, 2, 8)))
    assert found == datetime.fromisoformat(expected)


@pytest.mark.parametrize("text", ["x", "25:00", "2026-02-30", "2026-02-07T9", "0001-01-01", "9999-12-31T23:59", "٠٩:٥٥",
                                  "1999-12-31T00:00", "2026-02-07T09:55+99:99", "9" * 5000, "☃"])  # fmt: skip
async def test_what_is_no_time_is_refused_in_clear_words(shown: Publisher, web: httpx.AsyncClient, text: str) -> None:
    with pytest.raises(Unclear, match="is no time; write it like 2026-02-07T09:55"):
        parse_at(text, shown.current.days, at("09:30"))
    for path in ("/rooms/hall-a", "/screens/foyer", "/rooms/hall-a/events"):
        refused = await web.get(path, params={"at": text})
        assert refused.status_code == 400
        assert refused.text == f"?at={text[:40]!r} is no time; write it like 2026-02-07T09:55\n"
        assert refused.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("speed", ["x", "-1", "nan", "inf", "3601", "1e9", ""])
async def test_what_is_no_speed_is_refused(web: httpx.AsyncClient, speed: str) -> None:
    refused = await web.get("/rooms/hall-a", params={"at": "10:30", "speed": speed})
    assert (refused.status_code, refused.text) == (
        400,
        f"?speed={speed!r} is no speed; write a number from 0 to 3600\n",
    )


async def test_a_page_of_another_time_goes_on_from_there(web: httpx.AsyncClient) -> None:
    page = await web.get("/rooms/hall-a", params={"at": "2026-02-07T10:30", "speed": "60"})
    said = root(page)
    assert (said["data-at"], said["data-rate"]) == ("", "60")
    assert said["data-now"] == str(int(at("10:30").timestamp()) * 1000)
    assert said["data-events"] == "/rooms/room_a/events?at=2026-02-07"
    assert page.headers["x-signage-now"] == str(int(at("09:30").timestamp()) * 1000)
    assert "data-at" not in root(await web.get("/rooms/hall-a", params={"speed": "60"}))


@pytest.mark.parametrize("day_ends", ["00:00", "04:00", "12:00", "23:00"])
async def test_the_stream_of_a_chosen_day_is_of_that_day(day_ends: str) -> None:
    source = (
        f"event: {{id: e, name: N, timezone: Asia/Kolkata, day_ends: '{day_ends}'}}\nscreens: {{t: {{show: agenda}}}}"
    )
    shown = publisher(load(source.encode()).layout, *SESSIONS)
    async with client(served(shown)) as web:
        for clock in ("00:10", "08:50", "13:00", "23:30"):
            moment = datetime.fromisoformat(f"2026-02-07T{clock}").replace(tzinfo=shown.current.days.zone)
            said = root(await web.get("/screens/t", params={"at": moment.isoformat()}))
            topic, _ = await stream(served(shown), said["data-events"])
            assert topic == Topic("screen", shown.current.days.of(moment), "t")


# Streams ----------------------------------------------------------------------------------------------------------


async def stream(app: Starlette, url: str, headers: dict[str, str] | None = None) -> tuple[Topic, list[dict[str, Any]]]:
    """The topic of a stream and the events it begins with."""
    path, _, query = url.partition("?")
    extension: dict[str, Any] = {"abort": lambda: None}
    scope = {
        "type": "http",
        "method": "GET",
        "path": httpx.URL(path).path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()],
        "extensions": {"signage.stream": extension},
        "app": app,
    }
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    assert sent[0]["status"] == 200
    assert (b"content-type", b"text/event-stream; charset=utf-8") in sent[0]["headers"]
    assert (b"x-content-type-options", b"nosniff") in sent[0]["headers"]
    topic, first, _ = extension["follow"].args
    lines = [
        dict(line.split(": ", 1) for line in event.splitlines()) for event in first().decode().split("\n\n") if event
    ]
    return topic, lines


async def test_a_page_that_is_up_to_date_gets_nothing_new(shown: Publisher, web: httpx.AsyncClient) -> None:
    said = root(await web.get("/rooms/hall-a"))
    known = shown.renderer.rendered_screen(PageKey("room", "room_a")).id
    assert known.split(".")[0] == said["data-set"]
    assert await stream(served(shown), f"{said['data-events']}?rev={known}") == (Topic("room", None, "room_a"), [])


async def test_last_event_id_wins_over_the_address(shown: Publisher) -> None:
    known = shown.renderer.rendered_screen(PageKey("room", "room_a")).id
    assert (await stream(served(shown), "/rooms/hall-a/events?rev=stale", {"last-event-id": known}))[1] == []
    assert (await stream(served(shown), f"/rooms/hall-a/events?rev={known}", {"last-event-id": "stale.1"}))[1] == [
        {"event": "reload", "data": "{}"}
    ]


async def test_a_page_gets_the_panels_it_has_not(shown: Publisher) -> None:
    now = shown.renderer.rendered_screen(PageKey("room", "room_a"))
    old = ".".join([now.set, *("0" if panel.name == "room" else panel.revision for panel in now.panels)])
    _, [event] = await stream(served(shown), f"/rooms/hall-a/events?rev={old}")
    panel = next(panel for panel in now.panels if panel.name == "room")
    assert json.loads(event["data"]) == {"panel": "room", "revision": panel.revision, "html": panel.html}
    assert event["id"] == now.id


async def test_a_page_with_the_clock_of_another_zone_loads_anew(shown: Publisher, web: httpx.AsyncClient) -> None:
    before, known = root(await web.get("/rooms/hall-a")), shown.renderer.rendered_screen(PageKey("room", "room_a")).id
    event = shown.current.layout.event.model_copy(update={"timezone": ZoneInfo("Asia/Tokyo")})
    await shown.show_layout(shown.current.layout.model_copy(update={"event": event}), shown.current.appearance)
    assert root(await web.get("/rooms/hall-a"))["data-offsets"] != before["data-offsets"]
    reload = {"event": "reload", "data": "{}"}
    assert await stream(served(shown), f"{before['data-events']}?rev={known}") == (
        Topic("room", None, "room_a"),
        [reload],
    )


@pytest.mark.parametrize("path", ["/rooms/hall-z", "/screens/none", "/rooms/%E2%98%83", "/rooms/a%20b"])
async def test_the_stream_of_what_is_not_there_is_open(shown: Publisher, web: httpx.AsyncClient, path: str) -> None:
    page = await web.get(path)
    topic, events = await stream(served(shown), root(page)["data-events"] + "?rev=")
    assert page.status_code == 404
    assert topic.name == httpx.URL(path).path.split("/")[-1]
    assert {event["event"] for event in events} == {"panel"}


# Security ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/", "/rooms/hall-a", "/rooms/none", "/screens/foyer", "/healthz", "/readyz", "/static/none", "/nowhere",
             "/static/signage.js", "/rooms/hall-a?at=x", "/rooms/a/b/c"]
)  # fmt: skip
async def test_every_answer_carries_its_headers(web: httpx.AsyncClient, path: str) -> None:
    for method in ("GET", "HEAD", "POST"):
        answer = await web.request(method, path)
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"


async def test_an_answer_that_went_wrong_carries_them_as_well(
    shown: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(Pages, "body", broken)
    async with client(served(shown), raise_app_exceptions=False) as web:
        answer = await web.get("/rooms/hall-a")
    assert (answer.status_code, answer.text) == (500, "This page cannot be shown; the log says why.\n")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


HOSTILE = [
    "<script>alert(1)</script>",
    "</title></script></style></template><img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "' onmouseover='alert(1)' x='",
    '" style="position:fixed" onclick="alert(1)" x="',
    "<!-- --><!--<iframe src=//evil.example>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}${7*7}%(x)s%",
    "&lt;b&gt;&#60;script&#62;&amp",
    "\u202e\u2066\u0000\x1b[31m\u2028\r\n\ndata: x\n\n",
    "\ud800half",
    "https://evil.example/x.js //evil.example url(//evil.example)",
    '<base href="//evil.example"><meta http-equiv="refresh" content="0;url=//evil.example">',
    "<b data-from=\"0\" data-panel='room' hidden>",
]  # fmt: skip
PLAIN = "plain text"


class Anatomy(HTMLParser):
    """Every element of a page with its attributes' names, and every address it names."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.addresses: list[str] = []
        self.inline: list[str] = []
        self._within = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action", "srcset", "data")]
        self._within = tag

    def handle_data(self, text: str) -> None:
        if self._within in ("script", "style") and text.strip():
            self.inline.append(text)

    def handle_endtag(self, tag: str) -> None:
        self._within = ""


def everywhere(text: str) -> Publisher:
    """A board with this text in every field that comes from outside."""
    there = Room("room_x", text)
    speakers = (Speaker(text, text), Speaker(text + "2"))
    one = session(f"s {text}", room=there, title=text, track=text, language=text, speakers=speakers)
    was = Placement(at("08:30"), at("09:30"), Room("room_y", text + " old"), at("08:00"))
    moved = replace(one, id="moved " + text, past=(was,))
    gone = replace(one, id="gone " + text, cancelled=True)
    added = replace(one, id="added " + text, starts_at=at("10:00"), ends_at=at("11:00"), added_at=at("08:00"))
    roomless = session("roomless", room=None, title=text)
    return publisher(strewn(text if text.isprintable() else PLAIN), one, moved, gone, added, roomless)


def strewn(text: str) -> Any:
    """A layout with this text wherever staff may write text."""
    tree = {
        "event": {"id": "e", "name": text, "timezone": "Europe/Lisbon"},
        "screens": {
            "room": {"show": "room", "room": "room_x"},
            "foyer": {"show": "overview", "title": text, "arrows": {text: "left"}},
            "today": {"show": "agenda", "title": text},
            "lost": {"show": "room", "room": text + " not there"},
            "words": {"show": "message", "title": text, "text": text},
            "ways": {"show": "directory"},
            "notes": {"rotate": [{"show": "agenda"}, {"show": "message", "title": text}]},
        },
        "rooms": {"room_x": {"name": text, "floor": text, "near": text}},
        "notices": [{"title": text, "text": text}, {"title": text, "style": "urgent"}],
    }
    loaded = load(json.dumps(tree, ensure_ascii=False).encode())
    assert loaded.findings == ()
    return loaded.layout


async def every_page(shown: Publisher, text: str) -> dict[str, str]:
    paths = ["/", "/rooms/room_x", *(f"/screens/{name}" for name in shown.current.layout.screens)]
    unknown = text.replace("/", "").encode(errors="replace")
    paths += [f"/rooms/none{quote(unknown, safe='')}", "/rooms/room_x?at=2026-02-07T10:30"]
    async with client(served(shown)) as web:
        pages = {path: await web.get(path) for path in paths}
    assert {page.status_code for page in pages.values()} <= {200, 404}
    return {path.partition("none")[0]: page.text for path, page in pages.items()}


async def test_text_from_outside_stays_text() -> None:
    plain = {path: count(Anatomy(html)) for path, html in (await every_page(everywhere(PLAIN), PLAIN)).items()}
    assert plain["/screens/foyer"]["script"] == 1
    for text in HOSTILE:
        await assert_harmless(text, plain)


async def assert_harmless(text: str, plain: dict[str, dict[str, int]]) -> None:
    """Every page with this text has the elements it has with plain text, and nothing that runs or fetches."""
    shown = everywhere(text)
    for path, html in (await every_page(shown, text)).items():
        anatomy = Anatomy(html)
        assert anatomy.inline == [], path
        assert not {name for _, names in anatomy.elements for name in names if name.startswith("on") or name == "style"}
        assert not {tag for tag, _ in anatomy.elements} & {"iframe", "base", "object", "embed", "form", "style"}
        assert [url for url in anatomy.addresses if not re.match(r"/(?!/)|#", url)] == [], path
        assert count(anatomy) == plain[path], path


def count(anatomy: Anatomy) -> dict[str, int]:
    """How many there are of each element that text could forge."""
    tags = [tag for tag, _ in anatomy.elements]
    return {tag: tags.count(tag) for tag in ("script", "img", "meta", "link", "html", "title", "body", "main")}


async def test_text_from_outside_is_readable_as_it_was_written() -> None:
    text = "<b>Fish & chips</b> \"'{{ x }}"
    shown = publisher(layout(), session("s1", title=text))
    async with client(served(shown)) as web:
        page = (await web.get("/rooms/hall-a")).text
    seen: list[str] = []

    class Text(HTMLParser):
        def handle_data(self, data: str) -> None:
            seen.append(data)

    Text().feed(page)
    assert text in seen
