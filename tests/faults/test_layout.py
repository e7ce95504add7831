"""Each way screens.yaml can be wrong while walls are open: one clear line in the log, and not a pixel moves."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.gateway import Gateway
from tests.e2e.venue import LAYOUT, Clock, venue, walls
from tests.wait import until

from .rows import LAYOUTS
from .test_gateway import T0, agenda, logged


def _save(file: Path, content: bytes | Callable[[Path], None]) -> None:
    if file.is_dir():
        file.rmdir()
    if callable(content):
        content(file)
    else:
        file.write_bytes(content)


async def test_faults_of_the_layout(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    clock, file = Clock(T0), tmp_path / "screens.yaml"
    async with (
        Gateway(*agenda(), now=clock.now) as gateway,
        venue(tmp_path, gateway, clock) as here,
        walls(here, "/screens/hall-a", "/screens/foyer") as shown,
    ):
        caplog.set_level(logging.INFO)
        texts = [wall.text(here.now) for wall in shown]
        for row in LAYOUTS:
            caplog.clear()
            _save(file, row.content)
            await until(lambda: logged(caplog))
            assert [text.partition("screens.yaml")[2] for _, text in logged(caplog)] == [row.told], row.fault
            _save(file, LAYOUT.encode())
            await until(lambda: len(logged(caplog)) > 1)
            assert logged(caplog)[1:] == [(logging.INFO, f"{file}: all is well again")], row.fault
        assert [wall.text(here.now) for wall in shown] == texts
        assert [name for wall in shown for name, _ in wall.events if name != "tick"] == []
