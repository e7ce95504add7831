"""The documents name only what is there: files, folders, modules, commands, names in the code, other pages."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.shape import ROOT

PAGES = {str(page.relative_to(ROOT)): page for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]}
PATH = re.compile(r"(?<![\w/.-])(?:signage|templates|static|tests|docs|deploy|benchmarks|\.ci)/(?!\.venv)[\w./*-]*")
MODULE = re.compile(r"python -m ((?:signage|tests|benchmarks)[\w.]*)")
TARGET = re.compile(r"`make ((?:[a-z-]+ ?)+)")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
PLACE = re.compile(r"\]\((?!https?:)([^)#]*)#([^)]+)\)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
NAME = re.compile(r"`([A-Za-z_]\w+)`")
CODE = (".py", ".js", ".yaml", ".yml", ".toml", ".html")
by_page = pytest.mark.parametrize("page", PAGES)


@by_page
def test_a_path_is_that_of_a_file_or_folder(page: str) -> None:
    found = {path.rstrip(".") for path in PATH.findall(PAGES[page].read_text(encoding="utf-8"))}
    assert [path for path in sorted(found) if not any(ROOT.glob(path))] == []


@by_page
def test_a_link_leads_to_a_page_of_ours(page: str) -> None:
    file = PAGES[page]
    found = LINK.findall(file.read_text(encoding="utf-8"))
    assert [link for link in found if not (file.parent / link).exists()] == []


@pytest.mark.parametrize("page", [*PAGES, "CHANGELOG.md"])
def test_a_heading_stands_apart(page: str) -> None:
    """What two edits have joined begins in the middle of a list."""
    text = FENCED.sub("", (ROOT / page).read_text(encoding="utf-8"))
    assert re.findall(r"(?<!\n)\n(#+ .+)", text) == []


def places(text: str) -> set[str]:
    """What links may name of a page: its headings, in small letters, with dashes for blanks and without other signs."""
    return {re.sub(r"[^\w -]", "", heading.casefold()).replace(" ", "-") for heading in HEADING.findall(text)}


@by_page
def test_a_link_into_a_page_leads_to_a_heading(page: str) -> None:
    file = PAGES[page]
    found = PLACE.findall(file.read_text(encoding="utf-8"))
    targets = [(file.parent / other if other else file, place) for other, place in found]
    missing = [f"{other.name}#{place}" for other, place in targets if place not in places(other.read_text("utf-8"))]
    assert missing == []


@by_page
def test_a_command_can_be_run(page: str) -> None:
    text, makefile = PAGES[page].read_text(encoding="utf-8"), (ROOT / "Makefile").read_text(encoding="utf-8")
    modules = [ROOT.joinpath(*name.split(".")) for name in MODULE.findall(text)]
    assert [str(m) for m in modules if not m.with_suffix(".py").exists() and not (m / "__main__.py").exists()] == []
    targets = {name for names in TARGET.findall(text) for name in names.split()}
    assert {name for name in targets if not re.search(rf"^{name}:", makefile, re.MULTILINE)} == set()


@cache
def source() -> str:
    folders = ("signage", "static", "templates", "tests")
    files = (file for folder in folders for file in sorted((ROOT / folder).rglob("*")))
    return "\n".join(file.read_text(encoding="utf-8") for file in files if file.suffix in CODE)


@pytest.mark.parametrize("page", ["docs/architecture.md", "docs/contributing.md"])
def test_a_name_in_the_code_is_one(page: str) -> None:
    """In the pages for those who build; elsewhere what stands like this may be anybody's."""
    found = sorted(
        {name for name in NAME.findall(PAGES[page].read_text(encoding="utf-8")) if not (ROOT / name).exists()}
    )
    assert [name for name in found if not re.search(rf"\b{name}\b", source())] == []


def test_the_picture_of_the_whole_stays_short() -> None:
    assert len(PAGES["docs/architecture.md"].read_text(encoding="utf-8").splitlines()) <= 120
