"""screens.yaml at several nodes: the newest version is on all walls, whose files follow it and roll nobody back."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from signage.errors import LayoutError, StoreError
from signage.layout import watch
from signage.layout.watch import Reload
from signage.nodes.layouts import NodeLayouts
from signage.nodes.local_state import LocalState
from signage.staff.layouts import Edited
from signage.staff.records import Shelf
from signage.staff.versions import Version, Versions
from tests.clock import FakeClock
from tests.nodes.memory import Middle, Node
from tests.sync.feed import T0


def layout(name):
    return f"event: {{id: evt, name: {name}, timezone: Europe/Lisbon}}\n"


class Place:
    """One node's file, and what its walls show."""

    def __init__(self, folder, middle, clock, text=None):
        self.folder, self.middle, self.clock = folder, middle, clock
        folder.mkdir(exist_ok=True)
        self.file = folder / "screens.yaml"
        if text is not None:
            self.file.write_text(text)
        self.store, self.shown = Node(middle, folder.name), []
        self.reload = Reload(self.file, "", lambda _: None, every=0.01)
        shelf = Shelf(self.store, "layout version", Version, 201)
        self.layouts = NodeLayouts(
            self.reload, Versions(shelf, shared=True), clock, self.apply, lambda _: (),
            shelf=shelf, own=LocalState(folder / "data"),
        )  # fmt: skip

    async def apply(self, loaded):
        self.shown.append(loaded.layout.event.name)

    @property
    def walls(self):
        return self.reload.loaded.layout.event.name

    async def save(self, name, tag=None):
        tag = tag or (await self.layouts.file()).tag
        return await self.layouts.save(layout(name), tag, "ann")

    def again(self):
        """It was restarted."""
        return Place(self.folder, self.middle, self.clock)


@pytest.fixture
async def places(tmp_path):
    clock = FakeClock(T0)
    make = partial(Place, middle=Middle(clock), clock=clock)
    a, b = make(tmp_path / "a", text=layout("First")), make(tmp_path / "b", text=layout("First"))
    await a.layouts.start()
    await b.layouts.start()
    return a, b


def numbers(place):
    return [version.number for version in place.layouts.versions.all]


async def test_two_nodes_with_the_same_file_have_one_version(places):
    assert numbers(places[0]) == numbers(places[1]) == [1]


async def test_a_save_at_one_node_is_on_the_walls_and_in_the_file_of_the_other(places):
    a, b = places
    await a.save("Second")
    assert (await b.layouts.settle()).who == "ann"
    assert b.walls == "Second"
    assert b.file.read_text() == a.file.read_text() == layout("Second")
    assert await b.layouts.settle() is None


async def test_of_two_saves_at_once_one_is_refused_before_it_changed_anything(places):
    a, b = places
    tag = (await b.layouts.file()).tag
    await a.save("Second")
    with pytest.raises(Edited) as refused:
        await b.save("Third", tag)
    assert refused.value.version.who == "ann"
    assert refused.value.file.text == layout("Second")
    assert a.walls == b.walls == "Second"
    assert b.file.read_text() == layout("Second")
    await b.save("Third")
    await a.layouts.settle()
    assert a.walls == "Third"


async def test_an_edit_of_a_file_is_a_version_for_all(places):
    a, b = places
    task = asyncio.create_task(b.reload.run(b.apply, b.layouts.noticed))
    b.file.write_text(layout("Edited"))
    async with asyncio.timeout(10):
        while len(numbers(b)) < 2:  # noqa: ASYNC110 - the file is looked at every few milliseconds
            await asyncio.sleep(0.01)
    task.cancel()
    await a.layouts.settle()
    assert a.walls == "Edited"
    assert a.file.read_text() == layout("Edited")
    assert a.layouts.versions.newest.who == "file"


async def test_a_node_that_starts_with_an_old_file_rolls_nobody_back(places, caplog):
    caplog.set_level("INFO")
    a, b = places
    await a.save("Second")
    b = b.again()  # it was down meanwhile
    await b.layouts.start()
    assert (a.walls, b.walls) == ("Second", "Second")
    assert b.file.read_text() == layout("Second")
    assert numbers(b) == [1, 2]
    assert "version 2, which other nodes show, is taken over" in caplog.text


async def test_a_new_node_takes_what_the_others_show(places, tmp_path):
    a, _ = places
    await a.save("Second")
    c = Place(tmp_path / "c", a.middle, a.clock, layout("Of last year"))
    await c.layouts.start()
    assert c.walls == "Second"
    assert numbers(a) == [1, 2]


async def test_a_file_that_was_edited_while_its_node_was_down_is_an_edit(places):
    a, b = places
    await a.save("Second")
    await b.layouts.settle()
    b.file.write_text(layout("Edited"))
    b = b.again()
    await b.layouts.start()
    await a.layouts.settle()
    assert a.walls == "Edited"


async def test_a_file_that_cannot_be_written_stays_and_is_no_edit(places, monkeypatch, caplog):
    a, b = places
    monkeypatch.setattr(watch, "write", _refuses)
    task = asyncio.create_task(b.reload.run(b.apply, b.layouts.noticed))
    raw = layout("Second")
    monkeypatch.undo()
    await a.save("Second")
    monkeypatch.setattr(watch, "write", _refuses)
    await b.layouts.settle()
    await asyncio.sleep(0.1)
    task.cancel()
    assert b.file.read_text() == layout("First")
    assert b.walls == "Second"
    assert (await b.layouts.file()).text == raw
    assert numbers(b) == [1, 2]
    assert "another layout is shown than the file holds" in caplog.text


def _refuses(*_):
    raise LayoutError


async def test_a_file_that_cannot_be_read_as_text_is_left_alone_until_there_is_another_version(places):
    a, b = places
    b.file.write_bytes(b"\xff\x00\xff")
    await b.layouts.settle()
    assert b.file.read_bytes() == b"\xff\x00\xff"
    assert b.walls == "First"
    await a.save("Second")
    await b.layouts.settle()
    assert b.walls == "Second"


async def test_cut_off_a_save_is_refused_and_an_edit_of_the_file_waits(places):
    a, b = places
    b.store.cut = True
    with pytest.raises(StoreError):
        await b.save("Second")
    assert b.walls == "First"
    b.file.write_text(layout("Edited"))
    assert await b.layouts.noticed(b"") is None
    b.store.mend()
    assert (await b.layouts.settle()).number == 2
    await a.layouts.settle()
    assert a.walls == "Edited"


async def test_an_emptied_store_gets_all_versions_back_and_no_node_goes_back(places):
    a, b = places
    await a.save("Second")
    await b.layouts.settle()
    a.middle.empty()
    await b.layouts.shelf.refill()
    await a.layouts.settle()
    assert numbers(a) == [1, 2]
    assert a.walls == b.walls == "Second"
