"""Every call of the API, done once: it takes and answers what its document says (the client holds it to that)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from signage.fleet.report import public_id
from signage.publish.state import PageKey
from tests.build import agenda, at, session
from tests.fleet.build import DEVICE, report
from tests.venue.test_uploads import png
from tests.web.staff.site import PASSWORD, WholeSite

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import httpx

DOOR, FOYER, OTHER = PageKey("screen", "door"), PageKey("screen", "foyer"), "f" * 32
UNTIL = at("10:30").isoformat()


class Walk:
    """Somebody with all rights, who does each thing once."""

    def __init__(self, site: WholeSite, client: httpx.AsyncClient) -> None:
        self.site, self.client = site, client

    async def do(self, method: str, path: str, **more: Any) -> Any:
        for _ in range(20):  # a machine that is busy with other things says so
            answer = await self.client.request(method, f"/staff/api/{path}", **more)
            if answer.status_code != 503:
                break
        assert answer.status_code < 300, f"{method} {path}: {answer.text}"
        return answer

    async def put(self, path: str, **body: Any) -> Any:
        return (await self.do("PUT", path, json=body)).json()

    async def post(self, path: str, **body: Any) -> Any:
        return (await self.do("POST", path, json=body)).json()

    async def get(self, *paths: str) -> Any:
        for path in paths:
            answer = await self.do("GET", path)
        return answer.json() if answer.headers["content-type"] == "application/json" else answer.text

    def connect(self, device: str, page: PageKey) -> str:
        self.site.program.fleet.registry.opened(device, "a", page, "Chromium 94", print)
        return public_id(device, page)

    async def screens(self) -> None:
        one, other = self.connect(DEVICE, DOOR), self.connect(OTHER, FOYER)
        self.site.program.fleet.registry.report(DEVICE, DOOR, report("s1", up=1.0, offset=1, size=(1920, 1080, 1)))
        await self.get("me", "screens", "changes", "screens/right", "screens/door/day", "rail", "time", "time/hints")
        await self.post(f"displays/{one}/label", label="Above the till")
        await self.do("POST", f"displays/{one}/identify")
        await self.do("POST", f"displays/{one}/reload")
        await self.do("POST", "screens/door/reload")
        await self.post(f"displays/{one}/go", screen="foyer")
        await self.post(f"displays/{one}/swap", display=other)
        await self.post(f"displays/{one}/replace", display=other)
        await self.do("POST", f"displays/{other}/forget")

    async def pairing(self) -> None:
        tv = (await self.client.post("/pair", json={"display": OTHER, "size": [1920, 1080]})).json()
        await self.get(f"pairings/{tv['code']}")
        await self.post("pairings", code=tv["code"], screen="door")
        await self.post("keys", screen="door", label="A wall")
        for key in (await self.get("keys"))["keys"]:
            await self.do("DELETE", f"keys/{key['id']}")

    async def access(self) -> None:
        await self.post("accounts", name="Rui", role="viewer", password=PASSWORD)
        await self.do("PATCH", "accounts/Rui", json={"role": "operator"})
        await self.get("accounts")
        await self.do("DELETE", "sessions/Rui")
        await self.do("DELETE", "accounts/Rui")
        await self.do("POST", "me/password", json={"old": PASSWORD, "new": "another horse"})
        made = await self.post("tokens", name="bms", role="viewer")
        await self.get("tokens", "log")
        await self.do("DELETE", f"tokens/{made['id']}")

    async def messages(self) -> None:
        one = {"name": "Lunch", "message": {"title": "Lunch is served"}, "minutes": 30}
        await self.do("PUT", "notices/prepared/lunch", json=one)
        await self.get("notices/prepared", "notices/draft")
        await self.do("DELETE", "notices/prepared/lunch")
        await self.put("notices/draft", message={"title": "L"})
        await self.get("notices/draft")
        await self.do("DELETE", "notices/draft")
        out = {"title": "Leave", "style": "takeover", "until": UNTIL, "texts": {"pt": {"title": "Saiam"}}}
        reach = (await self.post("notices/preview", **out))["reach"]["screens"]
        sent = await self.post("notices", **out, status="exercise", confirm=str(len(reach)))
        path = f"notices/{sent['id']}"
        await self.get("notices", path, f"{path}/report", f"{path}/report?format=csv")
        await self.put(path, **{**out, "status": "exercise", "text": "By the stairs"})
        await self.post(f"{path}/screens/door", state="told")
        clear = await self.post(f"{path}/all-clear", title="All clear", text="Come back", minutes=5)
        await self.put(f"{path}/learned", text="The door is loud.")
        await self.do("DELETE", f"notices/{clear['id']}")
        await self.get("notices", path, f"{path}/report")

    async def layout(self) -> None:
        text = (await self.do("GET", "layout")).text
        more = text.replace("show: agenda", "show: overview", 1)
        tried = (await self.do("PUT", "layout?dry_run=1", content=more)).json()
        await self.get(f"layout/drafts/{tried['draft']}/today", "layout/keys")
        tag = (await self.do("GET", "layout")).headers["etag"]
        await self.do("PUT", "layout", content=more, headers={"if-match": tag})
        conflict = await self.client.put("/staff/api/layout", content=text, headers={"if-match": tag})
        assert conflict.status_code == 412
        broken = await self.client.put("/staff/api/layout", content=more + "x: [", headers={"if-match": "*"})
        assert broken.status_code in (412, 422)
        await self.post("layout/merge", base=text, theirs=more, yours=text)
        await self.get("layout/versions", "layout/versions/1")
        await self.do("POST", "layout/versions/1/restore")
        await self.post("layout/screens/foyer/rename", name="hall")
        await self.post("layout/screens/door/field", field="room", value="Hall B")
        await self.do("POST", "media", files={"file": ("plan.png", png())})
        await self.get("media")
        await self.do("DELETE", "media/plan.png")

    async def agenda(self) -> None:
        self.site.program.sync.accept = self.site.program.sync.reject = lambda _: True  # type: ignore[method-assign]
        await self.get("agenda")
        await self.post("agenda/reject", digest="d")
        await self.post("agenda/accept", digest="d")
        await self.do("POST", "agenda/pull")
        await self.site.program.feed.aclose()


@pytest.fixture
async def walk(tmp_path: Path) -> AsyncIterator[Walk]:
    site = WholeSite(tmp_path)
    await site.program.publisher.show_agenda(agenda(session("s1", "09:00", "10:00")))
    await site.program.editing.layouts.start()
    async with site.client("editor", emergency=True) as client:
        yield Walk(site, client)
    await site.program.editing.previews.aclose()


async def test_every_call_takes_and_answers_what_the_document_says(walk: Walk) -> None:
    for part in (walk.screens, walk.pairing, walk.messages, walk.layout, walk.agenda, walk.access):
        await part()
    document = (await walk.client.get("/staff/api/openapi.json")).json()
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert described - walk.site.described.answered == set()
