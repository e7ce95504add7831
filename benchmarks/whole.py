"""The whole program under test, with a simulated gateway and a venue's folder; and a wall that notes what it hears."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.servers import busy_of, free_port

LAYOUT = """
event: {{id: evt_1, name: Summit, timezone: Europe/Lisbon}}
sync: {{delta_every: 2s}}
screens:
  board: {{show: agenda}}
  all: {{show: overview}}
  pictures: {{show: slides, files: [bomb.jpg]}}
{notice}
"""
PASSWORD = "evacuate the building"  # noqa: S105 - of the program under test
ELSEWHERE = "127.0.0.2"
"""Where staff are: no attacker and no wall has this address."""
NOTICE = "notices: [{{title: Leave the building {number}, style: takeover}}]"
ROOMS = 60
SHARE = 25_000
LATE = 3 * 3600
"""Seconds before midnight from which a day counts as over."""


class Program:
    """The product, as installed, with its simulated gateway, or `beside` another with that one's.

    `store` is the address of what both share, if anything.
    """

    def __init__(self, folder: Path, sessions: int, *, store: str = "", beside: Program | None = None) -> None:
        folder.mkdir(exist_ok=True)
        self.folder, self.port = folder, free_port()
        self.gateway_port = beside.gateway_port if beside else free_port()
        self.save("")
        self._log = (folder / "log").open("w")
        self._ends_gateway = beside is None
        self.gateway = beside.gateway if beside else _gateway(self.gateway_port, sessions)
        environment = os.environ | {
            **({"SIGNAGE_STORE": store} if store else {}),
            "INEVENT_BASE_URL": f"http://127.0.0.1:{self.gateway_port}",
            "INEVENT_CLIENT_ID": "signage",
            "INEVENT_CLIENT_SECRET": "demo-secret",
            "SIGNAGE_STAFF_PASSWORD": PASSWORD,
        }
        command = [str(Path(sys.executable).with_name("signage")), "serve"]
        data = ["--config", str(folder / "screens.yaml"), "--data", str(folder / "data"), "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, *data, "--per-address", str(SHARE)], env=environment, stderr=self._log, stdout=subprocess.DEVNULL
        )

    def save(self, notice: str) -> None:
        """Save `screens.yaml` as an editor does."""
        new = self.folder / "screens.yaml.new"
        new.write_text(LAYOUT.format(notice=notice))
        new.replace(self.folder / "screens.yaml")

    def take_over(self, number: int) -> None:
        """Save a full-screen notice with this number."""
        self.save(NOTICE.format(number=number))

    @property
    def busy(self) -> float:
        """Seconds of CPU so far, of all its threads; processes that it starts are not in it."""
        return busy_of(self.process.pid)

    @property
    def mb(self) -> float:
        """Resident memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1000

    @property
    def log(self) -> str:
        """What it has logged so far."""
        return (self.folder / "log").read_text()

    def ready(self) -> None:
        """Wait until there is an agenda."""
        for _ in range(600):
            with contextlib.suppress(OSError):
                if b"200 OK" in self.ask("/readyz"):
                    return
            time.sleep(0.1)
        raise RuntimeError(f"the program does not get ready:\n{self.log}")

    def ask(self, path: str) -> bytes:
        """A whole answer."""
        with socket.create_connection(("127.0.0.1", self.port), 10) as sock:
            sock.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            got = b""
            while more := sock.recv(1 << 20):
                got += more
            return got

    def end(self) -> None:
        """Stop it, and its gateway."""
        for process in (self.process, *((self.gateway,) if self._ends_gateway else ())):
            process.terminate()
            process.wait(60)
        self._log.close()


def _gateway(port: int, sessions: int) -> subprocess.Popen[bytes]:
    given = [str(port), str(sessions), str(ROOMS)]
    return subprocess.Popen([sys.executable, "-m", "benchmarks.feed", *given], stderr=subprocess.DEVNULL)


class Staff:
    """Somebody who is signed in, has the staff page open, and sends takeovers from there."""

    def __init__(self, port: int) -> None:
        self._port = port
        form = urlencode({"name": "staff", "password": PASSWORD})
        head = self._post("/staff/login", form, "application/x-www-form-urlencoded").headers
        self._cookie = (head["Set-Cookie"] or "").partition(";")[0]
        self._page = socket.create_connection(("127.0.0.1", port), source_address=(ELSEWHERE, 0))
        self._page.sendall(f"GET /staff/events HTTP/1.1\r\nHost: x\r\nCookie: {self._cookie}\r\n\r\n".encode())

    def take_over(self, number: int) -> None:
        """Send a full-screen notice with this number to the wall. Raises if it is refused."""
        until = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))
        message = {"title": f"Leave the building {number}", "style": "takeover", "until": until}
        answer = self._post("/staff/api/notices", json.dumps(message | {"screens": ["all"], "confirm": 1}))
        if answer.status != http.HTTPStatus.CREATED:
            raise RuntimeError(f"a takeover was refused with {answer.status}: {answer.read()!r}")

    def _post(self, path: str, body: str, kind: str = "application/json") -> http.client.HTTPResponse:
        asked = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30, source_address=(ELSEWHERE, 0))
        known = {"Cookie": self._cookie} if path != "/staff/login" else {}
        asked.request("POST", path, body, {"Host": "x", "Origin": "http://x", "Content-Type": kind, **known})
        return asked.getresponse()


class Wall(threading.Thread):
    """An open wall: notes when it heard of each notice."""

    def __init__(self, port: int, path: str = "/screens/all/events") -> None:
        super().__init__(daemon=True)
        self.heard: dict[int, float] = {}
        self._sock = socket.create_connection(("127.0.0.1", port))
        self._sock.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n".encode())
        self.start()

    def run(self) -> None:
        """Read on, decode, and look for notices."""
        inflate, text = zlib.decompressobj(zlib.MAX_WBITS | 16), ""
        with contextlib.suppress(OSError), self._sock.makefile("rb") as lines:
            while lines.readline() != b"\r\n":
                pass
            while size := int(lines.readline() or b"0", 16):
                text += inflate.decompress(lines.read(size)).decode(errors="replace")
                lines.readline()
                now = time.monotonic()
                while "Leave the building " in text:
                    text = text.partition("Leave the building ")[2]
                    number = int("".join(char for char in text[:9].split("<")[0] if char.isdigit()) or 0)
                    self.heard.setdefault(number, now)
                text = text[-64:]


def agenda(sessions: int, rooms: int) -> dict[str, object]:
    """An agenda for the simulated gateway: of today, or late in the evening of the day that begins."""
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + LATE))
    halls = [{"id": f"room_{n}", "name": f"Hall {n}"} for n in range(rooms)]
    made = [
        {
            "id": f"s{n}",
            "title": f"Session {n} on things that matter",
            "starts_at": f"{day}T{6 + n // rooms % 16:02}:00:00Z",
            "ends_at": f"{day}T{6 + n // rooms % 16:02}:50:00Z",
            "updated_at": f"{day}T00:00:00Z",
            "speakers": [],
            "room": halls[n % rooms],
        }
        for n in range(sessions)
    ]
    event = {"id": "evt_1", "name": "Summit", "timezone": "Europe/Lisbon"}
    return json.loads(json.dumps({"event": event, "rooms": halls, "sessions": made}))  # type: ignore[no-any-return]
