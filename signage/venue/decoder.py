"""Pictures and drawings are read in a process of their own, with limits: what is wrong with one holds up nothing else.

`decode` starts the process, `main` is what runs in it. It gets the file's bytes and writes a line of JSON, then the
picture's bytes; it knows nothing else of the server, whose environment it does not inherit.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from dataclasses import asdict, dataclass

from signage.errors import MediaError
from signage.phrase import Phrase
from signage.venue import picture, svg
from signage.venue.picture import Picture

MB = 1_000_000
LARGEST_TEXT = 2 * MB
"""Bytes of an SVG: TVs draw it themselves, from memory they hardly have."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one picture may take: seconds of the processor, seconds in all, and bytes of memory."""

    processor: int = 10
    seconds: float = 30.0
    memory: int = 1_500 * MB


LIMITS = Limits()


_running: set[subprocess.Popen[bytes]] = set()


def decode(raw: bytes, limits: Limits = LIMITS) -> Picture:
    """The picture of a file's bytes as TVs get it, decoded in another process. Raises `MediaError`."""
    command = [sys.executable, "-I", "-m", "signage.venue.decoder", json.dumps(asdict(limits))]
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nothing, env={}) as process:  # noqa: S603
        _running.add(process)
        try:
            answer, _ = process.communicate(raw, limits.seconds)
        except subprocess.TimeoutExpired:
            raise _too_slow(limits.seconds) from None
        finally:
            process.kill()
            _running.discard(process)
    head, _, body = answer.partition(b"\n")
    if process.returncode or not head:
        killed_by_time = process.returncode < 0 and -process.returncode in (9, 24)  # SIGKILL or SIGXCPU
        raise (
            _too_slow(limits.processor)
            if killed_by_time
            else MediaError(Phrase("cannot be decoded"), Phrase("save it again"))
        )
    told = json.loads(head)
    if "what" in told:
        raise MediaError(Phrase.unpacked(told["what"]), Phrase.unpacked(told["hint"]))
    return Picture(body, told["media_type"], told["width"], told["height"])


def stop() -> None:
    """End all decoding that is under way: a program that ends does not wait for a picture."""
    for process in tuple(_running):
        process.kill()


def _too_slow(seconds: float) -> MediaError:
    what = Phrase("takes longer than %(seconds)s s to decode", seconds=f"{seconds:g}")
    return MediaError(what, Phrase("save it as a plain PNG or JPEG"))


def too_large(size: int, most: int) -> MediaError:
    """What is said of a file of so many bytes, where so many are allowed."""
    what = Phrase("is %(size)s MB large", size=f"{size / MB:.1f}")
    return MediaError(what, Phrase("expected at most %(most)s MB", most=most // MB))


def read(raw: bytes) -> Picture:
    """The picture of a file's bytes, decoded here and now. Raises `MediaError`."""
    if raw[:1_000].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] != b"<":
        return picture.prepare(raw)
    if len(raw) > LARGEST_TEXT:
        raise too_large(len(raw), LARGEST_TEXT)
    drawing = svg.prepare(raw)
    return Picture(drawing.body, "image/svg+xml", drawing.width, drawing.height)


def main(limits: Limits) -> None:
    """Decode what comes through standard input, within the limits."""
    os.nice(10)  # the walls come first
    resource.setrlimit(resource.RLIMIT_CPU, (limits.processor, limits.processor + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    body = b""
    try:
        found = read(sys.stdin.buffer.read())
        head: dict[str, object] = {"media_type": found.media_type, "width": found.width, "height": found.height}
        body = found.body
    except MemoryError:
        what, hint = Phrase("takes too much memory to decode"), Phrase("save it with fewer pixels")
        head = {"what": what.packed(), "hint": hint.packed()}
    except MediaError as error:
        head = {"what": error.what.packed(), "hint": error.hint.packed()}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + body)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(Limits(**json.loads(sys.argv[1])))
