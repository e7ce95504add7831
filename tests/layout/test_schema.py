"""The schema for editors: it is current, and takes what the loader takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from signage.layout import load
from signage.layout.schema import schema, text
from tests.layout.samples import CURRENT, said

ROOT = Path(__file__).parents[2]


def test_the_schema_for_editors_is_current() -> None:
    shipped = (ROOT / "docs/screens.schema.json").read_text(encoding="utf-8")
    assert shipped == text(), "python -m signage.layout.schema > docs/screens.schema.json"


def test_the_demos_own_file_is_good_and_names_its_schema() -> None:
    raw = (ROOT / "screens.yaml").read_bytes()
    assert raw.splitlines()[0] == b"# yaml-language-server: $schema=docs/screens.schema.json"
    assert load(raw).findings == ()
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(load(raw).tree, schema())


@pytest.mark.parametrize(
    ("change", "good"),
    [
        ({}, True),
        ({"screens": {"a": {"show": "room", "room": 101}}}, True),
        ({"rooms": {"a": {"floor": None}}}, True),
        ({"language": "pt"}, True),
        ({"language": ["pt", "en"]}, True),
        ({"notices": [{"title": "Lunch", "from": "2026-02-07 12:00"}]}, True),
        ({"notices": {"title": "Lunch"}}, False),
        ({"notices": [{"titel": "Lunch"}]}, False),
        ({"sync": {"window": "2h"}}, True),
        ({"sync": {"window": "soon"}}, False),
        ({"screens": {"a": {"show": "rom"}}}, False),
        ({"screens": {"a": {"show": "room"}}}, False),
        ({"screens": {"a": {"show": "agenda", "tite": "x"}}}, False),
        ({"event": {"id": "e"}}, False),
        ({"screns": {}}, False),
    ],
)
def test_the_schema_and_the_loader_agree(change: dict[str, Any], good: bool) -> None:
    tree = CURRENT.tree | change
    assert jsonschema.Draft202012Validator(schema()).is_valid(tree) == good
    assert (said(json.dumps(tree)) == []) == good
