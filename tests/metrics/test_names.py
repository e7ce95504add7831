"""What is exposed is named as Prometheus asks for, is bounded, and stands in the docs."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from prometheus_client import generate_latest

from .promtool import promtool
from .table import OPEN, PAGE, TABLE, exposed, labels, name_of, program, table

UNITS = ("_seconds", "_bytes")
WORD = re.compile(r"[a-z][a-z0-9_]*|[2345]xx|429")


def ours() -> list:
    return [metric for metric in exposed() if metric.name.startswith("signage_")]


def test_names_and_texts_are_as_the_conventions_have_them() -> None:
    for metric in ours():
        assert re.fullmatch(r"signage_[a-z]+(_[a-z]+)*", metric.name), metric.name
        assert not metric.name.endswith(("_total", "_count", "_sum", "_bucket", "_info")), metric.name
        assert metric.type in ("gauge", "counter", "histogram", "info")
        assert metric.documentation.endswith("."), metric.name
        timed = re.search(r"duration|lag|timestamp|bytes", metric.name)
        assert not timed or metric.name.endswith(UNITS), metric.name


def test_labels_have_few_values_and_these_are_our_own_words() -> None:
    for metric in ours():
        for label, values in labels(metric).items():
            if label != "le" and label not in OPEN:
                assert 1 < len(values) < 10, (metric.name, label)
                assert all(WORD.fullmatch(value) for value in values), (metric.name, values)


def test_no_name_is_there_twice() -> None:
    names = [name_of(metric) for metric in exposed()]
    assert len(names) == len(set(names))


def test_the_page_for_operators_has_each_of_them() -> None:
    found = TABLE.search(PAGE.read_text(encoding="utf-8"))
    assert found
    assert found[0] == table(), "python -m tests.metrics writes it"


def test_each_program_counts_for_itself(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    one, other = program(tmp_path / "a").metrics, program(tmp_path / "b").metrics
    one.rendered.observe(1)
    name = "signage_render_duration_seconds_count"
    assert (one.registry.get_sample_value(name), other.registry.get_sample_value(name)) == (1, 0)


def test_prometheus_itself_finds_nothing_to_complain_of(tmp_path: Path) -> None:
    told = generate_latest(program(tmp_path).metrics.registry)
    checked = subprocess.run([promtool(), "check", "metrics"], input=told, capture_output=True, timeout=60, check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, b"", b"")
