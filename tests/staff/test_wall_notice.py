"""Notices of the staff page and of the file as walls show them."""

from __future__ import annotations

import pytest

from signage.layout import Layout
from signage.render.overlays import notices_panel, over_panel
from signage.render.panels.overlays import NoticeView
from signage.staff.wall_notice import Posted, Wording, in_order, of_file
from tests.build import DAY, at, layout, publisher, session

EN, PT, AR = (
    Wording("en", "Leave now", "By the stairs"),
    Wording("pt", "Saiam já", "Pelas escadas"),
    Wording("ar", "غادروا"),
)
SCREENS = """
door: {show: room, room: Hall A, arrows: {jardim do cais: left}}
both: {show: overview, language: [pt, en]}
"""


def posted(id: str = "n_1", *wordings: Wording, sent: str = "09:00", **more: object) -> Posted:  # noqa: A002
    return Posted(id, wordings or (EN,), sent=at(sent), **more)  # type: ignore[arg-type]


async def views(found: Layout, name: str, *notices: Posted) -> tuple[NoticeView, ...]:
    shown = publisher(found, session("s1"))
    await shown.show_notices(notices)
    context, screen = shown.renderer.environment(DAY).context("en", {}), found.screens[name]
    names = shown.current.names(shown.current.page_key("screen", name))
    return (*notices_panel(context, screen, names).banners, *over_panel(context, screen, names).takeovers)


def said(view: NoticeView) -> list[str]:
    return [view.title.text, *(words.title.text for words in view.others)]


def test_the_newest_of_the_page_lies_above_older_ones_and_above_the_files() -> None:
    found = layout(rest="notices: [{title: File, style: takeover}]")
    page = [posted("old", sent="09:00"), posted("new", sent="09:10"), posted("over", sent="09:20", clears=True)]
    assert [notice.id for notice in in_order(page, of_file(found))][:3] == ["new", "old", "over"]
    assert in_order(page, of_file(found))[-1].wordings == (Wording("", "File"),)


def test_the_id_of_a_files_notice_lasts_as_long_as_it_says_the_same() -> None:
    one, other = "{title: A}", "{title: B, screens: [foyer]}"
    first, second = (of_file(layout(rest=f"notices: [{text}]")) for text in (f"{one}, {other}", f"{other}, {one}"))
    assert {notice.id for notice in first} == {notice.id for notice in second}
    assert of_file(layout(rest="notices: [{title: A, text: More}]"))[0].id not in {notice.id for notice in first}


async def test_a_room_named_is_its_door_as_well() -> None:
    there = posted(screens=("Hall A",))
    assert [view.id for view in await views(layout(SCREENS), "door", there)] == ["n_1"]
    assert await views(layout(SCREENS), "both", there) == ()


@pytest.mark.parametrize(
    ("screen", "style", "expected"),
    [
        ("door", "banner", ["Leave now"]),
        ("both", "banner", ["Saiam já", "Leave now"]),
        ("door", "takeover", ["Leave now", "Saiam já", "غادروا"]),
        ("both", "takeover", ["Saiam já", "Leave now", "غادروا"]),
    ],
)
async def test_a_banner_speaks_a_walls_languages_and_a_takeover_all(
    screen: str, style: str, expected: list[str]
) -> None:
    (view,) = await views(layout(SCREENS), screen, posted("n_1", EN, PT, AR, style=style))
    assert said(view) == expected


async def test_a_wall_of_another_language_shows_the_main_words() -> None:
    (view,) = await views(layout("door: {show: agenda, language: de}"), "door", posted("n_1", EN, PT))
    assert said(view) == ["Leave now"]


@pytest.mark.parametrize(
    ("more", "heads"),
    [
        ({"style": "takeover"}, ["Emergência", "Emergency"]),
        ({"style": "takeover", "clears": True}, ["Fim da emergência", "All clear"]),
        ({"style": "takeover", "status": "exercise"}, ["Exercício: isto é um simulacro", "Exercise: this is a drill"]),
        ({"style": "banner", "status": "test"}, ["Isto é um teste", "This is a test"]),
        ({"style": "urgent"}, []),
    ],
)
async def test_what_is_no_emergency_says_so_in_every_language(more: dict[str, str], heads: list[str]) -> None:
    (view,) = await views(layout(SCREENS), "both", posted("n_1", EN, PT, **more))
    assert [head.text for head in view.heads] == heads


async def test_a_takeover_leads_to_its_place_by_each_screens_own_arrow() -> None:
    out = posted("n_1", EN, PT, style="takeover", place="Jardim do Cais", issuer="Venue Safety")
    (door,), (both,) = [await views(layout(SCREENS), name, out) for name in ("door", "both")]
    assert (door.place.text, door.arrow, door.issued) == (
        "Assembly point · Ponto de encontro: Jardim do Cais",
        "l",
        "Issued 09:00 by Venue Safety",
    )
    assert (both.place.text, both.arrow) == ("Ponto de encontro · Assembly point: Jardim do Cais", "")


async def test_what_is_on_the_glass_tells_its_id() -> None:
    found = layout(SCREENS, "notices: [{title: Of the file}]")
    shown = publisher(found)
    await shown.show_notices((posted("n_1", style="takeover"), posted("n_2")))
    panels = {
        panel.name: panel.html
        for panel in shown.renderer.rendered_screen(shown.current.page_key("screen", "door")).panels
    }
    assert 'data-notice="n_1"' in panels["over"]
    assert [f'data-notice="{id}"' in panels["notices"] for id in ("n_2", of_file(found)[0].id)] == [True, True]  # noqa: A001
