"""Where an event's data is kept: in a folder of this server alone, or in a store that several servers share."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from signage.errors import StoreError
from signage.nodes.cluster import Cluster
from signage.nodes.standalone import Standalone
from signage.store.sqlite import SQLiteStore
from signage.venue.uploads import Uploads

if TYPE_CHECKING:
    from pathlib import Path

    from signage.runtime import Runtime
    from signage.store import Store

log = logging.getLogger(__name__)


def nodes_of(runtime: Runtime, pictures: Path, store: Store | None) -> Standalone | Cluster:
    """This server alone, or as one of several, which share the folder of `pictures`, too. Raises `StoreError`.

    `store` is in place of the data folder's, where this server is alone.
    """
    if runtime.shared:
        uploads = Uploads(pictures)
        return Cluster.open(runtime.shared, runtime.config, runtime.data, uploads, runtime.clock, runtime.lease)
    return Standalone(store or SQLiteStore(runtime.data, clock=runtime.clock), runtime.clock)


def noted(store: Store, key: str) -> str:
    """A note of the store; empty where the store cannot be used, for walls are shown all the same."""
    try:
        return store.get(key)
    except StoreError as error:
        log.warning("what was noted before is not known: %s", error)
        return ""
