"""Attacks until it is terminated."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from benchmarks.attacks.cases import CASES
from benchmarks.attacks.means import Target


def main(case: str, port: str, streams: str, folder: str, gateway: str) -> None:
    """Attack until terminated."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    CASES[case](Target(int(port), int(streams), Path(folder), int(gateway)))


if __name__ == "__main__":
    main(*sys.argv[1:])
