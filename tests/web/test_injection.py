"""Text from outside stays text, wherever it stands."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

from signage.agenda import Placement, Room, Speaker
from signage.layout import load
from signage.publish.publisher import Publisher
from tests.build import at, layout, publisher, served, session
from tests.web.client import client

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
        leading = ("src", "href", "xlink:href", "action", "srcset", "data")
        self.addresses += [value or "" for name, value in attrs if name in leading]
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
