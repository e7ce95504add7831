"""What is built of the same source is the same to the bit, and holds what a server needs."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from signage import __version__
from signage.cli import main
from tests.shape import ROOT

PASSED_OVER = shutil.ignore_patterns(".git", ".venv", ".*_cache", "__pycache__", "node_modules", "dist", ".hypothesis")
PINNED = re.compile(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==(\S+)", re.MULTILINE)


def built(folder: Path, *, mask: int, epoch: str = "1700000000") -> Path:
    """The folder with what is built of a copy of the source there, whose files are of now and made with a umask."""
    before = os.umask(mask)
    try:
        source = shutil.copytree(ROOT, folder / "source", ignore=PASSED_OVER, copy_function=shutil.copyfile)
    finally:
        os.umask(before)
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder / "dist")]
    env = {"PATH": os.environ["PATH"], "SOURCE_DATE_EPOCH": epoch}
    subprocess.run(command, cwd=source, env=env, check=True, capture_output=True, timeout=300)
    return folder / "dist"


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two builds, in folders of other names, by users of other habits."""
    return built(tmp_path_factory.mktemp("one"), mask=0o022), built(tmp_path_factory.mktemp("another"), mask=0o077)


def sums(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_two_builds_are_the_same_to_the_bit(twice: tuple[Path, Path]) -> None:
    first, second = map(sums, twice)
    assert first == second
    assert sorted(first) == [f"signage-{__version__}-py3-none-any.whl", f"signage-{__version__}.tar.gz"]


def test_a_wheel_holds_what_a_server_needs_and_no_more(twice: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(twice[0] / f"signage-{__version__}-py3-none-any.whl") as wheel:
        names = {name.removeprefix("signage/") for name in wheel.namelist()}
        (about,) = (wheel.read(name).decode() for name in wheel.namelist() if name.endswith("/METADATA"))
    assert f"\nVersion: {__version__}\n" in about
    assert {"templates/room.html", "static/server.js", "screens.yaml", "locale/pt.po", "py.typed"} <= names
    assert [name for name in names if name.startswith(("tests/", "docs/", "benchmarks/"))] == []


def test_a_source_archive_holds_what_it_takes_to_build_and_install(twice: tuple[Path, Path]) -> None:
    with tarfile.open(twice[0] / f"signage-{__version__}.tar.gz") as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "Makefile", "requirements.lock", "deploy/signage.service", "docs/operators.md"} <= names
    assert "deploy/requirements.lock" in names


def test_the_version_is_told() -> None:
    assert CliRunner().invoke(main, ["--version"]).output == f"signage, version {__version__}\n"


def test_the_changelog_has_a_section_for_what_is_told_and_one_for_what_follows() -> None:
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[:2] == ["Unreleased", __version__]


def pinned(file: str) -> dict[str, str]:
    return dict(PINNED.findall((ROOT / file).read_text(encoding="utf-8")))


def test_what_is_installed_on_servers_is_what_is_tested() -> None:
    served, tested = pinned("deploy/requirements.lock"), pinned("requirements.lock")
    assert {name: version for name, version in served.items() if tested.get(name) != version} == {}
    assert {"starlette", "uvicorn", "apprise", "authlib", "redis"} <= served.keys()
    assert {"pytest", "mypy", "playwright"} & served.keys() == set()
