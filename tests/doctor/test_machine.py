"""What is said of this machine, and of the server on it."""

from __future__ import annotations

import resource
import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from signage.agenda import Agenda
from signage.doctor import machine
from signage.doctor.command import examine
from signage.store.snapshot import Snapshot
from signage.store.sqlite import SQLiteStore
from tests.build import session

from .build import NOW, SECRET, World, found

EXAMPLE = Path("screens.yaml")


class Usage(NamedTuple):
    total: int
    used: int
    free: int


async def test_faults_of_the_layout_are_counted_and_check_names_them(tmp_path: Path) -> None:
    world = World()
    place = world.place(tmp_path)
    assert (await found(place, "screens.yaml"))[0][0] == "good"
    place.config.write_text(place.config.read_text() + "  other: {show: nonsense}\n")
    ((level, what, mend),) = await found(place, "screens.yaml")
    assert (level, "has 1 faults" in what, "signage check" in mend) == ("fault", True, True)
    place.config.unlink()
    ((level, what, _),) = await found(place, "screens.yaml")
    assert (level, str(place.config) in what) == ("fault", True)


async def test_a_folder_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = World().place(tmp_path)
    monkeypatch.setattr(machine.os, "access", lambda *_: False)  # root may do all
    (tmp_path / "media").mkdir()
    said = await found(place, "folders")
    assert [level for level, _, _ in said] == ["warning", "fault", "fault"]
    assert ("layout page is read-only" in said[0][1], "media" in said[1][1], "data" in said[2][1]) == (True,) * 3


@pytest.mark.parametrize(("free", "level"), [(10**8, "fault"), (5 * 10**8, "warning"), (10**10, "good")])
async def test_room_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: str) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, free))
    ((told, what, _),) = await found(World().place(tmp_path), "disk")
    assert (told, what.startswith(f"{free / 1e9:.1f} GB are free")) == (level, True)


async def test_open_files_for_the_displays_that_are_expected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1024, 4096))
    place = World().place(tmp_path)
    assert (await found(place, "open files"))[0][0] == "good"
    ((level, what, mend),) = await found(World().place(tmp_path, displays=5000), "open files")
    assert (level, what) == ("fault", "4096 open files are allowed, and 5000 displays need 10256")
    assert "LimitNOFILE=65536" in mend


async def test_secrets_in_files_that_others_can_read(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET)
    file.chmod(0o644)
    env = {"INEVENT_CLIENT_SECRET": "", "INEVENT_CLIENT_SECRET_FILE": str(file), "SIGNAGE_METRICS_TOKEN": "short"}
    said = await found(World().place(tmp_path, env=env), "settings")
    assert ("warning", f"{file}, which INEVENT_CLIENT_SECRET_FILE names, can be read by others (mode 644)") in [
        (level, what) for level, what, _ in said
    ]
    assert [what for level, what, _ in said if level == "fault" and what.startswith("SIGNAGE_METRICS_TOKEN")]
    file.chmod(0o600)
    said = await found(World().place(tmp_path, env=env), "settings")
    assert [level for level, _, _ in said if level == "warning"] == []


async def test_the_store(tmp_path: Path) -> None:
    place = World().place(tmp_path)
    assert (await found(place, "store"))[0][:2] == ("warning", f"{place.data} holds no data yet")
    with closing(SQLiteStore(place.data)) as store:
        store.save(Snapshot("evt_1", Agenda.of([session("s1")]), "full", NOW, NOW, NOW, None))
        ((level, what, _),) = await found(place, "store")  # beside the server that has it open
        assert (level, what) == ("good", "its agenda has 1 sessions, confirmed 2026-02-07 09:30 UTC")
    place.clock.stepped = timedelta(days=3)  # type: ignore[attr-defined]
    assert (await found(place, "store"))[0][0] == "warning"
    (place.data / "signage.db").write_bytes(b"no database" * 1000)
    for beside in place.data.glob("signage.db-*"):
        beside.unlink()
    assert (await found(place, "store"))[0][0] == "fault"
    assert (place.data / "signage.db").read_bytes().startswith(b"no database")


@pytest.mark.parametrize(
    ("answers", "level", "what"),
    [
        ({}, "good", "serves on port 8080"),
        ({"/metrics": (200, 'signage_build_info{version="0.0.9"} 1.0\n')}, "warning", "signage 0.0.9 runs"),
        ({"/readyz": (503, {"ready": False})}, "fault", "has no agenda to show yet"),
        ({"/healthz": (200, "<html>")}, "fault", "but something else does"),
        ({"/healthz": httpx.ConnectError("refused")}, "warning", "nothing listens on port 8080"),
        ({"/healthz": httpx.ReadTimeout("")}, "fault", "does not answer: ReadTimeout"),
    ],
)
async def test_the_server_on_this_machine(tmp_path: Path, answers: dict[str, Any], level: str, what: str) -> None:
    world = World()
    world.answers.update(answers)
    told, said, _ = (await found(world.place(tmp_path), "server"))[0]
    assert (told, what in said) == (level, True)


async def test_each_fault_and_warning_says_how_to_mend_it(tmp_path: Path) -> None:
    world = World()
    world.answers = dict.fromkeys(("/healthz", "/oauth/token"), (500, "broken"))
    for one in await examine(world.place(tmp_path, address="http://walls.example.com")):
        assert (one.level == "good") == (one.mend == ""), one


async def test_a_shared_store_that_cannot_be_reached_and_no_password(tmp_path: Path) -> None:
    env = {"SIGNAGE_STORE": f"redis://signage:{SECRET}@127.0.0.1:9/0"}
    ((level, what, mend),) = await found(World().place(tmp_path, env=env), "store")
    assert (level, "127.0.0.1:9" in what, "can be reached" in mend) == ("fault", True, True)
    env = {"SIGNAGE_STORE": "mysql://somewhere"}
    ((level, what, _),) = await found(World().place(tmp_path, env=env), "store")
    assert (level, what.startswith("SIGNAGE_STORE does not begin with")) == ("fault", True)
