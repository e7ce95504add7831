"""Which Chromium the tests use."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]


def find(own: str) -> str:
    """The path of CHROMIUM, of the system's Chromium or of Playwright's `own`; without any, skip, or fail in CI."""
    named = os.environ.get("CHROMIUM")
    for path in (named, shutil.which("chromium"), shutil.which("chromium-browser"), own):
        if path and Path(path).exists():
            return path
    message = "no Chromium: run `sh .ci/browser`, or name one in CHROMIUM"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
