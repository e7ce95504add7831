"""Signing in: the accounts, sessions and tokens of staff, and what guessing at passwords costs."""

from __future__ import annotations

import asyncio
import hmac
import re
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING

from signage.errors import StoreError
from signage.seal import Keys, own_keys
from signage.staff.accounts import SHARED, Account, Accounts, key_of
from signage.staff.passwords import MOST as LONGEST_PASSWORD
from signage.staff.passwords import Busy, Passwords
from signage.staff.roles import Rights, Who, rights_of
from signage.staff.sessions import Sessions
from signage.staff.throttle import Throttle
from signage.staff.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping

    from signage.clock import Clock
    from signage.staff.audit_log import Journal
    from signage.staff.settings import StaffSettings
    from signage.store import Store

UNKNOWN_NAMES = 1024
"""Counters for names that no account has: by them nobody learns which names there are."""
NOTED, NOTED_WITHIN = 60, 3600.0
"""Wrong passwords that are written into the log within so many seconds."""


LOOK_WITHIN = 1.5
"""Seconds that a request waits at most for what the store knows of whoever sent it."""


class WrongPassword(Exception):
    """No account has this name and password."""


class TooSoon(Exception):
    """The account or the address has to wait for `seconds`, for passwords were wrong before."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait for {seconds:.0f} s")
        self.seconds = seconds


class Access:
    """Who may sign in, and who has. By `names` it is chosen which names that nobody has share a counter."""

    def __init__(
        self, settings: StaffSettings, store: Store, clock: Clock, journal: Journal, names: Keys | None = None
    ) -> None:
        self.accounts = Accounts(store)
        self.sessions = Sessions(store, self.accounts, clock)
        self.tokens = Tokens(store, clock)
        self.passwords = Passwords()
        self.throttle = Throttle(clock)
        self._settings, self._clock, self._journal = settings, clock, journal
        self.look_at_others: Callable[[], Awaitable[None]] | None = None
        """Takes over whom other nodes have let in, where there are others. Raises StoreError."""
        self._noted: deque[float] = deque()  # when wrong passwords were written down
        self._names = names or own_keys()

    @property
    def is_on(self) -> bool:
        """Whether anybody can sign in."""
        settings = self._settings
        return bool(settings.password or settings.header or settings.oidc) or len(self.accounts.shelf) > 0

    @property
    def has_passwords(self) -> bool:
        """Whether anybody can sign in with a password."""
        return bool(self._settings.password) or len(self.accounts.shelf) > 0

    def rights(self, groups: Iterable[str]) -> Rights | None:
        """What the settings let the members of these groups do."""
        return rights_of(groups, self._settings.groups)

    def vouched(self, headers: Mapping[str, str]) -> Who | None:
        """Who a trusted proxy says is asking; None if it names nobody, or nobody with a role.

        Rights come from the groups that it lists, or else from the account of that name.
        """
        name = headers.get(self._settings.header, "").strip()[:64] if self._settings.header else ""
        if not name.isprintable() or not name:
            return None
        if self._settings.groups_header:
            listed = re.split(r"[,|;]", headers.get(self._settings.groups_header, "")[:8192])
            rights = self.rights(group.strip() for group in listed)
            return Who(name, rights.role, rights.emergency, "proxy") if rights else None
        account = self.accounts.of(name)
        return Who(account.name, account.role, account.emergency, "proxy") if account else None

    @contextmanager
    def guarded(self, network: str) -> Iterator[None]:
        """A try from this network that counts as wrong if it raises. Raises TooSoon where there were too many."""
        key = f"from {network}"
        if (wait := self.throttle.wait(key)) > 0:
            raise TooSoon(wait)
        self.throttle.count(key)
        yield
        self.throttle.undo(key)

    def load(self) -> None:
        """Take over what the store holds. Blocks."""
        for shelf in (self.accounts.shelf, self.sessions.shelf, self.tokens.shelf):
            shelf.load()

    async def start(self) -> None:
        """Make, keep or remove the account of the environment's password."""
        known, password = self.accounts.of(SHARED), self._settings.password
        if not password and known:
            await self.accounts.shelf.write({SHARED: None}, anyway=True)
        elif password and (known is None or not await self.passwords.is_right(known.password, password)):
            account = Account(SHARED, "editor", True, await self.passwords.hash(password), source="environment")
            await self.accounts.shelf.put(SHARED, account, anyway=True)

    async def refresh(self) -> bool:
        """Take over what a command beside the server has written; whether that was anything. Raises StoreError."""
        return any([await self.accounts.shelf.refresh(), await self.tokens.shelf.refresh()])

    async def look(self) -> bool:
        """Take over whom other nodes have let in by now; False where there are none, or none that can be asked."""
        if self.look_at_others is None:
            return False
        try:
            async with asyncio.timeout(LOOK_WITHIN):
                await self.look_at_others()
        except (StoreError, TimeoutError):
            return False
        return True

    async def sign_in(self, name: str, password: str, network: str, origin: str) -> str:
        """A new session's secret. Raises WrongPassword, TooSoon and Busy.

        `network` is what counts as one client (an address, or a part of one); `origin` the address for the log.
        """
        account = self.accounts.of(name)
        if not await self.is_right(account, password, network, name) or account is None:
            await self._note_wrong(account, origin)
            raise WrongPassword
        self.throttle.welcome(key_of(name), network)
        secret = await self.sessions.begin(account.name, account.stamp)
        await self._journal.add(account.name, "signed in", origin=origin)
        return secret

    async def is_right(self, account: Account | None, password: str, network: str, name: str = "") -> bool:
        """Whether this is the account's password. Raises TooSoon and Busy. No account has none, and takes as long."""
        keys = self._keys(account.name if account else name, account, network)
        if (wait := self.throttle.wait(*keys)) > 0:
            raise TooSoon(wait)
        self.throttle.count(*keys)
        hashed = account.password if account else ""
        try:
            right = await self.passwords.is_right(hashed, password[: LONGEST_PASSWORD + 1])
        except Busy:
            self.throttle.undo(*keys)
            raise
        if right:
            self.throttle.forgive(*keys)
        return right

    async def _note_wrong(self, account: Account | None, origin: str) -> None:
        """Write down a wrong password, without the name where nobody has it: people type passwords there, too.

        A flood of them must not push everything else out of the log.
        """
        now = self._clock.monotonic()
        while self._noted and now - self._noted[0] > NOTED_WITHIN:
            self._noted.popleft()
        if len(self._noted) < NOTED:
            self._noted.append(now)
            await self._journal.add(account.name if account else "?", "wrong password", origin=origin)

    def _keys(self, name: str, account: Account | None, network: str) -> tuple[str, str]:
        """What failures are counted by: the network, and the account.

        Where the account has signed in from this network before, it is counted for both together: whoever guesses
        elsewhere cannot keep the account's owner out. Another password begins anew: whoever was locked out is let in.
        """
        key = f"{key_of(name)} {account.stamp}" if account else f"nobody {self._place_of(name)}"
        known = self.throttle.knows(key_of(name), network)
        return f"from {network}", f"for {key} from {network}" if known else f"for {key}"

    def _place_of(self, name: str) -> int:
        """Which counter a name has that nobody has: the same at every node, and nobody else can tell."""
        digest = hmac.digest(self._names()[0], key_of(name).encode(errors="replace"), "sha256")
        return int.from_bytes(digest[:8]) % UNKNOWN_NAMES
