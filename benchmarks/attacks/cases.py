"""Every attack by its name: those that were feared, in letters, and those that were tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.attacks.means import Target
from benchmarks.attacks.pages import (
    codes,
    languages,
    no_names,
    open_days,
    pages,
    pages_many,
    paths,
    queries,
    random_days,
    ranges,
    rooms,
)
from benchmarks.attacks.posts import displays, posts, reports, sign_ins, staff_pages, staff_streams
from benchmarks.attacks.requests import (
    asked_and_cut,
    connections,
    garbage,
    half_open,
    hosts,
    many_headers,
    methods,
    odd_requests,
    pipelined,
    slow_calls,
    slow_pages,
    slow_posts,
    small_chunks,
    trailers,
    unread,
)
from benchmarks.attacks.staff import banners, edits, leaving, looks, looks_unread
from benchmarks.attacks.streams import (
    addresses,
    come_and_go,
    last_event_ids,
    picked_revisions,
    random_revisions,
    returning,
    stopped,
    stopped_plain,
    toggling,
)
from benchmarks.attacks.venue import bomb, flood, nothing

if TYPE_CHECKING:
    from collections.abc import Callable

FEARED = {
    "-": nothing, "a": random_days, "b": open_days, "c": no_names, "d": bomb, "e": flood, "f": returning, "g": stopped,
}  # fmt: skip
TRIED = (
    stopped_plain, slow_pages, half_open, slow_posts, pages, pages_many, odd_requests, many_headers, paths, posts,
    pipelined, come_and_go, addresses, random_revisions, picked_revisions, queries,
    codes, trailers, last_event_ids, languages, rooms, displays, reports,
    sign_ins, staff_pages, staff_streams, slow_calls, hosts, methods, ranges, toggling, connections, garbage,
    small_chunks, unread, asked_and_cut, leaving, looks, looks_unread, edits, banners,
)  # fmt: skip
CASES: dict[str, Callable[[Target], None]] = {**FEARED, **{case.__name__: case for case in TRIED}}
