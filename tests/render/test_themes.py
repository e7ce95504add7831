"""A theme folder may replace any template: the contexts are documented, and what does not work is not used."""

from __future__ import annotations

import ast
import inspect
import logging
import re
from gettext import NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from signage.assets import folder
from signage.layout import Layout
from signage.render.panels import agenda, media, overlays, room, rooms, session
from signage.render.panels import page as pages
from signage.render.panels import text as texts
from signage.render.templates import Templates
from signage.venue.folders import Venue
from signage.web.css import shipped
from signage.web.files import stylesheet
from tests.samples import ALARM, GRID, LUNCH, STATES, TEJO, text

if TYPE_CHECKING:
    from collections.abc import Iterator

DOC = Path(__file__).parents[2] / "docs/themes.md"
MARK = "<!-- From here on: python -m tests.render.test_themes -->\n"
CONTEXTS: dict[str, type] = {
    "head": pages.HeadPanel,
    "notices": overlays.NoticesPanel,
    "room": room.RoomPanel,
    "cell": rooms.CellPanel,
    "sign": rooms.CellPanel,
    "rest": rooms.RestPanel,
    "agenda": agenda.AgendaPanel,
    "media": media.MediaPanel,
    "message": media.MessagePanel,
    "frame": media.FramePanel,
    "code": media.CodePanel,
    "missing": media.MissingPanel,
    "over": overlays.OverPanel,
    "page": pages.PageView,
}
MODULES = [texts, session, room, rooms, agenda, overlays, media, pages]
PARTS = {"macros", "icons", "pages", "row", "index", "pair"}
"""Templates that others include, and two pages that are no walls: that of installers, and that of a new TV."""


# The reference ----------------------------------------------------------------------------------------------------


def reference() -> str:
    """What templates are given, as Markdown."""
    rows = [f"| `{name}.html` | [{kind.__name__}](#{kind.__name__.lower()}) |" for name, kind in CONTEXTS.items()]
    names = "\n".join(f"- `{name}`: `{values}`" for name, values in _aliases())
    kinds = _kinds()
    return "\n".join(["", "| template | `panel` |", "|---|---|", *rows, "", names, "", *map(_section, kinds)])


def _nodes() -> Iterator[ast.stmt]:
    """What stands in the modules of contexts, in their order."""
    for module in MODULES:
        yield from ast.parse(inspect.getsource(module)).body


def _kinds() -> list[ast.ClassDef]:
    return [node for node in _nodes() if isinstance(node, ast.ClassDef)]


def _aliases() -> Iterator[tuple[str, str]]:
    for node in _nodes():
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript):
            yield ast.unparse(node.targets[0]), ast.unparse(node.value.slice)


def test_every_context_and_each_of_its_fields_is_described() -> None:
    kinds = _kinds()
    assert [kind.name for kind in kinds if not ast.get_docstring(kind)] == []
    fields = [(kind.name, line) for kind in kinds for line in _section(kind).splitlines() if line.startswith("- ")]
    assert [(kind, line) for kind, line in fields if not line.endswith(".")] == []


def _section(kind: ast.ClassDef) -> str:
    about = ast.get_docstring(kind)
    lines = [f"### {kind.name}", *([about, ""] if about else [])]
    for node, following in zip(kind.body, [*kind.body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign):
            said = following.value if isinstance(following, ast.Expr) else None
            note = f": {said.value!s}" if isinstance(said, ast.Constant) and isinstance(said.value, str) else ""
            annotation = ast.unparse(node.annotation).replace("'", "")
            lines.append(f"- `{ast.unparse(node.target)}` ({annotation}){note}")
    return "\n".join([*lines, ""])


def test_the_reference_is_current() -> None:
    assert DOC.read_text().partition(MARK)[2] == reference(), "run: python -m tests.render.test_themes"


def test_the_reference_names_every_template() -> None:
    assert {path.stem for path in folder("templates").glob("*.html")} == CONTEXTS.keys() | PARTS


# Rendering --------------------------------------------------------------------------------------------------------


class Sample(NamedTuple):
    kind: str
    context: object


def samples() -> Iterator[Sample]:
    """Every state of every view, one panel after the other."""
    for _, state in STATES.values():
        for half in state.get("halves", (state,)):
            yield from (Sample(*panel) for key, panel in half.get("panels", half).items() if key != "pages")
    block = rooms.CellBlock(None, None, False, "until 11:15", (GRID,), (GRID,), (GRID,))
    idle = rooms.CellBlock(None, None, True, "free", (), (), ())
    for kind in ("cell", "sign"):
        yield Sample(kind, rooms.CellPanel(TEJO, (block, idle)))
    image = media.ImageView("/media/a.png", "a.png", "-:0/5/10")
    yield Sample("media", media.MediaPanel((image,), "contain"))
    yield Sample("message", media.MessagePanel(text("Hello"), text("World")))
    yield Sample("frame", media.FramePanel("https://example.org/", "Summit"))
    yield Sample("frame", media.FramePanel("", "Summit"))
    yield Sample("code", media.CodePanel("<svg></svg>", "http://host/rooms/tejo", "On your phone"))
    span = overlays.ThemeSpan(None, None, "dark")
    yield Sample("over", overlays.OverPanel((ALARM,), (texts.DatedText(1, 2, ""),), (span,)))
    yield Sample("notices", LUNCH)


def page() -> pages.PageView:
    stage = pages.StageView("room", "en", "ltr", "", "", "", ("room",), (), ("HH:mm", "AM|PM"))
    known: dict[str, Any] = {
        "title": "Tejo", "lang": "en", "dir": "ltr", "theme": "dark", "attributes": {"data-signage": "1"},
        "stylesheets": ("/a.css",), "scripts": ("/a.js",), "refresh": 60,
        "panels": {"room": '<p data-panel="room">', "over": '<p data-panel="over">'}, "stages": (stage,), "turned": "0",
    }  # fmt: skip
    return pages.PageView(**known)


def test_every_template_renders_from_its_context_alone() -> None:
    templates, seen = Templates(NullTranslations()), set()
    for kind, panel in samples():
        assert isinstance(panel, CONTEXTS[kind])
        made = templates.panel(kind, "x", panel)
        assert f'data-panel="x" data-revision="{made.revision}"' in made.html
        assert " hidden" not in made.html
        seen.add(kind)
    assert '<p data-panel="room">' in templates.page(page())
    assert seen | {"page"} == set(CONTEXTS)


# A folder of one's own --------------------------------------------------------------------------------------------


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    (tmp_path / "theme").mkdir()
    return tmp_path / "theme"


HELLO = media.MessagePanel(text("Hello"), text(""))


def test_a_template_of_the_venue_takes_the_place_of_ours(theme: Path) -> None:
    (theme / "message.html").write_text(
        '<b data-panel="{{ name }}" data-revision="{{ revision }}">{{ panel.title.text }}!</b>'
    )
    made = Templates(NullTranslations(), theme).panel("message", "x", HELLO)
    assert made.html == f'<b data-panel="x" data-revision="{made.revision}" data-own>Hello!</b>'


def test_a_part_of_the_venue_stands_in_our_templates(theme: Path) -> None:
    (theme / "icons.html").write_text("<svg id='own'></svg>")
    assert "<svg id='own'>" in Templates(NullTranslations(), theme).page(page())


PANEL = '<b data-panel="{{ name }}" data-revision="{{ revision }}"></b>'
BROKEN = ["{% if %}", "{{ panel.nothing }}", "{{ nothing }}", "\udcff"]
NO_PANEL = ["<h1>hi</h1>", f"{PANEL}{PANEL}", PANEL.replace("{{ name }}", "x"), PANEL.replace("{{ revision }}", "1")]


@pytest.mark.parametrize("broken", BROKEN + NO_PANEL)
def test_a_template_that_fails_is_not_used_and_named_once(
    theme: Path, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    (theme / "message.html").write_text(broken, errors="surrogateescape")
    templates = Templates(NullTranslations(), theme)
    with caplog.at_level(logging.WARNING):
        made = [templates.panel("message", name, HELLO).html for name in "ab"]
    ours = Templates(NullTranslations())
    assert made == [ours.panel("message", name, HELLO).html for name in "ab"]
    assert [record.getMessage().partition(" does not work")[0] for record in caplog.records] == ["theme/message.html"]


@pytest.mark.parametrize("panels", ["", "{{ page.panels.room|safe * 2 }}"])
def test_a_page_without_each_of_its_panels_is_not_used(
    theme: Path, panels: str, caplog: pytest.LogCaptureFixture
) -> None:
    (theme / "page.html").write_text(f"<html>{panels}{{{{ page.panels.over|safe }}}}</html>")
    assert Templates(NullTranslations(), theme).page(page()) == Templates(NullTranslations()).page(page())
    assert len(caplog.records) == 1


def test_a_name_that_html_escapes_is_still_its_panels(theme: Path, caplog: pytest.LogCaptureFixture) -> None:
    (theme / "message.html").write_text(PANEL)
    made = Templates(NullTranslations(), theme).panel("message", "room-R&D \"1\" 'x'", HELLO)
    assert made.html.startswith('<b data-panel="room-R&amp;D &#34;1&#34; &#39;x&#39;"')
    assert caplog.records == []


def test_a_link_that_leads_out_of_the_folder_is_not_followed(theme: Path, caplog: pytest.LogCaptureFixture) -> None:
    (theme.parent / "secret").write_text(PANEL)
    (theme / "message.html").symlink_to(theme.parent / "secret")
    (theme / "theme.css").symlink_to(theme.parent / "secret")
    made = Templates(NullTranslations(), theme).panel("message", "x", HELLO)
    assert made == Templates(NullTranslations()).panel("message", "x", HELLO)
    refusal = "leads out of the folder theme; put the file itself there"
    assert caplog.messages == [f"theme/message.html does not work and ours is used: MediaError: {refusal}"]
    layout = Layout.model_validate({"event": {"id": "e", "name": "S", "timezone": "UTC"}})
    appearance, found = Venue.beside(theme.parent / "screens.yaml").appearance(layout, frozenset())
    assert (appearance.css, [str(finding) for finding in found]) == ("", [f"theme/theme.css: {refusal}"])


def test_a_link_within_the_folder_is_followed(theme: Path, caplog: pytest.LogCaptureFixture) -> None:
    (theme / "mine.html").write_text(PANEL)
    (theme / "message.html").symlink_to("mine.html")
    made = Templates(NullTranslations(), theme).panel("message", "x", HELLO)
    assert made.html.startswith('<b data-panel="x"')
    assert caplog.records == []


def test_its_stylesheet_comes_last_and_by_a_new_address_when_it_changes(theme: Path) -> None:
    layout = Layout.model_validate(
        {"event": {"id": "e", "name": "S", "timezone": "UTC"}, "brand": {"brand": "#112233"}}
    )
    venue, sheet = Venue.beside(theme.parent / "screens.yaml"), theme / "theme.css"
    seen = []
    for css in (".a {}", ".b {}"):
        sheet.write_text(css)
        url, file = stylesheet(venue.appearance(layout, frozenset())[0].css)
        body = file.plain.body["body"]
        assert body.endswith(b"}\n" + css.encode())
        assert body.startswith(shipped().encode())
        seen.append(url)
    assert seen[0] != seen[1]


if __name__ == "__main__":
    DOC.write_text(DOC.read_text().partition(MARK)[0] + MARK + reference())


ROWS = '{{ each("row", panel.rows) }}'
BOARD = '<ul data-panel="{{ name }}" data-revision="{{ revision }}">%s</ul>'


@pytest.mark.parametrize(("written", "times"), [
    (BOARD % ROWS, 1), (BOARD % f"<li>{ROWS}</li>{ROWS}", 2), (BOARD % f"{{% set rows = {ROWS[3:-3]} %}}Rows", 0),
    (f'<i></i>{ROWS}<ul data-panel="{{{{ name }}}}" data-revision="{{{{ revision }}}}"></ul>', 1),
], ids=["once", "twice", "never", "before all else"])  # fmt: skip
def test_rows_stand_where_a_board_of_the_venue_puts_them(theme: Path, written: str, times: int) -> None:
    (theme / "agenda.html").write_text(written)
    (theme / "row.html").write_text("<b>{{ row.session.id }} & {{ row.until }}</b>")
    board = next(sample.context for sample in samples() if sample.kind == "agenda")
    assert isinstance(board, agenda.AgendaPanel)
    made = Templates(NullTranslations(), theme).panel("agenda", "x", board)
    rows = [f"<b>{row.session.id} & {row.until}</b>" for row in board.rows]
    assert rows
    assert re.findall("<b>.*?</b>", made.html) == rows * times
    assert f'<ul data-panel="x" data-revision="{made.revision}">' in made.html
    assert made.html.endswith("</ul>")
    assert made.size == len(made.html)
    assert made.waiting is None
