"""Framed pages of others: looked at one by one, within a time, and nowhere else than staff allow."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from signage.venue.frames import Frames
from tests.wait import until

A, B = "https://a.example/", "https://b.example/"


class Web:
    """What pages answer, by address, and what was asked."""

    def __init__(self, **answers: httpx.Response | float) -> None:
        self.answers = {f"https://{name}.example/": answer for name, answer in answers.items()}
        self.asked: list[httpx.Request] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.get(str(request.url), httpx.Response(404))
        if isinstance(answer, httpx.Response):
            return answer
        await asyncio.sleep(answer)
        return httpx.Response(200)


@asynccontextmanager
async def looking(
    web: Web, *urls: str, hosts: frozenset[str] | None = None, within: float = 30.0
) -> AsyncIterator[Frames]:
    async def changed() -> None:
        pass

    frames = Frames(changed, httpx.MockTransport(web), within=within)
    frames.want(frozenset(urls), hosts or frozenset(httpx.URL(url).host for url in urls))
    task = asyncio.create_task(frames.run())
    try:
        yield frames
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_page_that_does_not_answer_keeps_no_other_from_the_walls(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    async with looking(Web(a=30.0, b=httpx.Response(200)), A, B, within=0.5) as frames:
        await until(lambda: frames.reachable == {B})
        assert caplog.messages == []
        await until(lambda: caplog.messages)
        assert caplog.messages == [f"{A} cannot be framed or reached: screens skip it"]


async def test_a_redirect_is_followed_to_hosts_that_are_listed_and_no_other() -> None:
    moved = httpx.Response(302, headers={"Location": B})
    web = Web(a=moved, b=httpx.Response(200))
    async with looking(web, A, hosts=frozenset({"a.example", "b.example"})) as frames:
        await until(lambda: frames.reachable == {A})
    web = Web(a=moved, b=httpx.Response(200))
    async with looking(web, A) as frames:
        await until(lambda: web.asked)
        await asyncio.sleep(0.05)
        assert (frames.reachable, [request.url.host for request in web.asked]) == (frozenset(), ["a.example"])


async def test_a_circle_of_redirects_ends() -> None:
    web = Web(a=httpx.Response(302, headers={"Location": A}))
    async with looking(web, A) as frames:
        await until(lambda: len(web.asked) == 6)
        await asyncio.sleep(0.05)
        assert (frames.reachable, len(web.asked)) == (frozenset(), 6)


async def test_no_cookie_is_sent_back() -> None:
    web = Web(a=httpx.Response(302, headers={"Location": B, "Set-Cookie": "id=1; Domain=example; Path=/"}),
              b=httpx.Response(200, headers={"Set-Cookie": "id=2"}))  # fmt: skip
    async with looking(web, A, B) as frames:
        await until(lambda: frames.reachable == {A, B})
    assert [request.headers.get("cookie") for request in web.asked] == [None] * 3


@pytest.mark.parametrize(
    "headers", [{"X-Frame-Options": "DENY"}, {"Content-Security-Policy": "default-src *; frame-ancestors 'self'"}]
)
async def test_a_page_that_refuses_to_be_framed_is_skipped(headers: dict[str, str]) -> None:
    web = Web(a=httpx.Response(200, headers=headers), b=httpx.Response(200))
    async with looking(web, A, B) as frames:
        await until(lambda: frames.reachable == {B} and len(web.asked) == 2)


async def test_what_is_wanted_no_more_is_asked_no_more() -> None:
    web = Web(a=httpx.Response(200), b=httpx.Response(200))
    async with looking(web, A) as frames:
        await until(lambda: frames.reachable == {A})
        frames.want(frozenset({B}), frozenset({"b.example"}))
        await until(lambda: frames.reachable == {B})
