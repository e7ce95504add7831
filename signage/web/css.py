"""The stylesheet as it is sent, made from ours by two rules, so that each thing is written once.

`@shape NAME { … }` holds rules for a shape of display (`SHAPES`). They are copied for views that have this shape on any
display: halves, and views with an `orientation` of their own.

After each rule that tells left from right its mirror image is added, for views that are read from right to left. Rules
between `/*rtl:begin:ignore*/` and `/*rtl:end:ignore*/`, and those whose selector has `[dir=`, get none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

import rcssmin  # type: ignore[import-untyped]

from signage.assets import SHEET, static_content

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

UPRIGHT, LYING = ".tv:not(.is-landscape)", ".tv:not(.is-portrait)"
SHAPES = {
    "portrait": (("(orientation: portrait)", UPRIGHT), ("", ".tv.is-portrait")),
    "square": (
        ("(orientation: portrait) and (min-aspect-ratio: 3/4)", UPRIGHT),
        ("(orientation: portrait)", ".tv.is-half:not(.is-landscape)"),
        ("", ".tv.is-half.is-portrait"),
    ),
    "low": (("(min-aspect-ratio: 5/2)", LYING), ("(orientation: landscape)", ".tv.is-half:not(.is-portrait)")),
    "phone": (
        ("(max-width: 600px) and (max-height: 1400px) and (orientation: portrait)", UPRIGHT),
        ("(max-width: 600px) and (max-height: 1400px) and (orientation: portrait)", ".tv.is-portrait"),
    ),
}
"""By its name: for each copy of a block the media query, '' for any display, and the views that its rules are for."""

_COMMENT = re.compile(r"/\*(?!rtl:).*?\*/", re.DOTALL)
_TOKEN = re.compile(
    r"\s*(?:/\*rtl:(?P<mark>begin|end):ignore\*/"
    r"|@(?P<at>media|shape)\s+(?P<query>[^{}]+?)\s*\{"
    r"|(?P<close>\})"
    r"|(?P<selectors>[^{}/]+?)\s*\{(?P<body>[^{}]*)\})\s*"
)
_ARGUMENT = re.compile(r"\([^()]*\)")
_TV = re.compile(r"\.tv(?![\w-])")
_VIEW = re.compile(r"\.(?:tv|h12|has-code|overview|agenda|directory)(?![\w-])")
"""A selector that begins with the view itself, by one of the view's own classes."""
_LEFT_OR_RIGHT = re.compile(r"\b(left|right)\b")
_OTHER = {"left": "right", "right": "left"}
_UNSET = {"margin": "0", "padding": "0", "border": "0", "inset": "auto"}
"""By a property of two sides, `inset` for `left` and `right`: the value of a side that has none."""
Sides = tuple[str | None, str | None]
"""The values of the left and of the right side, None for none."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`selectors { declarations }`, in the at-rule `within` if that is not ''."""

    selectors: tuple[str, ...]
    declarations: tuple[tuple[str, str], ...]
    within: str = ""
    mirrored: bool = True


@cache
def shipped() -> str:
    """The stylesheet that every page has, without needless spaces; a venue's own rules stand after it."""
    return str(rcssmin.cssmin(compiled(static_content(SHEET).decode())))


def compiled(css: str) -> str:
    """What is sent for CSS of ours: shapes copied, mirror images added, comments left out. Raises `ValueError`."""
    rules = [
        copy
        for within, block in groupby(parsed(css), lambda rule: rule.within)
        for copy in _copies(within, list(block))
    ]
    grouped = groupby(with_mirror_images(rules), lambda rule: rule.within)
    return "".join(_written(within, block) for within, block in grouped)


def parsed(css: str) -> Iterator[Rule]:
    """The rules of CSS, at most one at-rule deep. Raises `ValueError` at what is none, for nothing may be lost."""
    css, at, within, mirrored = _COMMENT.sub("", css), 0, "", True
    while at < len(css):
        token = _TOKEN.match(css, at)
        if token is None or (token["close"] and not within):
            raise ValueError(f"no CSS rule: {css[at : at + 60]!r}")
        at = token.end()
        if token["mark"]:
            mirrored = token["mark"] == "end"
        elif token["at"]:
            within = f"@{token['at']} {token['query']}"
        elif token["close"]:
            within = ""
        else:
            pairs = (part.partition(":")[::2] for part in token["body"].split(";") if part.strip())
            declarations = tuple((name.strip(), value.strip()) for name, value in pairs)
            yield Rule(tuple(one.strip() for one in token["selectors"].split(",")), declarations, within, mirrored)


def _written(within: str, rules: Iterable[Rule]) -> str:
    lines = "\n".join(
        f"{', '.join(rule.selectors)} {{ {'; '.join(f'{name}: {value}' for name, value in rule.declarations)} }}"
        for rule in rules
    )
    return f"{within} {{\n{lines}\n}}\n" if within else f"{lines}\n"


# ---- Shapes. ----


def _copies(within: str, block: list[Rule]) -> list[Rule]:
    """The rules of one block, once for each kind of view that may have its shape."""
    if not within.startswith("@shape "):
        return block
    return [
        replace(
            rule,
            selectors=tuple(_in_view(one, views) for one in rule.selectors),
            within=f"@media {query}" * bool(query),
        )
        for query, views in SHAPES[within.removeprefix("@shape ")]
        for rule in block
    ]


def _in_view(selector: str, views: str) -> str:
    """A selector of the view itself, or of something in it."""
    return f"{views}{selector.removeprefix('.tv')}" if _TV.match(selector) else f"{views} {selector}"


# ---- Mirror images. ----


def with_mirror_images(rules: list[Rule]) -> Iterator[Rule]:
    """Each rule, then its mirror image, if it tells left from right.

    A mirror image has two classes more than its rule, and so wins over it and over all that its rule wins over. A rule
    that sets both sides alike needs one, too, where another rule for the same class tells them apart. Where a rule sets
    one side alone, its image leaves the other side without a value: a rule sets both, where both have one.
    """
    told_apart = {
        (pair, subject)
        for rule in rules
        for pair, (left, right) in _sides(rule).items()
        if left != right
        for subject in _subjects(rule)
    }
    for rule in rules:
        yield rule
        subjects = _subjects(rule)
        image = [
            declaration
            for pair, (left, right) in _sides(rule).items()
            if any((pair, subject) in told_apart for subject in subjects)
            for declaration in _image(pair, left, right)
        ]
        if image:
            selectors = tuple(_in_rtl_view(one) for one in rule.selectors)
            yield replace(rule, selectors=selectors, declarations=tuple(image))


def _sides(rule: Rule) -> dict[str, Sides]:
    """What a rule sets on the left and on the right, None for nothing: by `margin`, `padding`, `border`, `inset`.

    For `text-align` and `object-position`, which have one value, that and its mirror image.
    """
    found: dict[str, Sides] = {}
    if not rule.mirrored or any("[dir=" in selector for selector in rule.selectors):
        return found
    for name, value in rule.declarations:
        pair, _, side = name.rpartition("-")
        if name in {"left", "right"}:
            pair = "inset"
        if name in {"text-align", "object-position"}:
            found[name] = (value, _LEFT_OR_RIGHT.sub(lambda word: _OTHER[word[0]], value))
        elif name == "border":
            found[name] = (value, value)
        elif name in {"margin", "padding"}:
            values = _values(value)
            second = (values[1:2] or values)[0]
            found[name] = ((values[3:4] or [second])[0], second)
        elif pair in _UNSET and side in _OTHER:
            left, right = found.get(pair, (None, None))
            found[pair] = (value, right) if side == "left" else (left, value)
    return found


def _values(text: str) -> list[str]:
    """The values of a property, separated by spaces that are in no brackets."""
    found, depth = [""], 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if char != " " or depth:
            found[-1] += char
        elif found[-1]:
            found.append("")
    return found


def _image(pair: str, left: str | None, right: str | None) -> Iterator[tuple[str, str]]:
    """The declarations for a view that is read from the right."""
    if pair not in _UNSET:
        yield pair, str(right)
        return
    for side, value in (("left", right), ("right", left)):
        yield side if pair == "inset" else f"{pair}-{side}", _UNSET[pair] if value is None else value


def _subjects(rule: Rule) -> set[str]:
    """What tells the elements of a rule: classes of theirs; if they have none, their tag and what is around it."""
    found: set[str] = set()
    for selector in rule.selectors:
        *_, around, element = ["", *re.split(r"[\s>+~]+", _ARGUMENT.sub("", selector))]
        pseudo = "".join(re.findall(r":(?:before|after)$", element))
        classes = re.findall(r"\.([\w-]+)", element)
        found |= {one + pseudo for one in classes} or {f"{around} {element}"}
    return found


def _in_rtl_view(selector: str) -> str:
    """A selector of the same in views that are read from the right, with two classes more, whatever it begins with."""
    if _TV.match(selector):
        return f'.tv.tv[dir="rtl"]{selector.removeprefix(".tv")}'
    return f'.tv[dir="rtl"]{"" if _VIEW.match(selector) else " "}{selector}'
