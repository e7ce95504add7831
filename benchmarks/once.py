"""What is done once: the program starts, an event's pages are rendered, a large event is pulled."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.mark import Mark
from benchmarks.rendering import rendering
from benchmarks.servers import free_port
from benchmarks.whole import Program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.mark import Scale

TITLE = "What is done once"
SESSIONS = 1500
LAYOUT = "event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}\nscreens: {all: {show: overview}}\n"
START = "start with a stored agenda, until it is ready"


def started(folder: Path, name: str) -> Iterator[Mark]:
    """What the program takes until it is ready."""
    began = time.monotonic()
    program = Program(folder, SESSIONS)
    try:
        program.ready()
        yield Mark(f"{name}: CPU", "s", program.busy)
        yield Mark(f"{name}: by the clock", "s", time.monotonic() - began)
        yield Mark(f"{name}: memory", "MB", program.mb)
    finally:
        program.end()


def listens(port: int) -> None:
    """Wait until somebody listens there."""
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)


def pulled(sessions: int) -> Iterator[Mark]:
    """`signage pull` of a large event, saved included; most of the time it waits by its own pace."""
    port, signage = free_port(), str(Path(sys.executable).with_name("signage"))
    gateway = subprocess.Popen([sys.executable, "-m", "benchmarks.large", str(port), str(sessions)])
    access = {"INEVENT_BASE_URL": f"http://127.0.0.1:{port}", "INEVENT_CLIENT_ID": "x", "INEVENT_CLIENT_SECRET": "y"}
    try:
        with tempfile.TemporaryDirectory() as folder:
            config = Path(folder, "screens.yaml")
            config.write_text(LAYOUT)
            listens(port)
            command = [signage, "pull", "--config", str(config), "--data", f"{folder}/data"]
            process = subprocess.Popen(command, env=os.environ | access, stdout=subprocess.DEVNULL)
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if status:
                raise RuntimeError("the pull failed")
            name = f"full pull of {sessions:,} sessions"
            yield Mark(f"{name}: CPU", "s", used.ru_utime + used.ru_stime)
            yield Mark(f"{name}: memory, at most", "MB", used.ru_maxrss / 1000)
    finally:
        gateway.terminate()
        gateway.wait(60)


def measure(scale: Scale) -> Iterator[Mark]:
    """Each of it in a process of its own, but for rendering."""
    with tempfile.TemporaryDirectory() as folder:
        yield from started(Path(folder), f"start and first pull of {SESSIONS:,} sessions, until it is ready")
        yield from started(Path(folder), START)
    for name, spent in rendering():
        yield Mark(f"{name}: CPU", "s", spent)
    yield from pulled(scale.large)
