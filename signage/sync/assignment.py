"""What sync keeps an agenda of, and how often it asks: all that it takes from screens.yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from signage.agenda import EventKey

if TYPE_CHECKING:
    from signage.layout import Layout, SyncPlan


class Assignment(NamedTuple):
    """What to keep an agenda of, and how often to ask: by the layout in force."""

    event: EventKey
    plan: SyncPlan

    @classmethod
    def of(cls, layout: Layout) -> Assignment:
        """The assignment that a layout gives."""
        return cls(EventKey(layout.event.id, layout.event.days), layout.sync)
