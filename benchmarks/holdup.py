"""How long a takeover takes to reach an open wall while somebody does what they can to delay it.

    .venv/bin/python -m benchmarks.holdup [--streams 2000] [--tries 5] [CASE …]

The whole program runs with a simulated gateway and a venue's folder. A wall is open; `screens.yaml` is saved with a
full-screen notice five times in each case. Measured is the time until the wall's stream has it, and the server's CPU in
that time, which says more on a machine that is busy with other things. Whoever attacks is a process of its own
(`benchmarks/attacks.py`), against a server of its own. Exit status 1 if a median is above 1 s, or memory grew by more
than 150 MB.
"""

from __future__ import annotations

import argparse
import contextlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.attacks import CASES, FEARED
from benchmarks.whole import Program, Wall

if TYPE_CHECKING:
    from collections.abc import Iterator

WITHIN, MEMORY = 1.0, 150.0
GIVEN_UP = 30.0
SESSIONS = 1400


@contextlib.contextmanager
def attacked(program: Program, case: str, streams: int) -> Iterator[None]:
    """While somebody attacks, once they say that they have begun."""
    given = [case, str(program.port), str(streams), str(program.folder), str(program.gateway.pid)]
    command = ["nice", "-n", "10", sys.executable, "-m", "benchmarks.attacks", *given]
    attacker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert attacker.stdout
    attacker.stdout.readline()
    try:
        yield
    finally:
        attacker.terminate()
        attacker.wait(20)


@contextlib.contextmanager
def running() -> Iterator[Program]:
    """The program with an agenda, for as long as it is needed."""
    with tempfile.TemporaryDirectory() as name:
        program = Program(Path(name), SESSIONS)
        try:
            program.ready()
            yield program
        finally:
            program.end()


def takeovers(program: Program, wall: Wall, tries: int) -> list[tuple[float, float]]:
    """Seconds from each save to the wall, and the server's seconds of CPU in them."""
    taken = []
    for number in range(1, tries + 1):
        began, busy = time.monotonic(), program.busy
        program.take_over(number)
        while number not in wall.heard and time.monotonic() - began < GIVEN_UP:
            time.sleep(0.005)
        taken.append((wall.heard.get(number, began + GIVEN_UP) - began, program.busy - busy))
        time.sleep(0.3)
    return taken


def main() -> int:
    """Run the cases, print a row of each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", default=list(CASES), metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--streams", type=int, default=2000, help="at most so many in each case")
    parser.add_argument("--tries", type=int, default=5, help="takeovers in each case that has a letter, else three")
    options = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    held = True
    print("| case | median | worst | CPU | worst | memory |\n|---|---|---|---|---|---|")
    for case in options.cases:
        with running() as program:
            wall, before = Wall(program.port), program.mb
            time.sleep(1)
            with attacked(program, case, options.streams):
                taken, busy = zip(*takeovers(program, wall, options.tries if case in FEARED else 3), strict=True)
                grown = program.mb - before
        median = statistics.median(taken)
        held &= median <= WITHIN and grown <= MEMORY
        what = (CASES[case].__doc__ or "").strip().rstrip(".")
        cpu = f"{statistics.median(busy):.2f} s | {max(busy):.2f} s"
        print(f"| {what} | {median:.2f} s | {max(taken):.2f} s | {cpu} | {grown:+.0f} MB |", flush=True)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
