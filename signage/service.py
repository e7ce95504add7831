"""Tells the system's service manager how the program is, where it asks (systemd: `Type=notify`, `WatchdogSec=`).

A datagram a message, to the socket that `NOTIFY_SOCKET` names. It is fed from the event loop: once that is stuck,
nothing is sent any more, and the manager starts the program anew.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from signage.clock import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signage.clock import Clock

READY, ALIVE, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ServiceManager:
    """Who started the program: `address` of its socket, empty without one, and `patience`, the seconds that it waits
    for a sign of life, 0 for ever.
    """

    address: str = ""
    patience: float = 0.0

    @classmethod
    def of(cls, env: Mapping[str, str]) -> ServiceManager:
        """The one that the environment tells of. What makes no sense in it counts as nothing."""
        microseconds, process = env.get("WATCHDOG_USEC", ""), env.get("WATCHDOG_PID", "")
        ours = process in ("", str(os.getpid())) and microseconds.isascii() and microseconds.isdigit()
        return cls(env.get("NOTIFY_SOCKET", ""), int(microseconds) / 1e6 if ours else 0.0)

    async def feed(self, clock: Clock = SYSTEM) -> None:
        """Say that the program is ready, then for ever that it is alive, twice in the time that the manager waits."""
        if not self.address:
            return
        faulthandler.enable()  # a watchdog ends the program with SIGABRT: the log tells where it was stuck
        self.tell(READY)
        while self.patience:
            self.tell(ALIVE)
            await clock.sleep(self.patience / 2)

    def tell(self, message: str) -> None:
        """Send a message, if anybody wants to know. Never blocks; what cannot be sent is logged."""
        if not self.address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sock:
                sock.setblocking(False)
                sock.sendto(message.encode(), f"\0{self.address[1:]}" if self.address[0] == "@" else self.address)
        except (OSError, ValueError) as error:
            log.warning("the service manager cannot be told %s: %s", message, error)
