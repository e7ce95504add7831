"""Whoever connects is heard soon, however many came before."""

from __future__ import annotations

import asyncio
import itertools
import socket
from typing import TYPE_CHECKING

import pytest
import uvloop
from starlette.applications import Starlette

from signage.web.acceptor import LEAST, LONG, OPENED, Acceptor
from signage.web.quota import Quota
from signage.web.server import Server, listen
from tests.wait import until

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

WAITING, TURNS = 300, 40


def run(main: Coroutine[Any, Any, None]) -> None:
    """On the loop that the program runs on."""
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


class Refuses(socket.socket):
    """A listening socket of a process that may open no more files."""

    asked = 0

    def accept(self) -> tuple[socket.socket, object]:
        self.asked += 1
        raise OSError(24, "Too many open files")


def test_where_no_more_can_be_accepted_the_loop_goes_on_and_looks_again_later() -> None:
    async def main() -> None:
        with Refuses() as sock:
            sock.bind(("127.0.0.1", 0))
            sock.listen()
            acceptor = Acceptor(sock, lambda _: asyncio.Protocol(), Quota(100, 100))
            acceptor.open()
            with socket.create_connection(sock.getsockname()):
                await until(lambda: sock.asked)
                for _ in range(TURNS):
                    await asyncio.sleep(0)
                assert sock.asked == 1
                await until(lambda: sock.asked == 2)
            acceptor.close()

    run(main())


class Noted(asyncio.Protocol):
    """Says when it was opened."""

    def __init__(self, network: str, opened: list[str]) -> None:
        self._network, self._opened = network, opened

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._opened.append(self._network)


def come(sock: socket.socket, address: str, count: int) -> list[socket.socket]:
    return [socket.create_connection(sock.getsockname(), source_address=(address, 0)) for _ in range(count)]


def test_who_comes_from_elsewhere_is_heard_before_thousands_who_came_first() -> None:
    async def main() -> None:
        opened: list[str] = []
        with listen("127.0.0.1", 0) as sock:
            clients = come(sock, "127.0.0.1", 3 * OPENED) + come(sock, "127.0.0.2", 1)
            acceptor = Acceptor(sock, lambda network: Noted(network, opened), Quota(1000, 1000))
            acceptor.open()
            await until(lambda: len(opened) == len(clients))
            acceptor.close()
            for client in clients:
                client.close()
            assert "127.0.0.2" in opened[:OPENED]

    run(main())


def test_who_comes_from_where_staff_are_is_heard_before_thousands_of_other_addresses() -> None:
    async def main() -> None:
        opened: list[str] = []
        quota = Quota(1000, 1000)
        quota.staff_seen("127.0.0.2")
        with listen("127.0.0.1", 0) as sock:
            strangers = [come(sock, f"127.0.{1 + number // 200}.{1 + number % 200}", 1) for number in range(3 * OPENED)]
            clients = [*itertools.chain(*strangers), *come(sock, "127.0.0.2", 2)]
            acceptor = Acceptor(sock, lambda network: Noted(network, opened), quota)
            acceptor.open()
            await until(lambda: len(opened) == len(clients))
            acceptor.close()
            for client in clients:
                client.close()
            assert opened[:4].count("127.0.0.2") == 2

    run(main())


@pytest.mark.parametrize(("turn", "turns"), [(2 * LONG, 3 + OPENED // LEAST), (LONG / 2, 3)])
def test_fewer_are_opened_in_a_turn_where_turns_are_long(turn: float, turns: int) -> None:
    async def main() -> None:
        opened: list[str] = []
        looks = itertools.count()
        with listen("127.0.0.1", 0) as sock:
            clients = come(sock, "127.0.0.1", OPENED + OPENED // 2 + OPENED // 4 + OPENED)
            acceptor = Acceptor(
                sock, lambda network: Noted(network, opened), Quota(1000, 1000), busy=lambda: turn * next(looks)
            )
            acceptor.open()
            await until(lambda: len(opened) == len(clients))
            acceptor.close()
            assert next(looks) == turns
            for client in clients:
                client.close()

    run(main())


def test_connections_beyond_a_share_are_cut_at_once_and_those_that_wait_at_the_end() -> None:
    async def main() -> None:
        opened: list[str] = []
        with listen("127.0.0.1", 0) as sock:
            clients, quota = come(sock, "127.0.0.1", 2 * OPENED), Quota(1000, OPENED + 10)
            acceptor = Acceptor(sock, lambda network: Noted(network, opened), quota)
            acceptor.open()
            await until(lambda: len(opened) == OPENED + 10)
            assert (quota.count, quota.refused) == (OPENED + 10, {"address": OPENED - 10})
            clients += come(sock, "127.0.0.2", OPENED + 10)
            await until(lambda: quota.count > OPENED + 10)
            acceptor.close()
            await until(lambda: quota.count == len(opened))
            for client in clients:
                client.close()

    run(main())
