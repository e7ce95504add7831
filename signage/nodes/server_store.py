"""What a command that runs beside a server finds as that does: its variables, and its store."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING

from signage.clock import SYSTEM
from signage.environment import variables_of
from signage.errors import SettingsError
from signage.nodes.local_state import LocalState, event_of, open_shared
from signage.store.address import from_environment
from signage.store.sqlite import FILE, SQLiteStore
from signage.sync.archive import PULL

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from signage.store import Listed
    from signage.store.address import Address
    from signage.store.shared import Shared


def environment_of(config: Path, env: Mapping[str, str] = os.environ) -> Mapping[str, str]:
    """The variables of a server with this screens.yaml: of the environment, and its own. Raises SettingsError."""
    problems: list[str] = []
    found = variables_of(config, env, problems)
    if problems:
        raise SettingsError("\n".join(problems))
    return found


def address_by(config: Path) -> Address | None:
    """What SIGNAGE_STORE names for a server with this screens.yaml; None where it is not set. Raises SettingsError."""
    return from_environment(environment_of(config))


def shared_by(config: Path, event_id: str) -> Shared | None:
    """The store that nodes share, for this event; None where none is named. Raises SettingsError."""
    address = address_by(config)
    return open_shared(address, event_id, SYSTEM) if address else None


def store_of(config: Path, data: Path, *, writes: bool = True) -> Listed:
    """The store of the server with this screens.yaml and data folder.

    Raises SettingsError where no server ever was, and LayoutError where nothing tells which event it is.
    """
    if address := address_by(config):
        return open_shared(address, event_of(config, LocalState(data)), SYSTEM)
    if not (data / FILE).exists():
        raise SettingsError(
            f"{data} is no folder of a signage server: name that server's with --data; it makes it when it first starts"
        )
    return SQLiteStore(data, sole=False, writes=writes)


def have_pulled(config: Path, data: Path) -> bool:
    """Have the node that asks the platform pull everything; False where nodes share no store.

    Raises SettingsError where no node asks, and StoreError.
    """
    address = address_by(config)
    if address is None:
        return False
    with closing(open_shared(address, event_of(config, LocalState(data)), SYSTEM)) as shared:
        if not shared.holder():
            raise SettingsError("no node asks the platform now: start one, and it pulls by itself")
        shared.put(PULL, SYSTEM.now().isoformat())
    return True
