"""`signage staff`: the accounts of the staff page, changed beside a running server or without one."""

from __future__ import annotations

import asyncio
import getpass
import secrets
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import click

from signage.clock import SYSTEM
from signage.console import Commands, config_option, data_option, plain_errors, say
from signage.errors import SettingsError
from signage.nodes.server_store import store_of
from signage.staff.accounts import Account, Accounts, checked_name
from signage.staff.audit_log import Journal
from signage.staff.passwords import check_length, hash_of
from signage.staff.roles import ROLES, Role

NOTICED = "A running server notices within a second."

_role = click.Choice(list(ROLES))


class _Book(NamedTuple):
    """The accounts in a data folder, and its log."""

    accounts: Accounts
    journal: Journal

    def of(self, name: str) -> Account:
        """The account of a name. Raises SettingsError where there is none to change."""
        account = self.accounts.of(name)
        if account is None:
            known = ", ".join(account.name for account in self.accounts.all) or "none yet"
            raise SettingsError(f"there is no account {name!r}; there are: {known}")
        if account.source == "environment":
            raise SettingsError(f"{account.name} is the account of SIGNAGE_STAFF_PASSWORD: change that, and restart")
        return account

    def put(self, account: Account, what: str) -> None:
        """Keep an account, and write down that it was changed."""
        asyncio.run(self.accounts.put(account))
        self.note(what, account.name)

    def note(self, what: str, about: str) -> None:
        """Write down who did what on the command line."""
        self.journal.add_now(getpass.getuser(), what, about, "command line")


@contextmanager
def _book(config: Path, data: Path, *, writes: bool = True) -> Iterator[_Book]:
    with plain_errors(), closing(store_of(config, data, writes=writes)) as store:
        book = _Book(Accounts(store), Journal(store, SYSTEM))
        asyncio.run(book.accounts.shelf.refresh())
        yield book


@click.group(cls=Commands)
def staff() -> None:
    """Accounts of the staff page: who may sign in at /staff, and what they may do there.

    A viewer looks; an operator sends messages, reloads walls and accepts a held feed; an editor changes the layout and
    pictures, accounts and tokens. --emergency is the right to cover walls with a takeover.
    """


@staff.command()
@click.argument("name")
@click.option("--role", type=_role, required=True, help="What they may do.")
@click.option("--emergency", is_flag=True, help="They may send takeovers, too.")
@config_option
@data_option
def add(name: str, role: Role, emergency: bool, config: Path, data: Path) -> None:
    """Add an account. Its password is asked for, or read from standard input."""
    with _book(config, data) as book:
        account = Account(checked_name(name), role, emergency)
        if book.accounts.of(name):
            raise SettingsError(f"there is an account {name!r} already: see `signage staff role` and `password`")
        book.put(replace(account, password=hash_of(_password())), "added an account")
    say(f"{account.name} may sign in at /staff as {_rights(account)}. {NOTICED}")


@staff.command("list")
@config_option
@data_option
def list_(config: Path, data: Path) -> None:
    """List all accounts, with their roles."""
    with _book(config, data, writes=False) as book:
        for account in book.accounts.all:
            by = " (SIGNAGE_STAFF_PASSWORD)" if account.source == "environment" else ""
            say(f"{account.name}: {_rights(account)}{by}")
        if not len(book.accounts.shelf):
            say("There is no account: add one with `signage staff add`.")


@staff.command()
@click.argument("name")
@config_option
@data_option
def remove(name: str, config: Path, data: Path) -> None:
    """Remove an account; whoever is signed in with it is so no longer."""
    with _book(config, data) as book:
        account = book.of(name)
        asyncio.run(book.accounts.remove(name))
        book.note("removed an account", account.name)
    say(f"{account.name} may sign in no longer. {NOTICED}")


@staff.command()
@click.argument("name")
@click.option("--role", type=_role, help="Default: as it is.")
@click.option("--emergency/--no-emergency", default=None, help="Give or take the right to send takeovers.")
@config_option
@data_option
def role(name: str, role: Role | None, emergency: bool | None, config: Path, data: Path) -> None:
    """Change what an account may do; that holds at once, for whoever is signed in, too."""
    with _book(config, data) as book:
        account = book.of(name)
        given: dict[str, Any] = {"role": role, "emergency": emergency}
        account = replace(account, **{right: value for right, value in given.items() if value is not None})
        book.put(account, "changed the rights of an account")
    say(f"{account.name} is {_rights(account)}. {NOTICED}")


@staff.command()
@click.argument("name")
@config_option
@data_option
def password(name: str, config: Path, data: Path) -> None:
    """Give an account another password; its sign-ins end. It is asked for, or read from standard input."""
    with _book(config, data) as book:
        account = book.of(name)
        changed = replace(account, password=hash_of(_password()), stamp=secrets.token_hex(8))
        book.put(changed, "changed the password of an account")
    say(f"{account.name} has another password. {NOTICED}")


def _password() -> str:
    """From the terminal, twice; else the first line of standard input. Raises SettingsError for a wrong length."""
    if sys.stdin.isatty():
        given = str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    check_length(given)
    return given


def _rights(account: Account) -> str:
    return account.role + (" with the right emergency" if account.emergency else "")
