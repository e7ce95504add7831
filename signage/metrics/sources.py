"""Where each number comes from: functions that look at a part of the program and say what they see.

No label names a screen, a room, a display, a person or an address: their values are words of this program.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain, product
from typing import TYPE_CHECKING, Any, get_args

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily

from signage import __version__
from signage.assets import build_id
from signage.errors import Finding, GatewayError
from signage.fleet.verdict import State as DisplayState
from signage.staff import delivery
from signage.staff.wall_notice import Status, Style
from signage.store.snapshot import Kind
from signage.sync.pull_history import RANK
from signage.web.incoming import REFUSALS
from signage.web.open_stream import Dropped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from prometheus_client.metrics_core import Metric

    from signage.clock import Clock
    from signage.fleet.registry import Registry
    from signage.inevent.rate_limit import Usage
    from signage.publish.changes import Topic
    from signage.publish.state import State
    from signage.staff.notices import Notices
    from signage.store import Store
    from signage.sync.archive import Archive
    from signage.sync.coordinator import Sync
    from signage.web.hub import Hub
    from signage.web.quota import Quota

KINDS: tuple[Kind, ...] = get_args(Kind)
ERRORS = ("fault", *sorted(error.kind for error in GatewayError.__subclasses__()))
ANSWERS = ("2xx", "3xx", "429", "4xx", "5xx")
PAGES = ("room", "screen", "previews", "missing", "staff")
REASONS = ("full", "address", *REFUSALS.values())


def gauge(name: str, what: str, value: float) -> GaugeMetricFamily:
    """One number that goes up and down."""
    return GaugeMetricFamily(name, what, value=value)


def counter(name: str, what: str, value: float) -> CounterMetricFamily:
    """One number that only grows; its samples' name ends in `_total`."""
    return CounterMetricFamily(name, what, value=value)


def by_label(
    family: type[GaugeMetricFamily | CounterMetricFamily],
    name: str,
    what: str,
    label: str,
    values: Iterable[str],
    numbers: Mapping[Any, float],
) -> Metric:
    """A number for each value of a label, 0 included: a series that appears late hides its first increase."""
    made = family(name, what, labels=[label])
    for value in values:
        made.add_metric([value], numbers.get(value, 0))
    return made


def instant(at: datetime | None) -> float:
    """Seconds of Unix time; 0 for never, as Prometheus has it of itself."""
    return at.timestamp() if at else 0.0


def build() -> Iterator[Metric]:
    """Which program this is."""
    what = "The version of signage, and of its pages and scripts."
    yield InfoMetricFamily("signage_build", what, {"version": __version__, "pages": build_id()})


def feed(sync: Sync, confirmed: Callable[[], datetime | None]) -> Iterator[Metric]:
    """How it stands with the gateway, and with the agenda that came from there."""
    status = sync.status
    pulls = CounterMetricFamily("signage_pulls", "Pulls from the gateway by how they went.", labels=["kind", "result"])
    for kind, result in product(KINDS, RANK):
        pulls.add_metric([kind, result], status.pulls.counts[kind, result])
    yield pulls
    what = "Pulls that failed, by reason; `fault` is one of signage itself."
    yield by_label(CounterMetricFamily, "signage_pull_errors", what, "error", ERRORS, status.pulls.errors)
    yield gauge("signage_feed_failing", "1 while the last pull failed.", bool(status.error))
    yield gauge("signage_feed_held", "1 while a large change is held back from the walls.", status.held is not None)
    yield gauge("signage_agenda_sessions", "Sessions of the agenda that walls show.", status.sessions)
    yield gauge(
        "signage_agenda_confirmed_timestamp_seconds",
        "When the gateway last gave a good answer about what walls show; 0 for never.",
        instant(confirmed()),
    )
    yield gauge("signage_feed_problems", "What is wrong with records of the gateway.", len(status.problems))


def gateway(usage: Usage) -> Iterator[Metric]:
    """What the gateway was asked."""
    what = "Answers of the gateway by HTTP status."
    yield by_label(CounterMetricFamily, "signage_gateway_answers", what, "status", ANSWERS, usage.answers)
    left = GaugeMetricFamily("signage_gateway_requests_left", "Requests that the gateway said it still allows.")
    if usage.allowance:
        left.add_metric([], usage.allowance.left)
    yield left


def stored(archive: Archive, store: Store) -> Iterator[Metric]:
    """What outlives a restart."""
    yield gauge(
        "signage_snapshot_saved_timestamp_seconds",
        "When the agenda, or that it holds still, was last written to the store; 0 for never.",
        instant(archive.saved_at),
    )
    yield counter("signage_store_errors", "Questions to the store that failed.", store.failures)
    yield gauge("signage_store_failing", "1 while agenda or notes cannot be written.", bool(archive.error))


def nodes(*, asks: bool, reachable: bool) -> Iterator[Metric]:
    """What this node is to the others; one that is alone asks the gateway itself, and has nobody's store."""
    yield gauge("signage_lease_held", "1 while this node asks the gateway; of several nodes one does.", asks)
    yield gauge("signage_shared_store_reachable", "0 while the store of several nodes cannot be reached.", reachable)


def layout(state: State, applied: datetime, findings: Iterable[Finding]) -> Iterator[Metric]:
    """screens.yaml as it is in force, and what is wrong with the file."""
    yield gauge("signage_layout_applied_timestamp_seconds", "Since when this layout is in force.", instant(applied))
    levels = Counter(finding.level for finding in findings)
    what = "Findings in screens.yaml; an error keeps something from a wall."
    yield by_label(GaugeMetricFamily, "signage_layout_findings", what, "level", ("error", "hint"), levels)
    yield gauge(
        "signage_agenda_stale_after_seconds",
        "How old an agenda may be until walls say so (`stale_after` in screens.yaml).",
        state.layout.stale_after.total_seconds(),
    )
    yield gauge("signage_screens", "Screens of the layout.", len(state.layout.screens))


def streams(walls: Hub[Topic], staff: Hub[str]) -> Iterator[Metric]:
    """The event streams that are open, and what went through them. Deliveries are those of both hubs."""
    numbers: Counter[str] = Counter(staff=sum(staff.topics().values()))
    for topic, count in walls.topics().items():
        numbers[topic.kind] += count
    what = "Open event streams by the page that they are of."
    yield by_label(GaugeMetricFamily, "signage_streams_open", what, "page", PAGES, numbers)
    yield gauge("signage_streams_paused", "Streams whose readers are waited for.", walls.draining + staff.draining)
    one, other = walls.counts, staff.counts
    what = "Events that streams took."
    yield counter("signage_stream_deliveries", what, one.deliveries + other.deliveries)
    what = "Bytes of these events, compressed where the stream is."
    yield counter("signage_stream_delivered_bytes", what, one.bytes + other.bytes)
    what = "Streams that were ended for their reader, by reason."
    dropped = one.dropped + other.dropped
    yield by_label(CounterMetricFamily, "signage_streams_dropped", what, "reason", get_args(Dropped), dropped)
    what = "Streams that were not opened: no place was left, in all or for the address."
    refused = walls.quota.refused + staff.quota.refused
    yield by_label(CounterMetricFamily, "signage_streams_refused", what, "reason", ("full", "address"), refused)


def connections(quota: Quota) -> Iterator[Metric]:
    """The server's connections."""
    yield gauge("signage_connections_open", "Open connections.", quota.count)
    yield gauge("signage_connections_limit", "Connections that there may be.", quota.total)
    what = "Connections that were refused or closed, by reason."
    yield by_label(CounterMetricFamily, "signage_connections_refused", what, "reason", REASONS, quota.refused)


def displays(registry: Registry, state: State) -> Iterator[Metric]:
    """The displays that are known, as the staff page judges them."""
    rows = tuple(registry)
    states = [name for name in get_args(DisplayState) if name != "never"]  # of screens, not of displays
    numbers = Counter(row.state for row in rows)
    yield by_label(GaugeMetricFamily, "signage_displays", "Displays by what they show.", "state", states, numbers)
    opened = {row.page[1] for row in rows if row.page[0] == "screen"}
    missing = sum(name not in opened for name in state.layout.screens)
    yield gauge("signage_screens_never_opened", "Screens of the layout that no known display shows.", missing)
    yield counter(
        "signage_display_reports",
        "Reports of displays that counted, with those that other nodes passed on.",
        registry.reports,
    )


def notices(sent: Notices, clock: Clock) -> Iterator[Metric]:
    """The messages of the staff page. Their time to confirmation is a histogram."""
    labels = ["style", "status"]
    family = CounterMetricFamily("signage_notices_sent", "Messages that staff sent, with all-clears.", labels=labels)
    for style, status in product(get_args(Style), get_args(Status)):
        family.add_metric([style, status], sent.sent[style, status])
    yield family
    on_air = [notice for notice in sent.all() if notice.state(clock.now()) == "on_air"]
    yield gauge("signage_notices_on_air", "Messages that are on the walls.", len(on_air))
    found = chain.from_iterable(sent.progress(notice.id).displays.values() for notice in on_air)
    numbers = Counter(one.state for one in found)
    what = "Displays of the messages on the walls by how far these have come; a display counts once for each message."
    states = get_args(delivery.State)
    yield by_label(GaugeMetricFamily, "signage_notice_displays", what, "state", states, numbers)
