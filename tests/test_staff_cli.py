"""`signage staff`, beside a server that runs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from signage.cli import main
from signage.staff import Staff
from signage.staff.access import TooSoon, WrongPassword
from signage.staff.roles import Who
from signage.staff.settings import NO_STAFF
from signage.store.sqlite import SQLiteStore
from tests.build import at
from tests.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSWORD = "correct horse"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def staff(data: Path) -> Iterator[Staff]:
    """The staff of a server, as it runs."""
    store = SQLiteStore(data)
    made = Staff.of(NO_STAFF, store, FakeClock(at("12:00")))
    made.load()
    yield made
    store.close()


def invoke(data: Path, *arguments: str, said: str = PASSWORD) -> Result:
    return CliRunner().invoke(main, ["staff", *arguments, "--data", str(data)], input=f"{said}\n")


async def run(data: Path, *arguments: str, said: str = PASSWORD) -> Result:
    """In a thread, for a command has an event loop of its own."""
    return await asyncio.to_thread(invoke, data, *arguments, said=said)


async def test_an_account_from_its_making_to_its_end(data: Path, staff: Staff) -> None:
    assert "There is no account" in (await run(data, "list")).output
    assert not staff.access.is_on
    assert "may sign in at /staff as operator" in (await run(data, "add", "Inês", "--role", "operator")).output
    await staff.follow()
    assert staff.access.is_on
    secret = await staff.access.sign_in("inês", PASSWORD, "a", "a")
    assert staff.access.sessions.who(secret) == Who("Inês", "operator")
    await run(data, "role", "INÊS", "--role", "editor", "--emergency")
    await staff.follow()
    assert staff.access.sessions.who(secret) == Who("Inês", "editor", True)
    assert (await run(data, "list")).output == "Inês: editor with the right emergency\n"
    await run(data, "password", "Inês", said="another one")
    await staff.follow()
    assert staff.access.sessions.who(secret) is None
    secret = await staff.access.sign_in("Inês", "another one", "a", "a")
    await run(data, "remove", "Inês")
    await staff.follow()
    assert (staff.access.sessions.who(secret), staff.access.is_on) == (None, False)
    told = [(entry.what, entry.about, entry.origin) for entry in staff.journal.latest(1)]
    assert told == [("removed an account", "Inês", "command line")]


async def test_the_last_editor_who_is_locked_out_is_let_in_at_once(data: Path, staff: Staff) -> None:
    await run(data, "add", "Ana", "--role", "editor")
    await staff.follow()
    for network in "abcdefgh":
        with pytest.raises((WrongPassword, TooSoon)):
            await staff.access.sign_in("Ana", "forgotten", network, network)
    with pytest.raises(TooSoon):
        await staff.access.sign_in("Ana", PASSWORD, "desk", "desk")
    await run(data, "password", "Ana", said="another one")
    await staff.follow()
    secret = await staff.access.sign_in("Ana", "another one", "desk", "desk")
    assert staff.access.sessions.who(secret) == Who("Ana", "editor")


async def test_what_cannot_be_is_said_in_a_sentence(data: Path, staff: Staff, tmp_path: Path) -> None:
    assert (
        "has 8 to 256 characters; this one has 5"
        in (await run(data, "add", "Ana", "--role", "viewer", said="short")).output
    )
    assert (
        "the name staff is that of SIGNAGE_STAFF_PASSWORD"
        in (await run(data, "add", "Staff", "--role", "viewer")).output
    )
    assert "none that cannot be seen" in (await run(data, "add", "a\x07b", "--role", "viewer")).output
    await run(data, "add", "Ana", "--role", "viewer")
    assert "there is an account 'ana' already" in (await run(data, "add", "ana", "--role", "viewer")).output
    assert "there is no account 'rui'; there are: Ana" in (await run(data, "remove", "rui")).output
    refused = await run(tmp_path / "elsewhere", "list")
    assert (refused.exit_code, "is no folder of a signage server" in refused.output) == (1, True)
    assert PASSWORD not in str(refused.output)
