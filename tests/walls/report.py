"""What a report says: a row for each agenda, language and size, then for each screen, then every finding."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.walls.judge import ALL_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.walls.venue import Venue
    from tests.walls.walk import Finding, Walked

SHORT = ("Agenda", "Language", "Size", "Looks", "Full", "Pages", "Elements", "Turn, ms", "Slow, ms", "Findings")
LONG = ("Screen", "Size", "Looks", "Sizes in rem", "Full", "Pages", "Elements", "Turn, ms", "Slow, ms", "Findings")


@dataclass(frozen=True)
class Told:
    """A venue and what was seen of all its screens."""

    venue: Venue
    walked: tuple[Walked, ...]

    @property
    def language(self) -> str:
        return " ".join(self.venue.layout.language)

    @property
    def findings(self) -> list[Finding]:
        return [finding for one in self.walked for finding in one.findings]

    def by_size(self) -> Iterator[tuple[str, list[Walked]]]:
        sizes: dict[str, list[Walked]] = defaultdict(list)
        for one in self.walked:
            sizes[f"{one.size[0]}x{one.size[1]}"].append(one)
        yield from sizes.items()


def summary(told: Iterable[Told]) -> str:
    """The table that compares agendas, in Markdown."""
    rows = [
        (one.venue.name, one.language, size, *_figures(walked), _kinds(f for w in walked for f in w.findings))
        for one in told
        for size, walked in one.by_size()
    ]
    return table(SHORT, rows)


def details(told: Told) -> str:
    """The table of a venue's screens, and every finding, in Markdown."""
    rows = []
    for one in told.walked:
        looks, *rest = _figures([one])
        rows.append((one.path, f"{one.size[0]}x{one.size[1]}", looks, sizes(one), *rest, _kinds(one.findings)))
    return f"{table(LONG, rows)}\n{''.join(f'- {line(told.venue, found)}{chr(10)}' for found in told.findings)}"


def grouped(told: Told) -> Iterator[str]:
    """For each screen, size and kind its first finding, and how many more there are."""
    kinds: dict[object, list[Finding]] = defaultdict(list)
    for found in told.findings:
        kinds[found.path, found.size, found.fault.kind].append(found)
    for same in kinds.values():
        more = f" and {len(same) - 1} more" if len(same) > 1 else ""
        yield f"{line(told.venue, same[0])}{more}\n"


def line(venue: Venue, found: Finding) -> str:
    """One finding: where, when first, at how many moments, and what."""
    at = found.at.astimezone(venue.days.zone)
    size = f"{found.size[0]}x{found.size[1]}"
    fault = found.fault
    return f"{venue.name} {found.path} {size} {at:%a %H:%M:%S} x{found.times}  {fault.kind}: {fault.what}"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |\n" for row in lines)


def sizes(walked: Walked) -> str:
    """Smallest and largest size of each role."""
    found: dict[str, set[float]] = defaultdict(set)
    for seen in walked.seen:
        for view in seen.look["views"]:
            for role, some in view["sizes"].items():
                found[role].update((some[0], some[-1]))
    return ", ".join(
        f"{role} {min(some):g}" + (f"–{max(some):g}" if max(some) > min(some) else "") for role, some in found.items()
    )


def _figures(walked: list[Walked]) -> tuple[str, ...]:
    """Looks, share of the wall used, most pages, most elements, and milliseconds of a page turn."""
    seen = [one for each in walked for one in each.seen]
    views = [view for one in seen for view in one.look["views"]]
    share = [view["share"] for view in views]
    full = f"{statistics.median(share):.0%}, {min(share):.0%}–{max(share):.0%}" if share else "–"
    pages = max((max(view["pages"], view["turning"]) for view in views), default=1)
    elements = max((one.look["elements"] for one in seen), default=0)
    slow = [took for each in walked for took in each.slow]
    turned = [one.took for one in seen if one.turned]
    return str(len(seen)), full, str(pages), str(elements), _times(turned), _times(slow)


def _times(took: list[float]) -> str:
    """The median, and the longest."""
    return f"{statistics.median(took):.0f}, {max(took):.0f}" if took else "–"


def _kinds(findings: Iterable[Finding]) -> str:
    counted = Counter(finding.fault.kind for finding in findings)
    return ", ".join(f"{counted[kind]} {kind}" for kind in ALL_KINDS if counted[kind]) or "none"
