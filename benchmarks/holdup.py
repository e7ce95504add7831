"""How long a takeover takes to reach an open wall while somebody does what they can to delay it.

    .venv/bin/python -m benchmarks.holdup [--streams 2000] [a b c d e f g]

The whole program runs with a simulated gateway and a venue's folder. A wall is open; `screens.yaml` is saved with a
full-screen notice five times in each case, and the time is taken until the wall's stream has it. Exit status 1 if a
median is above 1 s.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from benchmarks.servers import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LAYOUT = """
event: {{id: evt_1, name: Summit, timezone: Europe/Lisbon}}
screens:
  board: {{show: agenda}}
  all: {{show: overview}}
  pictures: {{show: slides, files: [bomb.jpg]}}
{notice}
"""
NOTICE = "notices: [{{title: Leave the building {number}, style: takeover}}]"
TRIES, WITHIN, EVERY = 5, 1.0, 0.05
ROOM = "evacuate"


class Program:
    """The product, as installed, with its simulated gateway."""

    def __init__(self, folder: Path, agenda: Path) -> None:
        self.folder, self.port, gateway = folder, free_port(), free_port()
        self.save("")
        command = [sys.executable, "-m", "signage.cli"]
        self._gateway = subprocess.Popen(
            [*command, "sandbox", "--agenda", str(agenda), "--port", str(gateway)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        environment = os.environ | {
            "INEVENT_BASE_URL": f"http://127.0.0.1:{gateway}",
            "INEVENT_CLIENT_ID": "signage",
            "INEVENT_CLIENT_SECRET": "demo-secret",
        }
        data = ["--config", str(folder / "screens.yaml"), "--data", str(folder / "data"), "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "serve", *data, "--per-address", "25000"], env=environment, stderr=subprocess.DEVNULL
        )

    def save(self, notice: str) -> None:
        """Save `screens.yaml` as an editor does."""
        new = self.folder / "screens.yaml.new"
        new.write_text(LAYOUT.format(notice=notice))
        new.replace(self.folder / "screens.yaml")

    @property
    def mb(self) -> float:
        """Resident memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1000

    def ready(self) -> None:
        """Wait until there is an agenda."""
        for _ in range(600):
            with contextlib.suppress(OSError):
                if b"200 OK" in self.ask("/readyz"):
                    return
            time.sleep(0.1)
        raise SystemExit("the program does not get ready")

    def ask(self, path: str, *, wait: bool = True) -> bytes:
        """The beginning of an answer."""
        with socket.create_connection(("127.0.0.1", self.port), 10) as sock:
            sock.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            return sock.recv(65536) if wait else b""

    def stream(self, path: str, *, small: bool = False) -> socket.socket:
        """An open stream; a `small` one has room for little that is not read."""
        sock = socket.socket()
        if small:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.connect(("127.0.0.1", self.port))
        sock.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n".encode())
        return sock

    def end(self) -> None:
        """Stop both."""
        for process in (self.process, self._gateway):
            process.terminate()
            process.wait(10)


class Wall(threading.Thread):
    """An open wall: notes when it heard of each notice."""

    def __init__(self, program: Program) -> None:
        super().__init__(daemon=True)
        self.heard: dict[int, float] = {}
        self._sock = program.stream("/screens/all/events")
        self.start()

    def run(self) -> None:
        """Read on, decode, and look for notices."""
        inflate, text = zlib.decompressobj(zlib.MAX_WBITS | 16), ""
        with contextlib.suppress(OSError), self._sock.makefile("rb") as lines:
            while lines.readline() != b"\r\n":
                pass
            while size := int(lines.readline() or b"0", 16):
                text += inflate.decompress(lines.read(size)).decode()
                lines.readline()
                now = time.monotonic()
                while "Leave the building " in text:
                    text = text.partition("Leave the building ")[2]
                    number = int("".join(char for char in text[:9].split("<")[0] if char.isdigit()) or 0)
                    self.heard.setdefault(number, now)
                text = text[-64:]


def takeovers(program: Program, wall: Wall, first: int) -> list[float]:
    """Seconds from each save to the wall."""
    taken = []
    for number in range(first, first + TRIES):
        began = time.monotonic()
        program.save(NOTICE.format(number=number))
        while number not in wall.heard and time.monotonic() - began < 30:
            time.sleep(0.005)
        taken.append(wall.heard.get(number, began + 30) - began)
        time.sleep(0.3)
    return taken


# Cases ------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def repeated(act: Callable[[], object], threads: int) -> Iterator[None]:
    """Do it again and again, by so many at once."""
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            with contextlib.suppress(OSError):
                act()

    working = [threading.Thread(target=work, daemon=True) for _ in range(threads)]
    for one in working:
        one.start()
    yield
    stop.set()
    for one in working:
        one.join(12)


@contextlib.contextmanager
def streams(program: Program, paths: list[str], *, small: bool = False) -> Iterator[None]:
    """Have these streams open, and never read."""
    opened = [program.stream(path, small=small) for path in paths]
    time.sleep(2)
    yield
    for sock in opened:
        sock.close()


def random_days(program: Program, _: int) -> contextlib.AbstractContextManager[None]:
    """(a) 16 clients ask for random days and seconds."""

    def ask() -> None:
        chance = random.Random()  # noqa: S311 - nothing here is secret
        day, minute, second = chance.randint(1, 28), chance.randint(0, 59), chance.randint(0, 59)
        screen = chance.choice(("board", "all"))
        program.ask(f"/screens/{screen}?at=2026-{chance.randint(1, 12):02}-{day:02}T10:{minute:02}:{second:02}")

    return repeated(ask, 16)


def open_days(program: Program, count: int) -> contextlib.AbstractContextManager[None]:
    """(b) streams of days are open."""
    days = [f"/screens/all/events?at=2026-{n % 12 + 1:02}-{n % 28 + 1:02}" for n in range(min(500, count))]
    return streams(program, days)


def no_names(program: Program, count: int) -> contextlib.AbstractContextManager[None]:
    """(c) streams of names that don't exist are open."""
    return streams(program, [f"/screens/none-{number}/events" for number in range(min(5000, count))])


@contextlib.contextmanager
def bomb(program: Program, _: int) -> Iterator[None]:
    """(d) a progressive JPEG of many scans lies in media/."""
    media = program.folder / "media"
    media.mkdir(exist_ok=True)
    Image.effect_noise((6000, 6000), 90).save(media / "bomb.jpg", progressive=True, quality=60)
    yield
    (media / "bomb.jpg").unlink()


@contextlib.contextmanager
def nothing(_: Program, __: int) -> Iterator[None]:
    """(-) nobody does anything."""
    yield


@contextlib.contextmanager
def returning(program: Program, count: int) -> Iterator[None]:
    """(f) displays come back again and again."""

    def come_back() -> None:
        opened = [program.stream("/screens/all/events?rev=x.1") for _ in range(min(200, count))]
        time.sleep(0.05)
        for sock in opened:
            sock.close()

    with repeated(come_back, max(1, count // 1000)):
        yield


def stopped(program: Program, count: int) -> contextlib.AbstractContextManager[None]:
    """(g) readers stop reading."""
    return streams(program, ["/screens/board/events?rev="] * min(2000, count), small=True)


CASES = {"-": nothing, "a": random_days, "b": open_days, "c": no_names, "d": bomb, "f": returning, "g": stopped}


def agenda(folder: Path, sessions: int, rooms: int) -> Path:
    """An agenda for the simulated gateway."""
    day = time.strftime("%Y-%m-%d")
    halls = [{"id": f"room_{n}", "name": f"Hall {n}"} for n in range(rooms)]
    made = [
        {
            "id": f"s{n}",
            "title": f"Session {n} on things that matter",
            "starts_at": f"{day}T{6 + n // rooms % 16:02}:00:00Z",
            "ends_at": f"{day}T{6 + n // rooms % 16:02}:50:00Z",
            "room": halls[n % rooms],
        }
        for n in range(sessions)
    ]
    event = {"id": "evt_1", "name": "Summit", "timezone": "Europe/Lisbon"}
    path = folder / "agenda.json"
    path.write_text(json.dumps({"event": event, "rooms": halls, "sessions": made}))
    return path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", default=list(CASES), help="letters; all without any")
    parser.add_argument("--streams", type=int, default=2000, help="at most so many in each case")
    options = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    held = True
    print("| case | median | worst | memory |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        program = Program(folder, agenda(folder, 1400, 60))
        try:
            program.ready()
            wall, before, first = Wall(program), program.mb, 1
            for letter in options.cases:
                case = CASES[letter]
                with case(program, options.streams):
                    taken = takeovers(program, wall, first)
                first += TRIES
                median = statistics.median(taken)
                held &= median <= WITHIN
                what = (case.__doc__ or "").strip()
                print(f"| {what} | {median:.2f} s | {max(taken):.2f} s | +{program.mb - before:.0f} MB |", flush=True)
                time.sleep(2)
        finally:
            program.end()
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
