"""Passwords are checked beside the event loop, one at a time, and no more than so many wait."""

from __future__ import annotations

import asyncio
import threading

import pytest

from signage.errors import SettingsError
from signage.staff.passwords import Busy, Passwords, check_length, hash_of, is_right
from tests.wait import until


class Slow:
    """A check that ends when told to, and counts how many are under way."""

    def __init__(self) -> None:
        self.end = threading.Event()
        self.at_once: list[int] = []
        self.threads: set[int] = set()
        self._now = 0
        self._lock = threading.Lock()

    def __call__(self, hashed: str, password: str) -> bool:
        with self._lock:
            self._now += 1
            self.at_once.append(self._now)
            self.threads.add(threading.get_ident())
        self.end.wait(10)
        with self._lock:
            self._now -= 1
        return hashed == password


async def test_guesses_hold_up_nothing_and_are_bounded_in_number() -> None:
    slow = Slow()
    passwords = Passwords(waiting=4, check=slow)
    tries = [asyncio.create_task(passwords.is_right("a", "a")) for _ in range(9)]
    await until(lambda: slow.at_once)
    slow.end.set()
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert ([one is True for one in done].count(True), [type(one) for one in done].count(Busy)) == (5, 4)
    assert (max(slow.at_once), threading.get_ident() in slow.threads) == (1, False)
    assert await passwords.is_right("a", "a")


def test_a_hash_is_of_its_password_alone_and_never_the_same_twice() -> None:
    one, other = hash_of("correct horse"), hash_of("correct horse")
    assert one != other
    assert (is_right(one, "correct horse"), is_right(one, "Correct horse"), is_right(one, "")) == (True, False, False)
    assert (is_right("", ""), is_right("nonsense", "nonsense"), is_right("", "correct horse")) == (False, False, False)


@pytest.mark.parametrize("password", ["", "1234567", "x" * 257])
def test_a_password_has_a_length(password: str) -> None:
    with pytest.raises(SettingsError, match="has 8 to 256 characters"):
        check_length(password)
