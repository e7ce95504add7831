"""Random trees of screens.yaml, drawn from its own JSON Schema, and then bent."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Any

from hypothesis import strategies as st

from signage.layout.schema import schema
from signage.layout.views import PLAYLIST_ONLY, SCREEN_ONLY
from tests.fuzz.corpus import junk, texts

SCHEMA = schema()
STRANGE = st.one_of(texts, st.sampled_from(["1" * 5000, "0", "-1", "nan", "1e9", "~", "null", "yes"]))
NAMES = st.one_of(
    st.sampled_from(["Hall A", "room_a", "hall-b", "Floor 1", "Security", "door", "Talk*", "ses_1"]),
    texts.map(lambda text: text[:200] or "x"),
)
HOSTS = [
    "maps.example.com",
    "MAPS.example.com",
    "münchen.example",
    "☃.example",
    "a b",
    "x; script-src *",
    "x\ny",
    "[::1]",
]
MOMENTS = [
    "2026-02-07 09:00",
    "2026-02-07T09:30Z",
    "2026-02-07 10:00+05:30",
    "0001-01-01",
    "9999-12-31 23:59",
    "2026-03-29 01:30",
]
KNOWN: dict[str, list[Any]] = {
    "timezone": ["Europe/Lisbon", "Asia/Kolkata", "Pacific/Kiritimati", "UTC", "Factory", "localtime", "Etc/GMT+12"],
    "language": ["en", "ar", "zh-Hant", "pt_BR", "he", "ja", "de", "tlh", "root", ["en", "ar"], "c", "POSIX"],
    "hours": ["09:00-17:30", "22:00 to 02:00", "00:00-23:59", "9-5"],
    "dark": ["23:00-06:00", ["00:00-12:00", "12:00-00:00"]],
    "days": ["saturday", "2026-02-07", ["mon", "0001-01-01", "9999-12-31"]],
    "from": MOMENTS,
    "until": MOMENTS,
    "url": [f"https://{host}/x" for host in HOSTS] + ["http://maps.example.com:9/", "javascript:zap()", "https://u:p@maps.example.com/"],
    "address": [f"http://{host}:8080" for host in HOSTS],
    "frames": [[host] for host in HOSTS] + [HOSTS],
    "file": ["map.png", "a/b.png", "../x", "https://maps.example.com/"],
    "files": ["slides", ["1.png", "2.png"]],
    "theme": ["dark", "light", {"08:00": "light", "19:00": "dark"}, {"00:00": "dark"}],
}  # fmt: skip
NAMED = {name: st.sampled_from(known) for name, known in KNOWN.items()}


def of_schema(part: dict[str, Any], name: str = "", never: AbstractSet[str] = frozenset()) -> st.SearchStrategy[Any]:
    """Values that a part of the schema allows, or nearly so: what it can't tell is drawn by name, or left out."""
    if name in NAMED:
        return NAMED[name]
    if "$ref" in part:
        return _definition(part["$ref"].rpartition("/")[2], frozenset(never))
    if choices := part.get("anyOf") or part.get("oneOf"):
        return st.one_of([of_schema(choice, never=never) for choice in choices])
    if "const" in part or "enum" in part:
        return st.sampled_from(part.get("enum") or [part["const"]])
    kinds = part.get("type", "string")
    match kinds if isinstance(kinds, str) else kinds[0]:
        case "object":
            return _fields(part, never) if "properties" in part else _entries(part, name)
        case "array":
            return _list(part, SCREEN_ONLY if name in ("rotate", "split") else never)
        case "integer":
            return st.integers(part["minimum"], part["maximum"]).map(str)
        case "boolean":
            return st.sampled_from(["yes", "no", "true"])
        case "null":
            return st.none()
    return st.from_regex(part["pattern"], fullmatch=True) if "pattern" in part else NAMES


@cache
def _definition(name: str, never: frozenset[str]) -> st.SearchStrategy[Any]:
    return st.deferred(lambda: of_schema(SCHEMA["$defs"][name], never=never))


def _entries(part: dict[str, Any], name: str) -> st.SearchStrategy[Any]:
    """A mapping whose keys are staff's own."""
    [(pattern, inner)] = part.get("patternProperties", {"": part.get("additionalProperties")}).items()
    keys = st.from_regex(r"[\w.-]{1,8}", fullmatch=True) if "," in pattern else NAMES
    keys = st.from_regex(pattern, fullmatch=True) if ":" in pattern else keys
    return st.dictionaries(keys, of_schema(inner, never=PLAYLIST_ONLY if name == "screens" else set()), max_size=4)


def _fields(part: dict[str, Any], never: AbstractSet[str]) -> st.SearchStrategy[Any]:
    """A mapping with its own fields: those required, and a few others."""
    wanted = {name: of_schema(inner, name, never) for name, inner in part["properties"].items() if name not in never}
    required = {name: wanted.pop(name) for name in part.get("required", ())}
    optional = st.lists(st.sampled_from(sorted(wanted)), max_size=5, unique=True) if wanted else st.just([])
    return optional.flatmap(lambda names: st.fixed_dictionaries(required | {name: wanted[name] for name in names}))


def _list(part: dict[str, Any], never: AbstractSet[str]) -> st.SearchStrategy[Any]:
    if prefix := part.get("prefixItems"):
        return st.tuples(*map(of_schema, prefix)).map(list)
    least = part.get("minItems", 0)
    most = min(part.get("maxItems", 3), least + 3)
    return st.lists(of_schema(part["items"], never=never), min_size=least, max_size=most)


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Any]:
    """A layout's tree; some have a value or two that are not what belongs there."""
    tree = draw(of_schema({**SCHEMA, "required": ["event", "screens", "notices", "frames"]}))
    tree = copy.deepcopy(tree)
    for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
        _bend(draw, tree)
    return tree


def _bend(draw: st.DrawFn, tree: Any) -> None:
    """Change, drop or rename something, somewhere."""
    while True:
        places = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
        if not places:
            return
        place = draw(st.sampled_from(places))
        if isinstance(tree[place], (dict, list)) and tree[place] and draw(st.integers(0, 3)):
            tree = tree[place]
            continue
        old = tree.pop(place)
        if isinstance(tree, dict) and draw(st.booleans()):
            tree[draw(STRANGE)] = old
        elif isinstance(tree, dict) and draw(st.booleans()):
            tree[place] = draw(st.one_of(STRANGE, junk, st.none()))
        return


def written(tree: Any) -> bytes:
    """A tree as a file: JSON is YAML, short of what YAML wants escaped."""
    text = json.dumps(tree, ensure_ascii=False)
    escaped = re.sub("[\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]", lambda char: f"\\u{ord(char[0]):04x}", text)
    return escaped.encode()


@st.composite
def sources(draw: st.DrawFn) -> bytes:
    """The bytes of a file, of which some have been cut, or overwritten here and there."""
    raw = bytearray(written(draw(trees())))
    if draw(st.integers(0, 5)) == 0:
        for _ in range(draw(st.integers(1, 4))):
            raw[draw(st.integers(0, len(raw) - 1))] = draw(st.sampled_from(b'{}[]",:&*!|>#-%@`\\\n\t\x00\xff '))
    if draw(st.integers(0, 9)) == 0:
        del raw[draw(st.integers(0, len(raw))) :]
    return bytes(raw)
