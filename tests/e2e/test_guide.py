"""The guide to installing, read: its commands are whole, of this release, and name what is there.

`python -m tests.install` follows it to the letter.
"""

from __future__ import annotations

import re
import shlex
import subprocess

import click
import pytest

from signage import __version__
from signage.cli import main
from tests.install import blocks
from tests.shape import ROOT

BLOCKS = [*blocks("As a service"), *blocks("In a container")]
TEXT = "\n".join(BLOCKS)


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_a_block_is_whole(block: str) -> None:
    assert subprocess.run(["bash", "-n"], input=block, text=True, capture_output=True, check=False).stderr == ""


def test_it_is_of_this_release() -> None:
    assert {*re.findall(r"signage-(\d+\.\d+\.\d+)", TEXT)} == {__version__}


def test_the_files_it_takes_from_the_source_are_there() -> None:
    named = re.findall(r"/opt/signage/((?:deploy|docs)/\S+)", TEXT) + re.findall(r"-f (deploy/\S+)", TEXT)
    assert len(named) >= 4
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_command_of_signage_in_it_is_one() -> None:
    lines = re.findall(r"(?:^|\s|/)signage ((?:doctor|staff|sandbox|--version).*)$", TEXT, re.MULTILINE)
    assert len(lines) == 4
    for line in lines:
        if line == "--version":
            continue
        command: click.Command = main
        arguments = shlex.split(line)
        while isinstance(command, click.Group):
            command = command.commands[arguments.pop(0)]
        command.make_context(command.name, arguments).close()


def test_the_service_finds_what_the_guide_has_made() -> None:
    unit = (ROOT / "deploy/signage.service").read_text(encoding="utf-8")
    for path in ("/var/lib/signage/venue/screens.yaml", "/etc/signage/environment", "/etc/signage/inevent.secret"):
        assert path in unit
        assert f"> {path}" in TEXT
