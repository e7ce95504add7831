"""`tv`: a page seen by the old engines that are installed (make test-tv)."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from tests.browser.wall import Wall

from .install import DEFAULT, ENGINES, python_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    Tv = Callable[..., Awaitable["Visit"]]

HERE = Path(__file__).parent
DRIVER = HERE / "tvbrowser.py"


@dataclass(frozen=True)
class Visit:
    """What an engine saw: its version, script and load errors, and the value asked for."""

    chromium: str
    errors: list[str]
    value: Any
    loaded: bool


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.tv)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes `engine` runs in each that is installed; with TV set, in each of those it names."""
    if "engine" in metafunc.fixturenames:
        asked = os.environ.get("TV", "").split()
        installed = [engine for engine in ENGINES if python_of(engine).exists()]
        metafunc.parametrize("engine", asked or installed or DEFAULT)


@pytest.fixture
def tv() -> Tv:
    """`await tv(engine, url, size=…, seconds=…, until=js, value=js, screenshot=path, profile=folder)`: a Visit.

    It stays until `until` holds, `seconds` at most, then takes the value and the screenshot. A visit takes about 4 s.
    `proxy` is a port of this machine that is asked for everything, whatever its address.
    """

    async def visit(
        engine: str,
        url: str,
        size: tuple[int, int] = (1920, 1080),
        seconds: float = 10,
        until: str = "",
        value: str = "document.body.innerText",
        screenshot: Path | None = None,
        profile: Path | None = None,
        proxy: int = 0,
    ) -> Visit:
        python = python_of(engine)
        if not python.exists():
            message = f"Chromium {engine} is not installed: run `make test-tv`"
            pytest.fail(message) if os.environ.get("TV") else pytest.skip(message)
        folder = profile or Path(tempfile.mkdtemp(prefix="tv-"))
        ask = {"url": url, "size": size, "seconds": seconds, "until": until, "value": value}
        ask |= {"profile": str(folder), "proxy": proxy}
        if screenshot:
            ask["screenshot"] = str(screenshot)
        process = await asyncio.create_subprocess_exec(
            python, DRIVER, json.dumps(ask), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        out, err = await process.communicate()
        if profile is None:
            shutil.rmtree(folder, ignore_errors=True)
        assert out, err.decode()
        return Visit(**json.loads(out))

    return visit


@pytest_asyncio.fixture
async def wall() -> AsyncIterator[Wall]:
    wall = Wall()
    await wall.start()
    yield wall
    await wall.stop()
