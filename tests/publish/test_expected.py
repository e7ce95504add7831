"""What should be on a wall, read back from what is rendered."""

from __future__ import annotations

from signage.fleet.expected import Expected
from signage.publish.expected import blocks, expectation
from signage.publish.state import PageKey
from signage.staff.wall_notice import Posted, Wording, of_file
from tests.build import B, at, layout, publisher, session

SCREENS = """
door: {show: room, room: Hall A}
foyer: {show: overview}
today: {show: agenda}
both: {rotate: [{show: message, title: Hello, seconds: 20}, {show: overview, seconds: 20}]}
night: {show: overview, dark: "22:00-06:00"}
"""
SESSIONS = (session("s1", "09:00", "10:00"), session("s2", "10:00", "11:00"), session("s3", "11:00", "12:00", B))


def expected(screen: str, time: str, rest: str = "") -> Expected:
    shown = publisher(layout(SCREENS, rest), *SESSIONS)
    return expectation(shown.renderer.rendered_screen(PageKey("screen", screen))).at(at(time).timestamp())


def test_a_door_has_to_show_what_is_on() -> None:
    assert expected("door", "09:30").running == {"s1"}
    assert expected("door", "09:30").sessions == {"s1", "s2"}
    assert expected("door", "10:00").running == {"s2"}
    assert not expected("door", "13:00").some


def test_lists_show_some_of_what_is_due() -> None:
    for screen in ("foyer", "today"):
        due = expected(screen, "09:30")
        assert due.some
        assert "s1" in due.sessions
        assert due.running == frozenset()
        assert "s1" not in expected(screen, "10:30").sessions


def test_in_turn_a_view_has_to_show_something_only_while_it_is_on() -> None:
    seconds = [expected("both", f"09:30:{second:02}").some for second in (0, 10, 20, 30, 40, 50)]
    assert sorted(set(seconds)) == [False, True]


def test_a_dark_hour_and_a_takeover_cover_a_wall() -> None:
    assert expected("night", "23:00").covered
    assert not expected("night", "21:00").covered
    notice = "notices: [{title: Leave, style: takeover, from: 2026-02-07 09:20, until: 2026-02-07 09:40}]"
    assert expected("door", "09:30", notice).covered
    assert expected("door", "09:30", notice).sessions == frozenset()
    assert not expected("door", "09:45", notice).covered


async def test_a_notice_that_something_lies_above_cannot_be_seen() -> None:
    rest = "notices: [{title: Lunch}, {title: Of the file, style: takeover, until: 2026-02-07 12:00}]"
    wall = publisher(layout(SCREENS, rest), *SESSIONS)
    words, until = (Wording("en", "Leave"),), at("10:00")
    old, new = (Posted(name, words, "takeover", until=until, sent=at("09:00")) for name in ("n_1", "n_2"))
    await wall.show_notices((old, new))
    shown = expectation(wall.renderer.rendered_screen(PageKey("screen", "foyer")))
    file, banner = (notice.id for notice in reversed(of_file(wall.current.layout)))
    assert [shown.at(at(time).timestamp()).notices for time in ("09:30", "11:00", "13:00")] == [
        {"n_2"},
        {file},
        {banner},
    ]


def test_times_and_slots_hold_for_what_lies_within() -> None:
    """A theme may write its own templates; only the attributes count."""
    panel = """<div data-panel="x"><section data-from="10" data-until="50" data-slot="now"><div><br><p
    data-session="a &amp; b" data-until="30"><div>x</div></p></div></section><p data-session="c"></p>
    <aside data-notice="n1" data-from="5"></aside></div>"""
    told = [(one.session or one.notice, one.slot, one.start, one.until) for one in blocks(panel)]
    inf = float("inf")
    assert told == [("a & b", "now", 10, 30), ("c", "", -inf, inf), ("n1", "", 5, inf)]
