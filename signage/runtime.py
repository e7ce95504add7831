"""What a program runs with: its files, its clock, its network, and what the operator sets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import httpx

from signage.base_path import ROOT, BasePath
from signage.clock import SYSTEM, Clock
from signage.nodes.lease import LASTS
from signage.staff.settings import NO_STAFF, StaffSettings
from signage.store.address import Address
from signage.sync.coordinator import Sync
from signage.sync.schedule import Schedule
from signage.web.quota import Quota


@dataclass(frozen=True)
class Runtime:
    """What the program runs with: screens.yaml, the data folder, the clock, and the network to the gateway.

    Streams hear the time every `tick_interval` seconds. `transport` is in place of the network; `schedule` makes what
    registers when the gateway is asked.
    `staff` is what the operator sets for the staff page, `metrics_token` opens /metrics to other machines. `shared` is
    the store of several nodes, of which this is one; who of them asks the gateway has a `lease` of that length.
    `base` is what all addresses begin with; `connections` are the server's, where it has several programs.
    """

    config: Path
    data: Path
    clock: Clock = SYSTEM
    tick_interval: float = 15.0
    transport: httpx.AsyncBaseTransport | None = None
    staff: StaffSettings = NO_STAFF
    shared: Address | None = None
    lease: timedelta = LASTS
    metrics_token: str = field(default="", repr=False)
    base: BasePath = ROOT
    connections: Quota | None = None
    schedule: Callable[[Sync, Clock], Schedule] = Schedule

    def with_settings(self, staff: StaffSettings, shared: Address | None, metrics_token: str) -> Runtime:
        """The same with what the operator sets in the environment."""
        return replace(self, staff=staff, shared=shared, metrics_token=metrics_token)
