"""Whoever connects is heard soon, however many came before."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import uvloop
from starlette.applications import Starlette

from signage.web.acceptor import Acceptor
from signage.web.server import Server, listen

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

WAITING, TURNS = 300, 40


def run(main: Coroutine[Any, Any, None]) -> None:
    """On the loop that the program runs on: it accepts one connection in a turn."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main)


def test_all_who_wait_are_accepted_within_few_turns() -> None:
    async def main() -> None:
        sock = listen("127.0.0.1", 0)
        clients = [socket.create_connection(sock.getsockname()) for _ in range(WAITING)]
        server = Server(Starlette(), sock)
        serving = asyncio.create_task(server.serve(sockets=[sock]))
        await server.tried.wait()
        for _ in range(TURNS):
            await asyncio.sleep(0)
        connected = len(server.server_state.connections)
        clients[-1].sendall(b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await asyncio.to_thread(clients[-1].recv, 12)) == b"HTTP/1.1 404"
        server.should_exit = True
        await serving
        for client in clients:
            client.close()
        assert connected == WAITING

    run(main())


class Refuses:
    """A listening socket of a process that may open no more files."""

    def accept(self) -> tuple[socket.socket, object]:
        raise OSError(24, "Too many open files")


def test_where_no_more_can_be_accepted_the_loop_goes_on() -> None:
    async def main() -> None:
        acceptor = Acceptor(Refuses(), asyncio.Protocol)  # type: ignore[arg-type]
        acceptor.look()
        failed: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: failed.append(context))
        for _ in range(3):
            await asyncio.sleep(0)
        assert failed == []

    run(main())
