"""The stylesheet: rules for a shape hold for displays and for views, and pages from right to left are mirrored."""

from __future__ import annotations

import pytest

from signage.assets import SHEET, static_content
from signage.web.css import SHAPES, compiled, parsed, shipped

CSS = """.slab { width: 1px; }
@shape portrait {
  .tv { padding-top: 0; }
  .slab, .tv[dir="rtl"] .who { width: auto; }   /* why */
}
@shape low { .slab { height: 0 } }
@media (scripting: none) {
  .row { top: 0; }
}
@font-face { font-family: "A"; src: url("/a.woff2") format("woff2"); }
"""


def test_the_rules_of_a_shape_stand_for_displays_and_for_views() -> None:
    assert compiled(CSS).splitlines() == [
        ".slab { width: 1px }",
        "@media (orientation: portrait) {",
        ".tv:not(.is-landscape) { padding-top: 0 }",
        '.tv:not(.is-landscape) .slab, .tv:not(.is-landscape)[dir="rtl"] .who { width: auto }',
        "}",
        ".tv.is-portrait { padding-top: 0 }",
        '.tv.is-portrait .slab, .tv.is-portrait[dir="rtl"] .who { width: auto }',
        "@media (min-aspect-ratio: 5/2) {",
        ".tv:not(.is-portrait) .slab { height: 0 }",
        "}",
        "@media (orientation: landscape) {",
        ".tv.is-half:not(.is-portrait) .slab { height: 0 }",
        "}",
        "@media (scripting: none) {",
        ".row { top: 0 }",
        "}",
        '@font-face { font-family: "A"; src: url("/a.woff2") format("woff2") }',
    ]


@pytest.mark.parametrize(
    ("rule", "image"),
    [
        (".a { margin: 1px 2px 3px 4px }", "margin-left: 2px; margin-right: 4px"),
        (".a { padding: 0 calc((1 + 2) * 1px) 0 0 }", "padding-left: calc((1 + 2) * 1px); padding-right: 0"),
        (".a { padding: 0 1px; padding-left: 2px }", "padding-left: 1px; padding-right: 2px"),
        (".a { margin-left: auto }", "margin-left: 0; margin-right: auto"),
        (".a { left: 1px; top: 2px }", "left: auto; right: 1px"),
        (".a { left: 1px; right: 0 }", "left: 0; right: 1px"),
        (".a { border-left: 1px solid red }", "border-left: 0; border-right: 1px solid red"),
        (".a { text-align: right; color: red }", "text-align: left"),
        (".a { object-position: left center }", "object-position: right center"),
    ],
)
def test_a_rule_that_tells_left_from_right_has_a_mirror_image(rule: str, image: str) -> None:
    assert compiled(rule).splitlines()[1:] == [f'.tv[dir="rtl"] .a {{ {image} }}']


@pytest.mark.parametrize(
    "rule",
    [
        ".a { margin: 0 1px; padding: 2px; left: 0; right: 0; border: 0; text-align: center }",
        '.tv[dir="rtl"] .a { left: 1px }',
        "/*rtl:begin:ignore*/ .a { left: 1px } /*rtl:end:ignore*/",
        ".a { padding-top: 1px }",
    ],
)
def test_what_is_the_same_from_both_sides_or_set_apart_has_none(rule: str) -> None:
    assert len(compiled(rule).splitlines()) == 1


@pytest.mark.parametrize(
    ("selector", "there"),
    [
        (".a > .b", '.tv[dir="rtl"] .a > .b'),
        (".tv .a", '.tv.tv[dir="rtl"] .a'),
        (".tv.h12 .a", '.tv.tv[dir="rtl"].h12 .a'),
        (".h12 .a", '.tv[dir="rtl"].h12 .a'),
        (".has-code .a:before", '.tv[dir="rtl"].has-code .a:before'),
        (".tv-like .a", '.tv[dir="rtl"] .tv-like .a'),
    ],
)
def test_a_mirror_image_has_two_classes_more_than_its_rule(selector: str, there: str) -> None:
    assert compiled(f"{selector} {{ text-align: left }}").splitlines()[1] == f"{there} {{ text-align: right }}"


def test_a_rule_that_ends_a_difference_ends_it_in_the_mirror_too() -> None:
    css = ".a { left: 1px } .b .a { left: 0; right: 0 } .c { left: 0; right: 0 } .a:before { left: 0; right: 0 }"
    images = [line for line in compiled(css).splitlines() if "rtl" in line]
    assert images == [
        '.tv[dir="rtl"] .a { left: auto; right: 1px }',
        '.tv[dir="rtl"] .b .a { left: 0; right: 0 }',
    ]


def test_mirror_images_of_a_shape_stand_in_its_queries() -> None:
    assert compiled("@shape portrait { .a { text-align: left } }").splitlines() == [
        "@media (orientation: portrait) {",
        ".tv:not(.is-landscape) .a { text-align: left }",
        '.tv.tv[dir="rtl"]:not(.is-landscape) .a { text-align: right }',
        "}",
        ".tv.is-portrait .a { text-align: left }",
        '.tv.tv[dir="rtl"].is-portrait .a { text-align: right }',
    ]


@pytest.mark.parametrize("css", [".a { color: red", "} .a { color: red }", "@supports (x) { .a { color: red } }", "x"])
def test_what_is_no_rule_is_not_lost_in_silence(css: str) -> None:
    with pytest.raises(ValueError, match="CSS"):
        compiled(css)


def test_the_stylesheet_has_a_block_for_every_shape() -> None:
    blocks = {rule.within for rule in parsed(static_content(SHEET).decode())}
    assert {within for within in blocks if within.startswith("@shape ")} == {f"@shape {name}" for name in SHAPES}
    assert "@shape" not in shipped()
    assert shipped().count("{") == shipped().count("}")
