"""The browser of tests/browser, for what measures walls."""

from __future__ import annotations

from inspect import iscoroutinefunction
from pathlib import Path

import pytest

from tests.browser.conftest import browser, page_at

__all__ = ["browser", "page_at"]
HERE = Path(__file__).parent


def is_async(function: object) -> bool:
    """Whether a test is a coroutine, that which hypothesis calls included."""
    return iscoroutinefunction(getattr(getattr(function, "hypothesis", None), "inner_test", function))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents and isinstance(item, pytest.Function) and is_async(item.function):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
