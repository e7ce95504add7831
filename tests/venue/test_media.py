"""The folder media: what becomes of a good file, and what is said of every bad one."""

from __future__ import annotations

import hashlib
import os
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from signage.venue import decoder, picture
from signage.venue.folders import Venue
from signage.venue.media import Media
from tests.venue.files import Ready, noise, refused, save

if TYPE_CHECKING:
    pass


# What is wrong with a file --------------------------------------------------------------------------------------------


def test_a_missing_file_is_told_with_the_nearest_name(media: Ready, folder: Path) -> None:
    (folder / "maps").mkdir()
    save(folder / "maps" / "floor1.png")
    assert refused(media.find, "maps/flor1.png") == (
        "'maps/flor1.png' is no file of the folder media; did you mean 'maps/floor1.png'?"
    )
    assert refused(media.find, "maps") == "'maps' is a folder; expected a file"
    assert refused(media.find, "maps/floor1.png/x") == "'maps/floor1.png/x' is no file of the folder media; did you mean 'maps/floor1.png'?"  # fmt: skip  # noqa: E501
    assert refused(Media(folder / "none").find, "a.png") == (
        "'a.png' is no file of the folder media; add the file first, or name one that is there"
    )


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7", b"BM" + bytes(60)])
def test_what_is_no_image_is_told(media: Ready, folder: Path, content: bytes) -> None:
    (folder / "notes.png").write_bytes(content)
    assert refused(media.find, "notes.png") == "'notes.png' is no image; expected PNG, JPEG, WebP, GIF or SVG"


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.gif"])
def test_a_damaged_image_is_told_at_whatever_byte_it_ends(media: Ready, folder: Path, name: str) -> None:
    noise((60, 60)).save(folder / name)
    whole = (folder / name).read_bytes()
    for length in range(0, len(whole) * 9 // 10, max(1, len(whole) // 60)):
        (folder / name).write_bytes(whole[:length])
        assert refused(media.find, name), length


def test_too_many_bytes_or_pixels_are_refused_before_they_are_decoded(media: Ready, folder: Path) -> None:
    with (folder / "large.png").open("wb") as file:
        file.truncate(41_000_000)
    assert refused(media.find, "large.png") == "'large.png' is 41.0 MB large; expected at most 40 MB"
    save(folder / "bomb.png")
    content = bytearray((folder / "bomb.png").read_bytes())
    content[16:24] = struct.pack(">II", 20_000, 10_000)
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    (folder / "bomb.png").write_bytes(content)
    assert refused(media.find, "bomb.png") == "'bomb.png' has 20000 x 10000 pixels; expected at most 64 million in all"


@pytest.mark.parametrize(
    "name", ["../secret.png", ".hidden.png", "/etc/passwd", "a/../../secret.png", "..\\x", "a\0b", ""]
)
def test_a_name_never_leads_out_of_the_folder(media: Ready, folder: Path, name: str) -> None:
    save(folder.parent / "secret.png")
    save(folder / ".hidden.png")
    assert refused(media.find, name) == f"'{name}' is no name of a file in the folder media; write it like map.png"
    assert media.names(name) == (name,)


def test_a_link_is_followed_inside_the_folder_only(media: Ready, folder: Path) -> None:
    save(folder.parent / "secret.png")
    save(folder / "map.png")
    (folder / "out.png").symlink_to(folder.parent / "secret.png")
    (folder / "up").symlink_to(folder.parent)
    (folder / "in.png").symlink_to("map.png")
    (folder / "round.png").symlink_to("round.png")
    assert refused(media.find, "out.png") == "'out.png' leads out of the folder media; put the file itself there"
    assert (
        refused(media.find, "up/secret.png")
        == "'up/secret.png' leads out of the folder media; put the file itself there"
    )
    assert media.names("up") == ("up",)
    assert media.body("in.png") == media.body("map.png")
    assert refused(media.find, "round.png")


def test_what_cannot_be_read_is_told(media: Ready, folder: Path) -> None:
    assert refused(media.find, "x" * 300) == f"'{'x' * 300}' cannot be read: File name too long"
    os.mkfifo(folder / "pipe.png")
    assert refused(media.find, "pipe.png") == "'pipe.png' is a folder; expected a file"


# Fonts ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "media_type"),
    [(b"\0\1\0\0", "font/ttf"), (b"true", "font/ttf"), (b"OTTO", "font/otf"),
     (b"wOFF\0\0\0\0\0\0\0\x10", "font/woff"), (b"wOF2\0\0\0\0\0\0\0\x10", "font/woff2")],
)  # fmt: skip
def test_a_font_is_passed_on_as_it_is(media: Ready, folder: Path, start: bytes, media_type: str) -> None:
    (folder / "brand.font").write_bytes(start.ljust(16, b"\0"))
    found = media.font("brand.font")
    assert (found.media_type, media.body("brand.font")) == (media_type, start.ljust(16, b"\0"))
    assert refused(media.image, "brand.font") == "'brand.font' is a font; expected an image"


def test_a_font_that_is_cut_off_is_refused(media: Ready, folder: Path) -> None:
    (folder / "brand.woff2").write_bytes(b"wOF2\0\0\0\0\0\0\0\x10\0")
    assert refused(media.font, "brand.woff2") == "'brand.woff2' is cut off; save it again"
    save(folder / "a.png")
    assert refused(media.font, "a.png") == "'a.png' is an image; expected a font (woff2, woff, ttf or otf)"


# The folder -----------------------------------------------------------------------------------------------------------


def test_a_folders_files_come_in_the_order_people_count(media: Ready, folder: Path) -> None:
    (folder / "sponsors").mkdir()
    for name in ("10.png", "2.png", "1.png", ".DS_Store", "Thumbs.db"):
        (folder / "sponsors" / name).touch()
    assert media.names("sponsors") == ("sponsors/1.png", "sponsors/2.png", "sponsors/10.png")
    assert media.names("map.png") == ("map.png",)


def test_a_url_changes_with_the_content_and_only_with_it(media: Ready, folder: Path) -> None:
    save(folder / "Plan, 1. Stock.png")
    before = media.find("Plan, 1. Stock.png")
    assert before.url.split("/")[3] == "Plan%2C%201.%20Stock.png"
    os.utime(folder / "Plan, 1. Stock.png", ns=(1, 1))
    assert media.find("Plan, 1. Stock.png") == before
    save(folder / "Plan, 1. Stock.png", colour="#FF0000")
    assert media.find("Plan, 1. Stock.png").url != before.url


def test_a_file_is_served_by_its_url_alone(media: Ready, folder: Path) -> None:
    save(folder / "50% off.png")
    found = media.find("50% off.png")
    digest = found.url.split("/")[2]
    assert media.serve(f"/media/{digest}/50% off.png") == (found, media.body("50% off.png"))
    wrong = [f"/media/{'0' * 16}/50% off.png", f"/media/{digest}/../50% off.png", "/media/50% off.png", "", "\ud800"]
    assert [media.serve(path) for path in wrong] == [None] * len(wrong)


def test_a_file_that_was_shown_is_served_while_a_bad_one_has_taken_its_place(media: Ready, folder: Path) -> None:
    save(folder / "map.png")
    shown, body = media.find("map.png"), media.body("map.png")
    (folder / "map.png").write_text("half a file")
    assert refused(media.find, "map.png")
    assert media.serve(shown.url) == (shown, body)


class Decoder:
    """Notes what it decodes."""

    def __init__(self) -> None:
        self.decoded: list[bytes] = []

    def __call__(self, raw: bytes) -> picture.Picture:
        self.decoded.append(raw)
        return decoder.read(raw)


def test_a_file_is_decoded_once(folder: Path) -> None:
    decode = Decoder()
    media = Ready(folder, decode)
    save(folder / "map.png")
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(media.find, ["map.png"] * 20))
    assert (len(decode.decoded), len({file.url for file in found})) == (1, 1)


def test_nothing_waits_for_a_picture_that_is_decoded(folder: Path) -> None:
    """What is asked for is not there, or as it was, until it is decoded."""
    decode = Decoder()
    media = Media(folder, decode)
    save(folder / "map.png")
    assert (media.image("map.png"), decode.decoded, media.unprepared) == (None, [], True)
    assert media.prepare() is False
    before = media.image("map.png")
    assert before is not None
    save(folder / "map.png", colour="#FF0000")
    assert (media.image("map.png"), len(decode.decoded)) == (before, 1)
    assert media.prepare(seconds=0) is True
    assert media.prepare() is False
    after = media.image("map.png")
    assert after is not None
    assert after.url != before.url


def test_who_guesses_names_has_nothing_decoded_and_no_folder_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decode = Decoder()
    media = Media(folder, decode)
    save(folder / "secret.png")
    with monkeypatch.context() as watched:
        watched.setattr(Path, "iterdir", lambda *_: pytest.fail("a folder was read"))
        watched.setattr(os, "walk", lambda *_: pytest.fail("a folder was walked"))
        watched.setattr(Path, "stat", lambda *_, **__: pytest.fail("a file was looked at"))
        assert media.serve("/media/0123456789abcdef/secret.png") is None
    assert (decode.decoded, media.unprepared) == ([], False)


def test_what_there_was_no_memory_for_is_decoded_anew_when_a_tv_asks(folder: Path) -> None:
    media = Ready(folder, kept=40_000)
    for name in ("a.jpg", "b.jpg"):
        noise((160, 160)).save(folder / name, quality=90)
    first, second = (media.find(name) for name in ("a.jpg", "b.jpg"))
    for file in (first, second, first):
        served = media.serve(file.url)
        assert served is not None
        assert served[0] == file
        assert file.url.split("/")[2] == hashlib.sha256(served[1]).hexdigest()[:16]
    (folder / "b.jpg").unlink()
    assert media.serve(second.url) is None
    assert not media.unprepared


@pytest.mark.parametrize(("disk", "written"), [("E\u0301tage 1.png", "Étage 1.png"), ("Plan\u00a02.png", "Plan 2.png")])
def test_a_name_matches_whichever_form_the_disk_has_it_in(media: Ready, folder: Path, disk: str, written: str) -> None:
    (folder / "e\u0301").mkdir()
    for path in (folder / disk, folder / "e\u0301" / disk):
        save(path)
    assert media.image(written).name == written
    assert media.names("é") == (f"é/{written}",)
    assert media.image(f"é/{written}").name == f"é/{written}"


def test_the_signature_changes_with_any_file(media: Ready, folder: Path) -> None:
    (folder / "sponsors").mkdir()
    seen = [media.signature()]
    (folder / "sponsors" / "a.png").touch()
    seen.append(media.signature())
    (folder / "sponsors" / "a.png").write_bytes(b"x")
    seen.append(media.signature())
    (folder / "sponsors" / "a.png").rename(folder / "sponsors" / "b.png")
    seen.append(media.signature())
    assert len(set(map(repr, seen))) == 4
    (folder / ".DS_Store").touch()
    assert media.signature() == seen[-1] == Media(folder).signature()
    assert Media(folder / "none").signature() == ()


def test_a_file_that_cannot_be_looked_at_stops_no_other(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theme, look = folder.parent / "theme", Path.stat
    theme.mkdir()
    for name in ("gone.css", "theme.css"):
        (theme / name).touch()
    venue = Venue.beside(folder.parent / "screens.yaml")
    before = venue.signature()

    def stat(path: Path, **options: Any) -> os.stat_result:
        if path.name == "gone.css":  # between the list and the look, or of another user
            raise PermissionError(13, "Permission denied")
        return look(path, **options)

    monkeypatch.setattr(Path, "stat", stat)
    seen = [before, venue.signature()]
    (theme / "theme.css").write_text("a {}")
    seen.append(venue.signature())
    assert len(set(map(repr, seen))) == 3


def test_a_files_content_stays_out_of_logs(media: Ready, folder: Path) -> None:
    save(folder / "map.png")
    assert "IHDR" not in repr(media.find("map.png"))
