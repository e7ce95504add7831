"""The API of the venue's pictures: listed, added, taken away."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import BaseModel
from starlette.responses import Response

from signage.errors import MediaError
from signage.layout import PictureScreen, SlidesScreen, located_views
from signage.phrase import N_, Phrase
from signage.staff.threads import LAYOUT, PICTURES
from signage.venue.media import LARGEST
from signage.venue.uploads import Uploads
from signage.web.staff.api import read
from signage.web.staff.calls import Call, Refusal
from signage.web.staff.language import words_of
from signage.web.staff.multipart import Malformed, file_in

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from signage.layout import Layout
    from signage.publish.publisher import Publisher
    from signage.staff.audit_log import Journal
    from signage.staff.differences import Translate
    from signage.venue.media import Media
    from signage.web.staff.calls import Asked

DECODING = 2.0
"""Seconds for which a list waits for pictures that are yet to be decoded."""
WAITING = 3
"""Uploads that are taken in at a time, one of which is decoded: each may be 40 MB."""
SECONDS = 180.0
"""Seconds that a picture may take on its way here, over slow Wi-Fi."""
SENTENCE = N_("%(what)s.")
AROUND = 64 * 1024
"""Bytes of a body around its file."""


class Picture(BaseModel):
    """A file of the folder media. `url` is empty while it is not decoded yet, and where a `problem` says why not.

    `used_by` are the screens that show it; "brand" where the event's looks use it.
    """

    name: str
    url: str
    width: int
    height: int
    problem: str
    used_by: list[str]


class Pictures(BaseModel):
    """All of them, in order of name."""

    files: list[Picture]


class Added(BaseModel):
    """The name under which a picture was written: screens.yaml names it so."""

    name: str


async def untold(_: str) -> None:
    """There is nobody to tell."""


@dataclass(frozen=True)
class MediaCalls:
    """The calls about pictures."""

    publisher: Publisher
    media: Media
    uploads: Uploads
    journal: Journal
    changed: Callable[[str], Awaitable[None]] = untold
    """Told the name of each picture that was added or removed."""
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(WAITING))

    def calls(self) -> tuple[Call, ...]:
        """What is offered to staff."""
        full = {
            400: "the body holds no file",
            409: "the name is taken",
            413: "it is too large",
            422: "it is no picture, or has no good name",
            503: "others add pictures just now",
        }
        return (
            Call("GET", "media", "viewer", self.pictures, "The pictures of the venue", answer=Pictures),
            Call("POST", "media", "editor", self.add, "Add a picture (multipart/form-data, one file), made fit for TVs",
                 answer=Added, status=201, takes="multipart/form-data",
                 query={"replace": "1: in place of one that has its name"}, statuses=full),
            Call("DELETE", "media/{name}", "editor", self.remove, "Take a picture away that no screen shows",
                 status=204, statuses={404: "there is none", 409: "a screen shows it"}),
        )  # fmt: skip

    async def pictures(self, asked: Asked) -> Pictures:
        """The files, with addresses for those that are fit to be seen."""
        names, words = await LAYOUT.run(self.media.all_names), words_of(asked)
        found = await LAYOUT.run(self._look, names, words)
        if self.media.unprepared:
            await PICTURES.run(self.media.prepare, DECODING)
            found = await LAYOUT.run(self._look, names, words)
        return Pictures(files=found)

    def _look(self, names: list[str], words: Translate) -> list[Picture]:
        used = _used(self.publisher.current.layout, self.media)
        return [self._picture(name, used.get(name, []), words) for name in names]

    def _picture(self, name: str, used_by: list[str], words: Translate) -> Picture:
        try:
            file = self.media.find(name)
        except MediaError as error:
            return Picture(name=name, url="", width=0, height=0, problem=words(error.message), used_by=used_by)
        if file is None:
            return Picture(name=name, url="", width=0, height=0, problem="", used_by=used_by)
        is_image = file.media_type.startswith("image/")
        return Picture(
            name=name,
            url=file.url if is_image else "",
            width=file.width,
            height=file.height,
            problem="" if is_image else words(N_("is a font")),
            used_by=used_by,
        )

    async def add(self, asked: Asked) -> Added:
        """Write a picture."""
        if self._slots.locked():
            raise Refusal(503, "busy", "Others add pictures just now; try again.", headers={"Retry-After": "5"})
        async with self._slots:
            expect = asked.request.scope.get("extensions", {}).get("signage.stream", {}).get("expect")
            if expect:
                expect(LARGEST + AROUND, SECONDS)
            content = await read(asked.request, LARGEST + AROUND)
            try:
                name, raw = await PICTURES.run(file_in, content, asked.request.headers.get("content-type", ""))
            except Malformed as error:
                raise Refusal(400, "malformed", str(error)) from None
            replace = asked.request.query_params.get("replace") == "1"
            try:
                name = await PICTURES.run(self.uploads.add, name, raw, replace=replace)
            except MediaError as error:
                taken = "already" in error.what
                status, code = (409, "taken") if taken else (422, "no_picture")
                raise Refusal(status, code, Phrase(SENTENCE, what=error.message)) from None
        await self.changed(name)
        await self.journal.add(asked.who.name, "added a picture", name, asked.origin)
        return Added(name=name)

    async def remove(self, asked: Asked) -> Response:
        """Delete a picture."""
        name = asked.path["name"]
        used = await LAYOUT.run(_used, self.publisher.current.layout, self.media)
        if shown := used.get(name):
            raise Refusal(409, "in_use", "It is shown on %(screens)s.", screens=", ".join(shown))
        try:
            await PICTURES.run(self.uploads.remove, name)
        except MediaError as error:
            raise Refusal(404, "no_such_file", Phrase(SENTENCE, what=error.message)) from None
        await self.changed(name)
        await self.journal.add(asked.who.name, "removed a picture", name, asked.origin)
        return Response(status_code=204)


def _used(layout: Layout, media: Media) -> dict[str, list[str]]:
    """By the name of each file, the screens that show it."""
    found: dict[str, list[str]] = {}
    for path, view in located_views(layout):
        files: tuple[str, ...] = ()
        if isinstance(view, PictureScreen):
            files = (view.file,)
        elif isinstance(view, SlidesScreen):
            files = tuple(one for name in view.files for one in media.names(name))
        for file in files:
            found.setdefault(file, []).append(str(path[1]))
    for name in ("logo", "logo_on_light", "background", "font", "font_bold"):
        if file_of_brand := getattr(layout.brand, name):
            found.setdefault(file_of_brand, []).append("brand")
    return {file: list(dict.fromkeys(screens)) for file, screens in found.items()}
