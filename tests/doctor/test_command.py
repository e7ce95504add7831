"""`signage doctor` as operators run it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from signage import __version__
from signage.cli import main
from signage.doctor import command
from signage.doctor.examination import Place, Result, fault, good, warning

from .build import LAYOUT, SECRET

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("results", "status", "end"),
    [
        ([good("clock", "it is right")], 0, "faults: 0, warnings: 0"),
        ([warning("tls", "it ends", "renew it")], 0, "faults: 0, warnings: 1"),
        ([fault("dns", "no\x1bname", "spell it"), warning("tls", "it ends", "renew")], 1, "faults: 1, warnings: 1"),
    ],
)
def test_the_exit_status_tells_of_faults_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, results: list[Result], status: int, end: str
) -> None:
    (tmp_path / "screens.yaml").write_text(LAYOUT)
    places: list[Place] = []

    async def examine(place: Place) -> list[Result]:
        places.append(place)
        return results

    monkeypatch.setattr(command, "examine", examine)
    monkeypatch.setenv("INEVENT_CLIENT_SECRET", SECRET)
    arguments = ["doctor", "--config", str(tmp_path / "screens.yaml"), "--displays", "40", "--port", "9"]
    ran = CliRunner().invoke(main, arguments)
    assert (ran.exit_code, ran.stdout.splitlines()[-1], "\x1b" in ran.output) == (status, end, False)
    assert (places[0].displays, places[0].port, SECRET in repr(places[0])) == (40, 9, False)
    told = json.loads(CliRunner().invoke(main, [*arguments, "--json"]).stdout)
    assert told["version"] == __version__
    assert [one["level"] for one in told["findings"]] == [one.level for one in results]
    assert {*told["findings"][0]} == {"check", "level", "what", "mend"}


def test_an_events_own_variables_and_path_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "screens.yaml").write_text(LAYOUT)
    (tmp_path / "screens.env").write_text("INEVENT_CLIENT_ID=of this event\nnonsense\n")
    places: list[Place] = []

    async def examine(place: Place) -> list[Result]:
        places.append(place)
        return []

    monkeypatch.setattr(command, "examine", examine)
    arguments = ["doctor", "--config", str(tmp_path / "screens.yaml"), "--base-path", "/e/evt_1"]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    (place,) = places
    assert (place.env["INEVENT_CLIENT_ID"], place.base.path, len(place.problems)) == ("of this event", "/e/evt_1", 1)
    assert CliRunner().invoke(main, [*arguments[:3], "--base-path", "?"]).exit_code == 2
