"""The commands as an operator types them: what they say, their exit status, and never a traceback."""

from __future__ import annotations

import json
import socket
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from signage.cli import main
from signage.store.migrations import MARK, VERSION
from signage.store.sqlite import SQLiteStore
from signage.sync.archive import HELD
from tests.wait import until

from .gateway import Gateway, record
from .process import LAYOUT, environment, run, serving

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime.now(UTC).replace(microsecond=0)
REFUSED = "All connection attempts failed"
NO_SERVER = "is no folder of a signage server: name that server's with --data; it makes it when it first starts"
ELSEWHERE = (
    "cannot listen on 192.0.2.1, port 8080: that is no address of this machine;"
    " 127.0.0.1 serves this machine only, 0.0.0.0 its network"
)
ACCESS = {"INEVENT_BASE_URL": "http://127.0.0.1:9", "INEVENT_CLIENT_ID": "x", "INEVENT_CLIENT_SECRET": "y"}


@pytest.mark.parametrize(
    ("arguments", "layout", "env", "told"),
    [
        (
            ["serve"],
            LAYOUT,
            {},
            [
                "Error: INEVENT_BASE_URL is not set: the gateway's address, such as https://api.example.com",
                "INEVENT_CLIENT_ID is not set: the id of the client that may read sessions",
                "INEVENT_CLIENT_SECRET is not set, nor INEVENT_CLIENT_SECRET_FILE: one of them is needed",
            ],
        ),
        (["serve"], "", ACCESS, ["Error: screens.yaml: there is no such file; expected the screens of this venue"]),
        (
            ["pull", "--data", "screens.yaml"],
            LAYOUT,
            ACCESS,
            ["Error: Invalid value for '--data': Directory 'screens.yaml' is a file."],
        ),
        (["pull"], LAYOUT, ACCESS, [f"Error: POST 127.0.0.1/oauth/token failed: ConnectError: {REFUSED}"]),
        (["accept"], "", {}, [f"Error: data {NO_SERVER}"]),
        (["accept", "--data", "."], "", {}, [f"Error: . {NO_SERVER}"]),
        (["serve", "--host", "192.0.2.1"], LAYOUT, ACCESS, [f"Error: {ELSEWHERE}"]),
    ],
    ids=["no access", "no layout", "a file for a folder", "no gateway", "no server", "no database", "no such address"],
)  # fmt: skip
def test_a_mistake_is_named_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], layout: str, env: dict, told: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    if layout:
        (tmp_path / "screens.yaml").write_text(layout)
    outcome = CliRunner().invoke(main, arguments, env=dict.fromkeys(ACCESS, None) | env)
    assert isinstance(outcome.exception, SystemExit), outcome.exception
    assert outcome.exit_code in (1, 2)
    _, error, sentence = outcome.stderr.partition("Error: ")
    assert (error + sentence).splitlines() == told


@pytest.mark.parametrize("note", ["{", "[]", '{"text": ""}'])
def test_a_damaged_note_of_what_is_held_is_named_in_words(tmp_path: Path, note: str) -> None:
    store = SQLiteStore(tmp_path)
    store.put(HELD, note)
    store.close()
    outcome = CliRunner().invoke(main, ["accept", "--data", str(tmp_path)])
    told = f"Error: the note in {tmp_path} of what is held is damaged: wait until it passes\n"
    assert (outcome.exit_code, outcome.stderr) == (1, told)


def test_a_check_makes_no_database_and_lists_one_that_is_damaged(tmp_path: Path) -> None:
    (config := tmp_path / "screens.yaml").write_text(LAYOUT)
    (data := tmp_path / "data").mkdir()
    check = ["check", str(config), "--data", str(data), "--json"]
    outcome = CliRunner().invoke(main, check)
    assert (outcome.exit_code, [row["level"] for row in json.loads(outcome.stdout)]) == (0, ["hint"])
    assert list(data.iterdir()) == []
    (data / "signage.db").write_bytes(b"no database at all")
    outcome = CliRunner().invoke(main, check)
    told = f"{data}/signage.db cannot be used: file is not a database"
    assert outcome.exit_code == 1
    assert json.loads(outcome.stdout) == [{"level": "error", "line": 0, "path": [], "message": told}]


async def test_pull_and_check_against_a_gateway(tmp_path: Path) -> None:
    (tmp_path / "screens.yaml").write_text(LAYOUT.replace("room: Hall A", "room: Hal A"))
    clash = record(2, NOW, 30)
    async with Gateway(record(1, NOW, 60), clash, record(3, NOW, room="b")) as gateway:
        status, out, err = await run("pull", cwd=tmp_path, env=environment(gateway))
        assert (status, out) == (0, "3 sessions are in data.\n"), err
    status, out, _ = await run("check", "--json", cwd=tmp_path)
    found = json.loads(out)
    assert status == 1
    assert [one for one in found if one["level"] == "error"] == [
        {
            "level": "error",
            "line": 3,
            "path": ["screens", "hall-a", "room"],
            "message": "'Hal A' is no room of the agenda; did you mean 'Hall A'?",
        }
    ]
    assert [one["message"] for one in found if "overlap" in one["message"]] != []
    (tmp_path / "screens.yaml").write_text(LAYOUT)
    status, out, _ = await run("check", cwd=tmp_path)
    assert status == 0, out


async def test_a_folder_of_a_newer_release_is_refused_in_a_sentence(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "data")
    store.put("key", "value")
    store.close()
    with closing(sqlite3.connect(tmp_path / "data/signage.db")) as db:
        db.executescript(f"PRAGMA application_id = {MARK | VERSION + 1}; PRAGMA user_version = {VERSION + 1}")
    (tmp_path / "screens.yaml").write_text(LAYOUT)
    for command in ("serve", "pull"):
        status, _, err = await run(command, cwd=tmp_path, env=ACCESS)
        assert (status, len(err.splitlines())) == (1, 1)
        assert "data/signage.db was written by a newer signage" in err
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["signage.db", "signage.lock"]


async def test_a_base_path_is_in_what_serve_says(tmp_path: Path) -> None:
    async with Gateway() as gateway:
        async with serving(tmp_path, gateway, LAYOUT, SIGNAGE_BASE_PATH="/signage") as server:
            assert server.output[0] == f"Signage for Summit: http://127.0.0.1:{server.port}/signage/"
            assert [(await server.get(path)).status_code for path in ("/signage/healthz", "/healthz")] == [200, 404]
        status, _, err = await run("serve", "--base-path", "/a b", cwd=tmp_path, env=environment(gateway))
    assert (status, "Traceback" in err) == (2, False)
    assert "'/a b' is no base path: write it like /signage" in err


async def test_what_serve_says_and_a_second_one_is_refused(tmp_path: Path) -> None:
    async with Gateway(record(1, NOW, 60)) as gateway, serving(tmp_path, gateway) as server:
        await until(lambda: "no TV can reach it" in server.said)
        assert server.output[0] == f"Signage for Summit: http://127.0.0.1:{server.port}/"
        env = environment(gateway)
        status, _, err = await run("serve", "--port", "0", cwd=tmp_path, env=env)
        assert (status, "Traceback" in err) == (1, False)
        assert f"data is in use by another signage server (process {server.process.pid})" in err
        status, _, err = await run("serve", "--port", str(server.port), "--data", "other", cwd=tmp_path, env=env)
        assert (status, "Traceback" in err) == (1, False)
        assert f"cannot listen on 127.0.0.1, port {server.port}: another program has it" in err
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", server.port)) == 0
