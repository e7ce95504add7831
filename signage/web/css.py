"""The stylesheet's rules for a shape of display, also for views of that shape: halves, turned, `orientation`."""

from __future__ import annotations

import re

_BLOCK = re.compile(r"@media ([^{]*) \{\n(.*?)\n\}\n", re.DOTALL)
_RULE = re.compile(r"([^{}]+)(\{[^{}]*\})")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)

PORTRAIT, LANDSCAPE = "(orientation: portrait)", "(orientation: landscape)"
SQUARE = f"{PORTRAIT} and (min-aspect-ratio: 3/4)"
LOW = "(min-aspect-ratio: 5/2)"
PHONE = f"(max-width: 600px) and {PORTRAIT}"
COPIES = {
    PORTRAIT: ((PORTRAIT, ".tv:not(.is-landscape)"), ("", ".tv.is-portrait")),
    SQUARE: (
        (SQUARE, ".tv:not(.is-landscape)"),
        (PORTRAIT, ".tv.is-half:not(.is-landscape)"),
        ("", ".tv.is-half.is-portrait"),
    ),
    PHONE: ((PHONE, ".tv:not(.is-landscape)"), (PHONE, ".tv.is-portrait")),
    LOW: ((LOW, ".tv:not(.is-portrait)"), (LANDSCAPE, ".tv.is-half:not(.is-portrait)")),
}
"""By the query that a block is written with: the query, if any, and the views of each copy of it."""


def shaped(css: str) -> str:
    """Blocks for portrait, square and low displays, copied for the views of that shape on any display."""
    return _BLOCK.sub(_copied, css)


def _copied(block: re.Match[str]) -> str:
    rules = _COMMENT.sub("", block[2])
    copies = ((query, _within(rules, views)) for query, views in COPIES.get(block[1], ()))
    return "".join(f"@media {query} {{{own}\n}}\n" if query else f"{own}\n" for query, own in copies) or block[0]


def _within(rules: str, view: str) -> str:
    return _RULE.sub(lambda rule: f"\n{', '.join(_scoped(one, view) for one in rule[1].split(','))} {rule[2]}", rules)


def _scoped(selector: str, view: str) -> str:
    """A selector of the view itself, or of something in it."""
    selector = selector.strip()
    return view + selector.removeprefix(".tv") if selector.startswith(".tv") else f"{view} {selector}"
