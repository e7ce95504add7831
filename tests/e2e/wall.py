"""A wall without a browser: a page and its stream, kept up to date as the script does, and read by the one rule."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Self

import httpx

from tests.wait import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

BY_CLOCK = frozenset(("data-clock", "data-left"))
"""Attributes of elements whose text is another one each minute."""
VOID = frozenset(("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "path", "circle"))


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def walk(self, shown: Callable[[Element], bool] = lambda _: True) -> Iterator[Element]:
        """This element and those within, but for what is not shown."""
        if shown(self):
            yield self
            for child in self.children:
                if isinstance(child, Element):
                    yield from child.walk(shown)

    @property
    def is_store(self) -> bool:
        """Whether it holds what is due of a list at each hour; behind it stand copies of what is due now."""
        return self.tag == "template" and "data-due" in self.attributes

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.path = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.path[-1].children.append(element)
        if tag not in VOID:
            self.path.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.path[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.path) - 1, 0, -1):
            if self.path[depth].tag == tag:
                del self.path[depth:]
                return

    def handle_data(self, data: str) -> None:
        self.path[-1].children.append(data)


def parse(html: str) -> Element:
    """The tree of a page or panel, without the copies of what waits in its stores: what is due is read from these."""
    tree = _Tree()
    tree.feed(html)
    for element in tree.path[0].walk():
        stores = [n for n, child in enumerate(element.children) if isinstance(child, Element) and child.is_store]
        if stores:
            del element.children[stores[0] + 1 :]
    return tree.path[0]


def revision_of(panel: Element) -> str:
    """The revision that a panel names."""
    return next(element for element in panel.walk() if element.tag).attributes.get("data-revision", "")


def splice(panel: Element, change: dict[str, Any]) -> None:
    """Put the templates of a `parts` event in place of others in the store of the panel that it was made from."""
    root = next(element for element in panel.walk() if "data-revision" in element.attributes)
    store = next(element for element in panel.walk() if element.is_store)
    waiting = [child for child in store.children if isinstance(child, Element)]
    assert len(waiting) == change["count"]
    for at, removed, html in reversed(change["parts"]):
        waiting[at : at + removed] = [child for child in parse(html).children if isinstance(child, Element)]
    root.attributes["data-revision"] = change["revision"]
    store.children = [*waiting]


def on_screen(now: float) -> Callable[[Element], bool]:
    """The rule: shown exactly while `from <= now < until`."""

    def shown(element: Element) -> bool:
        start, end = element.attributes.get("data-from"), element.attributes.get("data-until")
        return (start is None or float(start) <= now) and (end is None or now < float(end))

    return shown


def slots(panels: list[Element], now: float) -> dict[str, set[str]]:
    """The ids of the sessions on screen by slot: now, next, later."""
    found: dict[str, set[str]] = {}
    shown = on_screen(now)
    for panel in panels:
        for slot in panel.walk(shown):
            if name := slot.attributes.get("data-slot"):
                ids = {element.attributes.get("data-session", "") for element in slot.walk(shown)}
                found.setdefault(name, set()).update(ids - {""})
    return found


class Wall:
    """One page and its stream. `events` are all that came, as `(name, data)`; `lost` how often the stream ended."""

    def __init__(self, client: httpx.AsyncClient, path: str) -> None:
        self._client, self._path = client, path
        self.events: list[tuple[str, Any]] = []
        self.lost = 0
        self.open = False
        self.root = Element("", {})
        self.panels: dict[str, Element] = {}
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """With its page and first tick."""
        await self._load()
        self._task = asyncio.create_task(self._follow())
        await until(lambda: self.events)
        return self

    async def __aexit__(self, *_: object) -> None:
        while self._task and not self._task.done():  # one that is reading may take a cancellation for its stream's end
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=1)

    def slots(self, now: float) -> dict[str, set[str]]:
        """What it shows at an instant: ids by slot."""
        return slots(list(self.panels.values()), now)

    def text(self, now: float) -> str:
        """All that can be read on its panels at an instant, but for the time of day and counted minutes."""
        elements = (element for panel in self.panels.values() for element in panel.walk(on_screen(now)))
        texts = (
            child for element in elements if not BY_CLOCK & element.attributes.keys() for child in element.children
        )
        return " ".join(" ".join(text.split()) for text in texts if isinstance(text, str) and text.strip())

    @property
    def confirmed(self) -> float | None:
        """When the agenda was last confirmed, epoch seconds, as the last tick or the page says."""
        ticks = [data["confirmed"] for name, data in self.events if name == "tick"]
        said = ticks[-1] if ticks else self.root.attributes["data-confirmed"] or None
        return float(said) / 1000 if said else None

    @property
    def word(self) -> int:
        """The server's time at the last tick, epoch milliseconds; raises what ended the wall, if anything did."""
        if self._task and self._task.done():
            self._task.result()
        return next((int(data["now"]) for name, data in reversed(self.events) if name == "tick"), 0)

    @property
    def ticks(self) -> int:
        """How often it was told the time."""
        return sum(name == "tick" for name, _ in self.events)

    def panel_events(self) -> list[str]:
        """The names of the panels that came by stream."""
        return [data["panel"] for name, data in self.events if name in ("panel", "parts")]

    async def _load(self) -> None:
        page = await self._client.get(self._path)
        self.root = next(e for e in parse(page.text).walk() if e.tag == "html")
        panels = (element for element in self.root.walk() if "data-panel" in element.attributes)
        self.panels = {panel.attributes["data-panel"]: panel for panel in panels}

    async def _follow(self) -> None:
        while True:
            try:
                async for name, data in self._stream():
                    if name == "reload":
                        await self._load()
                    elif name in ("panel", "parts") and not self._replace(data):
                        break
                    self.events.append((name, data))
                    self.open = True
                    if name == "reload":
                        break
            except httpx.HTTPError:
                pass
            self.lost += 1
            self.open = False
            await asyncio.sleep(0.02)

    def _replace(self, change: dict[str, Any]) -> bool:
        """Take a panel or parts of one. A page that opens while a change is being sent is told what it has already.

        False where the parts are of another form than it has: that comes whole by a new stream.
        """
        panel = self.panels[change["panel"]]
        if revision_of(panel) != change["revision"]:
            if "html" in change:
                self.panels[change["panel"]] = parse(change["html"])
            elif revision_of(panel) == change["from"]:
                splice(panel, change)
            else:
                return False
        return True

    async def _stream(self) -> AsyncIterator[tuple[str, Any]]:
        revisions = [revision_of(panel) for panel in self.panels.values()]
        url = self.root.attributes["data-events"]
        rev = ".".join([self.root.attributes["data-set"], *revisions])
        async with self._client.stream("GET", url, params={"rev": rev}, timeout=None) as response:
            name = ""
            async for line in response.aiter_lines():
                key, _, value = line.partition(": ")
                if key == "event":
                    name = value
                elif key == "data":
                    yield name, json.loads(value)
