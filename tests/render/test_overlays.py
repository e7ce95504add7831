"""What staff lay over screens."""

from __future__ import annotations

from datetime import timedelta

import pytest

from signage.layout import Layout
from signage.render.day_context import epoch
from signage.render.overlays import notices_panel, over_panel
from signage.render.panels.overlays import NoticesPanel, OverPanel
from tests.build import DAY, at, layout, publisher

NOTICES = """
notices:
  - {title: For all}
  - {title: Foyer only, screens: FOYER, style: urgent, from: 2026-02-07 09:55, until: 2026-02-07T10:30+01:00}
  - {title: Out, style: takeover, screens: [foyer, door]}
"""


def panels(found: Layout, name: str) -> tuple[NoticesPanel, OverPanel]:
    context, screen = publisher(found).renderer.environment(DAY).context("en", {}), found.screens.get(name)
    return notices_panel(context, screen, (name,)), over_panel(context, screen, (name,))


@pytest.mark.parametrize(
    ("name", "banners", "takeovers"),
    [("foyer", ["For all", "Foyer only"], ["Out"]), ("door", ["For all"], ["Out"]), ("today", ["For all"], [])],
)
def test_a_notice_is_for_the_screens_it_names_or_for_all(name: str, banners: list[str], takeovers: list[str]) -> None:
    found = layout("foyer: {show: overview}\ndoor: {show: agenda}\ntoday: {show: agenda}", NOTICES)
    below, over = panels(found, name)
    assert [notice.title.text for notice in below.banners] == banners
    assert [notice.title.text for notice in over.takeovers] == takeovers


def test_a_notice_keeps_its_time_in_the_events_zone_or_its_own() -> None:
    below, _ = panels(layout("foyer: {show: overview}", NOTICES), "foyer")
    notice = below.banners[1]
    assert (notice.start, notice.until, notice.urgent) == (epoch(at("09:55")), epoch(at("09:30")), True)


@pytest.mark.parametrize(
    ("times", "shown"),
    [
        ("until: 2026-02-07", (None, "04:00 tomorrow")),
        ("from: 2026-02-07, until: 2026-02-07", ("04:00", "04:00 tomorrow")),
        ("from: 2026-02-07 10.45, until: '2026-02-07 14,30'", ("10:45", "14:30")),
        ("from: 2026-02-07 9:00, until: 2026-02-07 24:00", ("09:00", "00:00 tomorrow")),
        ("from: 0001-01-01 00:00, until: 9999-12-31", None),
    ],
)
def test_a_day_is_the_events_day_from_its_start_to_its_end(times: str, shown: tuple[str | None, str] | None) -> None:
    below, _ = panels(layout("foyer: {show: overview}", f"notices: [{{title: A, {times}}}]"), "foyer")

    if shown is None:  # far away, and nothing that falls over in any zone
        assert below.banners[0].start < epoch(at("00:00")) < below.banners[0].until
        return

    def instant(text: str | None) -> int | None:
        clock, _, later = (text or "").partition(" ")
        return epoch(at(clock, DAY + timedelta(days=bool(later)))) if clock else None

    assert (below.banners[0].start, below.banners[0].until) == tuple(map(instant, shown))


def test_dark_hours_run_over_midnight() -> None:
    _, over = panels(layout("door: {show: agenda, dark: 23:00-06:00}"), "door")
    tonight = [span for span in over.dark if span.start == epoch(at("23:00"))]
    assert [span.until for span in tonight] == [epoch(at("06:00")) + 86_400]


def test_the_theme_by_hour_leaves_no_moment_without_one() -> None:
    _, over = panels(layout("door: {show: agenda, theme: {'08:00': light, '19:00': dark}}"), "door")
    assert (over.themes[0].start, over.themes[-1].until) == (None, None)
    assert all(one.until == other.start for one, other in zip(over.themes, over.themes[1:], strict=False))
    shown = publisher(layout("door: {show: agenda, theme: {'08:00': light, '19:00': dark}}"))
    page = shown.renderer.rendered_screen(shown.current.page_key("screen", "door"))
    assert [page.theme(epoch(at(clock))) for clock in ("07:59", "08:00", "18:59", "19:00")] == [
        "dark",
        "light",
        "light",
        "dark",
    ]
