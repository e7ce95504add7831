"""Restoring: what is there is kept aside, and nothing changes unless all of the backup can be used."""

from __future__ import annotations

import hashlib
import json
import os
import random
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from signage.backup import archive as archives
from signage.backup.restore import restore
from signage.cli import main
from signage.errors import BackupError, SignageError, StoreError

from .test_backup import backed_up
from .venue import ASIDE, AT, FILES, config, data, everything, holds, make, opened

Members = dict[str, bytes]
Change = Callable[[Members, dict[str, Any]], None]
"""What somebody did to an archive: to its files by name, and to its manifest."""


def put(backup: Path, folder: Path) -> Any:
    return restore(backup, config(folder), data(folder), AT)


def changed(backup: Path, change: Change) -> Path:
    """The archive with a change to it; the manifest names all files then, with their true sizes and sums."""
    with zipfile.ZipFile(backup) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(members, manifest)
    manifest["files"] = {name: entry_of(body) for name, body in members.items()} | manifest.get("lies", {})
    with zipfile.ZipFile(backup, "w") as archive:
        for name, body in members.items():
            archive.writestr(name, body)
        archive.writestr("manifest.json", json.dumps(manifest))
    return backup


def entry_of(body: bytes) -> dict[str, Any]:
    return {"size": len(body), "sha256": hashlib.sha256(body).hexdigest()}


def test_what_was_there_is_kept_aside(tmp_path: Path) -> None:
    venue = make(tmp_path)
    backup, before = backed_up(venue), holds(venue)
    (config(venue).parent / "media/new.svg").write_text("<svg/>")
    config(venue).write_text(FILES["screens.yaml"].replace("hall-a", "hall-b"))
    make_later(venue)
    later = everything(venue)
    done = put(backup, venue)
    assert holds(venue) == before
    assert done.aside == (data(venue) / ASIDE, config(venue).parent / ASIDE)
    kept = everything(data(venue) / ASIDE) | everything(config(venue).parent / ASIDE)
    assert {name.rpartition("/")[2] for name in kept} == {name.rpartition("/")[2] for name in later} - {"backup.zip"}
    assert kept["screens.yaml"] == later["venue/screens.yaml"]
    assert kept["signage.db"] == later["data/signage.db"]


def make_later(venue: Path) -> None:
    with closing(opened(venue)) as store:
        store.put("slugs", "later")


def test_a_log_that_a_killed_server_left_is_not_taken_for_the_restored_store_s(tmp_path: Path) -> None:
    venue = make(tmp_path)
    backup = backed_up(venue)
    with closing(opened(venue)) as server:
        server.put("slugs", "later")
        left = {path.name: path.read_bytes() for path in data(venue).glob("signage.db*")}
    for name, body in left.items():
        (data(venue) / name).write_bytes(body)
    put(backup, venue)
    assert holds(venue)["slugs"] == "1"
    assert (data(venue) / ASIDE / "signage.db-wal").exists()


def test_a_running_server_s_folder_is_refused(tmp_path: Path) -> None:
    venue = make(tmp_path)
    backup = backed_up(venue)
    with closing(opened(venue)):
        before = everything(venue)
        with pytest.raises(StoreError, match=rf"in use by another signage server \(process {os.getpid()}\): stop"):
            put(backup, venue)
        assert everything(venue) == before


def test_another_event_s_place_is_refused(tmp_path: Path) -> None:
    venue, other = make(tmp_path / "a"), make(tmp_path / "b")
    config(other).write_text(FILES["screens.yaml"].replace("id: evt", "id: other"))
    before = everything(other)
    with pytest.raises(BackupError, match=r"is of the event 'evt', and .* of 'other'"):
        put(backed_up(venue), other)
    assert everything(other) == before


def set_(**values: Any) -> Change:
    return lambda _, manifest: manifest.update(values)


def add(name: str, body: bytes = b"x") -> Change:
    return lambda members, _: members.update({name: body})


def without(name: str) -> Change:
    return lambda members, _: members.pop(name) and None


def lies(**entry: Any) -> Change:
    def change(members: Members, manifest: dict[str, Any]) -> None:
        manifest["lies"] = {"media/logo.svg": entry_of(members["media/logo.svg"]) | entry}

    return change


def store(sql: str) -> Change:
    def change(members: Members, manifest: dict[str, Any]) -> None:
        with closing(sqlite3.connect(":memory:")) as db:
            db.deserialize(members["signage.db"].replace(b"\x02\x02", b"\x01\x01", 1))  # no write-ahead log in memory
            db.executescript(sql)
            members["signage.db"] = db.serialize()

    return change


REFUSED = {
    "a newer archive": (set_(format=2, signage="9.9", files="otherwise"), r"newer signage \(9\.9; its format is 2"),
    "no manifest of ours": (set_(event=7), r"manifest\.json cannot be read"),
    "a newer store": (store("PRAGMA application_id = 0x53470063; PRAGMA user_version = 99"), "newer signage"),
    "a damaged store": (add("signage.db", b"no database" * 1000), "cannot be used"),
    "a store that acts": (store("CREATE TRIGGER t AFTER INSERT ON note BEGIN DELETE FROM note; END"), "has parts that"),
    "another table": (store("DROP TABLE note; CREATE TABLE note (x)"), "cannot be used"),
    "no store": (without("signage.db"), "is missing"),
    "no layout": (without("screens.yaml"), "is missing"),
    "a path upwards": (add("../evil.txt"), "no file of a backup"),
    "a path upwards inside": (add("media/../../evil.txt"), "no file of a backup"),
    "an absolute path": (add("/tmp/evil.txt"), "no file of a backup"),
    "a path of Windows": (add("media/..\\..\\evil.txt"), "no file of a backup"),
    "an empty part": (add("media//evil.txt"), "no file of a backup"),
    "a folder": (add("theme/", b""), "no file of a backup"),
    "another folder": (add("bin/evil.txt"), "no file of a backup"),
    "another file": (add("signage.lock"), "no file of a backup"),
    "a name that writes to a terminal": (add("media/\x1b[2J.svg"), "no file of a backup"),
    "a name that no disk has": (add(f"media/{'é' * 128}"), "no file of a backup"),
    "another sum": (lies(sha256="0" * 64), "is not as the manifest has it"),
    "less than it says": (lies(size=5), "is not as the manifest has it"),
    "more than it says": (lies(size=7), "is not as the manifest has it"),
    "a size below nothing": (lies(size=-1), r"manifest\.json cannot be read"),
    "more than a disk has": (lies(size=2**42), "larger than any backup"),
    "a file too many": (lambda members, _: members.update({f"media/{n}": b"" for n in range(40)}), "larger than any"),
}


@pytest.mark.parametrize(("change", "told"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_sound_backup_changes_nothing(
    tmp_path: Path, change: Change, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MAX_FILES", 30)
    venue = make(tmp_path / "venue")
    backup = changed(backed_up(venue), change)
    (tmp_path / "evil.txt").write_text("as it was")
    before = everything(tmp_path)
    with pytest.raises(SignageError, match=told):
        put(backup, venue)
    assert everything(tmp_path) == before
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith((".restore-", ASIDE))]


def with_entry(backup: Path, info: zipfile.ZipInfo, *, flags: int = 0) -> Path:
    """The archive with one of its files stored in another way."""
    with zipfile.ZipFile(backup) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(backup, "w") as archive:
        for name, body in members.items():
            archive.writestr(info if name == info.filename else name, body)
        archive.getinfo(info.filename).flag_bits |= flags
    return backup


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("media/logo.svg")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def packed() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("media/logo.svg")
    info.compress_type = zipfile.ZIP_LZMA
    return info


@pytest.mark.parametrize(
    ("info", "flags"),
    [(link(), 0), (packed(), 0), (zipfile.ZipInfo("media/logo.svg"), 1)],
    ids=["link", "lzma", "secret"],
)
def test_links_and_what_is_packed_otherwise_are_refused(tmp_path: Path, info: zipfile.ZipInfo, flags: int) -> None:
    venue = make(tmp_path)
    backup = with_entry(backed_up(venue), info, flags=flags)
    before = everything(venue)
    with pytest.raises(BackupError, match="no file of a backup: nothing was taken"):
        put(backup, venue)
    assert everything(venue) == before


def test_a_name_that_comes_twice_is_refused(tmp_path: Path) -> None:
    venue = make(tmp_path)
    backup = backed_up(venue)
    with zipfile.ZipFile(backup, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("media/logo.svg", "<svg/>")
    with pytest.raises(BackupError, match="not what its manifest names"):
        put(backup, venue)


def test_no_byte_of_an_archive_changes_anything_by_halves(tmp_path: Path) -> None:
    venue = make(tmp_path / "a")
    content = backed_up(venue).read_bytes()
    whole, before = holds(venue), everything(venue)
    chance = random.Random(3)  # noqa: S311 - not for secrets
    told = []
    for number in range(150):
        at = chance.randrange(len(content))
        damaged = content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]
        (tmp_path / "damaged.zip").write_bytes(damaged if number % 3 else content[:at])
        other = tmp_path / f"to{number}"
        try:
            put(tmp_path / "damaged.zip", other)
        except SignageError as error:
            told.append(str(error))
            assert everything(other) == {}
        else:  # a bit that means nothing, such as of a file's date
            assert holds(other) == whole
    assert len(told) > 100
    assert [text for text in told if "\n" in text] == []
    assert everything(venue) == before


@pytest.mark.parametrize("fails", range(7))
def test_a_move_that_fails_takes_back_those_before(tmp_path: Path, fails: int, monkeypatch: pytest.MonkeyPatch) -> None:
    venue = make(tmp_path)
    backup, before = backed_up(venue), everything(venue)
    real, moves = Path.rename, iter(range(100))

    def rename(path: Path, to: Path) -> Path:
        if next(moves) == fails:
            raise OSError(16, "Device or resource busy", str(path))
        return real(path, to)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(BackupError, match=r"cannot be moved \(Device or resource busy\): all is as it was"):
        put(backup, venue)
    assert everything(venue) == before


def test_a_disk_without_room_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = backed_up(make(tmp_path / "a"))
    monkeypatch.setattr(archives, "SPARE", 2**60)
    with pytest.raises(BackupError, match="MB left, and the backup takes"):
        put(backup, tmp_path / "b")
    assert everything(tmp_path / "b") == {}


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone gives files away")
def test_what_root_restores_is_the_server_s(tmp_path: Path) -> None:
    backup, other = backed_up(make(tmp_path / "a")), tmp_path / "b"
    for folder in (data(other), config(other).parent):
        folder.mkdir(parents=True)
        os.chown(folder, 65534, 65534)
    put(backup, other)
    assert {path.stat().st_uid for path in other.rglob("*")} == {65534}
    assert (data(other) / "signage.db").stat().st_mode & 0o777 == 0o600
    assert config(other).stat().st_mode & 0o777 == 0o644


def test_the_commands_say_what_they_did_and_what_to_look_at(tmp_path: Path) -> None:
    venue = make(tmp_path)
    where = ["--config", str(config(venue)), "--data", str(data(venue))]
    for command in ("backup", "restore"):
        done = CliRunner().invoke(main, [command, str(tmp_path / "b.zip"), *where])
        assert (done.exit_code, "Traceback" in done.output) == (0, False)
    assert "Restored evt, 5 files" in done.output
    assert "remove it once all is well" in done.output
    assert "Accounts, tokens and keys taken away since then are good again" in done.output
    refused = CliRunner().invoke(main, ["restore", str(config(venue)), *where])
    assert (refused.exit_code, "is no backup" in refused.output) == (1, True)
