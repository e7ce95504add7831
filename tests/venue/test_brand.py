"""A brand's colours: what is derived, what is refused, and what reaches the stylesheet."""

from __future__ import annotations

import colorsys
import re
from gettext import NullTranslations
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from signage.agenda import Days
from signage.assets import SHEET, static_content
from signage.layout.model import Brand
from signage.render.day_context import DayContext
from signage.render.language import Words
from signage.venue.brand import (
    DEFAULTS,
    LEGIBLE,
    NAVY,
    TRACK_INKS,
    WHITE,
    closest_shade,
    contrast,
    findings,
    ink_on,
    mix,
    on,
    stylesheet,
    tone,
)
from signage.venue.rooms import RoomIndex
from tests.build import DAY, LISBON, agenda, layout, session

WORDS = Words("en", LISBON, NullTranslations())
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")
PAIRS = (
    st.tuples(COLOURS, COLOURS)
    .map(lambda pair: (closest_shade(pair[0], on(pair[1])) or "", pair[1]))
    .filter(lambda pair: pair[0] != "")
)
"""A background and a text that is read on it."""
URL = "/media/0123456789abcdef/wall.png"


def lightness(colour: str) -> float:
    return hls(colour)[1]


def hls(colour: str) -> tuple[float, float, float]:
    red, green, blue = bytes.fromhex(colour[1:])
    return colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)


def told(brand: Brand) -> tuple[str, ...]:
    """What is wrong with a brand, as people read it."""
    return tuple(map(str, findings(brand)))


def rules(css: str) -> dict[str, dict[str, str]]:
    """The custom properties of each selector."""
    found: dict[str, dict[str, str]] = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        for selector in selectors.split(","):
            found.setdefault(selector.strip(), {}).update(re.findall(r"--([a-z0-9-]+): ([^;]+);", body))
    return found


# Contrast ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#FFFFFF", 21),
        ("#777777", "#222222", 3.55),
        ("#767676", "#FFFFFF", 4.54),
        ("#FF0000", "#0000FF", 2.15),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == ratio


@given(COLOURS, COLOURS)
def test_contrast_is_the_same_both_ways_and_lies_between_1_and_21(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21
    assert contrast(one, one) == 1


@given(COLOURS)
def test_more_light_never_brings_a_colour_nearer_to_black(colour: str) -> None:
    hue, _, saturation = hls(colour)
    shades = [colorsys.hls_to_rgb(hue, step / 20, saturation) for step in range(21)]
    codes = ["#" + "".join(f"{round(part * 255):02X}" for part in shade) for shade in shades]
    assert all(contrast(one, "#000000") <= contrast(other, "#000000") for one, other in pairwise(codes))


@given(COLOURS, st.sampled_from([NAVY, WHITE]))
def test_the_nearest_colour_passes_keeps_its_hue_and_moves_least(colour: str, ink: str) -> None:
    found = closest_shade(colour, on(ink))
    assert found is not None
    assert contrast(found, ink) >= LEGIBLE
    hue, light, saturation = hls(colour)
    for step in range(256):
        red, green, blue = colorsys.hls_to_rgb(hue, step / 255, saturation)
        shade = f"#{round(red * 255):02X}{round(green * 255):02X}{round(blue * 255):02X}"
        assert contrast(shade, ink) < LEGIBLE or abs(step / 255 - light) >= abs(lightness(found) - light) - 1 / 255


@given(COLOURS)
def test_a_colour_that_passes_stays_as_it_is(colour: str) -> None:
    assume(contrast(colour, WHITE) >= LEGIBLE)
    assert closest_shade(colour, on(WHITE)) == colour


def test_nothing_is_nearest_where_nothing_passes() -> None:
    assert closest_shade("#888888", on("#777777")) is None


@given(COLOURS, COLOURS)
def test_a_mix_begins_with_the_one_and_ends_with_the_other(one: str, other: str) -> None:
    assert (mix(one, other, 0), mix(one, other, 1)) == (one, other)


# What is told to staff --------------------------------------------------------------------------------------------


def test_text_that_cannot_be_read_is_told_with_the_nearest_colour_that_can() -> None:
    brand = Brand(dark=("#222222", "#777777"), light=("#FFFFFF", "#595959"), brand="#E03C31")
    assert told(brand) == (
        "brand.dark: #777777 on #222222 has a contrast of 3.5:1; expected 7:1; the nearest that passes is #ACACAC",
        "brand.brand: #FFFFFF on #E03C31 has a contrast of 4.3:1; expected 7:1; the nearest that passes is #AA231A",
    )


def test_a_background_on_which_nothing_can_be_read_gets_another() -> None:
    assert told(Brand(light=("#777777", "#888888")))[0] == (
        "brand.light: #888888 on #777777 has a contrast of 1.2:1; expected 7:1; no text reaches it on #777777; "
        "the nearest that passes is #FFFFFF on #595959"
    )


@given(st.tuples(COLOURS, COLOURS), COLOURS)
def test_what_is_proposed_has_no_problem(pair: tuple[str, str], fill: str) -> None:
    for problem in told(Brand(dark=pair, brand=fill)):
        proposed = re.findall(r"#[0-9A-F]{6}", problem.rpartition("passes is ")[2])
        if problem.startswith("brand.brand"):
            assert told(Brand(brand=proposed[0])) == ()
        else:
            ink, bg = proposed if len(proposed) == 2 else (proposed[0], pair[0])
            assert told(Brand(dark=(bg, ink))) == ()


def test_no_brand_is_no_stylesheet_and_no_problem() -> None:
    assert (stylesheet(Brand(), {}), told(Brand())) == ("", ())


# The stylesheet ---------------------------------------------------------------------------------------------------


@given(PAIRS)
def test_a_theme_is_derived_so_that_its_second_text_is_read(pair: tuple[str, str]) -> None:
    bg, ink = pair
    theme = rules(stylesheet(Brand(dark=pair), {}))[".theme-dark"]
    assert (theme["bg"], theme["ink"]) == pair
    assert (theme["line"], theme["trough"]) == (mix(bg, ink, 0.18), mix(bg, ink, 0.12))
    assert all(contrast(theme[text], bg) >= LEGIBLE for text in ("ink", "ink-2"))


def test_where_contrast_allows_the_shares_are_those_of_the_design() -> None:
    theme = rules(stylesheet(Brand(dark=("#000000", "#FFFFFF")), {}))[".theme-dark"]
    assert theme == {
        "bg": "#000000", "line": "#2E2E2E", "ink": "#FFFFFF",
        "ink-2": "#B2B2B2", "trough": "#1F1F1F", "motif": "#141414",
    }  # fmt: skip


@given(COLOURS)
def test_a_track_is_bright_under_navy_and_deep_under_white(colour: str) -> None:
    brand = Brand(tracks={"Energy": colour})
    found, name = rules(stylesheet(brand, {})), tone(brand, "Energy")
    for selector, ink in (
        (f".theme-dark .{name}", NAVY), (f".tv .row--now.{name}", NAVY), (f".theme-light .{name}", WHITE)
    ):  # fmt: skip
        assert found[selector]["track-ink"] == ink
        assert contrast(found[selector]["track"], ink) >= LEGIBLE
        assert found[selector]["track"] == colour or contrast(colour, ink) < LEGIBLE


@given(COLOURS)
def test_the_accent_is_legible_and_stands_in_for_a_track(colour: str) -> None:
    found = rules(stylesheet(Brand(accent=colour), {}))
    for theme, ink in (("dark", NAVY), ("light", WHITE)):
        assert found[f".theme-{theme}"]["accent-ink"] == ink
        assert contrast(found[f".theme-{theme}"]["accent"], ink) >= LEGIBLE
        assert found[f".theme-{theme} .tk-none"]["track"] == found[f".theme-{theme}"]["accent"]


@pytest.mark.parametrize(("fill", "ink"), [("#2446D6", WHITE), ("#FFCC2E", NAVY)])
def test_the_brand_takes_the_ink_that_is_read_better(fill: str, ink: str) -> None:
    found = rules(stylesheet(Brand(brand=fill), {}))
    assert (found[":root"], ink_on(fill)) == ({"brand": fill, "brand-ink": ink}, ink)
    assert (".tv .row--now.tk" in found) == (ink == NAVY)


@given(st.one_of(st.none(), PAIRS))
def test_text_over_a_background_picture_is_read_on_its_worst_pixel(pair: tuple[str, str] | None) -> None:
    bg, ink = pair or ("#0A1130", "#FFFFFF")
    css = stylesheet(Brand(dark=pair), {"background": URL})
    veil = re.search(r"\.theme-dark \.calm \{ background: linear-gradient\(rgba\((\d+), (\d+), (\d+), ([0-9.]+)\)", css)
    assert veil is not None
    assert f"#{int(veil[1]):02X}{int(veil[2]):02X}{int(veil[3]):02X}" == bg
    assert all(contrast(mix(pixel, bg, float(veil[4])), ink) >= LEGIBLE for pixel in ("#000000", "#FFFFFF"))


def test_the_defaults_are_those_of_the_stylesheet() -> None:
    shipped = rules(static_content(SHEET).decode())
    themes = {theme: shipped[f".theme-{theme}"] for theme in DEFAULTS}
    assert {theme: (own["bg"], own["ink"], own["ink-2"]) for theme, own in themes.items()} == DEFAULTS
    assert {theme: shipped[f".theme-{theme} .tk"]["track-ink"] for theme in TRACK_INKS} == TRACK_INKS


def test_a_font_is_used_once_it_is_there() -> None:
    face = '@font-face { font-family: "Brand"; font-weight: %d; src: url("/media/ab/%s.woff2"); }'
    body = '.fonts body { font-family: "Brand", var(--system); }'
    urls = {"font": "/media/ab/a.woff2", "font_bold": "/media/ab/b.woff2"}
    assert stylesheet(Brand(), urls).splitlines() == [face % (400, "a"), face % (700, "b"), body]
    assert stylesheet(Brand(), {"font": urls["font"]}).splitlines() == [face % (400, "a"), body]
    assert stylesheet(Brand(), {"font_bold": urls["font_bold"]}) == ""


@given(st.text(), st.text(), st.text(min_size=1))
def test_nothing_from_outside_breaks_out_of_the_stylesheet(font: str, background: str, track: str) -> None:
    plain = stylesheet(Brand(tracks={"x": "#123456"}), {"font": "/f", "background": "/b"})
    urls = {"font": f"/{font}", "background": f"/{background}"}
    css = stylesheet(Brand.model_construct(tracks={track: "#123456"}), urls)
    shape = re.compile(r'tk-b[0-9a-f]{8}|url\("[A-Za-z0-9/%._~-]*"\)')
    assert shape.sub("", css) == shape.sub("", plain)


@pytest.mark.parametrize("bad", ["red;}", "#12345", "#12 456", "url(x)"])
def test_a_colour_that_is_none_never_reaches_the_stylesheet(bad: str) -> None:
    brand = Brand.model_construct(brand=bad, tracks={})
    try:
        css = stylesheet(brand, {})
    except ValueError:
        return
    assert re.fullmatch(r":root \{ --brand: #[0-9A-F]{6}; --brand-ink: #[0-9A-F]{6}; \}\n", css)


# Tracks and their classes -----------------------------------------------------------------------------------------


def test_a_track_is_found_by_its_name_whatever_its_case() -> None:
    brand = Brand(tracks={"Energy & Grid": "#3CCB8F"})
    assert tone(brand, "energy & grid ") == tone(brand, "Energy & Grid") is not None
    assert tone(brand, "Energy") is None


def test_tracks_with_a_colour_have_classes_of_their_own_and_the_others_share_twelve() -> None:
    tracks = [f"Track {number}" for number in range(30)]
    chosen = layout(rest='brand: {tracks: {Track 3: "#3CCB8F", Track 17: "#FF9458"}}')
    talks = agenda(*(session(track, track=track) for track in tracks))
    scene = DayContext(talks, chosen, RoomIndex(talks, {}, {}), WORDS, Days(WORDS.zone), DAY, {})
    assert {track for track in tracks if scene.tones[track].startswith("tk-b")} == {"Track 3", "Track 17"}
    assert len({scene.tones["Track 3"], scene.tones["Track 17"]}) == 2
    assert {tone for tone in scene.tones.values() if not tone.startswith("tk-b")} == {f"tk-{n}" for n in range(12)}
