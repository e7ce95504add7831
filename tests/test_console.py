"""Nothing from outside controls a terminal or forges a line of the log."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from signage.cli import main
from signage.console import FORMAT, JSONFormatter, LogFormat, OneLineFormatter, log_format, log_to_stderr

EVIL = "\x1b[2J\u202e\u2028evil\x9b"


def harmless(text: str) -> bool:
    return not set(text) & set("\x1b\x9b\u202e\u2028\r")


def formatted(message: str, *args: object, exc_info: object = None) -> str:
    record = logging.LogRecord("x", logging.WARNING, "x.py", 1, message, args, exc_info)  # type: ignore[arg-type]
    return OneLineFormatter(FORMAT).format(record)


def test_a_log_entry_is_one_line() -> None:
    entry = formatted("%s: taken over", f"a\n2026-02-07 ERROR forged{EVIL}")
    assert len(entry.splitlines()) == 1
    assert harmless(entry)
    assert entry.endswith("a\\u000a2026-02-07 ERROR forged\\u001b[2J\\u202e\\u2028evil\\u009b: taken over")


def test_no_line_of_a_traceback_passes_for_an_entry() -> None:
    try:
        raise ValueError(f"x\n2026-02-07 ERROR forged{EVIL}")
    except ValueError:
        first, *rest = formatted("a fault", exc_info=sys.exc_info()).splitlines()
    assert first.endswith("WARNING a fault")
    assert all(line.startswith("    ") and harmless(line) for line in rest)


def as_json(message: str, *args: object, exc_info: object = None) -> str:
    record = logging.LogRecord("signage.sync", logging.WARNING, "x.py", 1, message, args, exc_info)  # type: ignore[arg-type]
    record.created = 1770458400.25
    return JSONFormatter().format(record)


def test_a_log_entry_can_be_a_json_object() -> None:
    assert json.loads(as_json("%s: taken over", "a")) == {
        "time": "2026-02-07T10:00:00.250+00:00",
        "level": "warning",
        "logger": "signage.sync",
        "message": "a: taken over",
    }


def test_a_json_entry_is_one_line_whatever_it_tells() -> None:
    try:
        raise ValueError(f"x\n{EVIL}")
    except ValueError:
        entry = as_json(f"a\n{EVIL}", exc_info=sys.exc_info())
    assert len(entry.splitlines()) == 1
    assert harmless(entry)
    told = json.loads(entry)
    assert told["message"] == f"a\n{EVIL}"
    assert told["traceback"].endswith(f"ValueError: x\n{EVIL}")


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_form_that_was_asked_for_is_known(form: LogFormat) -> None:
    root, handlers = logging.getLogger(), logging.getLogger().handlers
    root.handlers = []
    try:
        log_to_stderr(form)
        assert log_format() == form
    finally:
        root.handlers = handlers


@pytest.mark.parametrize("as_json", [True, False])
def test_check_says_what_screens_yaml_holds_without_obeying_it(tmp_path: Path, as_json: bool) -> None:
    config = tmp_path / "screens.yaml"
    config.write_text(
        f"event: {{id: evt_1, name: Summit, timezone: Europe/Lisbon}}\nscreens:\n  a: {{show: {json.dumps(EVIL)}}}\n"
    )
    told = CliRunner().invoke(main, ["check", str(config), "--data", str(tmp_path), *(["--json"] if as_json else [])])
    assert "evil" in told.output
    assert harmless(told.output)


@pytest.mark.parametrize(
    "arguments",
    [["check", EVIL], ["pull", "--config", EVIL], ["serve", "--port", EVIL], [EVIL], ["demo", "--at", EVIL],
     [f"--{EVIL}"], ["sandbox", "--agenda", EVIL], ["accept", "--data", EVIL]],
)  # fmt: skip
def test_complaints_about_the_command_line_do_not_obey_it(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("BASE_URL", "CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.setenv(f"INEVENT_{name}", "http://127.0.0.1:1")
    told = CliRunner().invoke(main, arguments)
    assert told.exit_code != 0
    assert "evil" in told.output
    assert harmless(told.output)
