"""A balancer in the test's process: each request of a client goes to the next of several nodes."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.nodes.pair import Member

HOST = "signage.example"


class Turns(httpx.AsyncBaseTransport):
    """Sends each request to another node than the one before; all have the one address that the client asks."""

    def __init__(self, nodes: Sequence[Member]) -> None:
        self._ports = cycle([one.client.base_url.port for one in nodes])
        self._network = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url.copy_with(host="127.0.0.1", port=next(self._ports))
        return await self._network.handle_async_request(
            httpx.Request(request.method, url, headers=request.headers, stream=request.stream)
        )

    async def aclose(self) -> None:
        await self._network.aclose()


def browser(*nodes: Member) -> httpx.AsyncClient:
    """A browser whose requests go to these nodes in turn."""
    origin = {"origin": f"http://{HOST}"}
    return httpx.AsyncClient(transport=Turns(nodes), base_url=f"http://{HOST}", headers=origin)
