"""The gallery: every view, both ways up, dark and light, in three languages. `make gallery`.

With views by name only those are made: `make gallery ARGS="room split"`. With `--compare` nothing is made: what differs
from the pictures in docs/gallery is told, and put beside them in a folder of its own, so that a change that should not
be seen on the walls can be held against how they were. Same Chromium, same pixels: the conference is always the same.
"""

from __future__ import annotations

import argparse
import asyncio
import http.server
import sys
import tempfile
import threading
from datetime import UTC, datetime
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageChops, ImageDraw
from playwright.async_api import Browser, async_playwright

from signage.clock import DemoClock
from signage.demo import ZONE
from signage.inevent.settings import Settings
from signage.program import Program
from signage.runtime import Runtime
from signage.sandbox import app as sandbox
from signage.sandbox import demo
from signage.web import server
from tests.browser.chromium import FLAGS, find

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FOLDER = Path(__file__).parent.parent / "docs" / "gallery"
PAGE = FOLDER.with_suffix(".md")
AT = datetime(2026, 11, 23, 10, 47, tzinfo=ZONE).astimezone(UTC)
LANGUAGES = ("en", "pt", "ar")
THEMES = ("dark", "light")
SHAPES = {"landscape": (1920, 1080), "portrait": (1080, 1920)}
HERO = "room-landscape-dark-en"
VIEWS = {
    "room": "show: room, room: Tejo",
    "waiting": "show: room, room: Chiado",
    "overview": "show: overview",
    "agenda": "show: agenda",
    "directory": "show: directory",
    "picture": "show: picture, file: map.png",
    "slides": "show: slides, files: slides",
    "message": "show: message, title: Welcome to Lisbon, text: Coffee is served on the roof terrace until eleven",
    "page": "show: page, url: 'http://127.0.0.1:{port}/'",
    "rotate": "rotate: [{show: overview, floors: Floor 1}, {show: message, title: See you at the reception}]",
    "split": "split: [{show: agenda}, {show: room, room: Tejo}]",
    "takeover": "show: overview",
}
SECOND = {"agenda": 12, "split": 12}
"""Of the minute, at which a board of four pages shows its first."""
ARROWS = "arrows: {Floor 0: left, Floor 1: up, Floor 2: right}"
VISIBLE = 24
"""Of 256 levels of grey: what differs by less is another palette, and told only as different."""
FRAMED = b"<!doctype html><title>Tides</title><body style='font:700 9vw system-ui;margin:8vw'>High tide 13:42"


def layout(port: int) -> str:
    """The demo's screens.yaml, with a screen for each picture of the gallery in place of its own."""
    own = (Path(__file__).parent.parent / "screens.yaml").read_text(encoding="utf-8")
    head, rooms = own.partition("screens:")[0], own.partition("\nrooms:")[2]
    names = [(view, theme, language) for view in VIEWS for theme in THEMES for language in LANGUAGES]
    lines = [
        f"  {view}-{theme}-{tag}: {{{VIEWS[view].replace('{port}', str(port))}, theme: {theme}, "
        f"language: {'en-GB' if tag == 'en' else tag}, {ARROWS}}}"
        for view, theme, tag in names
    ]
    out = ", ".join(f"takeover-{theme}-{tag}" for theme in THEMES for tag in LANGUAGES)
    notice = (
        f"  - {{title: Leave the building now, text: Follow the green exit signs., style: takeover, screens: [{out}]}}"
    )
    return "\n".join([head, "frames: [127.0.0.1]", "screens:", *lines, "notices:", notice, "rooms:" + rooms])


def drawn(text: str, colour: str) -> Image.Image:
    """A picture as a venue might have one."""
    image = Image.new("RGB", (1600, 900), colour)
    draw = ImageDraw.Draw(image)
    for step in range(0, 1600, 160):
        draw.line((step, 0, step - 400, 900), fill="#FFFFFF", width=3)
    draw.rectangle((360, 330, 1240, 570), fill="#FFFFFF")
    draw.text((800, 450), text, fill=colour, anchor="mm", font_size=110)
    return image


class Quiet(http.server.BaseHTTPRequestHandler):
    """The page that `show: page` frames."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(FRAMED)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


async def shoot(browser: Browser, base: str, view: str, theme: str, tag: str, shape: str) -> bytes:
    """One picture."""
    width, height = SHAPES[shape]
    page = await browser.new_page(viewport={"width": width, "height": height})
    await page.goto(
        f"{base}/screens/{view}-{theme}-{tag}?at={AT.astimezone(ZONE):%Y-%m-%dT%H:%M}:{SECOND.get(view, 0):02}"
    )
    await page.wait_for_timeout(700)  # fonts, and a first tick
    picture = await page.screenshot()
    await page.close()
    return picture


def reduced(name: str, picture: bytes) -> Image.Image:
    """Small enough for a repository: 640 pixels wide, 64 colours; the README's own in full."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    width = 1280 if name == HERO else 640 if image.width > image.height else 360
    small = image.resize((width, image.height * width // image.width), Image.Resampling.LANCZOS)
    return small.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)  # keeps what is small and colourful


def save(name: str, image: Image.Image) -> None:
    image.save(FOLDER / f"{name}.png", optimize=True)


class Comparison:
    """Holds new pictures against those of the gallery."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="gallery-"))
        self.same = 0
        self.different: list[str] = []

    def hold(self, name: str, image: Image.Image) -> None:
        """Compare one picture; one that differs is put into the folder: before, after, and where they differ."""
        after = image.convert("RGB")
        with Image.open(FOLDER / f"{name}.png") as stored:
            before = stored.convert("RGB").resize(after.size)
        difference = ImageChops.difference(before, after)
        if difference.getbbox() is None:
            self.same += 1
            return
        seen = difference.convert("L").point([255 * (level > VISIBLE) for level in range(256)])
        sheet = Image.new("RGB", (3 * after.width, after.height))
        for number, part in enumerate((before, after, seen)):
            sheet.paste(part, (number * after.width, 0))
        sheet.save(self.folder / f"{name}.png")
        share = seen.histogram()[255] / (seen.width * seen.height)
        self.different.append(f"{name}: {share:.2%} of its pixels, within {seen.getbbox()}")

    def __str__(self) -> str:
        """All that was found."""
        where = f" Before, after and the difference of each: {self.folder}" if self.different else ""
        return "\n".join([*self.different, f"{self.same} the same, {len(self.different)} different.{where}", ""])


def contact_sheet() -> str:
    """The gallery's page."""
    lines = ["# Gallery", "", "The demo's conference at 10:47. `make gallery` makes these pictures anew.", ""]
    for view in VIEWS:
        lines += [f"## {view}", ""]
        for shape in SHAPES:
            names = [f"{view}-{shape}-{theme}-{tag}" for theme in THEMES for tag in LANGUAGES]
            size = 260 if shape == "landscape" else 150
            lines += [
                f'<img src="gallery/{name}.png" width="{size}" alt="{name.replace("-", ", ")}">' for name in names
            ]
            lines.append("")
    return "\n".join(lines)


async def make(views: Sequence[str], take: Callable[[str, Image.Image], None]) -> None:
    """Each picture of these views, from the real program and its simulated gateway; `take` gets its name and itself."""
    clock = DemoClock(AT)
    framed = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    threading.Thread(target=framed.serve_forever, daemon=True).start()
    gateway = server.Server(sandbox.create(demo.agenda(AT.astimezone(ZONE).date(), AT)), server.listen("127.0.0.1", 0))
    address = f"http://127.0.0.1:{gateway.sock.getsockname()[1]}"
    with tempfile.TemporaryDirectory() as folder:
        venue = Path(folder)
        (venue / "media" / "slides").mkdir(parents=True)
        drawn("Floor plan", "#2446D6").save(venue / "media" / "map.png")
        drawn("Our sponsors", "#08603F").save(venue / "media" / "slides" / "one.png")
        (venue / "screens.yaml").write_text(layout(framed.server_address[1]), encoding="utf-8")
        settings = Settings(address, "signage", "demo-secret", f"{address}/oauth/token")
        walls = Program(Runtime(venue / "screens.yaml", venue / "data", clock), settings).serve("127.0.0.1", 0)
        running = asyncio.create_task(server.run(gateway, walls))
        await asyncio.sleep(4)  # a first pull, and a first look at the framed page
        base = f"http://127.0.0.1:{walls.sock.getsockname()[1]}"
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=find(playwright.chromium.executable_path), args=FLAGS
            )
            for view, theme, tag, shape in product(views, THEMES, LANGUAGES, SHAPES):
                name = f"{view}-{shape}-{theme}-{tag}"
                take(name, reduced(name, await shoot(browser, base, view, theme, tag, shape)))
            await browser.close()
        walls.should_exit = gateway.should_exit = True
        await running


def main() -> int:
    """1 if something differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.gallery")
    parser.add_argument("views", nargs="*", metavar="VIEW", help=f"only some of: {', '.join(VIEWS)}")
    parser.add_argument("--compare", action="store_true", help="tell what differs from docs/gallery")
    asked = parser.parse_args()
    views = asked.views or list(VIEWS)
    if asked.compare:
        comparison = Comparison()
        server.start(make(views, comparison.hold))
        sys.stdout.write(str(comparison))
        return int(bool(comparison.different))
    FOLDER.mkdir(parents=True, exist_ok=True)
    server.start(make(views, save))
    PAGE.write_text(contact_sheet(), encoding="utf-8")
    sys.stdout.write(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
