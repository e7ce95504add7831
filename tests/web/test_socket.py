"""The listening socket, and how many connections the system allows."""

from __future__ import annotations

import resource
import socket

import pytest

from signage.errors import SettingsError
from signage.web.limits import Limits
from signage.web.server import listen
from tests.web.site import site


def test_a_port_that_is_taken_is_named_with_what_to_do() -> None:
    with listen("127.0.0.1", 0) as sock:
        port = sock.getsockname()[1]
        with pytest.raises(SettingsError) as refused:
            listen("127.0.0.1", port)
    assert str(refused.value) == (
        f"cannot listen on 127.0.0.1, port {port}: another program has it;"
        f" stop it (`ss -ltnp 'sport = :{port}'` names it) or choose another --port"
    )


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_an_address_of_another_machine_is_refused(host: str) -> None:
    with pytest.raises(SettingsError, match="no address of this machine; "):
        listen(host, 0)


def test_a_port_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError, match="from 0 to 65535"):
        listen("127.0.0.1", 70_000)


def test_connections_inherit_a_small_send_buffer_and_a_time_out() -> None:
    with listen("127.0.0.1", 0) as sock, socket.create_connection(sock.getsockname()):
        connection, _ = sock.accept()
        with connection:
            assert connection.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) == 2 * 64 * 1024  # as Linux counts it
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 12_000


async def test_open_files_are_raised_and_bound_connections() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(1024, hard), hard))
    try:
        async with site(limits=Limits(connections=1_000_000)) as here:
            assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == hard
            assert here.server.limits.connections == hard - 256
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def test_few_open_files_leave_few_connections_and_that_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, 256))
    async with site() as here:
        assert here.server.limits.connections == 128
    told = "the system allows 256 open files, so only 128 connections: raise `ulimit -Hn`"
    assert [record.getMessage() for record in caplog.records] == [told]
