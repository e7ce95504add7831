"""What many streams begin with at once, after a change of everything: less the second time, and the same."""

from __future__ import annotations

import asyncio
import zlib

from signage.agenda import Room
from signage.publish.state import PageKey
from signage.web.encoding import Piece
from signage.web.initial_events import COMPRESSED_ANEW_FROM, DIFFERENT, Openings
from signage.web.stream import Pieces
from tests.build import layout, publisher, session
from tests.wait import until

FOYER = PageKey("screen", "foyer")
ROOMS = [Room(f"r{number}", f"Hall {number}") for number in range(30)]
TALKS = [
    session(f"{room.id}-{hour}", f"{hour:02}:00", f"{hour:02}:50", room, title=f"On {hour * number} rivers")
    for number, room in enumerate(ROOMS)
    for hour in range(8, 20)
]


def inflated(piece: Piece) -> bytes:
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(piece.deflated)


async def test_an_opening_that_is_asked_for_again_is_compressed_as_a_whole() -> None:
    openings = Openings(publisher(layout("foyer: {show: overview}"), *TALKS), Pieces())
    first = openings.of(FOYER, "")
    assert openings.of(FOYER, "") is first, "compressing it holds nobody up"
    await until(lambda: openings.of(FOYER, "") is not first)
    whole = openings.of(FOYER, "")
    assert whole.plain == first.plain == inflated(whole) == inflated(first)
    assert COMPRESSED_ANEW_FROM < len(first.deflated) > 1.5 * len(whole.deflated)
    assert openings.of(FOYER, "") is whole


async def test_what_is_asked_for_once_or_is_small_is_left_as_it_is() -> None:
    shown = publisher(layout("foyer: {show: overview}"), *TALKS)
    openings, known = Openings(shown, Pieces()), shown.renderer.rendered_screen(FOYER)
    by_chance = ".".join([known.set, *("0" * 8 for _ in known.panels)])
    assert len(openings.of(FOYER, by_chance).plain) > 1000
    one_panel = known.id.replace(known.panels[3].revision, "x", 1)
    small = openings.of(FOYER, one_panel)
    assert openings.of(FOYER, one_panel) is small
    assert asyncio.all_tasks() == {asyncio.current_task()}, "no compressing was begun"


async def test_revisions_by_chance_are_all_answered_with_the_same_bytes() -> None:
    shown = publisher(layout("foyer: {show: overview}"), *TALKS)
    openings, known = Openings(shown, Pieces()), shown.renderer.rendered_screen(FOYER)
    assert known.panels[3].revision in known.id
    for kept in (None, known.panels[3].revision):
        ids = [
            ".".join([known.set, *(p.revision if p.revision == kept else f"{number:08x}" for p in known.panels)])
            for number in range(20)
        ]
        whole = openings.of(FOYER, ids[0]).plain
        assert all(openings.of(FOYER, id_).plain == whole for id_ in ids)
        assert (f'"panel":"{known.panels[3].name}"'.encode() in whole) == (kept is None)
    assert len(openings) == 2


async def test_of_pages_that_have_some_of_what_is_shown_only_so_many_get_an_opening_of_their_own() -> None:
    """Revisions are there to be read: whoever picks among them could else have any number put together."""
    shown = publisher(layout("foyer: {show: overview}"), *TALKS)
    openings, known = Openings(shown, Pieces()), shown.renderer.rendered_screen(FOYER)
    revisions = [panel.revision for panel in known.panels]
    many = range(1, len(revisions))
    ids = [".".join([known.set, *revisions[:number], *("x" for _ in revisions[number:])]) for number in many]
    ids += [".".join([known.set, *("x" for _ in revisions[:number]), *revisions[number:]]) for number in many]
    assert len(ids) > DIFFERENT + 10
    pieces = [openings.of(FOYER, id_) for id_ in ids]
    assert len({piece.plain for piece in pieces[:DIFFERENT]}) == DIFFERENT
    whole = openings.of(FOYER, ".".join([known.set, *("x" for _ in revisions)]))
    assert {piece.plain for piece in pieces[DIFFERENT:]} == {whole.plain}
    assert len(openings) == DIFFERENT + 1
    assert openings.of(FOYER, ids[0]).plain == pieces[0].plain


async def test_many_that_come_at_once_wait_for_one_opening_that_is_compressed_as_a_whole() -> None:
    openings = Openings(publisher(layout("foyer: {show: overview}"), *TALKS), Pieces())
    assert not openings.is_ready(FOYER, "")
    await asyncio.gather(*(openings.ready(FOYER, "") for _ in range(50)))
    assert openings.is_ready(FOYER, "")
    whole = openings.of(FOYER, "")
    assert inflated(whole) == whole.plain
    assert whole.deflated == Piece(whole.plain).deflated
    assert openings.of(FOYER, "") is whole


async def test_one_alone_has_its_opening_put_together_of_pieces() -> None:
    openings = Openings(publisher(layout("foyer: {show: overview}"), *TALKS), Pieces())
    await openings.ready(FOYER, "")
    piece = openings.of(FOYER, "")
    assert inflated(piece) == piece.plain
    assert piece.deflated != Piece(piece.plain).deflated
