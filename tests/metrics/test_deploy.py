"""The dashboard and the alerts in deploy/ ask for what a program exposes, and Prometheus itself can read them."""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.shape import ROOT

from .promql import Asked, asked, grouped
from .promtool import promtool
from .table import exposed, labels, samples

if TYPE_CHECKING:
    from collections.abc import Iterator

ALERTS, DASHBOARD = ROOT / "deploy/alerts.yml", ROOT / "deploy/grafana.json"
GIVEN = {"job", "instance", "event"}
"""Labels that Prometheus adds to all that it reads: the last where each of several events is a target of its own."""
VARIABLES = {"$__rate_interval": "5m", "$job": "signage", "$instance": ".*", "$event": ".*"}


@cache
def known() -> dict[str, dict[str, set[str]]]:
    """The labels of each series, with their values; `up` is Prometheus's own."""
    return {"up": {}} | {name: labels(metric) for metric in exposed() for name in samples(metric)}


def alerts() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
    return group["rules"]


def dashboard() -> dict[str, Any]:
    return json.loads(DASHBOARD.read_text(encoding="utf-8"))


def panels() -> list[dict[str, Any]]:
    return [panel for panel in dashboard()["panels"] if panel["type"] != "row"]


def expressions() -> Iterator[tuple[str, str]]:
    """Each with what it belongs to."""
    for rule in alerts():
        yield rule["alert"], rule["expr"]
    for panel in panels():
        for target in panel["targets"]:
            yield panel["title"], target["expr"]
    for note in dashboard()["annotations"]["list"]:
        yield note["name"], note["expr"]


EXPRESSIONS = list(expressions())


@pytest.mark.parametrize(("name", "expression"), EXPRESSIONS, ids=[name for name, _ in EXPRESSIONS])
def test_what_is_asked_for_is_there(name: str, expression: str) -> None:
    series = list(asked(expression))
    assert series
    for one in series:
        assert one.name in known(), one.name
        for label, values in one.labels.items():
            if label not in GIVEN:
                assert label in known()[one.name], (one.name, label)
                assert {*values} <= known()[one.name][label], (one.name, values)
    may_group = set().union(GIVEN, *(known()[one.name] for one in series), {"le"})
    assert grouped(expression) <= may_group


def test_a_wrong_name_label_or_value_would_be_found() -> None:
    expression = 'sum by (state) (rate(signage_displays{state=~"right|wrong", job="x"}[5m])) > 2 and up offset 5m'
    states = {"state": ("right", "wrong"), "job": ("x",)}
    assert (list(asked(expression)), grouped(expression)) == (
        [Asked("signage_displays", states), Asked("up", {})],
        {"state"},
    )
    assert list(asked("time() - max without (instance) (a_b_seconds)")) == [Asked("a_b_seconds", {})]


def test_texts_name_only_labels_that_are_left() -> None:
    for rule in alerts():
        named = set(re.findall(r"\$labels\.(\w+)", str(rule["annotations"])))
        assert named <= GIVEN, rule["alert"]
    for panel in panels():
        for target in panel["targets"]:
            named = set(re.findall(r"\{\{(\w+)\}\}", target.get("legendFormat", "")))
            assert named <= grouped(target["expr"]) | (set() if grouped(target["expr"]) else GIVEN), panel["title"]


def test_each_alert_says_how_bad_it_is_what_is_wrong_and_what_to_do() -> None:
    assert len({rule["alert"] for rule in alerts()}) == len(alerts())
    for rule in alerts():
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert set(rule["annotations"]) == {"summary", "description"}


def test_each_panel_says_what_it_shows_and_covers_no_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in dashboard()["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= cells
        assert panel["type"] == "row" or panel["description"].endswith(".")
    numbers = [panel["id"] for panel in dashboard()["panels"]]
    assert len(numbers) == len(set(numbers))


def check(*arguments: str | Path) -> None:
    done = subprocess.run([promtool(), *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def filled(expression: str) -> str:
    """An expression of the dashboard with everything chosen."""
    for name, value in VARIABLES.items():
        expression = expression.replace(name, value)
    return expression


OF_EVENTS = {
    "signage_displays": ({"state": "right"}, 3, 9),
    "signage_screens": ({}, 4, 9),
    "signage_agenda_sessions": ({}, 100, 50),
    "signage_agenda_confirmed_timestamp_seconds": ({}, 40, 10),
    "signage_connections_open": ({}, 30, 30),
    "process_resident_memory_bytes": ({}, 200, 200),
}
"""Two events: labels, and the value of each at both nodes; what is the process's own is the same for both."""
SHOWN = {
    "Displays by what they show": (0, [({"state": "right"}, 12)]),
    "Screens": (0, [({}, 13)]),
    "Sessions": (0, [({}, 150)]),
    "Age of the agenda": (0, [({}, 50)]),
    "Connections": (0, [({"instance": "a"}, 30), ({"instance": "b"}, 30)]),
    "Memory": (0, [({"instance": "a"}, 200), ({"instance": "b"}, 200)]),
}
"""What panels show of them a minute after 0: the number of the expression, and its series."""


def labelled(name: str, labels: dict[str, str]) -> str:
    """A series as Prometheus writes it."""
    told = ", ".join(f'{label}="{value}"' for label, value in labels.items())
    return f"{name}{{{told}}}"


def test_of_several_events_in_several_nodes_each_display_counts_once(tmp_path: Path) -> None:
    series = []
    for name, (labels_, *values) in OF_EVENTS.items():
        for event, value in zip(("summit", "fair"), values, strict=True):
            for instance in ("a", "b"):
                given = {"job": "signage", "instance": instance, "event": event, **labels_}
                series.append({"series": labelled(name, given), "values": f"{value} {value}"})
    targets = {panel["title"]: panel["targets"] for panel in panels()}
    asked_ = [
        {
            "expr": filled(targets[title][number]["expr"]),
            "eval_time": "1m",
            "exp_samples": [{"labels": labelled("", labels_), "value": value} for labels_, value in samples_],
        }
        for title, (number, samples_) in SHOWN.items()
    ]
    test = {"interval": "1m", "input_series": series, "promql_expr_test": asked_}
    (tmp_path / "events.yml").write_text(yaml.safe_dump({"evaluation_interval": "1m", "tests": [test]}))
    check("test", "rules", tmp_path / "events.yml")


def test_every_expression_of_the_dashboard_is_of_the_nodes_and_events_that_are_chosen() -> None:
    for panel in panels():
        for target in panel["targets"]:
            for one in asked(target["expr"]):
                assert {"job", "instance", "event"} <= one.labels.keys(), panel["title"]


def test_prometheus_reads_the_rules_and_each_expression_of_the_dashboard(tmp_path: Path) -> None:
    check("check", "rules", ALERTS)
    rules = []
    for number, (_, expression) in enumerate(EXPRESSIONS):
        rules.append({"record": f"panel:{number}", "expr": filled(expression)})
    (tmp_path / "panels.yml").write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))
    check("check", "rules", tmp_path / "panels.yml")


def test_alerts_fire_when_they_should_and_not_before() -> None:
    check("test", "rules", Path(__file__).with_name("alerts.yml"))
