"""The usual way with sse-starlette: a queue and a generator for each stream. Run as `python sse.py PORT`."""

import asyncio
import sys
from collections.abc import AsyncIterator

import uvicorn
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

queues: set[asyncio.Queue[str]] = set()


async def subscribe() -> AsyncIterator[ServerSentEvent]:
    queue: asyncio.Queue[str] = asyncio.Queue(100)
    queues.add(queue)
    try:
        while True:
            yield ServerSentEvent(await queue.get(), event="panel", id="0")
    finally:
        queues.discard(queue)


async def events(_: Request) -> EventSourceResponse:
    return EventSourceResponse(subscribe())


async def publish(request: Request) -> Response:
    text = (await request.body()).decode()
    for queue in queues:
        if not queue.full():
            queue.put_nowait(text)
    return Response()


if __name__ == "__main__":
    app = Starlette(routes=[Route("/events", events), Route("/publish", publish, methods=["POST"])])
    uvicorn.run(
        app, port=int(sys.argv[1]), loop="uvloop", http="httptools", ws="none", access_log=False, backlog=4096,
        log_level="critical", timeout_graceful_shutdown=1,
    )  # fmt: skip
