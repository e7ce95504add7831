"""What a display may say of itself."""

from __future__ import annotations

import json
from typing import Any

import pytest

from signage.fleet.report import BODY_MOST, BadReport, digest, public_id, read_report

TOLD = {
    "page": "/screens/foyer",
    "rev": "s.1.2",
    "shown": ["ses_1"],
    "title": "The grid after 2030",
    "notices": ["n_1"],
    "now": 1795691262229,
    "offset": 120,
    "size": [1920, 1080, 1],
    "up": 86400,
    "errors": 0,
    "error": "",
    "visible": True,
}


def body(**more: Any) -> bytes:
    return json.dumps({**TOLD, **more}).encode()


def test_a_report_is_read_and_what_is_not_known_is_ignored() -> None:
    read = read_report(body(later="a word of a later build"))
    assert (read.page, read.shown, read.notices, read.offset) == ("/screens/foyer", ("ses_1",), ("n_1",), 120)
    assert not hasattr(read, "later")


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"page": "https://elsewhere/"}, "page"),
        ({"page": 7}, "page"),
        ({"shown": ["s"] * 41}, "shown"),
        ({"shown": "ses_1"}, "shown"),
        ({"shown": [["ses_1"]]}, "shown.0"),
        ({"title": "x" * 201}, "title"),
        ({"now": None}, "now"),
        ({"now": "1795691262229"}, "now"),
        ({"size": [1, 2]}, "size.2"),
        ({"errors": -1}, "errors"),
        ({"visible": "yes"}, "visible"),
    ],
)
def test_what_is_malformed_is_refused_by_its_place(more: dict[str, Any], where: str) -> None:
    with pytest.raises(BadReport, match=rf"^{where}: "):
        read_report(body(**more))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"no JSON",
        b"[]",
        b'{"page": "/screens/a"}',
        b"[" * BODY_MOST,
        b'{"page": "/a", "now": NaN}',
        b'{"page": "/a", "now": 1e999}',
        b'{"page": "/a", "now": 1, "title": "\\ud800"}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_report_is_refused(text: bytes) -> None:
    with pytest.raises(BadReport):
        read_report(text)


def test_a_refusal_repeats_nothing_of_what_was_sent() -> None:
    with pytest.raises(BadReport) as refused:
        read_report(body(title="<script>" * 40))
    assert "script" not in str(refused.value)


def test_what_a_device_is_called_here_is_not_what_it_proves_itself_by() -> None:
    one, other = public_id("0" * 32), public_id("1" * 32)
    assert one != other
    assert len(one) == 16
    assert "0" * 16 not in one


def test_long_revisions_are_told_by_a_number() -> None:
    """As static/report.js reckons: `for (…) { h = (h * 31 + rev.charCodeAt(i)) | 0; } '#' + (h >>> 0).toString(16)`."""
    assert digest("a") == "#61"
    assert digest("set.12345678.abcdef00") == "#32ec2141"


def test_revisions_of_many_panels_are_made_short_once_for_all_reports() -> None:
    revisions = ".".join(["12345678"] * 90)
    assert digest(revisions) is digest("".join(revisions))
