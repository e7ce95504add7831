"""Whatever stands in an agenda, a layout, a report of a display, a name or a message is text on every staff page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import yaml

from .desk import PASSWORD, signed_in, staffed
from .glass import BEGIN
from .test_injection import CORPUS, WATCH, layout, sessions
from .test_staff_axe import PAGES, WAIT

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Page

    from tests.e2e.gateway import Gateway
    from tests.e2e.venue import Venue

    from .conftest import PageAt

NAMES = ["<script>x()", '"onfocus="x()"autofocus="', "'onmouseover='x()'data-x='", "javascript:x()", "{{7*7}}"]
"""Names that a screen may have; those of `CORPUS` it may not, and the layout page says so."""
EVIL = "\"><img src=x onerror=x()>'</script>{{7*7}}"
FOREIGN = """() => [...document.querySelectorAll('*')].filter(el => [...el.attributes].some(a =>
  /^on|^srcdoc$/.test(a.name) || a.name === 'data-session' && a.value === 'stolen'
  || /^(href|src|action|formaction|data)$/.test(a.name) && /^\\s*javascript:/.test(a.value))).map(el => el.outerHTML)"""


def hostile() -> str:
    """A layout with each string in every text, the names of screens included."""
    told = yaml.safe_load(layout())
    names = [*NAMES, *(text for text in CORPUS if text == " ".join(text.split()))]
    told["screens"] |= {name: {"show": "room", "room": f"{number} {EVIL}"} for number, name in enumerate(names)}
    return yaml.safe_dump(told, allow_unicode=True)


async def fill(page: Page, here: Venue, gateway: Gateway) -> None:
    """Such texts in all that displays, staff and the platform can say."""
    screen = NAMES[0]

    async def api(method: str, path: str, body: object, **headers: str) -> Any:
        url = f"{str(here.client.base_url).rstrip('/')}/staff/api/{path}"
        own = {"origin": str(here.client.base_url).rstrip("/"), **headers}
        answer = await page.context.request.fetch(url, method=method, data=body, headers=own)
        assert answer.ok, await answer.text()
        return answer

    wall = await page.context.new_page()
    await wall.goto(f"{here.client.base_url}/screens/{quote(screen)}")
    await wall.wait_for_function("() => window.signage && signage.report")
    for _ in range(200):
        if rows := [row for row in here.program.fleet.registry if row.links and row.report]:
            break
        await wall.wait_for_timeout(50)
    (row,) = rows
    row.report = replace(row.report, title=EVIL, error=EVIL, errors=1, shown=(EVIL,))
    row.state, row.why, row.engine = "wrong", "other", EVIL
    await api("POST", f"displays/{row.id}/label", {"label": EVIL})
    await api("POST", "accounts", {"name": EVIL, "role": "viewer", "password": PASSWORD})
    await api("POST", "tokens", {"name": EVIL, "role": "viewer"})
    await api("POST", "notices", {"title": EVIL, "text": EVIL, "issuer": EVIL, "screens": [screen]})
    await api("PUT", "notices/prepared/evil", {"name": EVIL, "message": {"title": EVIL, "text": EVIL}})
    tag = (await api("GET", "layout", None)).headers["etag"]
    why = quote(EVIL, safe="")
    await api(
        "PUT", f"layout?why={why}", hostile() + "# more\n", **{"if-match": tag, "content-type": "application/yaml"}
    )
    gateway.records.clear()
    await here.program.sync.full()  # held, with all it would remove
    assert here.program.sync.status.held


async def test_no_page_of_staff_runs_what_anybody_wrote(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, BEGIN, *sessions(), layout=hostile()) as (gateway, here):
        assert set(NAMES) <= here.program.publisher.current.layout.screens.keys()
        page = await signed_in(page_at, here, "log", script=WATCH)
        await fill(page, here, gateway)
        screen = NAMES[0]
        (notice,) = here.program.staff.notices.all()
        more = {
            f"screens/{quote(screen, safe='')}": "#main .panel",
            f"messages#{notice.id}": "#main h1, #main h2",
            f"messages#{notice.id}/report": ".msg__figures",
        }
        said = {}
        for path, filled in {**PAGES, **more}.items():
            if path == "screens/door":
                continue
            await page.goto("about:blank")
            await page.goto(f"{str(here.client.base_url).rstrip('/')}/staff/{path}")
            await page.wait_for_selector(filled, timeout=WAIT, state="attached")
            found = [await frame.evaluate("window.caught || []") for frame in page.frames]
            said[path] = [*(one for caught in found for one in caught), *await page.evaluate(FOREIGN)]
        assert {path: told for path, told in said.items() if told} == {}
