"""screens.yaml while the server runs: saved, replaced, deleted, broken. What is wrong never reaches a wall."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from signage.errors import LayoutError
from signage.layout import read
from signage.layout.watch import Reload
from tests.wait import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from signage.layout import Loaded

TWICE = "stands here twice; it is in line"
EVENT = "event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}\n"
ONE = EVENT + "screens:\n  a: {show: agenda}\n"
TWO = EVENT + "screens:\n  a: {show: agenda, title: Two}\n"
THREE = EVENT + "screens:\n  a: {show: agenda, title: Three}\n"
BAD_ENTRY = EVENT + "screens:\n  a: {show: agenda, titel: Bad}\n  b: {show: overview}\n"
STAYS = "what it is about stays as it was"
BROKEN = "event: {id: evt_1\n"


class Watched:
    """A file that is watched, what was applied and kept of it, and a way to wait for either."""

    def __init__(self, file: Path, last: str | None = None) -> None:
        self.file = file
        self.kept: list[str] = []
        self.applied: list[str] = []
        self.fail = False
        self.looks = 0
        self.next: list[bytes] = []
        self.reload = Reload(file, last, self.kept.append, source=self.read, every=0.05)

    def read(self, file: Path) -> bytes:
        """The file's bytes, or what it is said to have at this look."""
        self.looks += 1
        return self.next.pop(0) if self.next else read(file)

    async def apply(self, loaded: Loaded) -> None:
        self.applied.append(title(loaded))
        if self.fail:
            raise RuntimeError("a wall fell over")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Watched]:
        task = asyncio.create_task(self.reload.run(self.apply))
        try:
            yield self
            assert not task.done()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def title(loaded: Loaded) -> str:
    return getattr(loaded.layout.screens.get("a"), "title", None) or ""


def write(file: Path, text: str | None) -> None:
    """Save the file as simple editors do, or delete it."""
    if text is None:
        file.unlink()
    else:
        file.write_text(text)


def holds(file: Path) -> str:
    return file.read_text()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "screens.yaml"
    file.write_text(ONE)
    return file


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """What was logged: level and text."""
    caplog.set_level(logging.INFO, logger="signage.layout.watch")
    return lambda: [f"{record.levelname} {record.getMessage()}" for record in caplog.records]


async def test_a_save_is_applied_and_kept(file: Path) -> None:
    async with Watched(file).running() as watched:
        write(file, TWO)
        await until(lambda: watched.applied == ["Two"])
        assert title(watched.reload.loaded) == "Two"
        assert [json.loads(kept)["screens"] for kept in watched.kept] == [
            {"a": {"show": "agenda"}},
            {"a": {"show": "agenda", "title": "Two"}},
        ]


async def test_an_editor_may_replace_the_file(file: Path) -> None:
    async with Watched(file).running() as watched:
        for text, expected in ((TWO, ["Two"]), (THREE, ["Two", "Three"])):
            fresh = file.with_suffix(".new")
            fresh.write_text(text)
            fresh.replace(file)
            await until(lambda expected=expected: watched.applied == expected)


async def test_the_file_may_be_a_link_to_another_folder(tmp_path: Path) -> None:
    """So it is on mounted configuration: the link is set anew, and its folder tells nothing of the file."""
    for name, text in (("one", ONE), ("two", TWO)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "screens.yaml").write_text(text)
    (tmp_path / "seen").mkdir()
    (tmp_path / "now").symlink_to(tmp_path / "one")
    file = tmp_path / "seen" / "screens.yaml"
    file.symlink_to(tmp_path / "now" / "screens.yaml")
    async with Watched(file).running() as watched:
        (tmp_path / "next").symlink_to(tmp_path / "two")
        (tmp_path / "next").replace(tmp_path / "now")
        await until(lambda: watched.applied == ["Two"])


async def test_a_deleted_file_changes_nothing_and_is_told_once(file: Path, log: Callable[[], list[str]]) -> None:
    async with Watched(file).running() as watched:
        write(file, None)
        told = f"WARNING {file}: there is no such file; expected the screens of this venue; {STAYS}"
        await until(lambda: log() == [told])
        await after_two_looks(watched)
        assert log() == [told]
        assert watched.applied == []
        write(file, TWO)
        await until(lambda: watched.applied == ["Two"])
        assert log()[1:] == [f"INFO {file}: all is well again", f"INFO {file}: taken over"]


async def after_two_looks(watched: Watched) -> None:
    """Wait until the file, as it is now, has been looked at twice."""
    before = watched.looks
    await until(lambda: watched.looks >= before + 3)  # the first of them may have begun before


async def test_what_is_seen_once_only_was_still_being_written(file: Path, log: Callable[[], list[str]]) -> None:
    async with Watched(file).running() as watched:
        watched.next += [ONE[:9].encode(), ONE[:30].encode(), TWO.encode(), b"gone for a moment", TWO.encode()]
        write(file, THREE)
        await until(lambda: watched.applied == ["Three"])
        assert log() == [f"INFO {file}: taken over"]


@pytest.mark.parametrize("half", [BROKEN, "", "\x00\x00\x00"])
async def test_a_half_written_file_changes_nothing_and_is_told_once(
    file: Path, log: Callable[[], list[str]], half: str
) -> None:
    async with Watched(file).running() as watched:
        write(file, half)
        await until(lambda: len(watched.reload.findings) == 1)
        await after_two_looks(watched)
        assert len(log()) == 1
        write(file, ONE)
        await until(lambda: watched.reload.findings == ())
        assert log()[1:] == [f"INFO {file}: all is well again"]
        assert watched.applied == []
        assert len(watched.kept) == 1


async def test_a_bad_entry_keeps_its_screen_and_the_others_move_on(file: Path, log: Callable[[], list[str]]) -> None:
    write(file, TWO)
    async with Watched(file).running() as watched:
        write(file, BAD_ENTRY)
        await until(lambda: watched.applied == ["Two"])
        assert set(watched.reload.loaded.layout.screens) == {"a", "b"}
        assert log() == [
            f"WARNING {file}:3: screens.a.titel: is not known here; did you mean 'title'?; {STAYS}",
            f"INFO {file}: taken over",
        ]
        again = Watched(file, watched.kept[-1])  # a restart
        assert title(again.reload.loaded) == "Two"


async def test_the_log_says_what_becomes_of_each_bad_entry(file: Path, log: Callable[[], list[str]]) -> None:
    """Nothing is said to stay that was not there."""
    write(file, f"{ONE}notices: [{{title: Lunch}}]\n")
    async with Watched(file).running() as watched:
        write(
            file,
            f"{EVENT}screens:\n  a: {{show: rom}}\n  b: {{show: agenda, titel: B}}\n  c: {{show: agenda, show: rom}}\n"
            "notices: [{titel: Tea}, {title: Lunch}]\nhide: {ids: 3, track: Crew}\ntheme: light\ntheme: dark\n",
        )
        await until(lambda: watched.reload.loaded.layout.theme == "light")
        assert set(watched.reload.loaded.layout.screens) == {"a", "c"}
        assert log()[:-1] == [
            f"WARNING {file}:3: screens.a: 'show: rom' names no view; did you mean 'room'?; {STAYS}",
            f"WARNING {file}:4: screens.b.titel: is not known here; did you mean 'title'?; screens.b is left out",
            f"WARNING {file}:5: screens.c.show: {TWICE} 5 already: keep one; the first screens.c counts",
            f"WARNING {file}:6: notices.0.title: is missing; expected a few words; notices.0 is left out",
            f"WARNING {file}:6: notices.0.titel: is not known here; did you mean 'title'?; notices.0 is left out",
            f"WARNING {file}:7: hide.track: is not known here; did you mean 'tracks'?; hide.track is left out",
            f"WARNING {file}:9: theme: {TWICE} 8 already: keep one; the first theme counts",
        ]


@pytest.mark.parametrize(("bad", "more"), [(20, []), (21, ["and 1 more"]), (300, ["and 280 more"])])
def test_a_file_full_of_problems_does_not_fill_the_log(
    file: Path, log: Callable[[], list[str]], bad: int, more: list[str]
) -> None:
    write(file, ONE + "".join(f"  s{number}: {{show: rom}}\n" for number in range(bad)))
    assert len(Watched(file).reload.findings) == min(bad, 100)
    assert len(log()) == 20 + len(more)
    assert log()[20:] == [f"WARNING {file}: {line}" for line in more]


async def test_a_comment_is_no_change(file: Path) -> None:
    async with Watched(file).running() as watched:
        write(file, ONE + "# nothing else\n")
        await after_two_looks(watched)
        write(file, TWO)
        await until(lambda: watched.applied == ["Two"])


async def test_another_order_of_rooms_is_a_change(file: Path) -> None:
    write(file, f"{ONE}rooms: {{A: {{floor: '1'}}, B: {{floor: '1'}}}}\n")
    async with Watched(file).running() as watched:
        write(file, f"{ONE}rooms: {{B: {{floor: '1'}}, A: {{floor: '1'}}}}\n")
        await until(lambda: list(watched.reload.loaded.layout.rooms) == ["B", "A"])


async def test_what_fails_to_be_applied_does_not_end_the_watch(file: Path, log: Callable[[], list[str]]) -> None:
    watched = Watched(file)
    watched.fail = True
    async with watched.running():
        write(file, TWO)
        await until(lambda: f"ERROR {file}: not all of it could be taken over" in log())
        write(file, THREE)
        await until(lambda: watched.applied == ["Two", "Three"])


async def test_a_folder_that_is_not_there_yet_is_looked_for(tmp_path: Path) -> None:
    kept: list[str] = []
    (tmp_path / "screens.yaml").write_text(ONE)
    Reload(tmp_path / "screens.yaml", None, kept.append)
    file = tmp_path / "unmounted" / "screens.yaml"
    async with Watched(file, kept[0]).running() as watched:
        await after_two_looks(watched)
        file.parent.mkdir()
        write(file, TWO)
        await until(lambda: watched.applied == ["Two"])


# At start ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [BROKEN, "", None])
def test_a_broken_file_at_start_leaves_the_last_good_form(
    file: Path, log: Callable[[], list[str]], text: str | None
) -> None:
    kept = Watched(file).kept[-1]
    write(file, text)
    again = Watched(file, kept)
    assert set(again.reload.loaded.layout.screens) == {"a"}
    assert len(again.reload.findings) == len(log()) == 1
    assert again.kept == []


def test_without_a_last_good_form_a_broken_file_is_refused_with_all_that_is_wrong(
    file: Path, log: Callable[[], list[str]]
) -> None:
    file.write_text("event: {id: evt_1, timezone: Lisbon}\n")
    with pytest.raises(LayoutError) as refused:
        Watched(file)
    assert str(refused.value).splitlines() == [
        f"{file}:1: event.name: is missing; expected the event's name as walls show it",
        f"{file}:1: event.timezone: 'Lisbon' is no time zone; did you mean 'Europe/Lisbon'?",
    ]
    assert log() == []
    file.unlink()
    with pytest.raises(LayoutError, match="there is no such file; expected the screens of this venue"):
        Watched(file)


@pytest.mark.parametrize("last", ["", "nonsense", "[]", "3", '"x"', "null", '{"event": 3}', '{"screens": {}}'])
def test_a_stored_form_that_says_nothing_is_no_hindrance(file: Path, last: str) -> None:
    assert set(Watched(file, last).reload.loaded.layout.screens) == {"a"}


def test_a_stored_form_of_another_version_gives_what_it_can(file: Path) -> None:
    stored = json.loads(Watched(file).kept[-1]) | {"colour": "blue"}
    stored["screens"]["b"] = {"show": "hologram"}
    file.write_text(BROKEN)
    assert set(Watched(file, json.dumps(stored)).reload.loaded.layout.screens) == {"a"}


async def test_a_save_of_ours_is_applied_at_once_and_is_no_foreign_edit(file: Path) -> None:
    noticed: list[bytes] = []

    async def notice(content: bytes) -> None:
        noticed.append(content)

    watched = Watched(file)
    task = asyncio.create_task(watched.reload.run(watched.apply, notice))
    assert await watched.reload.save(TWO.encode(), ONE.encode(), watched.apply) == ONE.encode()
    assert (watched.applied, holds(file)) == (["Two"], TWO)
    await after_two_looks(watched)
    assert noticed == []
    write(file, THREE + "# by hand\n")
    await until(lambda: watched.applied == ["Two", "Three"])
    write(file, BROKEN)
    await until(lambda: noticed == [(THREE + "# by hand\n").encode(), BROKEN.encode()])
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_save_of_ours_overwrites_nothing_that_it_does_not_know(file: Path) -> None:
    watched = Watched(file)
    write(file, THREE)
    assert await watched.reload.save(TWO.encode(), ONE.encode(), watched.apply) == THREE.encode()
    assert (watched.applied, holds(file)) == ([], THREE)


async def test_of_two_saves_at_once_one_is_refused(file: Path) -> None:
    watched = Watched(file)
    texts = [TWO, THREE]
    before = await asyncio.gather(*(watched.reload.save(text.encode(), ONE.encode(), watched.apply) for text in texts))
    assert before == [ONE.encode(), TWO.encode()]
    assert (watched.applied, holds(file)) == (["Two"], TWO)
