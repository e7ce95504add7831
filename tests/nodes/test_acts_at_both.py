"""What staff do at one of two nodes is so at the other: keys, drills, an undone layout, pulls, the log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.nodes.balancer import browser
from tests.nodes.desks import API, done, seen, staff_at_both
from tests.nodes.pair import LAYOUT, PASSWORD
from tests.wait import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.gateway import Gateway
    from tests.redis import RedisServer


async def test_a_key_made_at_one_opens_walls_at_the_other_until_it_is_revoked_there(
    tmp_path: Path, gateway: Gateway, redis_server: RedisServer
) -> None:
    layout = f"{LAYOUT}access: keys\n"
    async with (
        staff_at_both(tmp_path, gateway, redis_server, layout) as (a, b, one, other),
        browser(a) as here, browser(b) as there, browser(a, b) as desk,
    ):  # fmt: skip
        made = await done(one, "POST", "keys", screen="foyer")
        await seen(other, "keys", lambda told: told["keys"])
        for wall in (here, there):
            assert (await wall.get(f"/screens/foyer?key={made['key']}")).status_code == 303
            assert (await wall.get("/screens/foyer")).status_code == 200
        await done(other, "DELETE", f"keys/{made['id']}")
        await seen(one, "keys", lambda told: not told["keys"])
        assert {(await wall.get("/screens/foyer")).status_code for wall in (here, there)} == {403}
        await desk.post("/staff/login", data={"name": "staff", "password": PASSWORD})
        await desk.get("/staff/screens")
        assert {(await desk.get("/screens/foyer")).status_code for _ in "ab"} == {200}  # staff, in miniature


async def test_a_drill_begun_at_one_is_ended_at_the_other_and_both_logs_tell_it(
    tmp_path: Path, gateway: Gateway, redis_server: RedisServer
) -> None:
    async with staff_at_both(tmp_path, gateway, redis_server) as (a, b, one, other):
        words: dict[str, Any] = {
            "title": "Leave the building",
            "style": "takeover",
            "status": "exercise",
            "screens": ["foyer"],
        }
        words["until"] = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
        found = await done(one, "POST", "notices/preview", **words)
        sent = await done(other, "POST", "notices", **words, confirm=len(found["reach"]["screens"]))
        await seen(one, "notices", lambda told: [row["id"] for row in told["notices"]] == [sent["id"]])
        await until(lambda: a.program.publisher.current.notices)
        await done(one, "DELETE", f"notices/{sent['id']}")
        await until(lambda: not b.program.publisher.current.notices)
        for web in (one, other):
            await seen(web, "log", lambda told: "Leave the building" in str(told))


async def test_a_layout_saved_at_one_is_undone_at_the_other(
    tmp_path: Path, gateway: Gateway, redis_server: RedisServer
) -> None:
    async with staff_at_both(tmp_path, gateway, redis_server) as (a, b, one, other):
        text = await one.get(f"{API}/layout")
        saved = await one.put(
            f"{API}/layout",
            content=text.text.replace("Summit", "Congress"),
            headers={"if-match": text.headers["etag"], "content-type": "application/yaml"},
        )
        assert saved.status_code == 200, saved.text
        versions = await seen(other, "layout/versions", lambda told: len(told["versions"]) == 2)
        oldest = min(version["number"] for version in versions["versions"])
        await done(other, "POST", f"layout/versions/{oldest}/restore", why="undone")
        await seen(one, "layout/versions", lambda told: len(told["versions"]) == 3)
        await until(lambda: {node.program.publisher.current.layout.event.name for node in (a, b)} == {"Summit"})


async def test_everything_is_pulled_at_the_word_of_staff_at_the_node_that_does_not_ask(
    tmp_path: Path, gateway: Gateway, redis_server: RedisServer
) -> None:
    async with staff_at_both(tmp_path, gateway, redis_server) as (a, b, _, other):
        assert (a.asks, b.asks) == (True, False)
        before = a.program.sync.status.pulled_at
        await done(other, "POST", "agenda/pull")
        await until(lambda: a.program.sync.status.pulled_at != before)
