"""`make audit`, with services that answer and others that do not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

AUDIT = Path(__file__).parents[2] / ".ci/audit"


def audited(folder: Path, program: str, **environment: str) -> tuple[int, str]:
    """The exit status of the audit, and what it says, where `pip-audit` is this program."""
    (folder / "pip_audit.py").write_text(program)
    command = [sys.executable, str(AUDIT)]
    variables = {**{name: value for name, value in os.environ.items() if name != "AUDIT"}, "PYTHONPATH": str(folder)}
    done = subprocess.run(command, env=variables | environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def answering(*packages: object) -> str:
    return f"print({json.dumps(json.dumps({'dependencies': packages}))})"


def test_an_audit_that_could_ask_nobody_fails_unless_told(tmp_path: Path) -> None:
    nobody = "import sys; sys.exit('Could not connect to the service')"
    assert audited(tmp_path, nobody)[0] == 1
    assert audited(tmp_path, nobody, AUDIT="offline") == (
        0,
        "NOT AUDITED: no service that knows of vulnerabilities answers from here, which AUDIT=offline allows.\n",
    )
    some = answering({"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "?"})
    assert audited(tmp_path, some)[0] == 1


@pytest.mark.parametrize("told", [{}, {"AUDIT": "offline"}])
def test_an_audit_tells_of_vulnerabilities_and_of_none(tmp_path: Path, told: dict[str, str]) -> None:
    good = answering({"name": "a", "version": "1", "vulns": []})
    assert audited(tmp_path, good, **told) == (0, "1 locked packages audited: no known vulnerability.\n")
    bad = answering({"name": "a", "version": "1", "vulns": [{"id": "CVE-1"}]})
    status, said = audited(tmp_path, bad, **told)
    assert (status, "a 1: CVE-1" in said) == (1, True)
