"""The organiser's colours, font and background as a stylesheet, and what is wrong with them. Pure.

Staff give a few colours; the rest is derived so that every text stays legible from five metres: 7:1 at least.
"""

from __future__ import annotations

import colorsys
import zlib
from typing import TYPE_CHECKING
from urllib.parse import quote

from signage.characters import folded
from signage.errors import Finding
from signage.phrase import Phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from signage.layout.model import Brand

LEGIBLE = 7.0
READABLE = 4.5
"""For the second line over a background picture, where the first one has 7:1."""
NAVY, WHITE, BLACK = "#0A1130", "#FFFFFF", "#000000"
TRACK_INKS = {"dark": NAVY, "light": WHITE}
"""What our stylesheet writes on a track's colour: bright ones in the dark theme, deep ones in the light."""

RGB = tuple[float, float, float]


# Colours ----------------------------------------------------------------------------------------------------------


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (`#RRGGBB`) as WCAG 2 has it, from 1 to 21."""
    light, deep = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (deep + 0.05)


def closest_shade(colour: str, passes: Callable[[str], bool]) -> str | None:
    """The colour if it passes; else the passing shade of its hue that is nearest in lightness; None if none passes."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_rgb(colour))
    steps = sorted((step / 255 for step in range(256)), key=lambda step: abs(step - lightness))
    shades = (_hex(colorsys.hls_to_rgb(hue, step, saturation)) for step in steps)
    return next((shade for shade in (colour, *shades) if passes(shade)), None)


def on(ink: str) -> Callable[[str], bool]:
    """A test for fills: whether text of this ink is legible on them."""
    return lambda fill: contrast(ink, fill) >= LEGIBLE


def ink_on(fill: str) -> str:
    """Navy or white: the one with more contrast to the fill."""
    return max((WHITE, NAVY), key=lambda ink: contrast(ink, fill))


def mix(one: str, other: str, share: float) -> str:
    """`one` with a share (0 to 1) of `other`."""
    parts = zip(_rgb(one), _rgb(other), strict=True)
    red, green, blue = (part + (aim - part) * share for part, aim in parts)
    return _hex((red, green, blue))


def _toned(one: str, other: str, share: float, passes: Callable[[str], bool]) -> str:
    """`one` with as much of `other`, up to a share, as passes; `one` itself if nothing does."""
    mixed = (mix(one, other, percent / 100) for percent in range(round(share * 100), 0, -1))
    return next((colour for colour in mixed if passes(colour)), one)


def _rgb(colour: str) -> RGB:
    number = int(colour.removeprefix("#"), 16)
    return (number >> 16 & 255) / 255, (number >> 8 & 255) / 255, (number & 255) / 255


def _hex(rgb: RGB) -> str:
    return "#" + "".join(f"{round(part * 255):02X}" for part in rgb)


def _luminance(colour: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# What is wrong ----------------------------------------------------------------------------------------------------


def findings(brand: Brand) -> Iterator[Finding]:
    """The colours on which main text can't be read, each with the nearest one that passes."""
    for theme, pair in (("dark", brand.dark), ("light", brand.light)):
        if pair and not on(pair[1])(pair[0]):
            yield _too_close(theme, pair[1], pair[0], _better_text(*pair))
    if brand.brand and not on(ink := ink_on(brand.brand))(brand.brand):
        better = closest_shade(brand.brand, lambda fill: on(ink_on(fill))(fill))
        yield _too_close("brand", ink, brand.brand, _nearest(better))


def _nearest(colour: str | None) -> Phrase:
    return Phrase("the nearest that passes is %(colour)s", colour=colour)


def _too_close(field: str, ink: str, fill: str, better: Phrase) -> Finding:
    tenths = int(contrast(ink, fill) * 10) / 10  # not rounded: 6.96 is not 7.0
    what = Phrase("%(ink)s on %(fill)s has a contrast of %(tenths)s:1", ink=ink, fill=fill, tenths=tenths)
    hint = Phrase("expected %(least)s:1; %(better)s", least=f"{LEGIBLE:g}", better=better)
    return Finding(what, ("brand", field), hint)


def _better_text(fill: str, ink: str) -> Phrase:
    if better := closest_shade(ink, on(fill)):
        return _nearest(better)
    other = closest_shade(fill, lambda shade: max(contrast(shade, WHITE), contrast(shade, BLACK)) >= LEGIBLE) or BLACK
    best = max((WHITE, BLACK), key=lambda text: contrast(text, other))
    return Phrase(
        "no text reaches it on %(fill)s; the nearest that passes is %(best)s on %(other)s",
        fill=fill,
        best=best,
        other=other,
    )


# The stylesheet ---------------------------------------------------------------------------------------------------


def tone(brand: Brand, track: str) -> str | None:
    """The CSS class of a track that has a colour of its own."""
    return _tone(track) if _tone(track) in map(_tone, brand.tracks) else None


def _tone(track: str) -> str:
    return f"tk-b{zlib.crc32(folded(track).encode()):08x}"


def stylesheet(brand: Brand, urls: Mapping[str, str]) -> str:
    """What comes after our stylesheet; empty for an empty brand. `urls` are of its files that can be used, by field."""
    return "".join(f"{rule}\n" for rule in _rules(brand, urls))


def _rules(brand: Brand, urls: Mapping[str, str]) -> Iterator[str]:
    yield from _fonts(urls)
    for theme, pair in (("dark", brand.dark), ("light", brand.light)):
        if pair:
            yield _rule(f".theme-{theme}", _surfaces(*pair))
    if brand.accent:
        for theme, ink in TRACK_INKS.items():
            yield _rule(f".theme-{theme}", {"accent": _fill(brand.accent, ink), "accent-ink": ink})
        yield from _track("tk-none", brand.accent)
    for name, colour in brand.tracks.items():
        yield from _track(_tone(name), colour)
    if brand.brand:
        yield _rule(":root", {"brand": brand.brand, "brand-ink": ink_on(brand.brand)})
        if ink_on(brand.brand) == NAVY:  # bright tracks can't be seen on a bright row
            yield _rule(".tv .row--now.tk", {"track": NAVY, "track-ink": WHITE})
    if "background" in urls:
        yield from _background(brand, urls["background"])


def _fonts(urls: Mapping[str, str]) -> Iterator[str]:
    faces = [(weight, _url(urls[field])) for field, weight in (("font", 400), ("font_bold", 700)) if field in urls]
    if "font" in urls:
        yield from (
            f'@font-face {{ font-family: "Brand"; font-weight: {weight}; src: {url}; }}' for weight, url in faces
        )
        yield '.fonts body { font-family: "Brand", var(--system); }'


def _track(tone: str, colour: str) -> Iterator[str]:
    """A track's colour in each theme; on rows that are filled with the brand, the bright one in both."""
    for theme, ink in TRACK_INKS.items():
        running = f", .tv .row--now.{tone}" if ink == NAVY else ""
        yield _rule(f".theme-{theme} .{tone}{running}", {"track": _fill(colour, ink), "track-ink": ink})


def _fill(colour: str, ink: str) -> str:
    """The colour, brightened or deepened until the ink on it is read."""
    return closest_shade(colour, on(ink)) or colour


def _rule(selector: str, colours: dict[str, str]) -> str:
    """A rule that sets custom properties. Colours are written anew: nothing else can get into the sheet."""
    return f"{selector} {{ " + " ".join(f"--{name}: {_hex(_rgb(colour))};" for name, colour in colours.items()) + " }"


def _url(url: str) -> str:
    return f'url("{quote(url, safe="/%")}")'


def _surfaces(bg: str, ink: str) -> dict[str, str]:
    """The colours of a theme, from its background and its text."""
    second = _toned(ink, bg, 0.30, lambda text: on(text)(bg))
    return {
        "bg": bg,
        "line": mix(bg, ink, 0.18),
        "ink": ink,
        "ink-2": second,
        "trough": mix(bg, ink, 0.12),
        "motif": mix(bg, ink, 0.08),
    }


DEFAULTS = {"dark": ("#0A1130", "#FFFFFF", "#B4BFE2"), "light": ("#F3F5FA", "#0A1130", "#3D4A73")}
"""Our stylesheet's own background, text and second text."""


def _background(brand: Brand, url: str) -> Iterator[str]:
    """The picture behind calm pages, under as much of the background colour as its text needs."""
    yield ".calm:before, .calm:after { display: none; }"
    for theme, pair in (("dark", brand.dark), ("light", brand.light)):
        bg, ink, second = (*pair, _surfaces(*pair)["ink-2"]) if pair else DEFAULTS[theme]
        share = _veil(bg, ink, second)
        veil = ", ".join([*(str(round(part * 255)) for part in _rgb(bg)), f"{share:.2f}"])
        layers = f"linear-gradient(rgba({veil}), rgba({veil})), {_url(url)} center / cover no-repeat"
        yield f".theme-{theme} .calm {{ background: {layers}; }}"


def _veil(bg: str, ink: str, second: str) -> float:
    """The share of the background over a picture with which text is read even on its worst pixel."""

    def read(percent: int) -> bool:
        worst = [mix(pixel, bg, percent / 100) for pixel in (WHITE, BLACK)]
        return all(contrast(ink, spot) >= LEGIBLE and contrast(second, spot) >= READABLE for spot in worst)

    return next((percent / 100 for percent in range(50, 100) if read(percent)), 1.0)
