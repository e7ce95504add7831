"""Pictures that staff add and remove at one node, in the folders of both."""

from __future__ import annotations

import pytest

from signage.nodes.pictures import Pictures
from signage.venue.uploads import Uploads
from tests.clock import FakeClock
from tests.nodes.memory import Middle, Node
from tests.sync.feed import T0


class One:
    def __init__(self, folder, middle):
        self.folder, self.store = folder, Node(middle, folder.name)
        folder.mkdir()
        self.pictures = Pictures(self.store, Uploads(folder))

    async def add(self, name, body):
        (self.folder / name).write_bytes(body)
        await self.pictures.changed(name)

    async def remove(self, name):
        (self.folder / name).unlink()
        await self.pictures.changed(name)

    @property
    def files(self):
        return {file.name: file.read_bytes() for file in self.folder.iterdir()}


@pytest.fixture
async def two(tmp_path):
    middle = Middle(FakeClock(T0))
    return One(tmp_path / "a", middle), One(tmp_path / "b", middle)


async def test_a_picture_that_is_added_replaced_or_removed_at_one_is_so_at_the_other(two):
    a, b = two
    (b.folder / "by-hand.png").write_bytes(b"own")
    await a.add("map.png", b"one")
    await b.pictures.look()
    assert b.files == {"map.png": b"one", "by-hand.png": b"own"}
    await b.add("map.png", b"two")
    await a.pictures.look()
    assert a.files == {"map.png": b"two"}
    await a.remove("map.png")
    await b.pictures.look()
    assert b.files == {"by-hand.png": b"own"}


async def test_one_that_was_added_while_cut_off_comes_when_the_node_is_back(two):
    a, b = two
    a.store.cut = True
    await a.add("map.png", b"one")
    a.store.mend()
    await a.pictures.look()
    await b.pictures.look()
    assert b.files == {"map.png": b"one"}


async def test_a_new_node_gets_all_of_them_also_out_of_a_store_that_was_emptied(two, tmp_path):
    a, _ = two
    await a.add("map.png", b"one")
    a.store.middle.empty()
    await a.pictures.refill()
    c = One(tmp_path / "c", a.store.middle)
    await c.pictures.look()
    assert c.files == {"map.png": b"one"}


async def test_a_name_that_leads_elsewhere_is_not_written(two):
    a, b = two
    a.store.put_picture("d", b"x")
    await a.pictures.shelf.put("../up.png", "d")
    await b.pictures.look()
    assert not (b.folder.parent / "up.png").exists()
