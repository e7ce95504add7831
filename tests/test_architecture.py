"""Imports go down only, and in no circle: the layers of the program, held by its syntax trees."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from tests.shape import ROOT, Tree, circle, room

LAYERS = [
    {"phrase"},  # what all others say to staff
    {
        "addresses",
        "agenda",
        "atomic_file",
        "characters",
        "child_process",
        "clock",
        "environment",
        "errors",
        "validation_words",
        "seal",
        "assets",
        "base_path",
    },  # values and pure functions, and the files that ship
    {"console", "layout", "inevent", "service", "store", "tasks"},  # one outside thing each, and work that never ends
    {"fleet", "staff", "sync", "venue"},  # what comes in, kept and judged; what staff do
    {"render", "nodes"},  # agenda x one screen x horizon -> panels
    {"publish"},  # what is current, and what of it changed
    {"web"},  # the edge to browsers
    {"metrics", "runtime"},  # what monitoring reads of all that; what a program runs with
    {"demo_displays", "program"},  # where real objects are built and joined
    {"backup", "demo", "doctor", "multi_event", "staff_cli"},
    {"cli"},
]
SANDBOX = "sandbox"  # shares nothing with the rest, so that both don't share one misunderstanding
HEIGHT = {room: height for height, layer in enumerate(LAYERS) for room in layer}
PURE = [
    "addresses",
    "agenda.agenda",
    "agenda.days",
    "agenda.history",
    "agenda.open_ended",
    "agenda.session",
    "agenda.slots",
    "base_path",
    "characters",
    "errors",
    "fleet.changes",
    "fleet.expected",
    "fleet.happenings",
    "fleet.history",
    "fleet.pairing",
    "fleet.registry",
    "fleet.report",
    "fleet.row",
    "fleet.verdict",
    "inevent.json_split",
    "inevent.pull",
    "inevent.text",
    "inevent.times",
    "inevent.wire",
    "layout.fault_words",
    "layout.fields",
    "layout.keys",
    "layout.model",
    "layout.notices",
    "layout.schema",
    "layout.screens",
    "layout.section",
    "layout.text",
    "layout.views",
    "layout.yaml_words",
    "phrase",
    "publish.changes",
    "publish.expected",
    "publish.patches",
    "publish.state",
    "publish.timeline",
    "render.agenda",
    "render.day_context",
    "render.day_times",
    "render.directory",
    "render.images",
    "render.intervals",
    "render.marks",
    "render.memo",
    "render.message",
    "render.overlays",
    "render.overview",
    "render.panels.agenda",
    "render.panels.media",
    "render.panels.overlays",
    "render.panels.page",
    "render.panels.room",
    "render.panels.rooms",
    "render.panels.session",
    "render.panels.text",
    "render.parts",
    "render.pending_templates",
    "render.playlist",
    "render.room",
    "render.rooms",
    "render.screen",
    "render.views",
    "render.visibility",
    "render.webpage",
    "seal",
    "staff.alerts",
    "staff.default_messages",
    "staff.delivery",
    "staff.delivery_report",
    "staff.differences",
    "staff.notice",
    "staff.problems",
    "staff.roles",
    "staff.wall_notice",
    "staff.yaml_edit",
    "store.snapshot",
    "sync.bulk",
    "sync.changes",
    "sync.feed_state",
    "sync.pull_history",
    "sync.reconcile",
    "sync.status",
    "venue.appearance",
    "venue.brand",
    "venue.check",
    "venue.corrections",
    "venue.merge",
    "venue.rooms",
    "venue.session_limit",
    "web.css",
    "web.staff.agenda_words",
    "web.staff.calls",
    "web.staff.multipart",
    "web.staff.openapi",
    "web.staff.schemas.agenda",
    "web.staff.schemas.layout",
    "web.staff.schemas.notices",
    "web.staff.schemas.screens",
]
OUTSIDE = {"asyncio", "httpx", "os", "random", "signal", "socket", "sqlite3", "subprocess", "threading", "time"}


TREE = Tree(ROOT)


def test_every_module_has_its_layer() -> None:
    assert {*HEIGHT, SANDBOX} == TREE.rooms
    assert all(not one & other for one, other in combinations(LAYERS, 2))


def test_the_page_on_the_architecture_tells_of_the_same_layers() -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (?:\d|–) \|(.*?)\|", page, re.MULTILINE)
    told = [room for row in rows for room in re.findall(r"`(\w+)`", row)]
    assert sorted(told) == sorted([*HEIGHT, SANDBOX])


@pytest.mark.parametrize("module", sorted(module for module in TREE.files if room(module) != SANDBOX))
def test_imports_go_down_only(module: str) -> None:
    others = {room(name) for name in TREE.imports[module]} - {room(module), SANDBOX}
    assert {name for name in others if HEIGHT[name] >= HEIGHT[room(module)]} == set()


def test_no_modules_import_one_another_in_a_circle() -> None:
    """Not even for their types: what can only be read together is one thing in two files."""
    assert circle(TREE.imports) == []


def test_no_import_is_relative() -> None:
    every = TREE.everything_imported.items()
    assert [module for module, names in every if any(name.startswith(".") for name in names)] == []


def test_the_sandbox_stands_alone() -> None:
    assert TREE.arrows[SANDBOX] == set()
    assert {name for name, others in TREE.arrows.items() if SANDBOX in others} == {"cli", "demo"}


@pytest.mark.parametrize("module", PURE)
def test_pure_modules_ask_nobody_for_the_time_and_do_no_io(module: str) -> None:
    assert {name.split(".")[0] for name in TREE.everything_imported[module]} & OUTSIDE == set()
