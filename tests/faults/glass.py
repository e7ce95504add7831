"""Real walls: pages of the real server in a browser whose time passes by hand (glass.js), and what a visitor sees."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error, async_playwright

from tests.browser.chromium import FLAGS, find
from tests.e2e.gateway import iso

from .programme import ROOMS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import BrowserContext, Page

    from .model import Told

SCRIPT = Path(__file__).with_name("glass.js")
SIZE = (1280, 720)
ROOM, OVERVIEW, AGENDA = "/rooms/room_b", "/screens/foyer", "/screens/today"
GONE = ("Execution context was destroyed", "Cannot find context", "navigation")


@dataclass(frozen=True)
class Appearance:
    """What can be seen at a moment: of each slot the text of each session, empty if it is on another page of a list.

    `text`: whether anything can be read. `mark` is what is said of the wall's age, `since` the time beside it.
    """

    slots: dict[str, dict[str, str]]
    text: bool
    mark: list[str]
    since: list[str]


class Glass:
    """One page. Its time is in seconds since the soak began; `open` is whether its stream stands, `lost_at` until when
    it last did, as far as is known.
    """

    def __init__(self, page: Page, path: str) -> None:
        self.page, self.path = page, path
        self.passed, self.open, self.lost_at = 0.0, True, 0.0
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("crash", lambda: self.errors.append("the page has crashed"))

    async def see(self, word: float, moments: list[float], end: float) -> list[Appearance]:
        """Once it has heard the tick of this server time (0: of none), what it shows at these moments; then the end."""
        times = {"start": self.passed * 1000, "moments": [moment * 1000 for moment in moments], "end": end * 1000}
        seen = json.loads(await self._ask("step => glass.see(step)", json.dumps({"word": word, **times})))
        self.passed = end
        if self.open and not seen["open"]:
            self.lose()
        self.open = seen["open"]
        assert self.errors == []
        return [Appearance(**look) for look in seen["looks"]]

    async def set_date(self, hours: float) -> None:
        """Someone sets the TV's own clock."""
        await self._ask("ms => glass.step(ms)", hours * 3.6e6)
        self.lose()  # it asks the server anew

    def lose(self) -> None:
        self.open, self.lost_at = False, self.passed

    async def _ask(self, question: str, argument: object) -> Any:
        """Also through a reload: then the new document is asked."""
        async with asyncio.timeout(60):
            while True:
                try:
                    return await self.page.evaluate(question, argument)
                except Error as error:
                    if not any(word in str(error) for word in GONE):
                        raise
                    await self.page.wait_for_load_state()


@asynccontextmanager
async def browser() -> AsyncIterator[BrowserContext]:
    """Where pages can be opened whose time passes by hand."""
    async with async_playwright() as playwright:
        chromium = playwright.chromium
        launched = await chromium.launch(executable_path=find(chromium.executable_path), args=FLAGS)
        viewport = {"width": SIZE[0], "height": SIZE[1]}
        context = await launched.new_context(viewport=viewport, service_workers="block")  # type: ignore[arg-type]
        await context.add_init_script(path=SCRIPT)
        yield context
        await launched.close()


async def hang(context: BrowserContext, url: str, path: str) -> Glass:
    """A wall of this page."""
    glass = Glass(await context.new_page(), path)
    await glass.page.goto(url + path)
    return glass


def judge(path: str, told: Told, passed: float, look: Appearance) -> str:
    """What is wrong with what a wall shows at a moment, if it knows what it was told; empty: nothing."""
    at = iso(told.time(passed))
    rooms = [ROOM.rpartition("/")[2]] if path == ROOM else [f"room_{room}" for room in ROOMS]
    now, after = ({id_ for room in rooms for id_ in ids(at, room)} for ids in (told.now, told.next))
    seen = {id_: text for slot in look.slots.values() for id_, text in slot.items() if text}
    mark = list(zip(look.mark, look.since, strict=True))
    checks = {
        "blank": look.text,
        "now": look.slots["now"].keys() == now,
        "next": path == AGENDA or look.slots["next"].keys() == after,
        "not seen": path == AGENDA or len(now) > 4 or all(look.slots["now"].values()),
        "nothing seen": bool(seen) or not (told.today(at) if path == AGENDA else now | after),
        "text": all(told.known[id_]["title"] in text for id_, text in seen.items() if id_ in told.known),
        "age": mark in [[m for m in (told.trouble(passed + error),) if m[0]] for error in (-0.5, 0, 0.5)]
        or (mark == [] and path == ROOM and not told.has(ROOM.rpartition("/")[2])),  # a page that says just this
    }
    return ", ".join(name for name, right in checks.items() if not right)
