"""The one rule on the server: what is on screen when a page is served."""

from __future__ import annotations

from datetime import datetime, timedelta
from gettext import NullTranslations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.render.language import Words
from signage.render.playlist import round_robin
from signage.render.visibility import edges, left, moment, offsets
from tests.build import at

WORDS = Words("en-GB", ZoneInfo("Europe/Lisbon"), NullTranslations())


def shown(html: str, now: float = 0) -> str:
    return moment(html, now, WORDS)


@pytest.mark.parametrize(
    ("attributes", "on_screen"),
    [
        ('data-from="100"', [False, True, True, True]),
        ('data-until="200"', [True, True, True, False]),
        ('data-from="100" data-until="200"', [False, True, True, False]),
    ],
)
def test_an_element_is_on_screen_from_its_first_second_until_its_last(attributes: str, on_screen: list[bool]) -> None:
    html = f"<p {attributes}>x</p>"
    hidden = f"<p {attributes} hidden>x</p>"
    assert [shown(html, now) for now in (99.9, 100, 199.9, 200)] == [html if here else hidden for here in on_screen]


def test_edges_are_all_seconds_at_which_something_comes_or_goes() -> None:
    assert edges('<p data-from="1" data-until="3"><b data-until="2"></b><i data-from="4">5</i>') == {1, 2, 3, 4}


@pytest.mark.parametrize(
    ("turn", "on_screen"),
    [
        ("-:10/20/30", [False, True, True, False, False, True, True, True]),
        ("15-:10/20/30", [False, False, True, False, False, True, True, True]),
        ("-45:10/20/30", [False, True, True, False, False, True, True, False]),
        ("-15:10/20/30 42-:10/20/30", [False, True, False, False, False, False, True, True]),
    ],
)
def test_what_goes_round_is_on_screen_in_its_turn(turn: str, on_screen: list[bool]) -> None:
    html = f'<p data-turn="{turn}"></p>'
    times = (9.9, 10, 19.9, 20, 39.9, 40, 44.9, 45)
    assert ["hidden" not in shown(html, now) for now in times] == on_screen


@given(stays=st.lists(st.integers(5, 90), min_size=2, max_size=4), length=st.integers(3, 60), count=st.integers(2, 9))
def test_each_page_has_its_turn_in_a_view_that_takes_turns(stays: list[int], length: int, count: int) -> None:
    stage, pages = round_robin(stays)[0], round_robin([length] * count)
    html = f'<main data-view="x" data-turn="{stage}">' + "".join(f'<p data-turn="{turn}">' for turn in pages)
    each = max(1, int(stays[0] / length + 0.5))  # whole turns in each stay
    for stay in range(-(-count // each)):
        for turn in range(each):
            now = 7 * count * sum(stays) + stay * sum(stays) + (turn + 0.5) * stays[0] / each
            seen = [" hidden" not in tag for tag in shown(html, now).split("<")[1:]]
            assert seen == [True, *(page == (7 * count * each + stay * each + turn) % count for page in range(count))]


def test_halves_have_a_pace_of_their_own() -> None:
    turned, page = '<main data-view="a" data-turn="-:0/24/48">', '<p data-turn="-:0/12/36">'
    assert shown(f'{turned}{page}<section data-view="b">{page}', 60) == (
        f'{turned}{page}<section data-view="b">{page[:-1]} hidden>'
    )


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "0"), (1, "1"), (60, "1"), (61, "2"), (99 * 60, "99"), (99 * 60 + 1, "1:40"), (125 * 60, "2:05"), (-90, "0")],
)
def test_minutes_left_are_rounded_up(seconds: int, expected: str) -> None:
    assert left(1000, 1000 - seconds) == expected
    assert shown('<b data-left="1000"></b>', 1000 - seconds) == f'<b data-left="1000">{expected}</b>'


@pytest.mark.parametrize("attributes", ["data-clock", "data-clock data-sure", 'class="n" data-sure data-clock'])
def test_the_clock_is_right_without_script(attributes: str) -> None:
    assert shown(f"<time {attributes}></time>", at("09:05").timestamp()) == f"<time {attributes}>09:05</time>"


def test_what_is_stale_starts_hidden_and_its_relatives_stay() -> None:
    assert shown('<p class="x" data-stale><b data-stale-kind="stale">') == (
        '<p class="x" data-stale hidden><b data-stale-kind="stale">'
    )


@pytest.mark.parametrize(
    "text",
    [
        "data-stale is a word",
        "data-clock> is a word",
        "a data-stale data-clock",
        "data-from=&#34;1&#34; data-until=&#34;2&#34;",
    ],
)
def test_words_of_a_title_are_left_alone(text: str) -> None:
    text = text.replace(">", "&gt;")  # as templates escape it
    html = f'<p title="{text}">{text}</p><img alt="{text}"><i>{text}</i>'
    assert shown(html, 5) == html


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        ("2026-02-07T00:00", 3, "0:0"),
        ("2026-03-28T00:00", 3, "0:0,1774746000:3600"),  # 2026-03-29 01:00 UTC
        ("2026-10-24T12:00", 1, "0:3600,1792890000:0"),  # 2026-10-25 01:00 UTC
    ],
)
def test_offsets_change_on_the_very_second(start: str, days: int, expected: str) -> None:
    begin = datetime.fromisoformat(start + "+00:00")
    assert offsets(WORDS, begin, begin + timedelta(days=days)) == expected
