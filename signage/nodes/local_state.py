"""What a node keeps for itself, beside the store that it shares: in a small file of its data folder."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from signage.errors import LayoutError, SettingsError
from signage.layout.load import load, read
from signage.store.permissions import create_private, make_private

if TYPE_CHECKING:
    from pathlib import Path

    from signage.clock import Clock
    from signage.store.address import Address
    from signage.store.shared import Shared

FILE = "node.json"
EVENT = "event"
"""The key of the event's id, in case the layout cannot be read at the next start."""

log = logging.getLogger(__name__)


class LocalState:
    """Texts by key in a folder. What cannot be read is not there, and what cannot be written is logged."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    def get(self, key: str) -> str:
        """The text under a key; empty if there is none."""
        return str(self._all().get(key, ""))

    def put(self, key: str, value: str) -> None:
        """Keep a text. Blocks."""
        known = self._all()
        if known.get(key) == value:
            return
        try:
            make_private(self._file.parent)
            create_private(self._file)
            beside = self._file.with_suffix(".new")
            create_private(beside)
            beside.write_text(json.dumps({**known, key: value}), encoding="utf-8")
            beside.replace(self._file)
        except OSError as error:
            log.warning("%s cannot be written: %s", self._file, error.strerror)

    def _all(self) -> dict[str, object]:
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def event_of(config: Path, own: LocalState, key: str = EVENT) -> str:
    """The id of the event in a layout; where that cannot be read, the one that was kept under a key, or LayoutError."""
    try:
        return load(read(config), where=str(config)).layout.event.id
    except LayoutError:
        if event := own.get(key):
            return event
        raise


def open_shared(address: Address, event_id: str, clock: Clock) -> Shared:
    """The store of an event that several nodes share. Raises SettingsError where it lacks its extra."""
    try:
        from signage.store.redis import RedisStore  # noqa: PLC0415 - needs an extra
    except ImportError:
        raise SettingsError("SIGNAGE_STORE is set, and nothing can use it: pip install 'signage[redis]'") from None
    return RedisStore(address, event_id, clock=clock)
