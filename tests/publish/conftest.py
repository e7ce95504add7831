from __future__ import annotations

import pytest

from tests.publish.wall import AGENDA, Wall


@pytest.fixture
async def wall() -> Wall:
    """A wall on which Saturday's sessions stand."""
    wall = Wall()
    await wall.publisher.show_agenda(AGENDA)
    return wall
