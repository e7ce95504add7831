"""What differs between two layouts, as sentences about walls and not about lines. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from signage.layout.text import Tree
from signage.phrase import N_

Translate = Callable[[str], str]
MOST = 40
"""Differences that are told each."""
LONGEST = 80
"""Characters of a value in a sentence."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is otherwise: `name` is the screen, room or notice, or empty for what concerns all walls.

    `key` is what differs of it, `before` and `after` are values as text; a thing that is new or gone as a whole has no
    key.
    """

    kind: Literal["added", "removed", "renamed", "changed", "moved"]
    section: str
    name: str = ""
    key: str = ""
    before: str = ""
    after: str = ""


def differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[Difference, ...]:
    """What differs between the trees of two layouts (`signage.layout.Loaded.tree`), the first `MOST` of it."""
    found = [*_screens(before, after), *_notices(before, after)]
    for section in sorted({*before, *after} - {"screens", "notices"}, key=[*before, *after].index):
        found += _section(section, before.get(section), after.get(section))
    return tuple(found[:MOST])


def sentences(found: tuple[Difference, ...], translate: Translate = str) -> list[str]:
    """Differences in words, one sentence each."""
    return [_sentence(one, translate) for one in found]


# What differs -----------------------------------------------------------------------------------------------------


def _entries(tree: dict[str, Any], section: str) -> dict[str, Any]:
    value = tree.get(section)
    return value if isinstance(value, dict) else {}


def _screens(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    old, new = _entries(before, "screens"), _entries(after, "screens")
    renamed = {}
    for name, entry in new.items():
        former = _listed(entry.get("also") if isinstance(entry, dict) else None)
        if name not in old and (was := next((one for one in former if one in old and one not in new), "")):
            renamed[name] = was
            yield Difference("renamed", "screens", name, before=was, after=name)
        elif name not in old:
            yield Difference("added", "screens", name)
    for name in old:
        if name not in new and name not in renamed.values():
            yield Difference("removed", "screens", name)
    for name, entry in new.items():
        if (before_it := old.get(renamed.get(name, name))) is not None:
            ignored = {"also"} if name in renamed else set()
            yield from _keys("screens", name, before_it, entry, ignored)


def _notices(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    old, new = _notice_entries(before), _notice_entries(after)
    titles = [Counter(str(entry.get("title", "")) for entry in entries) for entries in (old, new)]
    for title in titles[1] - titles[0]:
        yield Difference("added", "notices", title)
    for title in titles[0] - titles[1]:
        yield Difference("removed", "notices", title)
    earlier: defaultdict[str, deque[dict[str, Any]]] = defaultdict(deque)
    for entry in old:
        earlier[str(entry.get("title", ""))].append(entry)
    for entry in new:  # those that share a title are compared one by one, in the order in which they stand
        title = str(entry.get("title", ""))
        if earlier[title]:
            yield from _keys("notices", title, earlier[title].popleft(), entry)


def _notice_entries(tree: dict[str, Any]) -> list[dict[str, Any]]:
    entries = tree.get("notices")
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _section(section: str, before: Tree, after: Tree) -> Iterator[Difference]:
    """What differs in a section that is neither screens nor notices."""
    if not isinstance(before, dict) and not isinstance(after, dict):
        if before != after:
            yield Difference("changed", "", "", section, text(before), text(after))
        return
    old, new = (value if isinstance(value, dict) else {} for value in (before, after))
    if section not in ("rooms", "override"):
        yield from _keys(section, "", old, new)
        return
    for name in new:
        if name not in old:
            yield Difference("added", section, name)
        else:
            yield from _keys(section, name, old[name] or {}, new[name] or {})
    for name in old:
        if name not in new:
            yield Difference("removed", section, name)
    if {*old} == {*new} and [*old] != [*new]:
        yield Difference("moved", section)


def _keys(section: str, name: str, before: Any, after: Any, ignored: set[str] | None = None) -> Iterator[Difference]:
    if not isinstance(before, dict) or not isinstance(after, dict):
        if before != after:
            yield Difference("changed", section, name, "", text(before), text(after))
        return
    for key in (*before, *(key for key in after if key not in before)):
        if key not in (ignored or ()) and before.get(key) != after.get(key):
            yield Difference("changed", section, name, key, text(before.get(key)), text(after.get(key)))


def _listed(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []


def text(value: object) -> str:
    """A value of a layout in a line: `Floor 0: left, Floor 1: up`."""
    if isinstance(value, dict):
        told = ", ".join(f"{key}: {text(one)}" for key, one in value.items())
    elif isinstance(value, list):
        told = ", ".join(map(text, value))
    else:
        told = "" if value is None else str(value)
    return told if len(told) <= LONGEST else f"{told[: LONGEST - 1]}…"


# In words ---------------------------------------------------------------------------------------------------------

VIEWS = {
    "room": N_("a door"),
    "overview": N_("now and next"),
    "agenda": N_("a departure board"),
    "directory": N_("a directory"),
    "picture": N_("a picture"),
    "slides": N_("slides"),
    "message": N_("a message"),
    "page": N_("a web page"),
}
OF_SCREEN = {
    "show": N_("{name} shows {after} instead of {before}"),
    "room": N_("{name} is the door of {after} instead of {before}"),
    "title": N_("{name} is titled “{after}”"),
    "theme": N_("{name} is {after}"),
    "rooms": N_("{name} shows the rooms {after}"),
    "floors": N_("{name} shows the floors {after}"),
    "tracks": N_("{name} shows the tracks {after}"),
    "arrows": N_("{name} has the arrows {after}"),
    "language": N_("{name} speaks {after}"),
    "file": N_("{name} shows the picture {after}"),
    "files": N_("{name} shows the pictures {after}"),
    "rotate": N_("{name} has another playlist"),
    "split": N_("{name} shows other halves"),
    "also": N_("{name} goes by the old names {after}"),
}
WITHOUT = {
    "title": N_("{name} has its usual title"),
    "theme": N_("{name} is dark or light as all screens are"),
    "rooms": N_("{name} shows all rooms"),
    "floors": N_("{name} shows all floors"),
    "tracks": N_("{name} shows all tracks"),
    "arrows": N_("{name} has no arrows"),
    "language": N_("{name} speaks the language of all screens"),
    "also": N_("{name} has no old names"),
}
OF_ALL = {
    "stale_after": N_("Walls call the agenda old after {after}"),
    "language": N_("Walls speak {after}"),
    "theme": N_("Walls are {after}"),
    "address": N_("Phones find this server at {after}"),
}
WHOLE = {
    ("screens", "added"): N_("{name} is new"),
    ("screens", "removed"): N_("{name} is gone"),
    ("screens", "renamed"): N_("{before} is called {after}"),
    ("notices", "added"): N_("The notice “{name}” is new"),
    ("notices", "removed"): N_("The notice “{name}” is gone"),
    ("rooms", "added"): N_("Signs know the room {name}"),
    ("rooms", "removed"): N_("Signs say nothing of the room {name} any more"),
    ("rooms", "moved"): N_("Rooms are in another order"),
    ("override", "added"): N_("The session {name} is corrected"),
    ("override", "removed"): N_("The session {name} is no longer corrected"),
    ("override", "moved"): N_("Corrections are in another order"),
}

IS, AS_USUAL = N_("{key} is {after}"), N_("{key} is as usual")
OF_IT_IS, OF_IT_AS_USUAL = N_("{subject}: {key} is {after}"), N_("{subject}: {key} is as usual")


def _sentence(one: Difference, translate: Translate) -> str:
    values = {"name": one.name, "before": one.before, "after": one.after, "key": one.key, "section": one.section}
    if one.kind != "changed":
        return translate(WHOLE[one.section, one.kind]).format(**values)
    if one.section == "screens" and one.key == "show":
        values |= {side: translate(VIEWS.get(str(values[side]), str(values[side]))) for side in ("before", "after")}
    if not one.section and one.key in OF_ALL and one.after:
        return translate(OF_ALL[one.key]).format(**values)
    if one.section == "screens" and one.key in OF_SCREEN and one.after and not (one.key == "show" and not one.before):
        return translate(OF_SCREEN[one.key]).format(**values)
    if one.section == "screens" and one.key in WITHOUT and not one.after:
        return translate(WITHOUT[one.key]).format(**values)
    values["subject"] = one.name or one.section
    if not values["subject"]:
        return translate(IS if one.after else AS_USUAL).format(**values)
    if not one.key:
        return translate("{subject} is another").format(**values)
    return translate(OF_IT_IS if one.after else OF_IT_AS_USUAL).format(**values)
