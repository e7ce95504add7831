"""Agendas by chance on which a rule was once broken, held to all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.walls.plans import Plan, venue
from tests.walls.walk import opened, serving, walk

if TYPE_CHECKING:
    from playwright.async_api import Browser

    from tests.walls.walk import Finding

SIZES = ((1920, 1080), (1080, 1920))


async def findings_of(browser: Browser, view: str, size: tuple[int, int], plan: Plan, number: int) -> list[Finding]:
    """What is wrong with a screen of a plan, or another page, at one of three moments."""
    shown, page = venue(plan), await browser.new_page()
    path = view if view.startswith("/") else f"/screens/{view}"
    async with serving(shown.agenda, shown.layout) as base:
        await opened(page, shown, base, path)
        walked = await walk(page, shown, path, size, shown.instants(3)[number : number + 1])
        await page.close()
    return walked.findings


async def test_names_of_floors_have_as_many_lines_as_their_column_has_room_for(browser: Browser) -> None:
    """Where titles must be cut, too: upright, nine floors with long names, thirty sessions at once."""
    assert await findings_of(browser, "overview", SIZES[1], Plan(
        seed=153, rooms=16, scripts=("japanese", "greek"), room_letters=47, one_word=False, twins=True, floors=9,
        floor_letters=45, language="it", zone="Europe/Lisbon", days=1, a_day=6, minutes=60, at_once=30, crowded=1,
        title_letters=5, speakers=0, without_end=100, without_room=0, marks=60, arrows=True, light=False,
    ), 0) == []  # fmt: skip


async def test_a_label_below_a_name_of_one_letter_is_not_cut(browser: Browser) -> None:
    """Nothing else is wide enough to keep type from growing until “since 10:00 pm” passed its column."""
    assert await findings_of(browser, "overview", SIZES[0], Plan(
        seed=29, rooms=32, scripts=("greek", "japanese", "cyrillic"), room_letters=1, one_word=False, twins=False,
        floors=0, floor_letters=1, language="en", zone="Pacific/Auckland", days=1, a_day=4, minutes=90, at_once=3,
        crowded=1, title_letters=5, speakers=1, without_end=100, without_room=0, marks=0, arrows=False, light=False,
    ), 1) == []  # fmt: skip


async def test_a_floor_that_goes_on_has_the_lines_of_its_thin_letters(browser: Browser) -> None:
    """Those of this Hebrew name are the wider ones: it took a line more than in bold type."""
    assert await findings_of(browser, "overview", SIZES[0], Plan(
        seed=26, rooms=25, scripts=("hebrew",), room_letters=1, one_word=False, twins=False, floors=1, floor_letters=24,
        language="en", zone="Europe/Lisbon", days=1, a_day=4, minutes=45, at_once=1, crowded=1, title_letters=30,
        speakers=1, without_end=0, without_room=0, marks=0, arrows=False, light=False,
    ), 2) == []  # fmt: skip


async def test_free_rooms_take_one_line_where_titles_would_be_cut(browser: Browser) -> None:
    """Labels stand at the foot there, for names are long; that a room is free, behind its short name."""
    assert await findings_of(browser, "overview", SIZES[1], Plan(
        seed=9659, rooms=18, scripts=("chinese",), room_letters=52, one_word=False, twins=False, floors=24,
        floor_letters=59, language="en", zone="Pacific/Auckland", days=1, a_day=2, minutes=45, at_once=1, crowded=1,
        title_letters=30, speakers=5, without_end=0, without_room=5, marks=60, arrows=True, light=True,
    ), 0) == []  # fmt: skip


async def test_what_comes_next_is_whole_before_all_cells_are_of_one_height(browser: Browser) -> None:
    """One of twelve asks for a second line, and each of them had most of one to spare."""
    assert await findings_of(browser, "overview", SIZES[1], Plan(
        seed=503, rooms=24, scripts=("hebrew",), room_letters=1, one_word=False, twins=True, floors=1, floor_letters=7,
        language="fi", zone="America/St_Johns", days=3, a_day=8, minutes=240, at_once=4, crowded=5, title_letters=5,
        speakers=5, without_end=10, without_room=0, marks=10, arrows=True, light=True,
    ), 0) == []  # fmt: skip


async def test_titles_of_a_crowd_have_all_lines_that_their_lists_hold(browser: Browser) -> None:
    """Also those that no room makes whole: of one list three lines were empty below titles with one."""
    assert await findings_of(browser, "overview", SIZES[1], Plan(
        seed=100, rooms=32, scripts=("greek", "japanese", "chinese"), room_letters=18, one_word=False, twins=False,
        floors=0, floor_letters=29, language="de", zone="America/New_York", days=1, a_day=2, minutes=60, at_once=22,
        crowded=1, title_letters=500, speakers=5, without_end=0, without_room=0, marks=10, arrows=False, light=False,
    ), 1) == []  # fmt: skip


async def test_lines_that_a_cut_name_does_without_go_to_titles(browser: Browser) -> None:
    assert await findings_of(browser, "overview", SIZES[0], Plan(
        seed=10000, rooms=90, scripts=("korean", "greek", "japanese"), room_letters=57, one_word=False, twins=True,
        floors=9, floor_letters=12, language="pt", zone="Asia/Jerusalem", days=10, a_day=4, minutes=240, at_once=3,
        crowded=2, title_letters=60, speakers=1, without_end=0, without_room=0, marks=60, arrows=True, light=False,
    ), 1) == []  # fmt: skip


async def test_names_that_no_cut_tells_apart_have_the_lines_that_do(browser: Browser) -> None:
    """Of 90 names of a few words that repeat many begin and end like another one that has a word more."""
    assert await findings_of(browser, "directory", SIZES[1], Plan(
        seed=380, rooms=90, scripts=("thai",), room_letters=60, one_word=False, twins=False, floors=0, floor_letters=37,
        language="fi", zone="America/New_York", days=3, a_day=12, minutes=60, at_once=1, crowded=5, title_letters=180,
        speakers=5, without_end=0, without_room=0, marks=0, arrows=False, light=False,
    ), 1) == []  # fmt: skip


async def test_a_free_room_says_so_behind_its_name_below_headings_with_arrows(browser: Browser) -> None:
    """Where an arrow is in the heading names had the whole line: the word stood on the next one, or off the wall."""
    assert await findings_of(browser, "directory", SIZES[0], Plan(
        seed=892, rooms=48, scripts=("thai", "chinese"), room_letters=25, one_word=False, twins=True, floors=5,
        floor_letters=48, language="fi", zone="Europe/Lisbon", days=1, a_day=6, minutes=60, at_once=30, crowded=1,
        title_letters=30, speakers=0, without_end=0, without_room=0, marks=0, arrows=True, light=True,
    ), 1) == []  # fmt: skip


async def test_high_letters_of_a_floor_are_whole_in_the_header_of_a_door(browser: Browser) -> None:
    """Of Thai the marks stand above the line, whose edge had cut them."""
    assert await findings_of(browser, "/rooms/r0", SIZES[0], Plan(
        seed=892, rooms=1, scripts=("thai", "chinese"), room_letters=25, one_word=False, twins=True, floors=5,
        floor_letters=48, language="fi", zone="Europe/Lisbon", days=1, a_day=1, minutes=60, at_once=30, crowded=1,
        title_letters=30, speakers=0, without_end=0, without_room=0, marks=0, arrows=True, light=True,
    ), 0) == []  # fmt: skip


async def test_a_page_of_the_same_number_that_holds_other_sessions_is_fitted(browser: Browser) -> None:
    """Notes grew, so that two sessions a page became one: it kept the type of the two, which cut a title through."""
    assert await findings_of(browser, "/rooms/r0", SIZES[1], Plan(
        seed=200093, rooms=18, scripts=("devanagari", "korean"), room_letters=47, one_word=True, twins=False,
        floors=5, floor_letters=4, language="it", zone="Asia/Kolkata", days=2, a_day=6, minutes=20, at_once=30,
        crowded=1, title_letters=500, speakers=2, without_end=0, without_room=5, marks=60, arrows=False, light=False,
    ), 1) == []  # fmt: skip


async def test_a_title_on_a_door_is_cut_where_it_has_no_more_room(browser: Browser) -> None:
    """What is on, what follows and a note share the height: each was cut while the others still changed theirs."""
    assert await findings_of(browser, "/rooms/r0", SIZES[1], Plan(
        seed=100439, rooms=12, scripts=("devanagari", "chinese", "japanese"), room_letters=50, one_word=False,
        twins=False, floors=0, floor_letters=9, language="zh", zone="Europe/Lisbon", days=10, a_day=6, minutes=60,
        at_once=30, crowded=5, title_letters=500, speakers=40, without_end=100, without_room=0, marks=60, arrows=False,
        light=True,
    ), 1) == []  # fmt: skip


async def test_slabs_of_several_sessions_leave_their_height_to_titles(browser: Browser) -> None:
    assert await findings_of(browser, "/rooms/r0", SIZES[0], Plan(
        seed=100083, rooms=7, scripts=("thai", "cyrillic", "japanese"), room_letters=39, one_word=True, twins=False,
        floors=5, floor_letters=43, language="ar", zone="Pacific/Auckland", days=2, a_day=12, minutes=45, at_once=3,
        crowded=2, title_letters=500, speakers=5, without_end=0, without_room=5, marks=0, arrows=False, light=True,
    ), 2) == []  # fmt: skip


async def test_a_floor_gives_way_to_the_one_word_of_a_name_in_the_header_of_a_door(browser: Browser) -> None:
    assert await findings_of(browser, "/rooms/r0", SIZES[0], Plan(
        seed=100075, rooms=18, scripts=("cyrillic",), room_letters=34, one_word=True, twins=True, floors=24,
        floor_letters=43, language="en-AU", zone="Europe/Lisbon", days=3, a_day=2, minutes=45, at_once=9, crowded=1,
        title_letters=30, speakers=40, without_end=100, without_room=5, marks=0, arrows=True, light=True,
    ), 1) == []  # fmt: skip


async def test_a_name_of_one_word_that_no_header_holds_pushes_its_floor_off_no_wall(browser: Browser) -> None:
    assert await findings_of(browser, "/rooms/r0", SIZES[0], Plan(
        seed=200289, rooms=24, scripts=("thai", "arabic"), room_letters=55, one_word=True, twins=False, floors=24,
        floor_letters=18, language="he", zone="Asia/Jerusalem", days=1, a_day=2, minutes=20, at_once=22, crowded=1,
        title_letters=500, speakers=5, without_end=0, without_room=0, marks=0, arrows=False, light=True,
    ), 1) == []  # fmt: skip


async def test_a_floor_is_told_whole_before_a_crowd_names_more_sessions(browser: Browser) -> None:
    assert await findings_of(browser, "overview", SIZES[1], Plan(
        seed=100193, rooms=35, scripts=("cyrillic",), room_letters=16, one_word=False, twins=True, floors=2,
        floor_letters=60, language="de", zone="America/St_Johns", days=3, a_day=1, minutes=45, at_once=30, crowded=5,
        title_letters=5, speakers=0, without_end=0, without_room=0, marks=0, arrows=True, light=False,
    ), 1) == []  # fmt: skip


async def test_a_name_of_one_word_has_the_lines_that_are_free(browser: Browser) -> None:
    """In Korean, whose words are not broken as others are, it ended after five letters above four empty lines."""
    assert await findings_of(browser, "overview", SIZES[0], Plan(
        seed=200148, rooms=72, scripts=("korean", "devanagari"), room_letters=54, one_word=True, twins=False, floors=9,
        floor_letters=29, language="en-AU", zone="America/New_York", days=3, a_day=8, minutes=45, at_once=4, crowded=5,
        title_letters=90, speakers=5, without_end=10, without_room=0, marks=10, arrows=True, light=True,
    ), 2) == []  # fmt: skip


async def test_a_long_word_at_the_foot_of_a_board_stays_on_the_wall(browser: Browser) -> None:
    assert await findings_of(browser, "agenda", SIZES[1], Plan(
        seed=200159, rooms=7, scripts=("korean", "chinese"), room_letters=49, one_word=True, twins=False, floors=9,
        floor_letters=45, language="ar", zone="America/New_York", days=2, a_day=2, minutes=240, at_once=9, crowded=2,
        title_letters=60, speakers=2, without_end=10, without_room=0, marks=0, arrows=True, light=True,
    ), 1) == []  # fmt: skip


async def test_a_floor_stands_below_the_name_of_a_crowd_where_it_would_break_it(browser: Browser) -> None:
    """On half a wall the one word of a name was in two lines, with its floor beside it and nothing below."""
    assert await findings_of(browser, "split", SIZES[0], Plan(
        seed=200141, rooms=25, scripts=("devanagari",), room_letters=50, one_word=True, twins=False, floors=24,
        floor_letters=41, language="ja", zone="America/St_Johns", days=1, a_day=8, minutes=45, at_once=22, crowded=5,
        title_letters=5, speakers=1, without_end=10, without_room=0, marks=10, arrows=False, light=False,
    ), 1) == []  # fmt: skip


async def test_a_crowd_has_the_lines_that_its_floor_would_take_from_its_name(browser: Browser) -> None:
    assert await findings_of(browser, "overview", SIZES[0], Plan(
        seed=200221, rooms=4, scripts=("chinese",), room_letters=10, one_word=True, twins=False, floors=24,
        floor_letters=24, language="en-US", zone="America/St_Johns", days=3, a_day=8, minutes=60, at_once=30, crowded=1,
        title_letters=60, speakers=0, without_end=0, without_room=5, marks=0, arrows=False, light=False,
    ), 1) == []  # fmt: skip


async def test_free_rooms_take_one_line_where_labels_stand_below_names_too(browser: Browser) -> None:
    assert await findings_of(browser, "overview", SIZES[1], Plan(
        seed=200202, rooms=7, scripts=("devanagari", "chinese", "hebrew"), room_letters=43, one_word=True, twins=True,
        floors=2, floor_letters=26, language="fi", zone="Asia/Kolkata", days=1, a_day=4, minutes=240, at_once=9,
        crowded=5, title_letters=60, speakers=40, without_end=0, without_room=0, marks=10, arrows=True, light=False,
    ), 1) == []  # fmt: skip


async def test_floors_are_whole_in_cells_that_have_the_room(browser: Browser) -> None:
    """Where nothing else holds floors have one line; beside a column that was full others had lines to spare."""
    assert await findings_of(browser, "overview", SIZES[0], Plan(
        seed=300367, rooms=14, scripts=("greek", "devanagari"), room_letters=22, one_word=False, twins=True, floors=24,
        floor_letters=53, language="es-MX", zone="America/New_York", days=3, a_day=8, minutes=20, at_once=9, crowded=1,
        title_letters=5, speakers=5, without_end=0, without_room=0, marks=0, arrows=True, light=False,
    ), 1) == []  # fmt: skip


async def test_names_are_as_small_as_titles_before_these_lose_most_of_their_words(browser: Browser) -> None:
    """Names of one long word in larger type asked for one column, where titles of 500 letters had a line each."""
    assert await findings_of(browser, "directory", SIZES[0], Plan(
        seed=300034, rooms=9, scripts=("cyrillic",), room_letters=45, one_word=True, twins=False, floors=0,
        floor_letters=54, language="fi", zone="Pacific/Auckland", days=3, a_day=4, minutes=90, at_once=4, crowded=5,
        title_letters=500, speakers=5, without_end=100, without_room=0, marks=0, arrows=True, light=True,
    ), 1) == []  # fmt: skip


async def test_rooms_leave_the_column_of_a_very_long_title(browser: Browser) -> None:
    """Rooms of a floor stay together in one column only where a heading tells it."""
    assert await findings_of(browser, "directory", SIZES[0], Plan(
        seed=300040, rooms=12, scripts=("greek", "japanese"), room_letters=3, one_word=False, twins=False, floors=9,
        floor_letters=4, language="fi", zone="Pacific/Auckland", days=1, a_day=6, minutes=90, at_once=2, crowded=1,
        title_letters=500, speakers=1, without_end=0, without_room=0, marks=0, arrows=True, light=True,
    ), 1) == []  # fmt: skip


async def test_a_board_leaves_rows_out_before_it_cuts_titles_beside_long_words(browser: Browser) -> None:
    """Names of one word were to be broken to hold all that is on, then kept whole beside titles that were cut."""
    assert await findings_of(browser, "agenda", SIZES[0], Plan(
        seed=100315, rooms=72, scripts=("latin", "thai", "cyrillic"), room_letters=46, one_word=True, twins=False,
        floors=0, floor_letters=42, language="es-MX", zone="America/St_Johns", days=1, a_day=4, minutes=20, at_once=2,
        crowded=1, title_letters=180, speakers=40, without_end=0, without_room=0, marks=0, arrows=False, light=False,
    ), 1) == []  # fmt: skip


async def test_the_smallest_title_of_a_door_has_the_lines_that_its_edges_leave(browser: Browser) -> None:
    assert await findings_of(browser, "/rooms/r0", SIZES[1], Plan(
        seed=200117, rooms=14, scripts=("arabic", "chinese"), room_letters=22, one_word=False, twins=True, floors=24,
        floor_letters=16, language="tr", zone="Asia/Jerusalem", days=2, a_day=12, minutes=20, at_once=1, crowded=5,
        title_letters=500, speakers=2, without_end=0, without_room=5, marks=10, arrows=True, light=False,
    ), 1) == []  # fmt: skip


async def test_the_only_floor_of_a_page_stands_in_all_of_its_columns(browser: Browser) -> None:
    """Floors stay whole beside others. This one left half of the wall empty, and no room for what comes next."""
    assert await findings_of(browser, "split", SIZES[0], Plan(
        seed=100616, rooms=25, scripts=("japanese", "thai", "korean"), room_letters=12, one_word=False, twins=False,
        floors=9, floor_letters=9, language="pl", zone="Pacific/Auckland", days=3, a_day=8, minutes=240, at_once=4,
        crowded=1, title_letters=30, speakers=40, without_end=10, without_room=5, marks=0, arrows=False, light=False,
    ), 2) == []  # fmt: skip


async def test_an_only_floor_stands_in_all_columns_beside_sessions_of_no_room(browser: Browser) -> None:
    """Those counted as a floor: a text in every third cell of the one wide column was cut."""
    shown, page = venue(Plan(
        seed=12180, rooms=12, scripts=("latin",), room_letters=12, one_word=False, twins=False, floors=1,
        floor_letters=9, language="en", zone="Europe/Lisbon", days=1, a_day=4, minutes=60, at_once=1, crowded=0,
        title_letters=180, speakers=40, without_end=0, without_room=12, marks=0, arrows=False, light=False,
    )), await browser.new_page()  # fmt: skip
    async with serving(shown.agenda, shown.layout) as base:
        await opened(page, shown, base, "/screens/overview", SIZES[1])
        await page.evaluate("ms => signage.render(ms)", shown.instants(3)[1].timestamp() * 1000)
        text = await page.inner_text("body")
        await page.close()
    assert "Room to be announced" in text
    assert "\u2026" not in text


async def test_titles_have_the_lines_that_a_shorter_name_leaves(browser: Browser) -> None:
    """Chinese signs that stand beside each other share their room: the name took a line less than was calculated."""
    assert await findings_of(browser, "overview", SIZES[0], Plan(
        seed=100791, rooms=8, scripts=("chinese",), room_letters=35, one_word=False, twins=True, floors=1,
        floor_letters=24, language="es", zone="America/St_Johns", days=10, a_day=1, minutes=240, at_once=13, crowded=2,
        title_letters=180, speakers=0, without_end=0, without_room=0, marks=60, arrows=False, light=False,
    ), 1) == []  # fmt: skip


async def test_the_time_of_what_waits_in_no_room_has_a_line(browser: Browser) -> None:
    """No word stands there that it could stand behind."""
    assert await findings_of(browser, "overview", SIZES[0], Plan(
        seed=100876, rooms=6, scripts=("cyrillic", "hebrew"), room_letters=30, one_word=False, twins=True, floors=3,
        floor_letters=38, language="it", zone="Europe/Lisbon", days=10, a_day=4, minutes=60, at_once=4, crowded=2,
        title_letters=30, speakers=5, without_end=100, without_room=100, marks=10, arrows=False, light=False,
    ), 2) == []  # fmt: skip


async def test_smaller_names_may_ask_for_fewer_columns(browser: Browser) -> None:
    assert await findings_of(browser, "split", SIZES[1], Plan(
        seed=100970, rooms=15, scripts=("devanagari", "thai"), room_letters=29, one_word=False, twins=True, floors=5,
        floor_letters=3, language="fr", zone="Europe/Lisbon", days=1, a_day=6, minutes=240, at_once=2, crowded=1,
        title_letters=180, speakers=2, without_end=100, without_room=0, marks=10, arrows=False, light=True,
    ), 1) == []  # fmt: skip


async def test_names_that_differ_in_the_kind_of_a_space_are_told_apart(browser: Browser) -> None:
    """“ל 2” was “ל…”: its last space is one that ties, in other names the one before."""
    assert await findings_of(browser, "overview", SIZES[0], Plan(
        seed=100509, rooms=48, scripts=("devanagari", "hebrew"), room_letters=52, one_word=False, twins=True, floors=1,
        floor_letters=5, language="fi", zone="Asia/Kolkata", days=3, a_day=6, minutes=240, at_once=13, crowded=1,
        title_letters=500, speakers=40, without_end=10, without_room=5, marks=60, arrows=True, light=False,
    ), 1) == []  # fmt: skip


LONG_WORDS = Plan(
    seed=100552, rooms=32, scripts=("chinese", "cyrillic"), room_letters=59, one_word=True, twins=False, floors=2,
    floor_letters=32, language="en-US", zone="Asia/Jerusalem", days=10, a_day=8, minutes=240, at_once=4, crowded=1,
    title_letters=90, speakers=5, without_end=0, without_room=0, marks=0, arrows=True, light=False,
)  # fmt: skip


async def test_names_that_are_cut_have_the_width_that_shows_most_of_them(browser: Browser) -> None:
    """Beside their times three letters a line were left of names of one word."""
    assert await findings_of(browser, "overview", SIZES[1], LONG_WORDS, 1) == []


async def test_what_is_left_of_a_name_takes_the_lines_that_were_calculated(browser: Browser) -> None:
    """Without its hyphens it took fewer, and one was empty."""
    assert await findings_of(browser, "overview", SIZES[0], LONG_WORDS, 2) == []


SIXTEEN = Plan(
    seed=300039, rooms=16, scripts=("chinese",), room_letters=44, one_word=False, twins=False, floors=24,
    floor_letters=39, language="es", zone="Europe/Lisbon", days=1, a_day=12, minutes=90, at_once=22, crowded=1,
    title_letters=180, speakers=0, without_end=0, without_room=5, marks=0, arrows=True, light=False,
)  # fmt: skip
PAGES = """ms => {
  const pages = () => { signage.render(ms); return document.querySelector('.heroes').rows.map(row => row.page); };
  const before = pages();
  signage.fit.forget();  // as fonts that came and another size do
  return [before, pages()];
}"""


async def test_pages_of_a_door_hold_the_same_sessions_however_they_were_fitted_before(browser: Browser) -> None:
    """Rows were measured with the breaks and widths of their last fitting: a page more half a second later."""
    shown, page = venue(SIXTEEN), await browser.new_page(viewport={"width": SIZES[0][0], "height": SIZES[0][1]})
    async with serving(shown.agenda, shown.layout) as base:
        await opened(page, shown, base, "/rooms/r0")
        start = shown.instants(3)[1].timestamp() * 1000
        found = [pages for turn in (0, 1, 2) for pages in await page.evaluate(PAGES, start + 12_000 * turn)]
        await page.close()
    assert max(found[0]) > 0
    assert found == found[:1] * len(found)


async def test_labels_stand_beside_names_where_both_fit_before_titles_are_cut(browser: Browser) -> None:
    """They had a line of their own in all cells, for other names were too long."""
    assert await findings_of(browser, "overview", SIZES[1], Plan(
        seed=100273, rooms=24, scripts=("devanagari", "thai"), room_letters=7, one_word=True, twins=False, floors=3,
        floor_letters=25, language="ja", zone="Asia/Jerusalem", days=10, a_day=2, minutes=20, at_once=22, crowded=1,
        title_letters=500, speakers=40, without_end=0, without_room=0, marks=60, arrows=True, light=True,
    ), 1) == []  # fmt: skip


async def test_a_page_of_a_door_ends_with_a_whole_row(browser: Browser) -> None:
    """What stands below the last title was out of sight, and with it the feet of its letters."""
    assert await findings_of(browser, "/rooms/r0", SIZES[1], Plan(
        seed=100901, rooms=2, scripts=("hebrew",), room_letters=56, one_word=False, twins=True, floors=0,
        floor_letters=9, language="ko", zone="Asia/Kolkata", days=10, a_day=6, minutes=90, at_once=9, crowded=1,
        title_letters=90, speakers=40, without_end=100, without_room=0, marks=60, arrows=False, light=False,
    ), 1) == []  # fmt: skip


async def test_the_height_of_a_door_does_not_hang_on_the_number_of_its_page(browser: Browser) -> None:
    """With “4/4” the header had a line more than with “1/3”: a 1 is narrower."""
    shown, page = venue(Plan(
        seed=100981, rooms=5, scripts=("latin",), room_letters=53, one_word=False, twins=False, floors=3,
        floor_letters=3, language="es-MX", zone="Europe/Lisbon", days=2, a_day=8, minutes=60, at_once=13, crowded=5,
        title_letters=500, speakers=5, without_end=0, without_room=0, marks=60, arrows=True, light=False,
    )), await browser.new_page()  # fmt: skip
    async with serving(shown.agenda, shown.layout) as base:
        await opened(page, shown, base, "/rooms/r1", SIZES[0])
        walks = [await walk(page, shown, "/rooms/r1", size, shown.instants(3)[1:2]) for size in SIZES]
        await page.close()
    assert [walked.findings for walked in walks] == [[], []]
