"""Two edits of one text, brought together."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from signage.venue.merge import merge, merged, work

BASE = "a\nb\nc\nd\ne\n"
TEXTS = st.lists(st.sampled_from("abcd \n"), max_size=14).map("\n".join)


def whose(base: str, theirs: str, yours: str) -> list[str]:
    return [stretch.whose for stretch in merge(base, theirs, yours)]


def test_edits_of_different_lines_go_together() -> None:
    assert merged(BASE, "a\nB\nc\nd\ne\n", "a\nb\nc\nd\nE\nf\n") == "a\nB\nc\nd\nE\nf\n"


def test_what_both_did_alike_is_done_once() -> None:
    assert merged(BASE, "a\nc\nd\ne\n", "a\nc\nd\ne\nx\n") == "a\nc\nd\ne\nx\n"


def test_two_edits_of_one_line_have_to_be_chosen_from() -> None:
    assert whose(BASE, "a\nB\nc\nd\ne\n", "a\nbb\nc\nd\nE\n") == ["same", "conflict", "same", "yours"]
    assert merged(BASE, "a\nB\nc\nd\ne\n", "a\nbb\nc\nd\nE\n") is None


def test_a_removed_line_that_the_other_changed_has_to_be_chosen_from() -> None:
    assert "conflict" in whose(BASE, "a\nc\nd\ne\n", "a\nB\nc\nd\ne\n")


def test_a_process_of_its_own_says_the_same() -> None:
    told = json.loads(work(json.dumps([BASE, BASE, "a\nb\nc\nd\n"]).encode()))
    assert told[-1] == {"whose": "yours", "base": ["e\n"], "theirs": ["e\n"], "yours": []}


@given(TEXTS, TEXTS, TEXTS)
def test_the_stretches_come_to_the_texts(base: str, theirs: str, yours: str) -> None:
    stretches = merge(base, theirs, yours)
    for name, text in (("base", base), ("theirs", theirs), ("yours", yours)):
        assert "".join(line for stretch in stretches for line in getattr(stretch, name)) == text


@given(TEXTS, TEXTS)
def test_whoever_alone_changed_something_gets_it(base: str, changed: str) -> None:
    assert merged(base, changed, base) == merged(base, base, changed) == merged(base, changed, changed) == changed
