"""The board and the client that most tests of the web application ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from signage.publish.publisher import Publisher
from tests.build import layout, publisher, served

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


from tests.web.client import SCREENS, SESSIONS, client


@pytest.fixture
def shown() -> Publisher:
    return publisher(layout(SCREENS), *SESSIONS)


@pytest.fixture
async def web(shown: Publisher) -> AsyncIterator[httpx.AsyncClient]:
    async with client(served(shown)) as web:
        yield web
