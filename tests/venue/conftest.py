"""The folder media of a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.venue.files import Ready


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "media").mkdir()
    return tmp_path / "media"


@pytest.fixture
def media(folder: Path) -> Ready:
    return Ready(folder)
