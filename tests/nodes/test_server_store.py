"""Commands beside a server, where nodes share a Redis."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from signage.cli import main
from signage.nodes.local_state import EVENT, LocalState
from signage.store.redis import RedisStore
from signage.sync.archive import ACCEPT, HELD, PULL
from tests.store.samples import snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from tests.redis import RedisServer

LAYOUT = """
event: {id: evt, name: Summit, timezone: Europe/Lisbon}
screens: {hall: {show: room, room: Hal A}}
"""


@pytest.fixture
def shared(redis_server: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RedisStore:
    """The store of a server whose folder is the current one."""
    (tmp_path / "screens.yaml").write_text(LAYOUT)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIGNAGE_STORE", redis_server.url)
    return redis_server.store()


def run(*arguments: str, said: str = "") -> Result:
    return CliRunner().invoke(main, arguments, input=said)


def test_commands_use_what_nodes_share_and_leave_no_file(shared: RedisStore, tmp_path: Path) -> None:
    with closing(shared):
        added = run("staff", "add", "ana", "--role", "editor", said="correct horse\n")
        assert added.exit_code == 0, added.output
        assert json.loads(shared.records("account")["ana"])["role"] == "editor"
        assert "ana: editor" in run("staff", "list").output
        shared.put(HELD, json.dumps({"digest": "abc", "text": "much is gone"}))
        assert "Accepted: much is gone" in run("accept").output
        assert shared.get(ACCEPT) == "abc"
        shared.fence = shared.claim(timedelta(minutes=1)) or 0
        shared.save(snapshot())
        assert "'Hal A' is no room of the agenda; did you mean 'Hall A'?" in run("check").output
    assert [path.name for path in tmp_path.iterdir()] == ["screens.yaml"]


def test_another_event_has_another_store(shared: RedisStore, tmp_path: Path) -> None:
    run("staff", "add", "ana", "--role", "editor", said="correct horse\n")
    (tmp_path / "screens.yaml").write_text(LAYOUT.replace("evt", "other"))
    assert "There is no account" in run("staff", "list").output
    shared.close()


@pytest.mark.usefixtures("shared")
def test_a_redis_that_is_away_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "store").write_text("redis://:s3cret@127.0.0.1:1/0")
    monkeypatch.delenv("SIGNAGE_STORE")
    monkeypatch.setenv("SIGNAGE_STORE_FILE", "store")
    for command in (["staff", "list"], ["accept"], ["check"]):
        done = run(*command)
        assert done.exit_code == 1
        assert "Redis at 127.0.0.1:1 cannot be reached: " in done.output
        assert "s3cret" not in done.output


@pytest.mark.usefixtures("shared")
def test_a_command_knows_the_event_of_a_server_whose_screens_yaml_is_broken(tmp_path: Path) -> None:
    LocalState(tmp_path / "data").put(EVENT, "evt")
    run("staff", "add", "ana", "--role", "editor", said="correct horse\n")
    (tmp_path / "screens.yaml").write_text("event: {")
    assert "ana: editor" in run("staff", "list").output
    assert "screens.yaml" in run("staff", "list", "--data", "fresh").output


def test_a_pull_is_left_to_the_node_that_asks(shared: RedisStore) -> None:
    with closing(shared):
        assert "no node asks the platform now" in run("pull").output
        shared.claim(timedelta(minutes=1))
        assert "The node that asks the platform pulls everything now." in run("pull").output
        assert shared.get(PULL) != ""


def test_a_command_reads_the_file_beside_screens_yaml(
    shared: RedisStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, redis_server: RedisServer
) -> None:
    monkeypatch.delenv("SIGNAGE_STORE")
    (tmp_path / "screens.env").write_text(f"SIGNAGE_STORE={redis_server.url}\n")
    with closing(shared):
        run("staff", "add", "ana", "--role", "editor", said="correct horse\n")
        assert list(shared.records("account")) == ["ana"]


@pytest.mark.usefixtures("shared")
def test_without_the_library_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "signage.store.redis", None)
    assert "pip install 'signage[redis]'" in run("staff", "list").output
