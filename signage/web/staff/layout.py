"""The API of the layout page: screens.yaml read, tried, saved, compared, gone back to."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from signage.child_process import Bounds, ChildError, in_child
from signage.errors import LayoutError
from signage.layout.keys import keys
from signage.layout.text import MAX_BYTES
from signage.nodes.lending import Lending
from signage.phrase import N_
from signage.staff.differences import differences, sentences
from signage.staff.layouts import Edited, Faulty, File, NoRight, tag_of
from signage.staff.problems import added_takeovers, entries_that_differ
from signage.staff.threads import LAYOUT
from signage.staff.yaml_edit import rename_screen, set_field
from signage.web.previews import Busy
from signage.web.staff.calls import Call, Problem, Refusal
from signage.web.staff.language import words_of
from signage.web.staff.layout_answers import conflict, faults, told
from signage.web.staff.schemas.layout import (
    LONGEST_REASON,
    Applied,
    Conflict,
    Faults,
    KeysTold,
    KeyTold,
    NewField,
    NewName,
    Outcome,
    Reason,
    Stretches,
    Three,
    Tried,
    VersionsTold,
    VersionText,
    VersionTold,
)

if TYPE_CHECKING:
    from signage.staff.audit_log import Journal
    from signage.staff.differences import Difference, Translate
    from signage.staff.layouts import Layouts, Saved
    from signage.staff.versions import Version
    from signage.web.staff.calls import Asked
    from signage.web.staff.drafts import Draft, Drafts

Announce = Callable[[str, Mapping[str, object]], None]
"""Tells all open pages of staff something, by an event's name and its data."""
YAML = "application/yaml; charset=utf-8"
AT_ONCE = 4
"""Layouts that are tried, or brought together, at a time: each takes a thread or a process for seconds."""
MERGING = Bounds(seconds=10, memory=300_000_000)
"""What bringing two edits together may take: the longest texts take minutes where each line is like all others."""
RENAMED = N_("renamed a screen: layout version %(number)s")
CHANGED = N_("changed a screen: layout version %(number)s")
BACK = N_("went back in the layout: version %(number)s")
"""What the log says of edits."""
EDITS = {
    403: "it adds a takeover, and the right emergency is missing",
    409: "the file cannot be written",
    412: "the file was changed meanwhile",
    422: "it adds errors, or cannot be made",
}
REFUSED: Mapping[int, type[Problem]] = {412: Conflict, 422: Faults}
BEGAN = "the ETag that the edit began with"


@dataclass(frozen=True)
class LayoutCalls:
    """The calls about screens.yaml.

    `announce` tells open pages of staff that there is another version; `lending` gives other nodes what is tried here.
    """

    layouts: Layouts
    drafts: Drafts
    journal: Journal
    announce: Announce
    lending: Lending = field(default_factory=Lending)
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    def calls(self) -> tuple[Call, ...]:
        """What is offered."""
        version = "layout/versions/{n}"
        missing = {404: "this version is not kept"}
        dry = "1: answer with what it would come to, write nothing, and ask for no If-Match"
        lenient: dict[str, Any] = {"headers": {"If-Match": f"{BEGAN}; without it, as it is"}, "refusals": REFUSED}
        return (
            Call("GET", "layout", "viewer", self.text, "screens.yaml as it is, with its ETag",
                 gives="application/yaml"),
            Call("PUT", "layout", "editor", self.put, "Save screens.yaml and show it on the walls", bytes, Outcome,
                 takes="application/yaml", largest=MAX_BYTES, headers={"If-Match": BEGAN},
                 query={"dry_run": dry, "why": "for the history"},
                 statuses={**EDITS, 428: "there is no If-Match"}, refusals=REFUSED),
            Call("GET", "layout/keys", "viewer", self.keys, "What may stand in screens.yaml", answer=KeysTold),
            Call("POST", "layout/merge", "editor", self.merge, "Bring two edits together", Three, Stretches,
                 largest=4 * MAX_BYTES),
            Call("GET", "layout/versions", "viewer", self.list, "Who changed what, when and why", answer=VersionsTold),
            Call("GET", version, "viewer", self.version, "A version with its text", answer=VersionText,
                 statuses=missing),
            Call("POST", f"{version}/restore", "editor", self.restore, "Go back to a version, as a new one", Reason,
                 Applied, statuses={**missing, **EDITS}, **lenient),
            Call("GET", "layout/drafts/{id}/{name}", "viewer", self.preview, "A wall as a tried layout would have it",
                 gives="text/html",
                 statuses={404: "the draft or the screen is not there", 503: "too many ask just now"}),
            Call("POST", "layout/screens/{name}/rename", "editor", self.rename, "Rename a screen; TVs still find it",
                 NewName, Applied, statuses=EDITS, **lenient),
            Call("POST", "layout/screens/{name}/field", "editor", self.field, "Change one field of a screen",
                 NewField, Applied, statuses=EDITS, **lenient),
        )  # fmt: skip

    # Looking ----------------------------------------------------------------------------------------------------------

    async def text(self, _: Asked) -> Response:
        """The text of the file."""
        file = await self.layouts.file()
        return Response(file.text, media_type=YAML, headers={"ETag": f'"{file.tag}"'})

    async def keys(self, asked: Asked) -> KeysTold:
        """What an editor completes."""
        words = words_of(asked)
        return KeysTold(
            places={
                place: [KeyTold(**{**asdict(key), "says": words(key.says)}) for key in found]
                for place, found in keys().items()
            }
        )

    async def list(self, asked: Asked) -> VersionsTold:
        """All versions."""
        file, words = await self.layouts.file(), words_of(asked)
        found = [VersionTold(**self._told(version, words)) for version in reversed(self.layouts.versions.all)]
        read_only = words(await self.layouts.read_only())
        return VersionsTold(versions=found, etag=file.tag, read_only=read_only)

    async def version(self, asked: Asked) -> VersionText:
        """One version."""
        version = self._find(asked)
        before = self.layouts.versions.find(version.number - 1)
        told = self._told(version, words_of(asked))
        return VersionText(**told, text=version.text, before=before.text if before else "")

    def _told(self, version: Version, words: Translate) -> dict[str, Any]:
        newest = self.layouts.versions.newest
        return {
            "number": version.number,
            "who": version.who,
            "at": version.at,
            "why": version.why,
            "changes": sentences(version.changes, words),
            "on_walls": newest is not None and newest.number == version.number,
        }

    def _find(self, asked: Asked) -> Version:
        number = asked.path["n"]
        version = self.layouts.versions.find(int(number)) if re.fullmatch(r"[0-9]{1,9}", number) else None
        if version is None:
            raise Refusal(404, "no_such_version", "This version is not kept.")
        return version

    async def preview(self, asked: Asked) -> Response:
        """A wall of a draft as a page; of the draft `now`, as it is."""
        draft = await self._draft(asked.path["id"])
        if draft is None and asked.path["id"] != "now":
            raise Refusal(404, "no_such_draft", "This draft is not kept any more: try the layout again.")
        try:
            content = await self.drafts.page(draft, asked.path["name"])
        except Busy:
            raise Refusal(503, "busy", "Too many ask for previews just now.", headers={"Retry-After": "5"}) from None
        if content is None:
            raise Refusal(404, "no_such_screen", "There is no such screen in this layout.")
        return Response(bytes(content.plain.body["body"]), media_type="text/html; charset=utf-8")

    async def _draft(self, draft_id: str) -> Draft | None:
        """A layout that was tried here, or at another node."""
        draft = self.drafts.find(draft_id)
        if draft is None and (text := await self.lending.find(f"layout {draft_id}")):
            async with self._slot():
                examined = await self.layouts.examine(text, await self.layouts.file())
            draft = await self.drafts.add(draft_id, examined.loaded.layout) if examined.loaded else None
        return draft

    # Editing ----------------------------------------------------------------------------------------------------------

    async def put(self, asked: Asked) -> Response:
        """Save the text, or try it."""
        text, file = _text(asked.body), await self.layouts.file()
        if asked.request.query_params.get("dry_run") == "1":
            async with self._slot():
                return JSONResponse((await self._try(asked, text, file)).model_dump(mode="json"))
        tag = _if_match(asked)
        if not tag:
            raise Refusal(428, "no_if_match", "Send the ETag that the edit began with as If-Match.")
        why = asked.request.query_params.get("why", "")[:LONGEST_REASON]
        return await self._save(asked, text, tag, why, N_("changed the layout: version %(number)s"))

    async def restore(self, asked: Asked) -> Response:
        """Write an earlier version again."""
        version, file = self._find(asked), await self.layouts.file()
        why = asked.body.why or f"back to version {version.number}"
        return await self._save(asked, version.text, _if_match(asked) or file.tag, why, BACK)

    async def rename(self, asked: Asked) -> Response:
        """Rename a screen."""
        name = asked.path["name"]
        return await self._edit(
            asked,
            lambda text: rename_screen(text, name, asked.body.name),
            RENAMED,
        )

    async def field(self, asked: Asked) -> Response:
        """Change a field of a screen."""
        path = ("screens", asked.path["name"], asked.body.field)
        return await self._edit(
            asked,
            lambda text: set_field(text, path, asked.body.value),
            CHANGED,
        )

    async def _edit(self, asked: Asked, edit: Any, what: str) -> Response:
        file = await self.layouts.file()
        try:
            text = await LAYOUT.run(edit, file.text)
        except LayoutError as error:
            finding = error.findings[0]
            raise Refusal(422, "cannot_edit", finding.message) from None
        return await self._save(asked, text, _if_match(asked) or file.tag, asked.body.why, what)

    async def _save(self, asked: Asked, text: str, tag: str, why: str, what: str) -> Response:
        before = self.layouts.reload.loaded.layout
        who = asked.who
        try:
            saved = await self.layouts.save(text, tag, who.name, why, emergency=who.emergency)
        except Edited as edited:
            return conflict(asked, edited, text, tag, reversed(self.layouts.versions.all))
        except Faulty as faulty:
            return faults(asked, faulty.examined)
        except NoRight:
            raise Refusal(403, "emergency", "It adds a takeover, and that needs the right emergency.") from None
        except LayoutError as error:
            raise Refusal(409, "read_only", error.findings[0].message) from None
        self.announce("layout", {"version": saved.version.number})
        await self.journal.add(who.name, what, "screens.yaml", asked.origin, number=str(saved.version.number))
        applied = self._applied(asked, saved, before).model_dump(mode="json")
        return JSONResponse(applied, headers={"ETag": f'"{saved.tag}"'})

    def _applied(self, asked: Asked, saved: Saved, before: Any) -> Applied:
        after = self.layouts.reload.loaded.layout
        differ, others = entries_that_differ(before, after)
        changed = tuple(after.screens) if others else differ
        return Applied(
            version=saved.version.number,
            etag=saved.tag,
            problems=told(asked, saved.examined.problems),
            changed=list(changed),
            changes=sentences(saved.version.changes, words_of(asked)),
        )

    @asynccontextmanager
    async def _slot(self) -> AsyncIterator[None]:
        """One of the places for what takes long. Raises Refusal where there is none: whoever saves must not wait."""
        if self._slots.locked():
            raise Refusal(503, "busy", "The server is busy: try again.", headers={"Retry-After": "2"})
        async with self._slots:
            yield

    async def _try(self, asked: Asked, text: str, file: File) -> Tried:
        examined, words = await self.layouts.examine(text, file), words_of(asked)
        in_force = self.layouts.reload.loaded.tree
        found = await LAYOUT.run(differences, in_force, examined.loaded.tree) if examined.loaded else ()
        tried = Tried(
            problems=told(asked, examined.problems),
            changed=[],
            by_screen={},
            changes=await LAYOUT.run(sentences, found, words),
            emergency=False,
            draft="",
        )
        if examined.loaded is None:
            return tried
        layout = examined.loaded.layout
        draft = await self.drafts.add(tag_of(text.encode()), layout)
        await self.lending.give(f"layout {draft.id}", text)
        changed = await self.drafts.changed(draft)
        of_screen: dict[str, list[Difference]] = {name: [] for name in changed}
        for one in found:
            if one.section == "screens" and one.name in of_screen:
                of_screen[one.name].append(one)
        return tried.model_copy(
            update={
                "changed": list(changed),
                "by_screen": {name: sentences(tuple(of), words) for name, of in of_screen.items()},
                "emergency": added_takeovers(self.layouts.reload.loaded.layout, layout),
                "draft": draft.id,
            }
        )

    async def merge(self, asked: Asked) -> Stretches:
        """Both edits, in a process of its own: comparing long texts takes long."""
        body = asked.body
        given = json.dumps([body.base, body.theirs, body.yours]).encode()
        try:
            async with self._slot():
                merged = await in_child("signage.venue.merge", given, MERGING)
            return Stretches.model_validate_json(b'{"stretches": %b}' % merged)
        except ChildError:
            raise Refusal(422, "too_different", "These texts are too long and too unlike to be compared.") from None


def _if_match(asked: Asked) -> str:
    """The tag that the request names in `If-Match`; empty where it names none."""
    return asked.request.headers.get("if-match", "").strip().removeprefix("W/").strip('"')


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(400, "malformed", "The body is not UTF-8 text.") from None
