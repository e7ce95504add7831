"""What the service manager is told: by the real program as systemd would start it, and what it makes of nonsense."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from signage.service import ALIVE, READY, STOPPING, ServiceManager
from tests.clock import FakeClock

SIGNAGE = Path(sys.executable).with_name("signage")
STUCK = """
import asyncio, time
from signage.service import ServiceManager
import os
async def main():
    feeding = asyncio.create_task(ServiceManager.of(os.environ).feed())
    await asyncio.sleep(0.01)
    print("stuck", flush=True)
    time.sleep(600)
asyncio.run(main())
"""


class Manager:
    """The socket of a service manager, in a folder or of no folder at all."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address.replace("@", "\0", 1) if address.startswith("@") else address)
        self.socket.settimeout(60)

    def environment(self, patience: float = 0.2) -> dict[str, str]:
        return {"NOTIFY_SOCKET": self.address, "WATCHDOG_USEC": str(round(patience * 1e6))}

    def hears(self) -> str:
        return self.socket.recv(100).decode()

    def is_silent(self) -> bool:
        """Whether nothing is there, and nothing comes in several times the longest that it may take."""
        return not select.select([self.socket], [], [], 0.3)[0] or not self.hears()


@pytest.fixture(params=["in a folder", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Manager]:
    found = Manager(str(tmp_path / "notify") if request.param == "in a folder" else f"@signage-test-{os.getpid()}")
    yield found
    found.socket.close()


def test_the_server_tells_that_it_is_ready_alive_and_stopping(manager: Manager, tmp_path: Path) -> None:
    (tmp_path / "screens.yaml").write_text(
        "event: {id: e, name: E, timezone: UTC}\nscreens: {hall: {show: overview}}\n"
    )
    access = {"INEVENT_BASE_URL": "http://127.0.0.1:9", "INEVENT_CLIENT_ID": "x", "INEVENT_CLIENT_SECRET": "y"}
    serving = subprocess.Popen(
        [SIGNAGE, "serve", "--port", "0"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], **access, **manager.environment()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert [manager.hears() for _ in range(4)] == [READY, ALIVE, ALIVE, ALIVE]
        serving.send_signal(signal.SIGTERM)
        while (told := manager.hears()) == ALIVE:
            pass
        assert (told, serving.wait(60)) == (STOPPING, 0)
    finally:
        serving.kill()
        serving.wait()


def test_a_loop_that_is_stuck_says_nothing_more_and_tells_where_when_it_is_ended(tmp_path: Path) -> None:
    manager = Manager(str(tmp_path / "notify"))
    stuck = subprocess.Popen(
        [sys.executable, "-c", STUCK],
        env=manager.environment(0.1),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert stuck.stdout
    assert stuck.stdout.readline() == "stuck\n"
    assert manager.hears() == READY
    while not manager.is_silent():
        pass
    assert manager.is_silent()
    stuck.send_signal(signal.SIGABRT)  # as a watchdog does
    _, log = stuck.communicate(timeout=60)
    assert "Fatal Python error: Aborted" in log
    assert 'File "<string>", line 9 in main' in log
    manager.socket.close()


class ThreeSleeps(FakeClock):
    """A clock that is cancelled at the third sleep."""

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds)
        if len(self.slept) == 3:
            raise asyncio.CancelledError


async def test_it_is_told_twice_in_the_time_that_it_waits(tmp_path: Path) -> None:
    clock, manager = ThreeSleeps(datetime(2026, 2, 7, tzinfo=UTC)), Manager(str(tmp_path / "notify"))
    with pytest.raises(asyncio.CancelledError):
        await ServiceManager.of(manager.environment(30)).feed(clock)
    assert [manager.hears() for _ in range(4)] == [READY, ALIVE, ALIVE, ALIVE]
    assert clock.slept == [15, 15, 15]
    manager.socket.close()


@pytest.mark.parametrize(
    ("env", "patience"),
    [
        ({}, 0),
        ({"WATCHDOG_USEC": "30000000"}, 30),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 30),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, 0),
        ({"WATCHDOG_USEC": "-1"}, 0),
        ({"WATCHDOG_USEC": "soon"}, 0),
        ({"WATCHDOG_USEC": "٣"}, 0),
    ],
)
def test_how_long_it_waits(env: dict[str, str], patience: float) -> None:
    assert ServiceManager.of(env).patience == patience


async def test_nobody_to_tell_costs_nothing() -> None:
    await ServiceManager.of({"WATCHDOG_USEC": "1"}).feed()


def test_one_that_is_gone_stops_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    ServiceManager(str(tmp_path / "gone")).tell(READY)
    ServiceManager("/" + "x" * 200).tell(READY)
    assert caplog.text.count("cannot be told READY=1") == 2
