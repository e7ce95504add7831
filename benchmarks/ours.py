"""The fan-out under test: the product's own hub, stream and server. Run as `python ours.py PORT`."""

import sys

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from signage.publish.changes import Event
from signage.web.encoding import Piece
from signage.web.hub import Hub
from signage.web.limits import Limits
from signage.web.quota import Quota
from signage.web.server import Server, listen, run, start
from signage.web.stream import EventStream, encode

hub: Hub[str] = Hub(quota=Quota(25_000, 25_000), tick=lambda: encode(Event("tick", {"now": 0, "rate": 1})))


async def events(_: Request) -> EventStream[str]:
    return EventStream(hub, "bench", tuple)


async def publish(request: Request) -> Response:
    hub.publish("bench", Piece(encode(Event("panel", {"html": (await request.body()).decode()}, id="0"))))
    return Response()


def main() -> None:
    app = Starlette(routes=[Route("/events", events), Route("/publish", publish, methods=["POST"])])
    start(run(Server(app, listen("127.0.0.1", int(sys.argv[1])), on_shutdown=hub.close, limits=Limits(share=25_000))))


if __name__ == "__main__":
    main()
