"""What staff do on an ordinary day, some of it at one of two nodes and some at the other."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

from tests.nodes.desks import API, done, seen, staff_at_both
from tests.nodes.pair import LAYOUT
from tests.venue.test_uploads import png
from tests.wait import PATIENCE, until

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from tests.e2e.gateway import Gateway
    from tests.nodes.pair import Member
    from tests.redis import RedisServer

YAML = {"content-type": "application/yaml"}
DOOR, TILL = "ab" * 16, "cd" * 16


async def written(web: httpx.AsyncClient, text: str, tag: str) -> httpx.Response:
    """The answer to an edit of the layout that began with what has this tag."""
    return await web.put(f"{API}/layout", content=text, headers={**YAML, "if-match": tag})


async def tag_of(web: httpx.AsyncClient) -> str:
    """The tag of the layout that is in force at a node."""
    return (await web.get(f"{API}/layout")).headers["etag"]


class Display:
    """A display of a screen with its stream at one node."""

    def __init__(self, stack: AsyncExitStack, node: Member, device: str) -> None:
        self._stack, self._node, self._device = stack, node, device

    async def open(self, screen: str) -> None:
        path, query = f"/screens/{screen}/events", {"rev": "", "display": f"{self._device}-a"}
        stream = self._node.client.stream("GET", path, params=query, timeout=PATIENCE)
        self._lines = (await self._stack.enter_async_context(stream)).aiter_lines()
        await anext(self._lines)

    async def order(self) -> Any:
        """The next that it is told to do."""
        async with asyncio.timeout(PATIENCE):
            async for line in self._lines:
                if line == "event: order":
                    return json.loads((await anext(self._lines)).removeprefix("data: "))
        raise AssertionError("the stream has ended")


async def page_with(node: Member, text: str) -> str:
    """The page of the foyer once it has this text."""
    async with asyncio.timeout(PATIENCE):
        while text not in (page := (await node.client.get("/screens/foyer")).text):  # noqa: ASYNC110 - of a server
            await asyncio.sleep(0.02)
    return page


def shown(told: Any) -> dict[str, list[str]]:
    """The labels of the displays that are online, by their screen."""
    return {
        one["name"]: [display["label"] for display in one["displays"] if display["online"]]
        for one in told["screens"]
        if any(display["online"] for display in one["displays"])
    }


def known(told: Any) -> dict[str, str]:
    """The id of the display of each screen."""
    return {one["name"]: one["displays"][0]["id"] for one in told["screens"] if one["displays"]}


async def test_a_picture_added_at_one_is_shown_by_both_and_taken_away_at_the_other(
    tmp_path: Path, gateway: Gateway, redis_server: RedisServer
) -> None:
    async with staff_at_both(tmp_path, gateway, redis_server) as (a, b, one, other):
        added = await one.post(f"{API}/media", files={"file": ("plan.png", png())})
        assert (added.status_code, added.json()) == (201, {"name": "plan.png"})
        await seen(other, "media", lambda told: [file["name"] for file in told["files"]] == ["plan.png"])
        text = LAYOUT.replace("{show: overview}", "{show: picture, file: plan.png}")
        assert (await written(other, text, await tag_of(other))).status_code == 200
        await until(lambda: all("picture" in str(node.program.publisher.current.layout.screens) for node in (a, b)))
        assert (await one.delete(f"{API}/media/plan.png")).json()["message"] == "It is shown on foyer."
        for node in (a, b):
            page = await page_with(node, 'src="/media/')
            address = page.partition('src="/media/')[2].partition('"')[0]
            assert (await node.client.get(f"/media/{address}")).status_code == 200
        assert (await written(one, LAYOUT, await tag_of(one))).status_code == 200
        await until(lambda: "picture" not in str(b.program.publisher.current.layout.screens))
        await done(other, "DELETE", "media/plan.png")
        await seen(one, "media", lambda told: told["files"] == [])


async def test_displays_with_streams_at_different_nodes_are_swapped_and_one_is_replaced(
    tmp_path: Path, gateway: Gateway, redis_server: RedisServer
) -> None:
    async with (
        staff_at_both(tmp_path, gateway, redis_server) as (a, b, one, other),
        AsyncExitStack() as here, AsyncExitStack() as there, AsyncExitStack() as more,
    ):  # fmt: skip
        door, till = Display(here, a, DOOR), Display(there, b, TILL)
        await door.open("hall-a")
        await till.open("foyer")
        for web in (one, other):
            told = await seen(web, "screens", lambda told: shown(told) == {"hall-a": [""], "foyer": [""]})
        ids = known(told)
        await done(one, "POST", f"displays/{ids['foyer']}/label", label="Till")
        await seen(other, "screens", lambda told: shown(told) == {"hall-a": [""], "foyer": ["Till"]})
        await done(other, "POST", f"displays/{ids['hall-a']}/swap", display=ids["foyer"])
        orders = [await door.order(), await till.order()]
        assert orders == [{"do": "go", "path": "/screens/foyer"}, {"do": "go", "path": "/screens/hall-a"}]
        await there.aclose()
        await till.open("hall-a")
        await here.aclose()
        await door.open("foyer")
        for web in (one, other):
            told = await seen(web, "screens", lambda told: shown(told) == {"hall-a": ["Till"], "foyer": [""]})
        ids = known(told)
        await done(one, "POST", f"displays/{ids['hall-a']}/replace", display=ids["foyer"])
        assert await door.order() == {"do": "go", "path": "/screens/hall-a"}
        await here.aclose()
        door = Display(more, b, DOOR)
        await door.open("hall-a")
        for web in (one, other):
            await seen(web, "screens", lambda told: "Till" in shown(told).get("hall-a", []))


async def test_a_message_prepared_at_one_is_sent_at_the_other(
    tmp_path: Path, gateway: Gateway, redis_server: RedisServer
) -> None:
    async with staff_at_both(tmp_path, gateway, redis_server) as (a, b, one, other):
        message = {"title": "Lunch is served", "text": "On the roof"}
        await done(one, "PUT", "notices/prepared/lunch", name="Lunch", message=message, minutes=30)
        told = await seen(
            other, "notices/prepared", lambda told: "lunch" in [ready["id"] for ready in told["prepared"]]
        )
        (ready,) = [ready for ready in told["prepared"] if ready["id"] == "lunch"]
        words = {name: ready["message"][name] for name in ("title", "text", "language", "style")}
        await done(other, "POST", "notices", **words)
        await until(lambda: all("Lunch is served" in str(node.program.publisher.current.notices) for node in (a, b)))
        await done(one, "PUT", "notices/draft", message={"title": "Dinner"})
        await seen(other, "notices/draft", lambda told: told["message"] == {"title": "Dinner"})
        await done(other, "DELETE", "notices/prepared/lunch")
        await seen(one, "notices/prepared", lambda told: "lunch" not in [ready["id"] for ready in told["prepared"]])


async def test_of_two_edits_at_two_nodes_the_later_is_told_of_the_earlier(
    tmp_path: Path, gateway: Gateway, redis_server: RedisServer
) -> None:
    async with staff_at_both(tmp_path, gateway, redis_server) as (a, b, one, other):
        began = [await tag_of(web) for web in (one, other)]
        first, second = (LAYOUT.replace("Summit", name) for name in ("Congress", "Fair"))
        assert (await written(one, first, began[0])).status_code == 200
        refused = await written(other, second, began[1])
        assert refused.status_code == 412
        told = refused.json()
        assert (told["who"], told["current"], told["base"], told["yours"]) == ("staff", first, LAYOUT, second)
        assert (await written(other, second, f'"{told["etag"]}"')).status_code == 200
        await until(lambda: {node.program.publisher.current.layout.event.name for node in (a, b)} == {"Fair"})
        assert (await written(one, first, began[0])).status_code == 412
