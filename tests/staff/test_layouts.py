"""screens.yaml edited by several at once: nothing is lost, nothing broken is written."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

import pytest

from signage.errors import Finding
from signage.layout import Loaded
from signage.layout.watch import Reload
from signage.staff.layouts import MISSING, Edited, Faulty, Layouts, NoRight, author
from signage.staff.versions import Versions
from tests.build import at
from tests.clock import FakeClock
from tests.staff.memory import Here

EVENT = "event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}  # ours\n"
ONE = EVENT + "screens:\n  a: {show: agenda}\n"
TWO = ONE + "  b: {show: agenda}\n"
THREE = ONE + "  c: {show: agenda}\n"
OUT = ONE + "notices: [{title: Out, style: takeover}]\n"


class Desk:
    """A file in the hands of staff."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "screens.yaml"
        self.write(ONE)
        self.walls: list[list[str]] = []
        reload = Reload(self.file, None, lambda _: None)
        self.layouts = Layouts(reload, Versions(Here()), FakeClock(at("09:00")), self.apply, self.check)

    def write(self, text: str) -> None:
        self.file.write_text(text)

    @property
    def text(self) -> str:
        return self.file.read_text()

    async def apply(self, loaded: Loaded) -> None:
        self.walls.append(list(loaded.layout.screens))

    def check(self, loaded: Loaded) -> Iterable[Finding]:
        return (loaded.locate(Finding("is new", ("screens", name))) for name in loaded.layout.screens if name == "b")

    @property
    def told(self) -> list[tuple[int, str, str]]:
        """Number, author and reason of each version."""
        return [(version.number, version.who, version.why) for version in self.layouts.versions.all]


@pytest.fixture
async def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    await desk.layouts.start()
    return desk


async def test_an_edit_is_on_the_walls_and_a_version_when_it_is_saved(desk: Desk) -> None:
    file = await desk.layouts.file()
    saved = await desk.layouts.save(TWO, file.tag, "ines", "for the lobby")
    assert (desk.text, desk.walls) == (TWO, [["a", "b"]])
    assert desk.told == [(1, "file", ""), (2, "ines", "for the lobby")]
    assert saved.tag == (await desk.layouts.file()).tag
    assert [problem.finding.what for problem in saved.examined.problems] == ["is new"]  # a warning stops nobody


async def test_of_two_who_edit_the_same_text_the_second_is_told_of_the_first(desk: Desk) -> None:
    file = await desk.layouts.file()
    await desk.layouts.save(TWO, file.tag, "ines")
    with pytest.raises(Edited) as told:
        await desk.layouts.save(THREE, file.tag, "duarte")
    assert (told.value.file.text, author(told.value.version)) == (TWO, "ines")
    assert (desk.text, desk.walls) == (TWO, [["a", "b"]])


async def test_of_many_who_save_at_once_one_does(desk: Desk) -> None:
    file = await desk.layouts.file()
    texts = [f"{ONE}  s{number}: {{show: agenda}}\n" for number in range(8)]
    done = await asyncio.gather(*(desk.layouts.save(text, file.tag, "x") for text in texts), return_exceptions=True)
    assert [type(one) for one in done].count(Edited) == 7
    assert desk.text == texts[[isinstance(one, tuple) for one in done].index(True)]
    assert len(desk.walls) == 1


async def test_an_edit_on_the_disk_that_nobody_has_noticed_yet_is_not_overwritten(desk: Desk) -> None:
    file = await desk.layouts.file()
    desk.write(TWO)
    with pytest.raises(Edited) as told:
        await desk.layouts.save(THREE, file.tag, "duarte")
    assert (told.value.file.text, author(told.value.version)) == (TWO, "file")
    await desk.layouts.save(TWO.replace("b:", "bb:"), told.value.file.tag, "duarte")
    assert desk.told == [(1, "file", ""), (2, "file", ""), (3, "duarte", "")]


async def test_an_edit_with_an_error_is_not_written(desk: Desk) -> None:
    file = await desk.layouts.file()
    with pytest.raises(Faulty) as told:
        await desk.layouts.save(TWO.replace("show: agenda}\n  b", "shwo: agenda}\n  b"), file.tag, "ines")
    assert [problem.finding.line for problem in told.value.examined.errors] == [3]
    assert (desk.text, desk.walls) == (ONE, [])


async def test_a_takeover_takes_the_right_to_send_one(desk: Desk) -> None:
    file = await desk.layouts.file()
    with pytest.raises(NoRight):
        await desk.layouts.save(OUT, file.tag, "ines")
    assert desk.text == ONE
    saved = await desk.layouts.save(OUT, file.tag, "ines", emergency=True)
    await desk.layouts.save(ONE, saved.tag, "duarte")
    with pytest.raises(NoRight):
        await desk.layouts.restore(2, "duarte", "again")


async def test_an_earlier_version_is_restored_as_a_new_one_byte_for_byte(desk: Desk) -> None:
    file = await desk.layouts.file()
    await desk.layouts.save(TWO, file.tag, "ines")
    await desk.layouts.restore(1, "duarte", "undone")
    assert (desk.text, desk.walls[-1]) == (ONE, ["a"])
    assert desk.told[-1] == (3, "duarte", "undone")
    assert await desk.layouts.restore(9, "duarte", "x") is None


async def test_a_file_that_is_gone_or_no_text_can_be_written_anew(desk: Desk) -> None:
    desk.file.unlink()
    file = await desk.layouts.file()
    assert (file.text, file.tag) == (ONE, MISSING)
    await desk.layouts.save(TWO, file.tag, "ines")
    assert desk.text == TWO
    desk.file.write_bytes(b"\xff\xff")
    file = await desk.layouts.file()
    assert file.text == TWO
    await desk.layouts.save(THREE, file.tag, "ines")
    assert desk.text == THREE


async def test_line_ends_and_the_mark_of_an_encoding_stay(desk: Desk) -> None:
    desk.file.write_bytes(ONE.replace("\n", "\r\n").encode("utf-8-sig"))
    file = await desk.layouts.file()
    await desk.layouts.save(file.text + "# é\r\n", file.tag, "ines")
    assert desk.file.read_bytes() == (ONE + "# é\n").replace("\n", "\r\n").encode("utf-8-sig")
