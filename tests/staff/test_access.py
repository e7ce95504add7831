"""Accounts, sessions and tokens: who is let in, for how long, and what guessing costs."""

from __future__ import annotations

import pytest

from signage.staff import Staff
from signage.staff.access import TooSoon, WrongPassword
from signage.staff.accounts import Account
from signage.staff.passwords import hash_of
from signage.staff.roles import Who
from signage.staff.settings import NO_STAFF, StaffSettings
from tests.build import at
from tests.clock import FakeClock
from tests.memory import MemoryStore

PASSWORD = "correct horse"
HASH = hash_of(PASSWORD)


async def staff(store: MemoryStore | None = None, settings: StaffSettings = NO_STAFF) -> tuple[Staff, FakeClock]:
    clock = FakeClock(at("12:00"))
    made = Staff.of(settings, store or MemoryStore(), clock)
    await made.start()
    return made, clock


async def with_ana(role: str = "operator") -> tuple[Staff, FakeClock]:
    made, clock = await staff()
    await made.access.accounts.put(Account("Ana", role, password=HASH))  # type: ignore[arg-type]
    return made, clock


async def sign_in(made: Staff, password: str = PASSWORD, name: str = "ana", address: str = "10.0.0.1") -> str:
    return await made.access.sign_in(name, password, address, address)


async def test_a_session_is_worth_the_accounts_rights_as_they_are_now() -> None:
    made, _ = await with_ana()
    secret = await sign_in(made)
    sessions = made.access.sessions
    assert sessions.who(secret) == Who("Ana", "operator")
    await made.access.accounts.put(Account("Ana", "viewer", True, HASH, made.access.accounts.of("ana").stamp))  # type: ignore[union-attr]
    assert sessions.who(secret) == Who("Ana", "viewer", True)
    await made.access.accounts.remove("ANA")
    assert sessions.who(secret) is None


async def test_a_session_that_another_node_began_a_moment_ago_ends_with_all_others_of_its_name() -> None:
    store = MemoryStore()
    (here, _), (there, _) = await staff(store), await staff(store)
    secret = await there.access.sessions.begin("Ana", role="operator")
    await here.access.sessions.end_all("Ana")
    await there.access.sessions.shelf.refresh()
    assert there.access.sessions.who(secret) is None


async def test_a_session_ends_with_its_password_with_time_and_by_itself() -> None:
    made, clock = await with_ana()
    sessions = made.access.sessions
    first, second = await sign_in(made), await sign_in(made)
    assert first != second
    await sessions.end(first)
    assert (sessions.who(first), sessions.who(second)) == (None, Who("Ana", "operator"))
    await made.access.accounts.put(Account("Ana", "operator", password=HASH))  # of the same name, and another stamp
    assert sessions.who(second) is None
    third = await sign_in(made)
    clock.passed += 12 * 3600
    assert sessions.who(third) is None
    assert sessions.who("") is None


async def test_sessions_survive_a_restart_and_cannot_be_read_from_the_store() -> None:
    store = MemoryStore()
    settings = StaffSettings(PASSWORD)
    first, _ = await staff(store, settings)
    secret = await sign_in(first, name="staff")
    second, _ = await staff(store, settings)
    assert second.access.sessions.who(secret) == Who("staff", "editor", True)
    assert secret not in str([store.records(kind) for kind in ("session", "account", "log")])
    assert PASSWORD not in str([store.records(kind) for kind in ("session", "account", "log")])
    third, _ = await staff(store, StaffSettings("another password"))
    assert third.access.sessions.who(secret) is None
    fourth, _ = await staff(store)
    assert (fourth.access.is_on, fourth.access.accounts.of("staff")) == (False, None)


async def test_five_wrong_passwords_slow_down_that_account_and_that_address_and_no_other() -> None:
    made, clock = await with_ana()
    await made.access.accounts.put(Account("Rui", "viewer", password=HASH))
    for _ in range(5):
        with pytest.raises(WrongPassword):
            await sign_in(made, "wrong")
    with pytest.raises(TooSoon):
        await sign_in(made)
    with pytest.raises(TooSoon):
        await sign_in(made, address="10.0.0.2")
    with pytest.raises(TooSoon):
        await sign_in(made, name="rui")
    await sign_in(made, name="rui", address="10.0.0.2")
    clock.passed += 1
    await sign_in(made)


async def test_nobody_keeps_the_owner_out_of_an_account_by_guessing_elsewhere() -> None:
    made, _ = await with_ana()
    await sign_in(made, address="10.0.0.9")
    for _ in range(5):
        with pytest.raises(WrongPassword):
            await sign_in(made, "wrong")
    await sign_in(made, address="10.0.0.9")


async def test_guesses_stay_few_and_their_memory_bounded() -> None:
    made, clock = await with_ana()
    throttle = made.access.throttle
    tried = 0
    for _ in range(3600):
        if not throttle.wait("from 1", "for ana"):
            throttle.count("from 1", "for ana")
            tried += 1
        clock.passed += 1
    assert tried < 130
    for number in range(20_000):
        throttle.count(f"from {number}", "for nobody")
    assert len(throttle) == 10_000


async def test_a_token_stands_for_its_role_until_it_is_revoked() -> None:
    made, _ = await staff()
    token, secret = await made.access.tokens.make("bms", "operator", emergency=True, by="ana")
    assert made.access.tokens.who(secret) == Who("bms", "operator", True, "token")
    assert made.access.tokens.who(secret + "x") is None
    assert await made.access.tokens.revoke(token.id) == token
    assert made.access.tokens.who(secret) is None
