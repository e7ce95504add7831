"""Agendas in the widest ranges through the same score as real ones."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.walls.plans import LETTERS, RANGES, Plan, drawn, plan_of, save, simpler, venue
from tests.walls.report import line
from tests.walls.walk import Host, opened, walk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from playwright.async_api import Browser, Error, Page

    from tests.walls.venue import Venue
    from tests.walls.walk import Finding

OUT = Path("out/walls/random")
SIZES = ((1920, 1080), (1080, 1920))
SEED = int(os.environ.get("SEED", "1"))
"""Another one makes other agendas."""
EACH, FEW, ALL = 6, 36, 1000
"""Agendas of a test, of `make test` and of `make soak`."""
TRIES = 40
"""Simpler plans that are tried of one that fails."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def host() -> AsyncIterator[Host]:
    host = Host()
    yield host
    await host.aclose()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """One page for all agendas: its fonts are fetched once."""
    page = await browser.new_page()
    yield page
    await page.close()


async def findings(page: Page, host: Host, shown: Venue, number: int) -> list[Finding]:
    """What is wrong with the overview, one other screen and one door, in two sizes, at two moments."""
    paths = shown.paths()
    screens = [path for path in paths if path.startswith("/screens/")]
    doors = [path for path in paths if path.startswith("/rooms/")]
    found, errors = list["Finding"](), list[str]()

    def failed(error: Error) -> None:
        errors.append(str(error))

    page.on("pageerror", failed)
    await page.goto("about:blank")  # or it would go on with another agenda by itself
    host.show(shown.agenda, shown.layout)
    for path in dict.fromkeys([screens[0], screens[1 + number % (len(screens) - 1)], *doors[:1]]):
        await opened(page, shown, host.base, path, SIZES[0])
        for size in SIZES:
            found += (await walk(page, shown, path, size, shown.instants(3)[1:])).findings
    page.remove_listener("pageerror", failed)
    assert errors == []
    return found


async def simplest(page: Page, host: Host, plan: Plan) -> Plan:
    """The simplest plan that still fails, as far as so many tries find it."""
    left, known = TRIES, {plan}
    while True:
        for other in simpler(plan):
            if left and other not in known:
                left -= 1
                known.add(other)
                if await findings(page, host, venue(other), other.seed):
                    plan = other
                    break
        else:
            return plan


async def hold(page: Page, host: Host, plans: Iterable[Plan]) -> None:
    """Hold these agendas to all rules. Those that fail are kept as files, the first one also in its simplest form."""
    told, failed = list[str](), list[Plan]()
    for plan in plans:
        shown = venue(plan)
        if found := await findings(page, host, shown, plan.seed):
            failed.append(plan)
            told += [
                f"{plan}",
                f"make walls AGENDA={save(plan, OUT, str(plan.seed))}",
                *(line(shown, one) for one in found),
            ]
    if failed:
        simple = await simplest(page, host, failed[0])
        told += [
            "the first one, simpler:",
            f"{simple}",
            f"make walls AGENDA={save(simple, OUT, f'{simple.seed}-simpler')}",
        ]
        pytest.fail("\n".join(told), pytrace=False)


@pytest.mark.parametrize("first", range(0, FEW, EACH))
async def test_walls_hold_on_any_agenda(page: Page, host: Host, first: int) -> None:
    await hold(page, host, drawn(EACH, SEED, first))


@pytest.mark.soak
@pytest.mark.parametrize("first", range(0, ALL, EACH))
async def test_walls_hold_on_a_thousand_agendas(page: Page, host: Host, first: int) -> None:
    await hold(page, host, drawn(min(EACH, ALL - first), SEED, first))


def test_plans_are_the_same_each_time_and_wide() -> None:
    made = drawn(ALL, SEED)
    assert made[40:60] == drawn(20, SEED, 40)
    assert len(set(made)) == ALL
    for name, values in RANGES.items():
        assert {getattr(plan, name) for plan in made} == set(values)
    assert {script for plan in made for script in plan.scripts} == set(LETTERS)
    for plan in made[:30]:
        shown = venue(plan)
        assert all(0 < len(room.name) <= 60 for room in shown.agenda.rooms.values())


def test_simpler_plans_come_to_an_end() -> None:
    plan, steps = plan_of(7), 0
    while other := next(simpler(plan), None):
        plan, steps = other, steps + 1
    assert (plan.rooms, plan.room_letters, plan.a_day, len(plan.scripts)) == (1, 1, 4, 1)
    assert steps < TRIES
