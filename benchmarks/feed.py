"""The gateway of `benchmarks.holdup`, which has its answers ready: `python -m benchmarks.feed PORT SESSIONS ROOMS`.

SIGUSR1 has it send `FLOOD` sessions of one room with the next answer, in few pages; sent again, these under other
titles. SIGUSR2 changes every title, SIGRTMIN one. It is no contract's gateway: each question for what changed gets all
that did last.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from benchmarks.whole import agenda

if TYPE_CHECKING:
    from starlette.requests import Request

FLOOD = 19_000  # the server takes lists of 20,000 records at most
PAGE = 2_000  # records of a page, however few are asked for: the most that the server takes


class Feed:
    """Records as JSON by id, and those that changed last."""

    def __init__(self, sessions: int, rooms: int) -> None:
        made: Any = agenda(sessions, rooms)
        self._records = {record["id"]: record for record in made["sessions"]}
        self._texts = {id_: json.dumps(record) for id_, record in self._records.items()}
        self._changed: list[str] = []
        self._version = 0
        self._room = made["rooms"][0]

    def flood(self) -> None:
        """Many sessions of one room, or other titles for them."""
        self._version += 1
        day = time.strftime("%Y-%m-%d")
        for number in range(FLOOD):
            at = {"starts_at": f"{day}T{6 + number % 16:02}:00:00Z", "ends_at": f"{day}T{6 + number % 16:02}:50:00Z"}
            title = f"Flood {number}, version {self._version}"
            self._records[f"flood{number}"] = {
                "id": f"flood{number}",
                "title": title,
                "room": self._room,
                "speakers": [],
                **at,
            }
        self._change([f"flood{number}" for number in range(FLOOD)])

    def rename(self) -> None:
        """Another title for each session."""
        self._version += 1
        for id_, record in self._records.items():
            self._records[id_] = {**record, "title": f"{id_}, version {self._version}"}
        self._change(list(self._records))

    def retitle(self) -> None:
        """Another title for the session in the middle."""
        self._version += 1
        id_ = list(self._records)[len(self._records) // 2]
        self._records[id_] = {**self._records[id_], "title": f"{id_}, version {self._version}"}
        self._change([id_])

    def _change(self, ids: list[str]) -> None:
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        for id_ in ids:
            self._records[id_]["updated_at"] = now
            self._texts[id_] = json.dumps(self._records[id_])
        self._changed = ids

    async def token(self, _: Request) -> Response:
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "expires_in": 3600, "scope": "read:sessions"})

    async def sessions(self, request: Request) -> Response:
        asked = request.query_params
        ids = self._changed if "updated_since" in asked else list(self._texts)
        page = int(asked.get("page", 1))
        texts = ",".join(self._texts[id_] for id_ in ids[(page - 1) * PAGE : page * PAGE])
        following = page + 1 if page * PAGE < len(ids) else None
        pagination = {"page": page, "page_size": PAGE, "total": len(ids), "next_page": following}
        content = f'{{"data": [{texts}], "pagination": {json.dumps(pagination)}}}'
        return Response(content, media_type="application/json")


async def serve(port: int, feed: Feed) -> None:
    """Serve until terminated."""
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR1, feed.flood)
    loop.add_signal_handler(signal.SIGUSR2, feed.rename)
    loop.add_signal_handler(signal.SIGRTMIN, feed.retitle)
    token = Route("/oauth/token", feed.token, methods=["POST"])
    app = Starlette(routes=[token, Route("/v1/events/{event_id}/sessions", feed.sessions)])
    await uvicorn.Server(uvicorn.Config(app, port=port, log_level="error")).serve()


if __name__ == "__main__":
    given = list(map(int, sys.argv[1:]))
    asyncio.run(serve(given[0], Feed(*given[1:])))
