"""The addresses that rooms have had, as the store has them noted."""

from __future__ import annotations

import json
import logging

from signage.inevent.text import readable

KEY = "slugs"
"""Key of the note: a JSON object, the id of a room by each slug that leads to it."""

log = logging.getLogger(__name__)


def slugs_in(note: str) -> dict[str, str]:
    """The ids of rooms by slug; empty, and told in the log, where the note is damaged."""
    try:
        slugs = json.loads(note or "{}")
    except ValueError:
        slugs = None
    if isinstance(slugs, dict) and all(isinstance(room, str) for room in slugs.values()):
        # Earlier releases noted ids as the gateway wrote them: "R&amp;D" is the room "R&D" of today's agenda.
        return {slug: readable(room) for slug, room in slugs.items()}
    log.warning("the note of rooms' earlier addresses is damaged: only those of today lead to them")
    return {}
