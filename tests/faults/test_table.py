"""The page of faults says what the tests do."""

from __future__ import annotations

from .elsewhere import ELSEWHERE
from .hostile import HOSTILE
from .nodes import NODES
from .operating import OPERATING
from .shared import SHARED
from .table import PAGE, document, files_of_tests


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == document(), "run: python -m tests.faults"


def test_every_test_it_names_is_one() -> None:
    rows = [*ELSEWHERE, *HOSTILE, *NODES, *SHARED, *OPERATING]
    assert {row.test: files for row in rows if len(files := files_of_tests().get(row.test, [])) != 1} == {}
