"""Run work on untrusted bytes in a process of its own, with limits on its time and memory.

A thread would not do: what is written in Python or keeps the interpreter's lock, as parsing JSON does, stops every
other thread, and what it allocated stays with the process. A child has none of the parent's environment, so no secret.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import resource
import sys
from asyncio.subprocess import DEVNULL, PIPE
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 4
"""How many times as long as its work may take a child is waited for: other work may share the machine with it."""
REFUSED = 3  # the exit status of a child whose work raised ValueError; its output is the error's text


class ChildError(Exception):
    """The work failed: it raised a ValueError, whose text this is, or took too much time or memory."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """A child's limits: seconds of a processor, and bytes of address space beyond what Python itself takes."""

    seconds: float
    memory: int


async def in_child(module: str, given: bytes, bounds: Bounds) -> bytes:
    """The result of `module.work(given)`, called in a child. Raises ChildError. Cancelling it kills the child."""
    arguments = ("-I", "-m", __name__, module, str(bounds.memory), str(int(bounds.seconds) + 1))
    child = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}
    )
    try:
        async with asyncio.timeout(bounds.seconds * PATIENCE):
            answer, _ = await child.communicate(given)
    except TimeoutError:
        raise ChildError(f"takes longer than {bounds.seconds * PATIENCE:g} s") from None
    finally:
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
    if child.returncode == REFUSED:
        raise ChildError(answer.decode("utf-8", "replace"))
    if child.returncode:
        raise ChildError("takes too much time or memory")
    return answer


def main(module: str, memory: str, seconds: str) -> None:
    """Run in the child: import the module, set the limits, apply `work` to standard input, print the result."""
    work = importlib.import_module(module).work
    limits = {resource.RLIMIT_CPU: int(seconds), resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: 0}
    if sys.platform == "linux":  # other systems do not enforce a limit on address space
        limits[resource.RLIMIT_AS] = _address_space() + int(memory)
    for limit, most in limits.items():
        resource.setrlimit(limit, (most, most))
    try:
        answer, status = work(sys.stdin.buffer.read()), 0
    except ValueError as error:
        answer, status = str(error).encode(), REFUSED
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    sys.exit(status)


def _address_space() -> int:
    """Bytes of address space in use."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * resource.getpagesize()


if __name__ == "__main__":
    main(*sys.argv[1:])
