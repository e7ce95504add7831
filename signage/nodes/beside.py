"""The store of a server, for a command that runs beside it: what nodes share, or the file in the data folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from signage.clock import SYSTEM
from signage.errors import SettingsError
from signage.nodes.own import Own, event_of, open_shared
from signage.store.address import from_environment
from signage.store.sqlite import FILE, SQLiteStore

if TYPE_CHECKING:
    from pathlib import Path

    from signage.store import Store
    from signage.store.shared import Shared


def shared_by(event_id: str) -> Shared | None:
    """The store that SIGNAGE_STORE names, for this event; None where it is not set. Raises SettingsError."""
    address = from_environment(os.environ)
    return open_shared(address, event_id, SYSTEM) if address else None


def store_of(config: Path, data: Path, *, writes: bool = True) -> Store:
    """The store of the server with this screens.yaml and data folder.

    Raises SettingsError where no server ever was, and LayoutError where nothing tells which event it is.
    """
    if from_environment(os.environ) and (shared := shared_by(event_of(config, Own(data)))):
        return shared
    if not (data / FILE).exists():
        raise SettingsError(
            f"{data} is no folder of a signage server: name that server's with --data; it makes it when it first starts"
        )
    return SQLiteStore(data, sole=False, writes=writes)
