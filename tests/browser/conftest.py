"""Chromium, and pages in it. All tests of this folder share one browser and one event loop."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.wait import PATIENCE

from .chromium import FLAGS, find
from .wall import Wall

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    PageAt = Callable[..., Awaitable[Page]]

HERE = Path(__file__).parent

expect.set_options(timeout=1000 * PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        path = find(playwright.chromium.executable_path)
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page_at(browser: Browser) -> AsyncIterator[PageAt]:
    """`await page_at(url, (width, height), script=…, **context)`: a page of its own context, opened.

    `script` runs before the page's own. A script error on any page fails the test.
    """
    contexts, errors = [], []

    async def open_page(
        url: str, size: tuple[int, int] = (1920, 1080), script: str = "", clock: bool = False, **options: Any
    ) -> Page:
        context = await browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        if clock:
            await page.clock.install()
        if script:
            await page.add_init_script(script)
        await page.goto(url)
        return page

    yield open_page
    for context in contexts:
        await context.close()
    assert errors == []


@pytest_asyncio.fixture(loop_scope="session")
async def wall() -> AsyncIterator[Wall]:
    wall = Wall()
    await wall.start()
    yield wall
    await wall.stop()
