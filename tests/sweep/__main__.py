"""Look at every page of the large agendas at every boundary of a day: `python -m tests.sweep`.

Arguments choose agendas, pages by /PATH, and, as a number, every how many boundaries. What is wrong is printed, and
kept in out/sweep with pictures.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.async_api import async_playwright

from tests.browser.chromium import FLAGS, find
from tests.sweep.agendas import AGENDAS
from tests.sweep.walk import Finding, pages, serving, walk

if TYPE_CHECKING:
    from playwright.async_api import Browser

OUT = Path("out/sweep")
AT_ONCE = 2


def line(agenda: str, found: Finding) -> str:
    at = datetime.fromtimestamp(found.ms / 1000, UTC)
    path = found.url.partition("//")[2].partition("/")[2]
    return f"{agenda} /{path} {found.size[0]}x{found.size[1]} {at:%d %H:%M:%S} x{found.times}  {found.what}"


async def sweep(browser: Browser, name: str, paths: list[str], every: int) -> list[str]:
    """Every page of one agenda, two at a time, at every so many boundaries."""
    agenda, layout = AGENDAS[name]()
    todo = list(reversed(paths or list(pages(agenda, layout))))
    total, lines, looks, began = len(todo), [], 0, time.monotonic()
    shots = OUT / name
    shots.mkdir(parents=True, exist_ok=True)
    for old in shots.iterdir():
        old.unlink()

    async def work(base: str) -> None:
        nonlocal looks
        while todo:
            path = todo.pop()
            page = await browser.new_page()
            seen = await walk(page, base + path, every=every, shots=shots)
            await page.close()
            looks += seen.looks
            lines.extend(line(name, found) for found in seen.findings)
            print(f"{name} {path}: {seen.looks} looks, {len(seen.findings)} findings", flush=True)

    async with serving(agenda, layout) as base:
        await asyncio.gather(*(work(base) for _ in range(AT_ONCE)))
    print(f"{name}: {total} pages, {looks} looks in {time.monotonic() - began:.0f} s, {len(lines)} findings")
    (shots / "findings.txt").write_text("".join(f"{line}\n" for line in lines), "utf-8", "replace")
    return lines


async def main(names: list[str], paths: list[str], every: int) -> int:
    async with async_playwright() as playwright:
        path = find(playwright.chromium.executable_path)
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        found = [text for name in names for text in await sweep(browser, name, paths, every)]
        await browser.close()
    for kind, count in Counter(text.partition("  ")[2].partition(" “")[0] for text in found).most_common():
        print(f"{count:6} {kind}")
    return min(1, len(found))


if __name__ == "__main__":
    words = sys.argv[1:]
    numbers = [int(word) for word in words if word.isdecimal()]
    chosen = [word for word in words if word in AGENDAS] or list(AGENDAS)
    sys.exit(asyncio.run(main(chosen, [word for word in words if word.startswith("/")], *numbers or [1])))
