"""Ports for the servers of tests."""

from __future__ import annotations

import os
import socket
from itertools import count

FIRST, ENOUGH = 20_000, 12_000
"""Ports below those that the system gives to whoever asks for any. Of those one that is free now may be another
connection's a moment later, before the server that it was chosen for has begun to listen."""
_NEXT = count(os.getpid() * 97)  # processes of tests that run side by side begin at other places


def free_port() -> int:
    """A port of this machine that nobody listens at, and that is not given out again soon."""
    for number in _NEXT:
        port = FIRST + number % ENOUGH
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:  # somebody has it
            continue
    raise AssertionError
