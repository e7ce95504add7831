"""Kills a process that saves agendas, at random moments: `python -m tests.faults.saver FOLDER TIMES`.

Each one is a fork of this one, so that a thousand take seconds. Prints nothing; fails if what was saved is lost, or a
start fails.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from signage.agenda import Agenda, Session
from signage.store.snapshot import Snapshot
from signage.store.sqlite import SQLiteStore

T0 = datetime(2026, 2, 7, 9, tzinfo=UTC)
EMPTY = Snapshot("evt_1", Agenda(), "full", T0, T0)


def version(count: int) -> Snapshot:
    """A snapshot whose number of sessions is its version."""
    return replace(EMPTY, agenda=Agenda(tuple(Session(f"ses_{n:04}", "Talk", T0, T0) for n in range(count % 400 + 1))))


def save(folder: Path, told: int) -> None:
    """Save one version after another, naming each once it is saved, until killed."""
    store = SQLiteStore(folder)
    found = store.load("evt_1")
    count = len(found.agenda.sessions) if found else 0
    while True:
        store.save(version(count))
        count = count % 400 + 1
        os.write(told, b"%d\n" % count)


def kill_one(folder: Path, saves: int, seconds: float) -> list[int]:
    """Start one, kill it so many seconds after so many saves; the versions it said were saved."""
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        save(folder, writer)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        said = [int(pipe.readline()) for _ in range(saves)]
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return said + [int(line) for line in pipe]


def main(folder: Path, times: int) -> None:
    chance = random.Random(7)  # noqa: S311 - not for secrets
    last = saved = 0
    for _ in range(times):
        said = kill_one(folder, chance.randrange(3), chance.uniform(0, 0.02))
        saved += len(said)
        last = said[-1] if said else last
        store = SQLiteStore(folder)
        found = store.load("evt_1")
        store.close()
        count = len(found.agenda.sessions) if found else 0
        assert count in (last, last % 400 + 1), f"{last} were told to be saved, {count} are there"
        last = count
    assert saved > times / 4, f"only {saved} saves in {times} lives"
    assert [path.name for path in folder.iterdir() if path.name.startswith("signage.db.")] == []


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
