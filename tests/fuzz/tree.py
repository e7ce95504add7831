"""A page as a tree, and the words its templates are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from signage.assets import folder
from signage.layout.screens import SCREENS

VOID = {"img", "link", "meta"}
SOURCE = re.sub(r"{#.*?#}", "", "\n".join(path.read_text() for path in sorted(folder("templates").glob("*.html"))))
TAGS = {"main", "section", "s", *re.findall(r"<([a-z][a-z0-9]*)", SOURCE)}
ATTRIBUTES = {
    "hidden",
    "defer",
    "stroke",
    *re.findall(r"\b(?:[a-z]+[-:])*[a-z]+(?==\")|(?<= )data-[a-z-]+", SOURCE.lower()),
}
WORDS = {*SCREENS, "frame", "media", "missing", "code__svg", *re.findall(r"[a-z][\w-]*", SOURCE)}


@dataclass
class Element:
    """An element, what is in it, and what it is in."""

    tag: str
    attributes: dict[str, str]
    around: Element | None = None
    inner: list[Element | str] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """It and all elements in it."""
        yield self
        for one in self.inner:
            if isinstance(one, Element):
                yield from one.walk()

    @property
    def texts(self) -> list[str]:
        """Every stretch of text in it, without the blanks at its ends."""
        return [one.strip() for element in self.walk() for one in element.inner if isinstance(one, str)]

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    def up(self) -> Iterator[Element]:
        """It and all elements it is in."""
        yield self
        if self.around:
            yield from self.around.up()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.here = Element("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.here = self.here.inner[-1]  # type: ignore[assignment]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        assert len(said) == len(attrs), f"an attribute stands twice: {attrs}"
        self.here.inner.append(Element(tag, said, self.here))

    def handle_endtag(self, tag: str) -> None:
        assert self.here.tag == tag, f"</{tag}> in <{self.here.tag}>"
        self.here = self.here.around or self.root

    def handle_data(self, data: str) -> None:
        self.here.inner.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")

    handle_pi = unknown_decl


def read(html: str) -> Element:
    """The tree of a page; every element is closed where it should be."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.here is reader.root, f"<{reader.here.tag}> is not closed"
    return reader.root


def foreign(root: Element) -> list[str]:
    """Tags, attributes and classes that none of our templates has, and addresses that are not ours."""
    found = []
    for element in root.walk():
        names = set() if element.tag == "html" else element.attributes.keys() - ATTRIBUTES
        found += [element.tag] if element.tag and element.tag not in TAGS else []
        found += names
        found += [name for name in element.classes if not _ours(name)]
        urls = [element.attributes.get(name, "/") for name in ("src", "href", "xlink:href", "data-events")]
        found += [url for url in urls if not re.match(r"/(?!/)|#", url)]
    return found


def _ours(name: str) -> bool:
    return (
        name in WORDS
        or re.sub(r"(\d+|[a-z]+)$", "", name) in WORDS
        or re.fullmatch(r"tk-(\d+|b[0-9a-f]{8})", name) is not None
    )
