"""Pictures that staff add: what is written is what the decoder made, under a name that can do no harm."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from signage.errors import MediaError
from signage.venue import uploads
from signage.venue.decoder import read
from signage.venue.media import LARGEST, Media
from signage.venue.uploads import Uploads, checked


def png(size: tuple[int, int] = (8, 8), colour: str = "red", kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "media"


@pytest.fixture
def here(folder: Path) -> Uploads:
    """Decodes in the test's own process."""
    return Uploads(folder, read)


def test_a_picture_is_written_as_the_decoder_made_it(here: Uploads, folder: Path) -> None:
    tainted = png() + b"<?php evil() ?>"
    assert here.add("map.png", tainted) == "map.png"
    written = (folder / "map.png").read_bytes()
    assert b"evil" not in written
    assert Image.open(io.BytesIO(written)).size == (8, 8)
    assert [*folder.iterdir()] == [folder / "map.png"]
    media = Media(folder, read)
    media.find("map.png")
    media.prepare()
    assert media.image("map.png")


@pytest.mark.parametrize(
    ("name", "kind", "written"),
    [("a.exe", "PNG", "a.png"), ("a", "JPEG", "a.jpg"), ("a.JPEG", "JPEG", "a.JPEG"), ("a.html", "WEBP", "a.jpg")],
)
def test_a_file_is_called_by_what_it_is(here: Uploads, name: str, kind: str, written: str) -> None:
    assert here.add(name, png(kind=kind)) == written


@pytest.mark.parametrize("name", ["../up.png", "a/b.png", "a\\b.png", ".hidden.png", "..", "", "a\0.png", "C:x.png",
                                  "thumbs.db", "x" * 101, "a\u202egnp.exe", "a\n.png"])  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(here: Uploads, folder: Path, name: str) -> None:
    with pytest.raises(MediaError, match="cannot be a name"):
        here.add(name, png())
    assert not folder.exists()


@given(st.text(max_size=120))
def test_a_name_that_is_taken_stays_in_the_folder(name: str) -> None:
    try:
        path = Path("/media") / checked(name)
    except MediaError:
        return
    assert path.parent == Path("/media")
    assert not path.name.startswith(".")


def test_nothing_is_overwritten_unless_that_is_asked_for(here: Uploads, folder: Path) -> None:
    here.add("map.png", png())
    before = (folder / "map.png").read_bytes()
    with pytest.raises(MediaError, match=r"'map\.png' is there already"):
        here.add("map.png", png(colour="blue"))
    assert (folder / "map.png").read_bytes() == before
    here.add("map.png", png(colour="blue"), replace=True)
    assert (folder / "map.png").read_bytes() != before
    assert [*folder.iterdir()] == [folder / "map.png"]


def test_a_link_out_of_the_folder_is_replaced_and_not_followed(here: Uploads, folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"ours")
    folder.mkdir()
    (folder / "map.png").symlink_to(secret)
    here.add("map.png", png(), replace=True)
    assert secret.read_bytes() == b"ours"
    assert not (folder / "map.png").is_symlink()
    (folder / "out.png").symlink_to(secret)
    with pytest.raises(MediaError):
        here.remove("out.png")
    assert secret.exists()


def test_what_is_no_picture_is_refused(here: Uploads, folder: Path) -> None:
    for raw, said in ((b"hello", "no image"), (png()[:40], "no image"), (b"wOF2" + b"x" * 20, "font")):
        with pytest.raises(MediaError, match=said):
            here.add("a.png", raw)
    with pytest.raises(MediaError, match="MB large"):
        here.add("a.png", bytes(LARGEST + 1))
    assert not folder.exists()


def test_a_drawing_with_a_script_is_refused_or_loses_it(here: Uploads, folder: Path) -> None:
    raw = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>evil()</script><g onload="evil()"/></svg>'
    try:
        name = here.add("a.svg", raw)
    except MediaError:
        return
    assert b"evil" not in (folder / name).read_bytes()


def black(size: int) -> bytes:
    """A PNG of that many pixels each way, made without a picture of that size in memory."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head, rows = struct.pack(">IIBBBBB", size, size, 1, 0, 0, 0, 0), zlib.compressobj()
    pixels = b"".join(rows.compress(bytes(1 + -(-size // 8))) for _ in range(size)) + rows.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize("bomb", ["pixels", "entities"])
def test_a_bomb_costs_a_child_its_life_and_nothing_else(folder: Path, bomb: str) -> None:
    if bomb == "pixels":
        raw = black(30_000)
        assert len(raw) < 1_000_000
    else:
        lines = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 20))
        raw = f'<!DOCTYPE svg [<!ENTITY x0 "boom">{lines}]><svg xmlns="http://www.w3.org/2000/svg">&x19;</svg>'.encode()
    with pytest.raises(MediaError):
        Uploads(folder).add("bomb.png", raw)
    assert not folder.exists()


def test_a_full_folder_takes_no_more(here: Uploads, monkeypatch: pytest.MonkeyPatch) -> None:
    here.add("a.png", png())
    monkeypatch.setattr(uploads, "MOST_FILES", 1)
    with pytest.raises(MediaError, match="full"):
        here.add("b.png", png())


def test_a_picture_is_taken_away_and_nothing_outside(here: Uploads, folder: Path) -> None:
    here.add("a.png", png())
    (folder / "inner").mkdir()
    for name in ("../screens.yaml", "x.png", "inner"):
        with pytest.raises(MediaError):
            here.remove(name)
    here.remove("a.png")
    assert [*folder.iterdir()] == [folder / "inner"]
