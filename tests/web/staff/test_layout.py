"""The API of the layout page, on a file of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from signage.errors import Finding, LayoutError
from signage.layout import Loaded
from signage.layout.watch import Reload
from signage.venue.folders import Venue
from signage.web.staff.editing import Editing
from tests.build import at
from tests.web.staff.site import StaffSite

if TYPE_CHECKING:
    from signage.staff.roles import Role
    from signage.web.staff.calls import Part

ONE = """\
event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}  # ours
screens:
  a: {show: agenda}  # the board
  door: {show: room, room: Hall A}
"""
TWO = ONE.replace("show: agenda", "show: overview")
OUT = ONE + "notices: [{title: Out, style: takeover}]\n"


class EditorSite(StaffSite):
    """A staff page with a screens.yaml."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "screens.yaml"
        self.file.write_text(ONE)
        super().__init__()

    def parts(self) -> tuple[Part, ...]:
        reload = Reload(self.file, None, lambda _: None)
        venue = Venue.beside(self.file)
        self.editing = Editing.of(
            self.staff,
            reload,
            self.publisher,
            venue,
            clock=self.clock,
            apply=self.apply,
            reachable=frozenset,
            confirmed=lambda: at("09:29"),
        )
        return (self.editing,)

    async def apply(self, loaded: Loaded) -> None:
        appearance, _ = Venue.beside(self.file).appearance(loaded.layout, frozenset())
        await self.publisher.show_layout(loaded.layout, appearance)

    @property
    def text(self) -> str:
        return self.file.read_text()

    @asynccontextmanager
    async def editor(self, role: Role = "editor", **more: Any) -> AsyncIterator[httpx.AsyncClient]:
        async with self.client(role, **more) as client:
            client.base_url = httpx.URL("http://signage/staff/api/")
            yield client


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[EditorSite]:
    site = EditorSite(tmp_path)
    await site.editing.layouts.start()
    await site.apply(site.editing.layouts.reload.loaded)
    yield site
    await site.editing.previews.aclose()


async def tag(client: httpx.AsyncClient) -> dict[str, str]:
    """The header by which the text as it is now may be replaced."""
    return {"if-match": (await client.get("layout")).headers["etag"]}


async def test_the_text_is_read_and_saved_with_its_tag(site: EditorSite) -> None:
    async with site.editor() as client:
        answer = await client.get("layout")
        assert (answer.text, answer.headers["content-type"]) == (ONE, "application/yaml; charset=utf-8")
        saved = await client.put("layout?why=for+now", content=TWO, headers={"if-match": answer.headers["etag"]})
        assert saved.status_code == 200, saved.text
        told = saved.json()
        assert (told["version"], told["changed"], told["problems"]) == (2, ["a"], [])
        assert told["changes"] == ["a shows now and next instead of a departure board"]
        assert told["etag"] == (await client.get("layout")).headers["etag"].strip('"')
        assert site.text == TWO
        assert type(site.publisher.current.layout.screens["a"]).__name__ == "OverviewScreen"
        assert [entry.sentence() for entry in site.staff.journal.latest(1)] == ["changed the layout: version 2"]


async def test_without_a_tag_nothing_is_saved(site: EditorSite) -> None:
    async with site.editor() as client:
        answer = await client.put("layout", content=TWO)
        assert (answer.status_code, answer.json()["error"], site.text) == (428, "no_if_match", ONE)


async def test_somebody_else_s_edit_is_answered_with_both_texts_and_what_they_began_with(site: EditorSite) -> None:
    async with site.editor() as client:
        began = await tag(client)
        await client.put("layout", content=TWO, headers=began)
        yours = ONE.replace("Hall A", "Hall B")
        answer = await client.put("layout", content=yours, headers=began)
        told = answer.json()
        assert answer.status_code == 412
        assert (told["current"], told["yours"], told["base"], told["who"], told["version"]) == (
            TWO,
            yours,
            ONE,
            "Ana",
            2,
        )
        assert site.text == TWO
        three = {"base": told["base"], "theirs": told["current"], "yours": told["yours"]}
        stretches = (await client.post("layout/merge", json=three)).json()["stretches"]
        assert [stretch["whose"] for stretch in stretches] == ["same", "conflict"]  # on lines side by side


async def test_what_is_refused_is_said_in_the_language_of_the_page(site: EditorSite) -> None:
    async with site.editor() as client:
        began = await tag(client)
        await client.put("layout", content=TWO, headers=began)
        german = {"accept-language": "de"}
        late = await client.put("layout", content=ONE, headers={**began, **german})
        assert late.json()["message"] == "Ana hat inzwischen gespeichert; nichts wurde überschrieben."
        broken = await client.put("layout", content="screens: [", headers={**await tag(client), **german})
        assert broken.json()["message"] == "Nichts gespeichert: Die Änderung bringt einen Fehler mit."


@pytest.mark.parametrize(
    ("language", "what", "hint", "wrong"),
    [
        ("de", "'show: %s' nennt keine Ansicht", "war „agenda“ gemeint?", "ist zu klein: mindestens 1"),
        (
            "ar",
            "'show: \u2068%s\u2069' ليس عرضًا معروفًا",
            "هل تقصد «\u2068agenda\u2069»؟",
            "صغير جدًا: الحد الأدنى \u20681\u2069",
        ),
        ("en", "'show: %s' names no view", "did you mean 'agenda'?", "is too small: at least 1"),
    ],
)
async def test_what_is_wrong_is_said_in_the_language_of_the_page(
    site: EditorSite, language: str, what: str, hint: str, wrong: str
) -> None:
    async with site.editor() as client:
        client.headers["accept-language"] = language
        text = ONE.replace("show: agenda", "show: agend%(x)s") + "  c: {show: agenda, pages: 0}\n"
        tried = (await client.put("layout?dry_run=1", content=text)).json()["problems"]
        assert [(one["what"], one["hint"], one["instead"]) for one in tried[:1]] == [
            (what % "agend%(x)s", hint, "agenda")
        ]
        assert tried[1]["what"] == wrong
        read = (await client.get("layout/keys")).json()["places"]["rooms.*"][0]["says"]
        assert ("the name on signs" in read) == (language == "en")


async def test_bad_bodies_and_pictures_are_refused_in_the_language_of_the_page(site: EditorSite) -> None:
    async with site.editor() as client:
        client.headers["accept-language"] = "de"
        renamed = await client.post("layout/screens/a/rename", json={"name": "x" * 81, "why": 1})
        assert renamed.json()["details"] == [
            {"field": "why", "issue": "ist kein Text"},
            {"field": "name", "issue": "ist zu lang: höchstens 80 Zeichen"},
        ]
        taken = await client.post("layout/screens/a/rename", json={"name": "door"})
        assert taken.json()["message"] == "einen Bildschirm „door“ gibt es schon; bitte einen anderen Namen wählen"
        refused = await client.post("media", files={"file": ("a.png", b"no picture")})
        assert refused.json()["message"] == "ist kein Bild; erwartet: PNG, JPEG, WebP, GIF oder SVG."


async def test_errors_that_the_edit_adds_are_answered_with_their_lines(site: EditorSite) -> None:
    async with site.editor() as client:
        text = ONE.replace("show: agenda", "shwo: agenda")
        answer = await client.put("layout", content=text, headers=await tag(client))
        assert (answer.status_code, site.text) == (422, ONE)
        problem = answer.json()["problems"][0]
        assert {key: problem[key] for key in ("line", "path", "what", "hint", "level")} == {
            "line": 3,
            "path": "screens.a",
            "what": "'show' is missing",
            "hint": problem["hint"],
            "level": "error",
        }


async def test_a_room_that_the_agenda_lacks_is_a_warning_and_stops_nobody(site: EditorSite) -> None:
    async with site.editor() as client:
        answer = await client.put("layout", content=ONE.replace("Hall A", "Halle A"), headers=await tag(client))
        assert answer.status_code == 200
        told = answer.json()["problems"][0]
        assert (told["level"], told["line"], told["instead"]) == ("warning", 4, "Hall A")


async def test_a_dry_run_writes_nothing_and_names_the_screens(site: EditorSite) -> None:
    async with site.editor() as client:
        told = (await client.put("layout?dry_run=1", content=TWO)).json()
        assert (told["changed"], told["problems"], site.text) == (["a"], [], ONE)
        assert told["by_screen"] == {"a": ["a shows now and next instead of a departure board"]}
        everywhere = (await client.put("layout?dry_run=1", content=ONE + "theme: light\n")).json()
        assert everywhere["changed"] == ["a", "door"]
        renamed = (await client.put("layout?dry_run=1", content=ONE + "rooms: {Hall A: {near: Bar}}\n")).json()
        assert "door" in renamed["changed"]
        page = await client.get(f"layout/drafts/{everywhere['draft']}/a")
        assert 'class="theme-light"' in page.text
        assert 'class="theme-dark"' in (await client.get("layout/drafts/now/a")).text
        for missing in (f"{everywhere['draft']}/x", "x/a"):
            assert (await client.get(f"layout/drafts/{missing}")).status_code == 404
        broken = (await client.put("layout?dry_run=1", content="screens: [")).json()
        assert (broken["draft"], [problem["level"] for problem in broken["problems"]]) == ("", ["error"])


async def test_what_is_the_same_for_a_screen_is_not_changed(site: EditorSite) -> None:
    async with site.editor() as client:
        text = ONE + "  far: {show: room, room: Hall B}\nrooms: {Hall B: {near: Bar}}\n"
        told = (await client.put("layout?dry_run=1", content=text)).json()
        assert "door" not in told["changed"]


async def test_a_takeover_needs_the_right_to_send_one(site: EditorSite) -> None:
    async with site.editor() as client:
        answer = await client.put("layout", content=OUT, headers=await tag(client))
        assert (answer.status_code, answer.json()["error"], site.text) == (403, "emergency", ONE)
        assert (await client.put("layout?dry_run=1", content=OUT)).json()["emergency"] is True
    async with site.editor(emergency=True) as client:
        assert (await client.put("layout", content=OUT, headers=await tag(client))).status_code == 200


async def test_versions_are_listed_read_and_gone_back_to(site: EditorSite) -> None:
    async with site.editor() as client:
        await client.put("layout", content=TWO, headers=await tag(client))
        told = (await client.get("layout/versions")).json()
        assert [(one["number"], one["who"], one["on_walls"]) for one in told["versions"]] == [
            (2, "Ana", True),
            (1, "file", False),
        ]
        assert told["read_only"] == ""
        version = (await client.get("layout/versions/2")).json()
        assert (version["text"], version["before"]) == (TWO, ONE)
        assert (await client.get("layout/versions/9")).status_code == 404
        assert (await client.get("layout/versions/x")).status_code == 404
        back = await client.post("layout/versions/1/restore")
        assert (back.status_code, site.text) == (200, ONE)
        newest = (await client.get("layout/versions")).json()["versions"][0]
        assert (newest["number"], newest["why"]) == (3, "back to version 1")


async def test_forms_edit_the_text_and_keep_its_comments(site: EditorSite) -> None:
    async with site.editor() as client:
        renamed = await client.post("layout/screens/a/rename", json={"name": "board"})
        assert renamed.json()["changes"] == ["a is called board"]
        changed = await client.post("layout/screens/door/field", json={"field": "room", "value": "Hall B"})
        assert changed.status_code == 200
        assert site.text == ONE.replace("a: {show: agenda}", "board: {show: agenda, also: [a]}").replace(
            "Hall A", "Hall B"
        )
        taken = await client.post("layout/screens/door/rename", json={"name": "board"})
        assert (taken.status_code, taken.json()["error"]) == (422, "cannot_edit")


async def test_a_file_that_cannot_be_written_says_so(site: EditorSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(file: Path, raw: bytes) -> None:
        raise LayoutError(Finding("cannot be written: Read-only file system", where=str(file)))

    async with site.editor() as client:
        began = await tag(client)
        monkeypatch.setattr("signage.layout.watch.write", refuse)
        answer = await client.put("layout", content=TWO, headers=began)
        assert (answer.status_code, answer.json()["error"]) == (409, "read_only")
        assert "Read-only file system" in answer.json()["message"]


async def test_a_viewer_reads_and_an_operator_changes_nothing(site: EditorSite) -> None:
    for role in ("viewer", "operator"):
        async with site.editor(role) as client:
            assert (await client.get("layout")).status_code == 200
            assert (await client.put("layout?dry_run=1", content=TWO)).status_code == 403
            assert (await client.post("layout/versions/1/restore", json={})).status_code == 403
    assert site.text == ONE


async def test_the_editor_is_told_what_may_be_written(site: EditorSite) -> None:
    async with site.editor() as client:
        places = (await client.get("layout/keys")).json()["places"]
        assert {"key": "title", "says": "the title in the header"}.items() <= next(
            key for key in places["screens.*"] if key["key"] == "title"
        ).items()
