"""What every answer carries."""

from __future__ import annotations

import httpx
import pytest

from signage.publish.publisher import Publisher
from signage.web.pages import Pages
from tests.build import served
from tests.web.client import client


@pytest.mark.parametrize(
    "path", ["/", "/rooms/hall-a", "/rooms/none", "/screens/foyer", "/healthz", "/readyz", "/static/none", "/nowhere",
             "/static/signage.js", "/rooms/hall-a?at=x", "/rooms/a/b/c"]
)  # fmt: skip
async def test_every_answer_carries_its_headers(web: httpx.AsyncClient, path: str) -> None:
    for method in ("GET", "HEAD", "POST"):
        answer = await web.request(method, path)
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.headers["cache-control"] != ""


async def test_an_answer_that_went_wrong_carries_them_as_well(
    shown: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(Pages, "content", broken)
    async with client(served(shown), raise_app_exceptions=False) as web:
        answer = await web.get("/rooms/hall-a")
    assert (answer.status_code, answer.text) == (500, "This page cannot be shown; the log says why.\n")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
