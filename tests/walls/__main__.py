"""Measure the walls of agendas: `python -m tests.walls [AGENDA…]`, or `make walls AGENDA=file.json`.

An AGENDA is a JSON file as `signage sandbox --agenda` takes it, a folder of such files, or the name of one that is made
here (tests/walls/agendas.py); without any, all that are made, in four sizes, at every boundary of their days. Each
file's layout is --layout, or the YAML file of its name beside it, or made: an overview, a directory, an agenda board, a
split, and the doors of a few rooms. What is wrong is printed; a report and contact sheets are kept. Exit status: 1 if
anything is wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.async_api import Error, async_playwright

from tests.browser.chromium import FLAGS, find
from tests.walls.agendas import AGENDAS
from tests.walls.plans import drawn
from tests.walls.plans import save as save_plan
from tests.walls.report import Told, details, grouped, summary
from tests.walls.sheets import Sheet
from tests.walls.venue import Venue, from_file
from tests.walls.walk import EDGES, Walked, opened, serving, throttled, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.async_api import Browser


AT_ONCE = 2
TWO, FOUR = "1920x1080,1080x1920", "1280x720,1920x1080,1080x1920,3840x2160"


def arguments(words: list[str]) -> argparse.Namespace:
    said = argparse.ArgumentParser(
        prog="tests.walls", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    said.add_argument("agendas", nargs="*", metavar="AGENDA")
    said.add_argument("--layout", type=Path, help="a screens.yaml for all of them")
    said.add_argument("--language", default="", help="another language than the layout's, such as es")
    said.add_argument("--sizes", default="", help=f"such as {TWO}")
    said.add_argument("--random", type=int, default=0, help="so many agendas in the widest ranges instead")
    said.add_argument("--seed", type=int, default=1, help="another one makes others")
    said.add_argument("--path", action="append", help="only this page, such as /screens/overview")
    said.add_argument("--instants", type=int, default=10, help="moments of the busiest day")
    said.add_argument("--every", type=int, default=0, help="instead: every so many boundaries of a page's days")
    said.add_argument("--throttle", type=float, default=0, help="time page turns on a processor so many times slower")
    said.add_argument("--out", type=Path, default=Path("out/walls"), help="where report and pictures go")
    said.add_argument("--no-pictures", action="store_true")
    asked = said.parse_args(words)
    if not asked.agendas and not asked.random:
        asked.agendas, asked.every = list(AGENDAS), asked.every or 1
        asked.sizes, asked.no_pictures = asked.sizes or FOUR, True
    asked.sizes = [tuple(int(side) for side in size.split("x")) for size in (asked.sizes or TWO).split(",")]
    return asked


def venues(asked: argparse.Namespace) -> Iterator[Venue]:
    for number, plan in enumerate(drawn(asked.random, asked.seed) if asked.random else ()):
        yield from_file(save_plan(plan, asked.out / "agendas", f"{asked.seed}-{number}"))
    for name in asked.agendas:
        if name in AGENDAS:
            yield Venue(name, *AGENDAS[name]())
            continue
        path = Path(name)
        for file in sorted(path.glob("*.json")) if path.is_dir() else [path]:
            yield from_file(file, asked.layout, asked.language)


async def measure(browser: Browser, venue: Venue, asked: argparse.Namespace, out: Path) -> Told:
    """Every screen of a venue, two at a time; their pictures go into a folder."""
    todo, walked = list(reversed(asked.path or venue.paths())), list[Walked]()

    async def look(base: str, path: str) -> None:
        page, errors = await browser.new_page(), list[str]()
        page.on("pageerror", lambda error: errors.append(str(error)))
        try:
            await opened(page, venue, base, path)
        except Error as error:
            walked.extend(Walked(path, size, errors=[error.message]) for size in asked.sizes)
            return await page.close()
        moments = venue.instants(asked.instants)
        if asked.every:
            moments = [datetime.fromtimestamp(ms / 1000, UTC) for ms in await page.evaluate(EDGES, asked.every)]
        for size in asked.sizes:
            sheet = Sheet(venue.days.zone)
            one = await walk(page, venue, path, size, moments, None if asked.no_pictures else sheet.shoot)
            if asked.throttle:
                await throttled(page, one, asked.throttle)
            one.errors += errors
            walked.append(one)
            sheet.save(out / f"{path.strip('/').replace('/', '-')}-{size[0]}x{size[1]}.png")
        return await page.close()

    async def work(base: str) -> None:
        while todo:
            await look(base, todo.pop())

    async with serving(venue.agenda, venue.layout) as base:
        await asyncio.gather(*(work(base) for _ in range(AT_ONCE)))
    return Told(venue, tuple(sorted(walked, key=lambda one: (one.path, one.size))))


def fresh(folder: Path) -> Path:
    """A folder without the pictures of an earlier run."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    return folder


def save(file: Path, text: str) -> None:
    file.write_text(text, "utf-8", "replace")


async def main(asked: argparse.Namespace) -> int:
    say = functools.partial(print, flush=True)
    told = []
    async with async_playwright() as playwright:
        path = find(playwright.chromium.executable_path)
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        for venue in venues(asked):
            began = time.monotonic()
            name = "-".join(filter(None, (venue.name, asked.language)))
            folder = fresh(asked.out / name)
            told.append(await measure(browser, venue, asked, folder))
            save(folder / "report.md", f"# {venue.name}\n\n{details(told[-1])}")
            looks = sum(len(one.seen) for one in told[-1].walked)
            say(*grouped(told[-1]), sep="", end="")
            say(f"{name}: {looks} looks in {time.monotonic() - began:.0f} s, {len(told[-1].findings)} findings")
        await browser.close()
    save(asked.out / "summary.md", summary(told))
    found = [finding for one in told for finding in one.findings]
    for kind, count in Counter(finding.fault.kind for finding in found).most_common():
        say(f"{count:6} {kind}")
    return min(1, len(found))


if __name__ == "__main__":
    sys.exit(asyncio.run(main(arguments(sys.argv[1:]))))
