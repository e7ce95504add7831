"""Backups: made beside a running server, whole or not at all, for their owner's eyes, and without secrets."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from signage import __version__
from signage.backup.archive import Source
from signage.backup.archive import write as write_archive
from signage.backup.collect import back_up
from signage.backup.restore import restore
from signage.cli import main
from signage.errors import BackupError, SettingsError, StoreError
from signage.store import Record
from tests.store.samples import snapshot
from tests.store.test_migrations import FORMATS, made_newer
from tests.store.test_migrations import made as made_by

from .venue import AT, FILES, config, data, everything, holds, make, opened


def backed_up(folder: Path, name: str = "backup.zip") -> Path:
    back_up(folder / name, config(folder), data(folder), AT)
    return folder / name


def test_a_backup_brings_everything_back_elsewhere(tmp_path: Path) -> None:
    venue, other = make(tmp_path / "a"), tmp_path / "b"
    done = restore(backed_up(venue), config(other), data(other), AT)
    assert holds(other) == holds(venue)
    assert (holds(other)["agenda"], holds(other)["files"]) == (snapshot(1), FILES)
    assert (done.aside, done.manifest.event, done.manifest.made_at) == ((), "evt", AT)


def test_a_backup_is_made_while_a_server_runs_and_has_what_was_written_last(tmp_path: Path) -> None:
    venue = make(tmp_path / "a")
    with closing(opened(venue)) as server:
        server.save(snapshot(2))
        server.write([Record("account", "eva", "hash")])
        backup = backed_up(venue)
        server.write([Record("account", "eva", None)])  # is still at work
    restore(backup, config(tmp_path), data(tmp_path), AT)
    assert (holds(tmp_path)["agenda"], holds(tmp_path)["eva"]) == (snapshot(2), "hash")


def test_a_backup_tells_what_it_is_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        backup = backed_up(make(tmp_path))
    finally:
        os.umask(before)
    assert backup.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(backup) as archive:
        assert archive.testzip() is None
        about = json.loads(archive.read("manifest.json"))
        assert {*archive.namelist()} == {"manifest.json", "signage.db", *FILES}
    assert (about["format"], about["signage"], about["event"]) == (1, __version__, "evt")
    assert about["files"]["media/logo.svg"]["size"] == 6


def test_a_backup_that_fails_leaves_the_one_before_and_nothing_else(tmp_path: Path) -> None:
    venue = make(tmp_path)
    before = backed_up(venue).read_bytes()

    def sources():
        yield Source("screens.yaml", config(venue))
        raise OSError(28, "No space left on device")

    with pytest.raises(BackupError, match=r"backup\.zip cannot be written: .*No space left"):
        write_archive(venue / "backup.zip", "evt", AT, sources())
    assert (venue / "backup.zip").read_bytes() == before
    assert sorted(path.name for path in venue.iterdir()) == ["backup.zip", "data", "venue"]


def test_no_secret_is_in_a_backup(tmp_path: Path) -> None:
    venue = make(tmp_path)
    secrets = {"INEVENT_CLIENT_SECRET": "client-secret", "SIGNAGE_STAFF_PASSWORD": "a long password of all"}
    arguments = ["--config", str(config(venue)), "--data", str(data(venue))]
    run = CliRunner(env=secrets)
    added = run.invoke(main, ["staff", "add", "eva", "--role", "editor", *arguments[2:]], input="her own password\n")
    assert added.exit_code == 0
    done = run.invoke(main, ["backup", str(venue / "backup.zip"), *arguments])
    assert (done.exit_code, "evt, 5 files" in done.output, "as hashes" in done.output) == (0, True, True)
    with zipfile.ZipFile(venue / "backup.zip") as archive:
        kept = b"".join(archive.read(name) for name in archive.namelist())
    assert [word for word in (*secrets.values(), "her own password") if word.encode() in kept] == []
    assert b"$argon2id$" in kept


def test_links_are_followed_inside_their_folder_only(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    venue = make(tmp_path / "a")
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    media = config(venue).parent / "media"
    (media / "out.svg").symlink_to(secret)
    (media / "same.svg").symlink_to("logo.svg")
    (media / "circle.svg").symlink_to("circle.svg")
    (media / "elsewhere").symlink_to(tmp_path)
    restore(backed_up(venue), config(tmp_path), data(tmp_path), AT)
    assert holds(tmp_path)["files"] == {**FILES, "media/same.svg": "<svg/>"}
    assert ("out.svg is left out" in caplog.text, "circle.svg is left out" in caplog.text) == (True, True)


@pytest.mark.parametrize("name", FORMATS)
def test_a_folder_of_every_earlier_release_is_backed_up_as_it_is_and_restored(tmp_path: Path, name: str) -> None:
    venue = make(tmp_path / "a")
    shutil.rmtree(data(venue))
    before = (made_by(data(venue), name) / "signage.db").read_bytes()
    restore(backed_up(venue), config(tmp_path), data(tmp_path), AT)
    assert (data(venue) / "signage.db").read_bytes() == before
    with closing(opened(tmp_path)) as store:
        found = store.load("evt_1")
    assert found
    assert len(found.agenda.sessions) == 5


def test_a_backup_is_refused_of_what_is_no_sound_folder_of_this_release(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="--config"):
        backed_up(tmp_path)
    venue = make(tmp_path)
    with pytest.raises(SettingsError, match=r"is no folder of a signage server: .* --data"):
        back_up(venue / "backup.zip", config(venue), tmp_path / "none", AT)
    with pytest.raises(BackupError, match="there is no folder"):
        backed_up(venue, "none/backup.zip")
    (data(venue) / "signage.db").unlink()
    made_newer(data(venue))
    with pytest.raises(StoreError, match="newer signage"):
        backed_up(venue)
    (data(venue) / "signage.db").write_bytes(b"damaged" * 1000)
    before = everything(venue)
    with pytest.raises(StoreError, match="cannot be used"):
        backed_up(venue)
    config(venue).unlink()
    with pytest.raises(BackupError, match="--config"):
        backed_up(venue)
    assert everything(venue) == {name: body for name, body in before.items() if name != "venue/screens.yaml"}


def test_a_layout_that_cannot_be_read_is_kept_as_it_is(tmp_path: Path) -> None:
    venue = make(tmp_path / "a")
    config(venue).write_text("event: [")
    restore(backed_up(venue), config(tmp_path), data(tmp_path), AT)
    assert config(tmp_path).read_text() == "event: ["


def test_a_copy_of_the_store_is_whole_and_replaces_one_that_was_begun(tmp_path: Path) -> None:
    venue = make(tmp_path)
    (tmp_path / "copy.db.part").write_text("of a run that was killed")
    with closing(opened(venue, sole=False)) as store:
        store.copy_to(tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert not (tmp_path / "copy.db.part").exists()
