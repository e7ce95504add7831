"""The stylesheet's portrait rules, also for views whose shape is not the display's: halves, turned displays, `orientation`."""

from __future__ import annotations

import re

_BLOCK = re.compile(r"@media \(orientation: portrait\) \{\n(.*?)\n\}\n", re.DOTALL)
_RULE = re.compile(r"([^{}]+)(\{[^{}]*\})")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def shaped(css: str) -> str:
    """The rules for portrait displays spare `.is-landscape` views, and stand a second time for `.is-portrait` ones."""
    return _BLOCK.sub(_both, css)


def _both(block: re.Match[str]) -> str:
    rules = _COMMENT.sub("", block[1])
    upright = _within(rules, ".tv:not(.is-landscape)")
    return f"@media (orientation: portrait) {{{upright}\n}}\n{_within(rules, '.tv.is-portrait')}\n"


def _within(rules: str, view: str) -> str:
    return _RULE.sub(lambda rule: f"\n{', '.join(_scoped(one, view) for one in rule[1].split(','))} {rule[2]}", rules)


def _scoped(selector: str, view: str) -> str:
    """A selector of the view itself, or of something in it."""
    selector = selector.strip()
    return view + selector.removeprefix(".tv") if selector.startswith(".tv") else f"{view} {selector}"
