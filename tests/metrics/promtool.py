"""Prometheus's own tool, which reads what Prometheus reads."""

from __future__ import annotations

import os
import shutil

import pytest


def promtool() -> str:
    """Where it is; a test without it is skipped, or fails where all are to run."""
    found = shutil.which("promtool", path=f"{os.environ['PATH']}:/usr/local/bin")
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no promtool: sh .ci/promtool")
    return found
