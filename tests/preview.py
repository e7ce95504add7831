"""Every state of every view as HTML and pictures, for designers: `python -m tests.preview OUT [STATE…]`.

Each picture is audited: contrast below 7:1, type under one unit and text off the screen are printed.
"""

from __future__ import annotations

import shutil
import sys
from functools import partial
from gettext import NullTranslations
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Literal

from playwright.sync_api import sync_playwright

from signage.assets import SCRIPT, SHEET, folder, static_content
from signage.render.panels.overlays import OverPanel
from signage.render.panels.page import PageView, StageView
from signage.render.templates import Templates
from signage.web.css import shipped
from tests.samples import STATES, at
from tests.walls.script import AUDIT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LOOKS: dict[str, tuple[Literal["dark", "light"], Literal["ltr", "rtl"]]] = {
    "dark": ("dark", "ltr"),
    "light": ("light", "ltr"),
    "rtl": ("dark", "rtl"),
}
SIZES = {"wide": (1920, 1080), "tall": (1080, 1920)}
LOGO = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 362 100"><g fill="none" stroke="{ink}" stroke-width="5">
<circle cx="50" cy="50" r="42"/><ellipse cx="50" cy="50" rx="19" ry="42"/><path d="M50 8v84"/></g>
<circle cx="31.5" cy="40" r="11" fill="#FFCC2E"/><g fill="{ink}" font-family="sans-serif" font-size="38">
<text x="112" y="45" font-weight="700">Meridian</text><text x="112" y="91">Summit 2026</text></g></svg>"""


def page(name: str, theme: Literal["dark", "light"], direction: Literal["ltr", "rtl"]) -> str:
    """One state as a whole page."""
    clock, state = STATES[name]
    templates, lang, panels, stages = Templates(NullTranslations()), "ar" if direction == "rtl" else "en", {}, []
    halves: tuple[Any, ...] = state.get("halves", (state,))
    for number, half in enumerate(halves):
        contexts = {"over": ("over", OverPanel((), (), ()))} | half.get("panels", half)
        names = {key: key if key == "over" or key.startswith("room-") else f"{number}-{key}" for key in contexts}
        panels |= {names[key]: templates.panel(kind, names[key], one).html for key, (kind, one) in contexts.items()}
        side: Any = "" if len(halves) == 1 else ("left", "right")[number]
        shown = tuple(names[key] for key in contexts if key != "over")
        view, pages = name.partition("-")[0], half.get("pages", ())
        stages.append(StageView(view, lang, direction, side, "", "", shown, pages, ("HH:mm", "AM|PM")))
    attributes = {
        "data-signage": "preview", "data-set": "", "data-events": "/events", "data-font": "Signage", "data-motion": "",
        "data-now": str(at(clock) * 1000), "data-rate": "1", "data-at": "", "data-horizon": str(at("23:59")),
        "data-confirmed": str(at(clock) * 1000), "data-stale-after": "600", "data-offsets": "0:0", "data-time": "HH:mm",
        "data-digits": "0123456789", "data-periods": "AM|PM",
    }  # fmt: skip
    view = PageView(
        name,
        lang,
        direction,
        theme,
        attributes,
        (f"/static/{SHEET}",),
        (f"/static/{SCRIPT}",),
        60,
        panels,
        tuple(stages),
        "0",
    )
    return templates.page(view)


def shoot(browser: Browser, url: str, target: Path, size: tuple[int, int], trouble: str = "") -> list[str]:
    """A picture of a page, and what is wrong with it."""
    tab = browser.new_page(viewport={"width": size[0], "height": size[1]})
    wrong: list[str] = []
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.goto(url)
    tab.evaluate("document.fonts.ready")
    tab.wait_for_function("() => !document.fonts || document.documentElement.classList.contains('fonts')")
    if trouble:
        tab.evaluate(
            """kind => { for (const el of document.querySelectorAll('[data-fresh],[data-stale],[data-stale-kind]'))
          el.hidden = el.hasAttribute('data-fresh') || (el.dataset.staleKind || kind) !== kind;
          document.querySelector('[data-since]').textContent = '10:31'; }""",
            trouble,
        )
    tab.wait_for_timeout(250)
    wrong += tab.evaluate(AUDIT)
    tab.screenshot(path=str(target))
    tab.close()
    return wrong


def serve(out: Path) -> ThreadingHTTPServer:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(out)))
    Thread(target=server.serve_forever, daemon=True).start()
    return server


def main(out: Path, names: list[str]) -> None:
    """States, and looks such as `rtl`, given by name are all there is; else all."""
    looks = [look for look in LOOKS if look in names] or list(LOOKS)
    names = [name for name in names if name not in LOOKS]
    shutil.copytree(folder("static"), out / "static", dirs_exist_ok=True)
    (out / "static" / SCRIPT).write_bytes(static_content(SCRIPT))
    (out / "static" / SHEET).write_text(shipped())
    (out / "logo.svg").write_text(LOGO.format(ink="#FFFFFF"))
    (out / "logo-on-light.svg").write_text(LOGO.format(ink="#0A1130"))
    server = serve(out)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name in names or STATES:
            for look in looks:
                (out / f"{name}-{look}.html").write_text(page(name, *LOOKS[look]))
                for shape, size in SIZES.items():
                    url = f"http://127.0.0.1:{server.server_port}/{name}-{look}.html"
                    wrong = shoot(browser, url, out / f"{name}-{look}-{shape}.png", size)
                    print(f"{name}-{look}-{shape}", *wrong, sep="\n    ")
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
