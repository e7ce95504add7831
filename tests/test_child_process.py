"""Work in a child process: its answer or its refusal, within bounds, and nothing of the parent's secrets."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from asyncio.subprocess import Process
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from signage.child_process import Bounds, ChildError, in_child

BOUNDS = Bounds(seconds=60, memory=500 * 2**20)
CUT = "signage.inevent.json_split"
CALL = re.compile(r'in_child\("([\w.]+)"')
WORKS = {module for file in Path("signage").rglob("*.py") for module in CALL.findall(file.read_text())}
"""The modules whose work is done in children."""


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Process, dict[str, Any]]]:
    """The processes that are begun, and with what."""
    begun, begin = [], asyncio.create_subprocess_exec

    async def note(*arguments: str, **options: Any) -> Process:
        process = await begin(*arguments, **options)
        begun.append((process, options))
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", note)
    return begun


async def test_a_child_answers_and_knows_no_secret(
    children: list[tuple[Process, dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INEVENT_CLIENT_SECRET", "s3cr3t")
    assert await in_child(CUT, b'{"data": [1, "a"]}', BOUNDS) == b'{"data": []}\n1\n"a"'
    assert [options["env"] for _, options in children] == [{}]


@pytest.mark.parametrize(
    ("given", "bounds", "reason"),
    [
        (b"[", BOUNDS, "is no readable JSON"),
        (b"[" + b"{}," * 300_000 + b"1]", replace(BOUNDS, memory=2**20), "takes too much time or memory"),
        (b"[]", replace(BOUNDS, seconds=0.0), "takes longer than 0 s"),
    ],
)
async def test_what_a_child_refuses_or_cannot_do_is_told(given: bytes, bounds: Bounds, reason: str) -> None:
    with pytest.raises(ChildError) as failure:
        await in_child(CUT, given, bounds)
    assert str(failure.value) == reason


@pytest.mark.parametrize("module", sorted(WORKS))
def test_a_child_imports_nothing_but_the_standard_library(module: str) -> None:
    """Nobody waits for what the work does not need, which on a busy machine takes longer than the work."""
    told = f"import sys; before = {{*sys.modules}}; import {module}; print(*{{*sys.modules}} - before)"
    found = subprocess.run([sys.executable, "-I", "-c", told], capture_output=True, text=True, check=True).stdout
    assert {name.partition(".")[0] for name in found.split()} - sys.stdlib_module_names == {"signage"}


async def test_no_child_outlives_who_asked_for_it(children: list[tuple[Process, dict[str, Any]]]) -> None:
    asked = asyncio.create_task(in_child(CUT, b"[" + b"[]," * 300_000 + b"1]", BOUNDS))
    while not children:  # noqa: ASYNC110 - it is begun within milliseconds
        await asyncio.sleep(0.001)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert children[0][0].returncode == -9
