"""Whatever staff save: it is a layout or it is refused, and what it says is shown on every wall."""

from __future__ import annotations

import contextlib
import logging
import re
from collections import Counter
from functools import cache, partial
from pathlib import Path

import pytest
from hypothesis import given

from signage.agenda import Agenda, Room
from signage.errors import LayoutError
from signage.layout import Layout, allowed, framed, load
from signage.publish.publisher import Publisher
from signage.publish.renderer import Renderer
from signage.publish.state import PageKey
from signage.render.templates import Templates
from signage.venue.check import findings
from signage.venue.folders import Venue
from signage.venue.media import Media
from signage.web.compose import Composer, PageTime
from tests.build import A, B, at, session
from tests.clock import FakeClock
from tests.fuzz.corpus import examples, of
from tests.fuzz.tree import foreign, read
from tests.fuzz.trees import sources

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

AGENDA = Agenda.of(
    [
        session("ses_1", title="Talk 1", track="Security"),
        session("ses_2", "09:15", "09:45", B, cancelled=True),
        session("ses_3", "23:30", "01:00", Room("r", "<zap>")),
        session("ses_4", "10:00", "10:00", None),
    ]
)
EVENT = "event: {id: evt, name: Summit, timezone: Europe/Lisbon}\n"
LAST = load(f"{EVENT}screens: {{a: {{show: room, room: Hall A}}}}\n".encode()).tree
compiled = cache(lambda spoken, _: Templates(spoken))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("stale_after: 99999999999h", "stale_after: '99999999999h' is no duration; write it like 90s, 5m, 2h"),
        ("stale_after: 999999999h", "stale_after: '999999999h' is outside 1s to 24h"),
        ("theme: {}", "theme: is empty; expected dark or light, or by hour: {'08:00': light, '19:00': dark}"),
        (
            "screens: {a: {show: slides, files: []}}",
            "screens.a.files: is empty; expected images in the folder media, or one of its folders",
        ),
        (
            "screens: {a: {split: [{show: overview}]}}",
            "screens.a.split: has too few entries: at least 2; expected a list of two views",
        ),
        ("frames: ['☃ x; *']", "frames.0: '☃ x; *' is no host; write it like maps.example.com"),
        ("frames: ['a;b']", "frames.0: 'a;b' is no host; write it like maps.example.com"),
        ("frames: [maps.example.com/x]", "frames.0: 'maps.example.com/x' is no host; write it like maps.example.com"),
    ],
)
def test_what_was_found_is_refused_in_clear_words(line: str, expected: str) -> None:
    loaded = load(f"{EVENT}{line}\n".encode(), where="f")
    assert [str(finding) for finding in loaded.findings] == [f"f:2: {expected}"]


def test_a_host_is_what_browsers_make_of_it() -> None:
    loaded = load(f"{EVENT}frames: [MÜNCHEN.example, Maps.example.com]\n".encode())
    assert (loaded.findings, loaded.layout.frames) == ((), ("xn--mnchen-3ya.example", "maps.example.com"))
    assert allowed("https://münchen.example/x", loaded.layout)


@examples(150, 10_000)
def test_whatever_staff_save_is_refused_or_shown(count: int, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    venue = Venue(Media(tmp_path / "media"), tmp_path / "theme")

    @of(count)
    @given(sources())
    def holds(raw: bytes) -> None:
        caplog.clear()
        for last in (None, LAST):
            try:
                loaded = load(raw, last)
            except LayoutError:
                continue
            assert_shown(loaded.layout, venue)
            seen["shown"] += 1
            seen["screens"] += len(loaded.layout.screens)
        assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []

    holds()
    assert seen["shown"] > count / 5  # of two tries each; most sources are wrong on purpose
    assert seen["screens"] > count / 10


def assert_shown(layout: Layout, venue: Venue) -> None:
    """Every room and screen has its page, and `signage check` its say."""
    findings(layout, AGENDA)
    findings(layout, Agenda())
    appearance, _ = venue.appearance(layout, framed(layout))
    clock = FakeClock(at("09:30"))
    renderer = partial(Renderer, clock=clock, compile=compiled)
    publisher = Publisher(layout, clock=clock, topics=dict, send=lambda *_: None, renderer=renderer)
    for change in (publisher.show_layout(layout, appearance), publisher.show_agenda(AGENDA)):
        with contextlib.suppress(StopIteration):
            change.send(None)
    pages = Composer(publisher.renderer, lambda: None)
    subjects = [PageKey("screen", name) for name in layout.screens] + [PageKey("room", A.id), PageKey("room", "r")]
    for page_key in subjects:
        html = pages.compose(pages.draft(page_key, PageTime(at("09:30")))).html.decode()
        assert [one for one in foreign(read(html)) if one not in framed(layout)] == []
        assert list(publisher.catch_up(page_key, "")) != []
    for origin in " ".join(appearance.frames).split():
        assert re.fullmatch(r"https?://[a-z0-9._:\[\]-]+(:\*)?", origin)
