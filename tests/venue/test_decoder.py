"""Pictures are decoded in a process of their own: what is wrong with one holds up and breaks nothing else."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from signage.errors import MediaError
from signage.venue.decoder import Limits, decode, read
from signage.venue.media import Media
from tests.venue.files import noise


def jpeg(size: tuple[int, int], **options: object) -> bytes:
    file = io.BytesIO()
    noise(size).save(file, "JPEG", **options)
    return file.getvalue()


def many_scans(size: int, scans: int) -> bytes:
    """A progressive JPEG that refines its pixels again and again: few bytes, minutes of work."""
    file = io.BytesIO()
    Image.new("L", (size, size), 90).save(file, "JPEG", progressive=True)
    raw = file.getvalue()
    start = raw.rindex(b"\xff\xda")
    return raw[:start] + raw[start:-2] * scans + raw[-2:]


def test_another_process_makes_of_a_picture_what_this_one_does() -> None:
    raw = jpeg((300, 200))
    assert decode(raw) == read(raw)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>'
    assert decode(svg) == (svg, "image/svg+xml", 4, 3)
    with pytest.raises(MediaError, match="is no image; expected PNG"):
        decode(b"hello")


def test_a_picture_that_takes_for_ever_is_given_up() -> None:
    with pytest.raises(MediaError, match="takes longer than 1 s to decode; save it as a plain PNG or JPEG"):
        decode(many_scans(4_000, 400), Limits(processor=1, seconds=300))
    with pytest.raises(MediaError, match=r"takes longer than 0.01 s"):
        decode(b"x", Limits(seconds=0.01))


def test_a_program_that_ends_waits_for_no_picture(tmp_path: Path) -> None:
    media, others = Media(tmp_path), set(children())
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(many_scans(4_000, 400))
        assert media.find(name) is None
    with ThreadPoolExecutor() as threads:
        preparing = threads.submit(media.prepare)
        while not set(children()) - others:
            time.sleep(0.01)
        media.close()
        assert preparing.result(25)  # sooner than it would be given up; the second one is left, and not begun
    assert set(children()) <= others


def children() -> Iterator[int]:
    """The processes that this one has started."""
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError):  # a thread that has ended meanwhile
            yield from map(int, (task / "children").read_text().split())


def test_a_picture_that_takes_too_much_memory_is_refused() -> None:
    file = io.BytesIO()
    Image.new("RGB", (7_000, 7_000)).save(file, "PNG", compress_level=1)
    with pytest.raises(MediaError, match=r"takes too much memory to decode|cannot be decoded"):
        decode(file.getvalue(), Limits(memory=200_000_000))


def test_the_process_knows_nothing_of_the_servers_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "PIL.py").write_text("raise SystemExit('taken over')")
    monkeypatch.chdir(tmp_path)
    assert decode(jpeg((30, 20))).width == 30
    assert "PYTHONPATH" in os.environ
