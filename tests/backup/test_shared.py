"""Backups of what several nodes share: from there, into it, and from one kind of store into the other."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from signage.backup.restore import restore
from signage.errors import BackupError
from signage.store import Record
from signage.store.sqlite import SQLiteStore
from signage.store.transfer import AT_ONCE
from tests.redis import RedisServer
from tests.store.samples import snapshot

from .test_backup import backed_up
from .venue import ASIDE, AT, config, data, everything, holds, make


@pytest.fixture
def nodes(redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> RedisServer:
    """A Redis that commands are told of."""
    monkeypatch.setenv("SIGNAGE_STORE", redis_server.url)
    return redis_server


def shared_by(server: RedisServer) -> dict[str, object]:
    """What the nodes share, told as `holds` tells of a venue."""
    with closing(server.store()) as store:
        return {"agenda": store.load("evt"), "slugs": store.get("slugs"), **store.records("account")}


def work(server: RedisServer, title: int) -> None:
    """What a node writes before it stops."""
    with closing(server.store()) as store:
        store.fence = store.claim(timedelta(minutes=1))
        store.save(snapshot(title))
        store.put("slugs", f"{title}")
        store.put("later", "x")
        store.write([Record("account", "eva", f"hash {title}"), Record("token", "t", "1")])
        store.release()


def test_a_backup_of_one_server_s_folder_begins_several_nodes(
    tmp_path: Path, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    venue = make(tmp_path / "one")
    backup, before = backed_up(venue), holds(venue)
    monkeypatch.setenv("SIGNAGE_STORE", redis_server.url)
    put = restore(backup, config(tmp_path), data(tmp_path), AT)
    assert {**shared_by(redis_server), "files": before["files"]} == before
    assert not (data(tmp_path) / "signage.db").exists()
    assert put.manifest.event == "evt"


def test_what_nodes_share_is_backed_up_and_comes_back_as_it_was(tmp_path: Path, nodes: RedisServer) -> None:
    venue = make(tmp_path)
    work(nodes, 1)
    backup, before = backed_up(venue), shared_by(nodes)
    work(nodes, 2)
    with closing(nodes.store()) as store:
        store.write([Record("account", f"more {number}", "x") for number in range(AT_ONCE + 1)])
    later = shared_by(nodes)
    done = restore(backup, config(venue), data(venue), AT)
    assert shared_by(nodes) == before
    assert done.aside[-1] == data(venue) / ASIDE
    with closing(SQLiteStore(data(venue) / ASIDE, sole=False, writes=False)) as kept:
        assert {"agenda": kept.load("evt"), "slugs": kept.get("slugs"), **kept.records("account")} == later
    with closing(nodes.store()) as store:
        assert store.claim(timedelta(seconds=1))  # nobody has to wait for the lease
        assert (store.names().kinds, store.get("later")) == (("account", "token"), "x")


def test_a_backup_of_nodes_is_restored_on_one_server(
    tmp_path: Path, nodes: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    work(nodes, 3)
    backup = backed_up(make(tmp_path / "a"))
    monkeypatch.delenv("SIGNAGE_STORE")
    restore(backup, config(tmp_path), data(tmp_path), AT)
    assert (holds(tmp_path)["agenda"], holds(tmp_path)["eva"]) == (snapshot(3), "hash 3")


def test_while_a_node_is_at_work_nothing_is_restored(tmp_path: Path, nodes: RedisServer) -> None:
    venue = make(tmp_path)
    work(nodes, 1)
    backup, before = backed_up(venue), (everything(venue), shared_by(nodes))
    with closing(nodes.store()) as node:
        assert node.claim(timedelta(minutes=1))
        with pytest.raises(BackupError, match=f"the node {node.node} is at work .* stop all nodes first"):
            restore(backup, config(venue), data(venue), AT)
    found = everything(venue)
    found.pop("backup.zip")
    before[0].pop("backup.zip", None)
    assert (found, shared_by(nodes)) == before
