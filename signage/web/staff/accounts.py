"""Accounts in the API: who may sign in, what they may do, their passwords, and one's own."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from signage.errors import SettingsError
from signage.phrase import N_
from signage.staff.access import TooSoon
from signage.staff.accounts import LONGEST_NAME, SHARED, Account, checked_name, key_of
from signage.staff.passwords import LEAST, MOST, Busy
from signage.staff.roles import Role
from signage.web.staff.calls import Call, Detail, Refusal
from signage.web.staff.session import network, secret_of

if TYPE_CHECKING:
    from signage.staff import Staff
    from signage.web.staff.calls import Asked


class Secretive(BaseModel):
    """A body that holds a password: no error repeats it."""

    model_config = ConfigDict(hide_input_in_errors=True)


class AccountRow(BaseModel):
    """An account. `fixed`: made by SIGNAGE_STAFF_PASSWORD, and changed there alone. `sessions`: open sign-ins."""

    name: str
    role: Role
    emergency: bool
    fixed: bool
    sessions: int


class Visitor(BaseModel):
    """Somebody who has signed in at the identity provider, with the rights that their groups gave them then."""

    name: str
    role: Role
    emergency: bool
    sessions: int


class AccountList(BaseModel):
    """All accounts, by name, and who is signed in without one."""

    accounts: list[AccountRow]
    visitors: list[Visitor]


class NewAccount(Secretive):
    """An account to add."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    role: Role
    emergency: bool = False
    password: str = Field(min_length=LEAST, max_length=MOST)


class AccountChange(Secretive):
    """What is to change of an account; what is left out stays."""

    role: Role | None = None
    emergency: bool | None = None
    password: str | None = Field(None, min_length=LEAST, max_length=MOST)


class OwnPassword(Secretive):
    """One's own password, the one that holds and the one that is to."""

    old: str = Field(max_length=MOST)
    new: str = Field(min_length=LEAST, max_length=MOST)


@dataclass(frozen=True)
class AccountCalls:
    """Calls on accounts. Nobody can give, or take over, more rights than they have themselves."""

    staff: Staff

    def calls(self) -> tuple[Call, ...]:
        """Accounts are for editors; one's own password is for everybody."""
        people = {
            403: "a right that one has not oneself, or a token asks",
            409: "it exists, there are too many, or it is the last editor",
            429: "too many passwords at once",
        }
        return (
            Call("GET", "accounts", "editor", self.list, "All accounts", answer=AccountList),
            Call("POST", "accounts", "editor", self.add, "Add an account", NewAccount, AccountRow, 201,
                 statuses=people),
            Call("PATCH", "accounts/{name}", "editor", self.change, "Change an account's rights or password",
                 AccountChange, AccountRow, statuses={**people, 404: "there is no such account"}),
            Call("DELETE", "accounts/{name}", "editor", self.remove, "Remove an account; its sign-ins end", status=204,
                 statuses={**people, 404: "there is no such account"}),
            Call("DELETE", "sessions/{name}", "editor", self.sign_out, "Sign somebody out everywhere", status=204,
                 statuses={403: "a token asks"}),
            Call("POST", "me/password", None, self.own_password, "Change one's own password", OwnPassword, status=204,
                 statuses={403: "the old password is wrong", 429: "too many wrong ones"}),
        )  # fmt: skip

    async def list(self, _: Asked) -> AccountList:
        """All accounts."""
        access = self.staff.access
        visitors = [
            Visitor(name=name, role=last.role, emergency=last.emergency, sessions=len(open_ones))
            for name, open_ones in sorted(access.sessions.visitors().items())
            if (last := open_ones[-1]).role
        ]
        return AccountList(accounts=[self._row(account) for account in access.accounts.all], visitors=visitors)

    async def add(self, asked: Asked) -> AccountRow:
        """A new account. Refuses a name that is taken, or cannot be had."""
        new: NewAccount = asked.body
        accounts = self.staff.access.accounts
        self._check(asked, None, emergency=new.emergency)
        try:
            name = checked_name(new.name)
        except SettingsError as error:
            wrong = error.args[0]
            raise Refusal(422, "invalid", wrong, (Detail("name", wrong),)) from None
        if accounts.of(name):
            taken = Detail("name", N_("is taken"))
            raise Refusal(409, "exists", "There is an account %(name)s already.", (taken,), name=name)
        account = Account(name, new.role, new.emergency, await self._hash(new.password))
        await accounts.put(account)
        await self._note(asked, N_("added an account"), name)
        return self._row(account)

    async def change(self, asked: Asked) -> AccountRow:
        """Other rights or another password for an account."""
        change: AccountChange = asked.body
        account = self._of(asked)
        given = change.model_dump(include={"role", "emergency"}, exclude_none=True)
        changed = replace(account, **given)
        self._check(asked, account, emergency=changed.emergency)
        if changed.role != "editor":
            self._keep_an_editor(account)
        if change.password is not None:
            changed = replace(changed, password=await self._hash(change.password), stamp=secrets.token_hex(8))
        await self.staff.access.accounts.put(changed)
        if given:
            await self._note(asked, N_("changed the rights of an account"), account.name)
        if change.password is not None:
            await self._note(asked, N_("changed the password of an account"), account.name)
        return self._row(changed)

    async def remove(self, asked: Asked) -> Response:
        """Remove an account."""
        account = self._of(asked)
        self._check(asked, account)
        self._keep_an_editor(account)
        await self.staff.access.accounts.remove(account.name)
        await self.staff.access.sessions.end_all(account.name)
        await self._note(asked, N_("removed an account"), account.name)
        return Response(status_code=204)

    async def sign_out(self, asked: Asked) -> Response:
        """End all sign-ins of a name: for who signs in at a provider, the way to have new groups looked at."""
        people_only(asked)
        await self.staff.access.sessions.end_all(asked.path["name"])
        await self._note(asked, N_("signed somebody out"), asked.path["name"])
        return Response(status_code=204)

    async def own_password(self, asked: Asked) -> Response:
        """Change one's own password; other sign-ins end, this one goes on."""
        access = self.staff.access
        account = access.accounts.of(asked.who.name) if asked.who.how == "session" else None
        if account is None or account.source == "environment":
            raise Refusal(403, "elsewhere", "This password is kept elsewhere and cannot be changed here.")
        try:
            right = await access.is_right(account, asked.body.old, network(asked.request))
        except TooSoon as error:
            wait = {"Retry-After": f"{error.seconds:.0f}"}
            raise Refusal(429, "wait", "Too many wrong passwords: wait a little.", headers=wait) from None
        if not right:
            wrong = Detail("old", N_("is wrong"))
            raise Refusal(403, "wrong", "The old password is wrong.", (wrong,))
        changed = replace(account, password=await self._hash(asked.body.new), stamp=secrets.token_hex(8))
        await access.accounts.put(changed)
        await access.sessions.restamp(secret_of(asked.request), changed.stamp)
        await self._note(asked, N_("changed their own password"), account.name)
        return Response(status_code=204)

    # What is not allowed ----------------------------------------------------------------------------------------------

    def _of(self, asked: Asked) -> Account:
        account = self.staff.access.accounts.of(asked.path["name"])
        if account is None:
            raise Refusal(404, "no_such_account", "There is no such account.")
        return account

    def _check(self, asked: Asked, account: Account | None, *, emergency: bool = False) -> None:
        """Raise Refusal for who may not change this account, or not to the right `emergency`."""
        people_only(asked)
        if account and account.source == "environment":
            message = N_("The account %(name)s is made by SIGNAGE_STAFF_PASSWORD: change it there.")
            raise Refusal(409, "fixed", message, name=SHARED)
        if (emergency or (account and account.emergency)) and not asked.who.emergency:
            raise Refusal(403, "emergency", "Who has not the right emergency cannot give it, or change who has it.")

    def _keep_an_editor(self, account: Account) -> None:
        others = [one for one in self.staff.access.accounts.all if key_of(one.name) != key_of(account.name)]
        if account.role == "editor" and not any(one.role == "editor" for one in others):
            raise Refusal(409, "last_editor", "This is the last editor: nobody could change anything any more.")

    async def _hash(self, password: str) -> str:
        try:
            return await self.staff.access.passwords.hash(password)
        except Busy:
            raise Refusal(429, "busy", "The server is busy: try again.", headers={"Retry-After": "2"}) from None

    async def _note(self, asked: Asked, what: str, about: str) -> None:
        await self.staff.journal.add(asked.who.name, what, about, asked.origin)

    def _row(self, account: Account) -> AccountRow:
        return AccountRow(
            name=account.name,
            role=account.role,
            emergency=account.emergency,
            fixed=account.source == "environment",
            sessions=self.staff.access.sessions.count(account.name),
        )


def people_only(asked: Asked) -> None:
    """Raise Refusal for a token: one that leaked must not make itself at home."""
    if asked.who.how == "token":
        raise Refusal(403, "people_only", "Accounts and tokens are changed by people who are signed in, not by tokens.")
