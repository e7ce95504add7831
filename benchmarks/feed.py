"""The simulated gateway of `benchmarks.holdup`: `python -m benchmarks.feed PORT SESSIONS ROOMS`.

SIGUSR1 has it send `FLOOD` sessions of one room with the next answer; sent again, these under other titles. SIGUSR2
changes every title.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import time

import uvicorn

from benchmarks.whole import agenda
from signage.sandbox.app import create

FLOOD = 20_000


def main(port: int, sessions: int, rooms: int) -> None:
    """Serve until terminated."""
    app = create(agenda(sessions, rooms))
    gateway, day, version = app.state.gateway, time.strftime("%Y-%m-%d"), [0]

    def flood() -> None:
        version[0] += 1
        for number in range(FLOOD):
            at = {"starts_at": f"{day}T{6 + number % 16:02}:00:00Z", "ends_at": f"{day}T{6 + number % 16:02}:50:00Z"}
            title = f"Flood {number}, version {version[0]}"
            gateway.add(id=f"flood{number}", title=title, room=gateway.rooms["room_0"], **at)

    def rename() -> None:
        version[0] += 1
        for session in gateway.sessions:
            gateway.edit(session["id"], title=f"{session['id']}, version {version[0]}")

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGUSR1, flood)
        loop.add_signal_handler(signal.SIGUSR2, rename)
        server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
        await server.serve()

    asyncio.run(serve())


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
