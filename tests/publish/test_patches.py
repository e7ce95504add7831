"""What differs between two forms of a panel, as parts: put into the old form they make the new one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signage.agenda import Room
from signage.publish.changes import Event, differences
from signage.publish.patches import WHOLE_BELOW, change_between
from signage.publish.state import PageKey
from signage.render.panel_html import Panel
from tests.build import A, B, agenda, layout, session
from tests.publish.wall import Wall

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from signage.agenda import Session
    from signage.render.screen import RenderedScreen

TEMPLATE = re.compile(r"<template(?! data-due).*?</template>", re.DOTALL)
LONG = "x" * (WHOLE_BELOW // 4)


def panel(revision: str, texts: Sequence[str], before: str = "", after: str = "") -> Panel:
    waiting = "".join(f'\n<template data-from="{number}">{text}</template>' for number, text in enumerate(texts))
    html = (
        f'<div data-panel="p" data-revision="{revision}">{before}<template data-due>{waiting}\n</template>{after}</div>'
    )
    return Panel("p", revision, html)


def plain(*texts: str, revision: str = "a1", **more: str) -> Panel:
    """Templates that differ by their text alone."""
    made = panel(revision, texts, **more)
    return Panel("p", revision, re.sub(r' data-from="\d+"', "", made.html))


def spliced(html: str, change: Mapping[str, object]) -> str:
    """The HTML of a panel with the parts of an event put in."""
    templates, parts = TEMPLATE.findall(html), list(change["parts"])  # type: ignore[call-overload]
    assert len(templates) == change["count"]
    store = re.search(r"(<template data-due[^>]*>).*</template>", html, re.DOTALL)
    assert store is not None
    for at, removed, new in reversed(parts):
        templates[at : at + removed] = TEMPLATE.findall(new)
    whole = store[1] + "".join(f"\n{one}" for one in templates) + "\n</template>"
    return html.replace(store[0], whole).replace(f'"{change["from"]}"', f'"{change["revision"]}"', 1)


TEXTS = st.lists(st.sampled_from([f"{letter}{LONG}" for letter in "abcdefgh"]), max_size=12)


@given(TEXTS, TEXTS)
def test_parts_make_the_new_form_of_the_old_one(old: list[str], new: list[str]) -> None:
    was, now = plain(*old), plain(*new, revision="b2")
    if change := change_between(was, now):
        told = {"from": "a1", "revision": "b2", "count": change.templates, "parts": change.splices}
        assert spliced(was.html, told) == now.html
        ends = [splice.at + splice.removed for splice in change.splices]
        assert all(end < splice.at for end, splice in zip(ends, change.splices[1:], strict=False))
        assert 2 * sum(len(splice.html) for splice in change.splices) <= len(now.html)


def test_what_moves_leaves_all_others_where_they_are() -> None:
    texts = [f"{number}{LONG}" for number in range(20)]
    change = change_between(plain(*texts), plain(texts[-1], *texts[:-1], revision="b2"))
    assert change is not None
    assert [(splice.at, splice.removed) for splice in change.splices] == [(0, 0), (19, 1)]


def test_where_few_differ_they_give_way_in_place() -> None:
    texts = [f"{number}{LONG}" for number in range(64)]
    new = [*texts[:9], f"new{LONG}", *texts[10:54], texts[9], *texts[55:]]
    change = change_between(plain(*texts), plain(*new, revision="b2"))
    assert change is not None
    assert [splice[:2] for splice in change.splices] == [(9, 1), (54, 1)]


def test_a_panel_is_taken_apart_once() -> None:
    made = plain(*(f"{number}{LONG}" for number in range(8)))
    assert made.waiting is made.waiting
    assert made.waiting is not None


def test_of_many_that_change_only_these_are_sent() -> None:
    texts = [f"{number}{LONG}" for number in range(400)]
    new = [f"new{LONG}" if number % 3 == 0 else text for number, text in enumerate(texts)]
    change = change_between(plain(*texts), plain(*new, revision="b2"))
    assert change is not None
    assert [splice[:2] for splice in change.splices] == [(number, 1) for number in range(0, 400, 3)]


SAME = tuple(f"{letter}{LONG}" for letter in "abcdef")


@pytest.mark.parametrize("new", [
    plain(*SAME, revision="b2", before="<h1>Another</h1>"),
    plain(*SAME, revision="b2", after="<p>Another</p>"),
    plain(*(f"new {text}" for text in SAME), revision="b2"),
    Panel("p", "b2", f'<div data-panel="p" data-revision="b2">{LONG * 4}</div>'),
    Panel("p", "b2", plain(*SAME, revision="b2").html.replace("\n<template>", "\n<!-- a row --><template>", 1)),
    Panel("p", "b2", plain(*SAME, revision="b2").html.replace("</div>", "<template data-due></template></div>")),
    Panel("p", "b2", plain(*SAME, revision="b2").html.replace("<template>a", "<template><template></template>a")),
], ids=["before", "after", "all of it", "no store", "a comment", "two stores", "one within another"])  # fmt: skip
def test_a_panel_goes_whole_where_parts_would_not_do(new: Panel) -> None:
    assert change_between(plain(*SAME), new) is None
    assert change_between(new, plain(*SAME)) is None


def test_a_small_panel_goes_whole() -> None:
    assert change_between(plain("a", "b", "c"), plain("a", "b", "d", revision="b2")) is None


# A page that gets events ----------------------------------------------------------------------------------------------

KEYS = tuple(PageKey("screen", name) for name in ("board", "rooms", "signs", "door"))
SCREENS = """
board: {show: agenda}
rooms: {show: overview}
signs: {show: directory}
door: {show: room, room: Hall A}
"""
HELD = {f"s{n}": session(f"s{n}", f"{8 + n % 12:02}:00", f"{9 + n % 12:02}:00", (A, B)[n % 2]) for n in range(24)}
EDITS = st.tuples(
    st.sampled_from(["title", "track", "time", "cancelled", "gone", "name of its room"]),
    st.sampled_from(sorted(HELD)),
    st.integers(6, 22),
    st.sampled_from([A, B, None]),
)
"""What becomes of a session: of which kind, which, and an hour and a room for what takes place another time."""


def edited(
    held: dict[str, Session], step: int, kind: str, name: str, hour: int, room: Room | None
) -> dict[str, Session]:
    """The sessions after an edit."""
    if kind == "gone":
        return {key: one for key, one in held.items() if key != name}
    if kind == "name of its room":
        named = Room(B.id, f"Hall {step}")
        return {key: replace(one, room=named) if one.room and one.room.id == B.id else one for key, one in held.items()}
    more = {"title": f"New {step}"} if kind == "title" else {"track": "Water"} if kind == "track" else {}
    return held | {
        name: session(name, f"{hour:02}:00", f"{hour + 1:02}:00", room, cancelled=kind == "cancelled", **more)
    }


def bare(panels: dict[str, str]) -> dict[str, str]:
    """Without the blanks between templates."""
    return {name: re.sub(r"\s*(</?template)", r"\1", html) for name, html in panels.items()}


def applied(panels: dict[str, str], shown: RenderedScreen, events: list[Event]) -> dict[str, str]:
    """The panels of a page once it got these events; those of a page that loads anew."""
    for event in events:
        name = str(event.data.get("panel"))
        if event.name == "reload":
            return {panel.name: panel.html for panel in shown.panels}
        if event.name == "panel":
            panels = panels | {name: str(event.data["html"])}
        if event.name == "parts":
            panels = panels | {name: spliced(panels[name], event.data)}
    return panels


@settings(max_examples=15)
@given(st.lists(st.lists(EDITS, min_size=1, max_size=4), min_size=1, max_size=4))
async def test_a_page_that_gets_events_is_as_one_that_is_loaded_anew(
    steps: list[list[tuple[str, str, int, Room | None]]],
) -> None:
    wall, held = Wall(layout(SCREENS)), HELD
    await wall.publisher.show_agenda(agenda(*held.values()))
    shown = {key: wall.page(key) for key in KEYS}
    pages = {key: {panel.name: panel.html for panel in shown[key].panels} for key in KEYS}
    for step, edits in enumerate(steps):
        for edit in edits:
            held = edited(held, step, *edit)
        await wall.publisher.show_agenda(agenda(*held.values()))
        anew = Wall(layout(SCREENS))
        await anew.publisher.show_agenda(agenda(*held.values()))
        for key in KEYS:
            before, shown[key] = shown[key], wall.page(key)
            events = list(differences(before.id, shown[key], before.panels))
            pages[key] = applied(pages[key], shown[key], events)
            assert bare(pages[key]) == bare({panel.name: panel.html for panel in anew.page(key).panels})
