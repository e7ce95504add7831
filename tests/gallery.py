"""The gallery: every view, both ways up, dark and light, in three languages. `make gallery`, or some views by name."""

from __future__ import annotations

import asyncio
import http.server
import sys
import tempfile
import threading
from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.async_api import Browser, async_playwright

from signage.clock import DemoClock
from signage.demo import ZONE
from signage.inevent.settings import Settings
from signage.program import Program, Runtime
from signage.sandbox import app as sandbox
from signage.sandbox import demo
from signage.web import server
from tests.browser.chromium import FLAGS, find

FOLDER = Path(__file__).parent.parent / "docs" / "gallery"
PAGE = FOLDER.with_suffix(".md")
AT = datetime.combine(datetime.now(ZONE).date(), time(10, 47), ZONE).astimezone(UTC)
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
ARROWS = "arrows: {Floor 0: left, Floor 1: up, Floor 2: right}"
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
    await page.goto(f"{base}/screens/{view}-{theme}-{tag}?at=10:47")
    await page.wait_for_timeout(700)  # fonts, and a first tick
    picture = await page.screenshot()
    await page.close()
    return picture


def save(name: str, picture: bytes) -> None:
    """Small enough for a repository: 640 pixels wide, 64 colours; the README's own in full."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    width = 1280 if name == HERO else 640 if image.width > image.height else 360
    small = image.resize((width, image.height * width // image.width), Image.Resampling.LANCZOS)
    small.quantize(64, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


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


async def make() -> None:
    """All of it, from the real program and its simulated gateway."""
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
            wanted = sys.argv[1:] or VIEWS
            for name in [(v, t, g, s) for v in wanted for t in THEMES for g in LANGUAGES for s in SHAPES]:
                view, theme, tag, shape = name
                save(f"{view}-{shape}-{theme}-{tag}", await shoot(browser, base, *name))
            await browser.close()
        walls.should_exit = gateway.should_exit = True
        await running


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    server.start(make())
    PAGE.write_text(contact_sheet(), encoding="utf-8")
    sys.stdout.write(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}\n")
