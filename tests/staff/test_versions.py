"""Versions of screens.yaml: numbered, told apart, bounded."""

from __future__ import annotations

from signage.staff.differences import sentences
from signage.staff.versions import FILE, MOST, MOST_CHARACTERS, Versions
from tests.build import at
from tests.staff.memory import Here

ONE = "screens:\n  a: {show: agenda}\n"
TWO = "screens:\n  a: {show: overview}\n"


async def test_a_version_tells_who_when_why_and_what_changed_on_walls() -> None:
    versions = Versions(Here())
    assert versions.newest is None
    await versions.add(ONE, "ines", at("09:00"))
    second = await versions.add(TWO, "duarte", at("09:10"), "for the evening")
    assert (second.number, second.who, second.at, second.why) == (2, "duarte", at("09:10"), "for the evening")
    assert sentences(second.changes) == ["a shows now and next instead of a departure board"]
    assert [version.number for version in versions.all] == [1, 2]
    assert versions.find(1) == versions.all[0]
    assert versions.find(3) is None


async def test_an_edit_on_the_disk_is_a_version_like_any_other_once() -> None:
    versions = Versions(Here())
    await versions.found(ONE.encode(), at("09:00"))
    await versions.found(b"\xef\xbb\xbf" + ONE.encode(), at("09:01"))
    await versions.found(b"\xff", at("09:02"))
    assert [(version.who, version.text) for version in versions.all] == [(FILE, ONE)]


async def test_a_text_that_cannot_be_read_is_kept_as_well() -> None:
    versions = Versions(Here())
    await versions.add(ONE, FILE, at("09:00"))
    assert (await versions.add("screens: [", FILE, at("09:01"))).number == 2


async def test_the_oldest_are_forgotten() -> None:
    versions = Versions(Here())
    for number in range(MOST + 3):
        await versions.add(f"# {number}\n", FILE, at("09:00"))
    assert [versions.all[0].number, len(versions.all)] == [4, MOST]


async def test_all_texts_together_are_bounded_but_the_newest_is_kept() -> None:
    versions = Versions(Here())
    for number in range(3):
        await versions.add(f"# {number}".ljust(MOST_CHARACTERS // 2), FILE, at("09:00"))
    assert [version.number for version in versions.all] == [2, 3]
    await versions.add("#".ljust(MOST_CHARACTERS + 1), FILE, at("09:00"))
    assert [version.number for version in versions.all] == [4]
