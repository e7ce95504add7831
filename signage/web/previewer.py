"""The process that composes pages of other times for `signage.web.previews`: `python -m signage.web.previewer`.

It reads messages from its standard input (slices of sessions, then a state; questions for pages) and writes an answer
to each question. It runs behind everything else on the machine, in bounded memory, and ends with its input.
"""

from __future__ import annotations

import contextlib
import logging
import math
import os
import pickle
import resource
import sys
from typing import TYPE_CHECKING, Any, BinaryIO

from signage.agenda import Agenda, Session
from signage.clock import SYSTEM
from signage.console import log_to_stderr
from signage.publish.renderer import Renderer
from signage.publish.state import State
from signage.web.compose import Composer
from signage.web.previews import SIZE, WORK, message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signage.web.compose import Composed

MEMORY = 1024**3
"""Bytes of address space that it may have."""
BEHIND = 10
"""How much further back it stands than the server when both want the processor (`nice`)."""


class Previewer:
    """Takes messages in the order in which they come."""

    def __init__(self) -> None:
        self._sessions: list[Session] = []
        self._renderer: Renderer | None = None

    def take(self, said: Any) -> tuple[Composed, bytes] | None:
        """The answer to a message, if it is a question."""
        if isinstance(said[0], Session):
            self._sessions += said
        elif isinstance(said[0], bool):
            agenda = Agenda(tuple(self._sessions)) if said[0] else None
            self._sessions = []
            self._renderer = Renderer(State(agenda, *said[1:]), clock=SYSTEM)
        elif self._renderer:
            page_key, time, confirmed = said
            composer = Composer(self._renderer, lambda: confirmed)
            composed = composer.compose(composer.draft(page_key, time))
            return composed, composed.compressed()
        return None


def messages(source: BinaryIO) -> Iterator[Any]:
    """The messages that come, until there are no more."""
    while len(size := source.read(SIZE)) == SIZE:
        yield pickle.loads(source.read(int.from_bytes(size)))  # noqa: S301 - from the server that started this


def _limit_work() -> None:
    """Have the system end this process once it has worked for `WORK` seconds from now on."""
    used, (_, most) = resource.getrusage(resource.RUSAGE_SELF), resource.getrlimit(resource.RLIMIT_CPU)
    limit = math.ceil(used.ru_utime + used.ru_stime) + WORK
    resource.setrlimit(resource.RLIMIT_CPU, (limit if most == resource.RLIM_INFINITY else min(limit, most), most))


def main() -> None:
    """Answer until the input ends. The one argument tells how to write the log."""
    log_to_stderr("json" if sys.argv[1:] == ["json"] else "text", logging.WARNING)
    os.nice(BEHIND)
    with contextlib.suppress(ValueError, OSError):  # where the system has stricter limits already
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    previewer = Previewer()
    for said in messages(sys.stdin.buffer):
        _limit_work()
        if answer := previewer.take(said):
            composed, gzipped = answer
            sys.stdout.buffer.write(message((tuple(composed), gzipped)))
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
