"""screens.yaml and pictures in the hands of staff, joined: files, versions, the walls that edits would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signage.nodes.lending import Lending
from signage.staff.layouts import Layouts
from signage.staff.threads import LAYOUT
from signage.venue.check import findings
from signage.venue.uploads import Uploads
from signage.web.previews import Previews
from signage.web.staff.drafts import Drafts
from signage.web.staff.layout import LayoutCalls
from signage.web.staff.media import MediaCalls, untold

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from datetime import datetime

    from signage.clock import Clock
    from signage.errors import Finding
    from signage.layout import Layout, Loaded
    from signage.layout.watch import Reload
    from signage.publish.publisher import Publisher
    from signage.staff import Staff
    from signage.venue.appearance import Appearance
    from signage.venue.folders import Venue
    from signage.web.staff.calls import Call
    from signage.web.staff.layout import Announce


@dataclass(frozen=True)
class Editing:
    """A part of the staff page, and what it is made of."""

    layouts: Layouts
    previews: Previews
    drafts: Drafts
    staff: Staff
    pictures: MediaCalls
    announce: Announce
    lending: Lending

    @classmethod
    def of(
        cls,
        staff: Staff,
        reload: Reload,
        publisher: Publisher,
        venue: Venue,
        *,
        clock: Clock,
        apply: Callable[[Loaded], Awaitable[None]],
        reachable: Callable[[], frozenset[str]],
        confirmed: Callable[[], datetime | None],
        announce: Announce = lambda *_: None,
        make: Callable[..., Layouts] = Layouts,
        told: Callable[[str], Awaitable[None]] = untold,
        lending: Lending | None = None,
    ) -> Editing:
        """Joined: `apply` shows a layout on the walls, `reachable` tells which framed pages answer.

        `announce` tells open pages of staff, by the event's name and its data, that there is another version. `make` is
        in place of `Layouts`, and takes what that takes. `told` is told the name of each picture that changed.
        `lending` gives other nodes what is tried here.
        """

        def check(loaded: Loaded) -> Iterator[Finding]:
            current = publisher.current
            yield from map(loaded.locate, findings(loaded.layout, current.agenda, current.slugs))
            yield from map(loaded.locate, venue.appearance(loaded.layout, reachable())[1])

        async def appearance(layout: Layout) -> Appearance:
            return (await LAYOUT.run(venue.appearance, layout, reachable()))[0]

        previews = Previews(lambda: publisher.current, confirmed)
        layouts = make(reload, staff.versions, clock, apply, check)
        drafts = Drafts(publisher, previews, clock, appearance)
        pictures = MediaCalls(publisher, venue.media, Uploads(venue.media.folder), staff.journal, told)
        return cls(layouts, previews, drafts, staff, pictures, announce, lending or Lending())

    def calls(self) -> tuple[Call, ...]:
        """What is offered to staff."""
        return (
            *LayoutCalls(self.layouts, self.drafts, self.staff.journal, self.announce, self.lending).calls(),
            *self.pictures.calls(),
        )

    async def follow(self) -> None:
        """Another node may have written a version. Raises StoreError."""
        if await self.layouts.settle():
            self.announce("layout", {})

    async def noticed(self, content: bytes) -> None:
        """screens.yaml holds this now, and nobody here wrote it."""
        if await self.layouts.noticed(content):
            self.announce("layout", {})
            await self.staff.journal.add("file", "changed the layout", "screens.yaml")
