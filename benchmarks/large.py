"""The gateway of `benchmarks.day`: each record comes with its speakers. `python -m benchmarks.large PORT SESSIONS`."""

from __future__ import annotations

import asyncio
import json
import sys

from benchmarks.feed import Feed, serve

ROOMS = 120


class Large(Feed):
    """So many sessions, with two speakers each."""

    def __init__(self, sessions: int) -> None:
        super().__init__(sessions, ROOMS)
        for number, (id_, record) in enumerate(self._records.items()):
            speakers = [{"id": f"p{number}-{n}", "first_name": "Alex", "last_name": f"Chen {n}"} for n in range(2)]
            told = {"description": "What came of it, and what comes next. " * 8, "speakers": speakers}
            self._texts[id_] = json.dumps({**record, **told})


if __name__ == "__main__":
    port, count = map(int, sys.argv[1:])
    asyncio.run(serve(port, Large(count)))
