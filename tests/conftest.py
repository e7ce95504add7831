"""What all tests share: random tests take no account of how fast the machine is, and no test hears another's log."""

import logging
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("signage", deadline=None, max_examples=100)
settings.register_profile("quick", deadline=None, max_examples=20)  # make quick
settings.load_profile("signage")


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    """Commands that are run within a test's process set the level of the log; the next test has the usual one."""
    root = logging.getLogger()
    level = root.level
    yield
    root.setLevel(level)
