"""What staff try at one node, for whichever is asked for it next: messages and layouts that are looked at only."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from signage.errors import StoreError

if TYPE_CHECKING:
    from signage.store.shared import Shared

WITHIN = 1.5
"""Seconds that staff wait at most for the store: what this node tries it shows without."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Lending:
    """Texts by name, for some minutes. Where nodes share no store there is nobody to lend them to."""

    shared: Shared | None = None

    async def give(self, name: str, text: str) -> None:
        """Have the other nodes find it, if the store can be used."""
        if self.shared:
            try:
                async with asyncio.timeout(WITHIN):
                    await asyncio.to_thread(self.shared.lend, name, text.encode())
            except (StoreError, TimeoutError) as error:
                log.debug("what is tried here is known to no other node: %s", error)

    async def find(self, name: str) -> str | None:
        """What another node gave under this name; None where there is none, or no longer."""
        if not self.shared:
            return None
        try:
            async with asyncio.timeout(WITHIN):
                found = await asyncio.to_thread(self.shared.lent, name)
        except (StoreError, TimeoutError):
            return None
        return found.decode() if found else None
