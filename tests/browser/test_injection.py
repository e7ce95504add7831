"""Whatever stands in an agenda or in screens.yaml is text on a wall: nothing in it executes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from tests.e2e.gateway import EVENT, Gateway, record
from tests.e2e.venue import Clock, venue
from tests.wait import until

from .glass import BEGIN, MINUTE, holds

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Page

    from .conftest import PageAt

CORPUS = [
    "<script>x()</script>",
    "</script><script>x()</script>",
    "<img src=x onerror=x()>",
    "<svg onload=x()><script>x()</script></svg>",
    "<svg><animate onbegin=x() attributeName=x dur=1s>",
    '"><iframe srcdoc="<script>parent.x()</script>">',
    "' onmouseover='x()' data-x='",
    '" autofocus onfocus=x() hidden data-until="1" data-from="9e9',
    "<b hidden data-from=1 data-until=2 data-session=stolen data-panel=main>",
    "</title></style></template></textarea></noscript><script>x()</script>",
    "javascript:x()",
    "<a href=javascript:x()>go</a>",
    "<style>@import '//evil.example';*{display:none}</style>",
    "<base href=//evil.example><meta http-equiv=refresh content=0;//evil.example>",
    "{{7*7}}${7*7}#{7*7}{%print(7*7)%}",
    "%(time)s %s {0} \\u003cscript\\u003ex()\\u003c/script\\u003e",
    "&lt;script&gt;x()&lt;/script&gt;",
    "<!--><script>x()</script>--><![CDATA[<script>x()</script>]]>",
    "a\u2028b\u2029c\x85d\ndata: {}\n\nevent: reload\ndata: {}",
    "\u202etxet desrever\u202c \u2066isolate",
    "../../<script src=//evil.example></script>?#%3Cscript%3E",
]
READ = {
    "<b hidden data-from=1 data-until=2 data-session=stolen data-panel=main>": "Untitled",
    "<a href=javascript:x()>go</a>": "go",
    "&lt;script&gt;x()&lt;/script&gt;": "<script>x()</script>",
    "\u202etxet desrever\u202c \u2066isolate": "txet desrever\u202c \u2066isolate",
}
"""How titles of the gateway read that hold formatting, entities or overrides; all others stay as they are."""
WATCH = """
  window.caught = [];
  window.x = function () { caught.push('x'); };
  window.alert = window.confirm = window.prompt = window.x;
  addEventListener('securitypolicyviolation', function (event) { caught.push('refused: ' + event.blockedURI); });
  addEventListener('error', function (event) { caught.push(event.message); });
"""
SOUND = """async () => ({
  caught: caught,
  foreign: [...document.querySelectorAll('*')].filter(el => [...el.attributes].some(a => /^on|^srcdoc$/.test(a.name)
    || a.name === 'data-session' && a.value === 'stolen' || /^\\s*javascript:/.test(a.value))).map(el => el.outerHTML),
  scripts: document.scripts.length, text: (new DOMParser()
    .parseFromString(await (await fetch(location.href)).text(), 'text/html').body.textContent).replace(/\\s+/g, '')})"""
# the text as the server sent it: on the wall its end may be cut to fit


def sessions() -> list[dict[str, Any]]:
    """Each string in every field of a session, of which one is on now, one follows, one was moved here later."""
    found = []
    for number, evil in enumerate(CORPUS):
        line = " ".join(evil.split())  # what breaks lines is no id
        room = {"id": f"room {number} {line}", "name": f"{number} {evil}"}
        people = [{"id": evil, "first_name": evil, "last_name": evil, "company": evil}, {"id": "2", "name": evil}]
        fields = {"room": room, "title": evil, "track": evil, "language": evil, "description": evil, "speakers": people}
        found += [
            record(number, BEGIN - 10 * MINUTE, 60) | fields | {"id": f"{number} {line}"},
            record(number, BEGIN + 50 * MINUTE, 60) | fields | {"id": f"next {number} {line}"},
        ]
    return found


def layout() -> str:
    """Each string in every text of screens.yaml that holds one."""
    lines = [" ".join(evil.split()) for evil in CORPUS]
    rooms = {
        f"{number} {evil}": {"name": f"{number} {line}", "floor": line, "near": line}
        for number, (evil, line) in enumerate(zip(CORPUS, lines, strict=True))
        if evil == line
    }
    messages = {f"m{n}": {"show": "message", "title": line, "text": line} for n, line in enumerate(lines)}
    boards = {show: {"show": show, "title": lines[7]} for show in ("overview", "agenda", "directory")}
    notices = [{"title": line, "text": line, "style": style} for line in lines[:12] for style in ("banner", "takeover")]
    return yaml.safe_dump(
        {
            "event": {"id": EVENT, "name": lines[0], "timezone": "Europe/Lisbon"},
            "screens": messages | boards,
            "rooms": rooms,
            "notices": [notice | {"screens": ["m0"]} for notice in notices],
        },
        allow_unicode=True,
    )


def squeezed(text: str) -> str:
    """Without white space, of which walls show no more than one at a time."""
    return "".join(text.split())


async def inert(page: Page, *texts: str) -> None:
    """Nothing ran, nothing was blocked, and these texts can be read to the letter."""
    seen = await page.evaluate(SOUND)
    assert (seen["caught"], seen["foreign"], seen["scripts"]) == ([], [], 1)
    assert [text for text in texts if squeezed(text) not in seen["text"]] == []


async def test_nothing_executes_and_all_of_it_is_shown_as_text(page_at: PageAt, tmp_path: Path) -> None:
    (tmp_path / "screens.yaml").write_text(layout())
    clock = Clock(BEGIN)
    async with Gateway(*sessions(), now=clock.now) as gateway, venue(tmp_path, gateway, clock) as here:
        assert here.program.reload.loaded.findings == ()
        base = str(here.client.base_url)
        dialogs: list[str] = []
        page = await page_at("about:blank", script=WATCH)
        page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        for show in ("overview", "agenda", "directory", "m0", "m7", "m18"):
            await page.goto(f"{base}/screens/{show}")
            await inert(page, *(CORPUS if show == "overview" else ()))
        directory = here.program.publisher.current.room_index
        for room in list(directory.ids)[::4]:
            await page.goto(base + directory.url(room))
            await inert(page)
        await page.goto(f"{base}/rooms/%22%3E%3Cimg%20src%3Dx%20onerror%3Dx()%3E")
        await inert(page)
        assert dialogs == []


async def test_nothing_executes_in_what_comes_by_the_stream(page_at: PageAt, tmp_path: Path) -> None:
    clock = Clock(BEGIN)
    start = record(1, BEGIN, 60)
    async with Gateway(start, now=clock.now) as gateway, venue(tmp_path, gateway, clock) as here:
        page = await page_at(f"{here.client.base_url}/rooms/room_a", script=WATCH)
        await until(here.program.streams.hub.topics)
        for evil in CORPUS:
            clock.advance(1)
            gateway.edit("ses_1", title=evil, track=evil, speakers=[{"id": "1", "name": evil, "company": evil}])
            await here.tick()
            await holds(
                page, "document.body.textContent.replace(/\\s+/g, '').includes(arg)", squeezed(READ.get(evil, evil))
            )
        await inert(page, CORPUS[-1])
