"""Rules for a shape are written once and hold for displays and for views."""

from signage.assets import SHEET, static_content
from signage.web.css import COPIES, shaped

CSS = """.slab { width: 1px; }
@media (orientation: portrait) {
  .tv { padding: 0; }
  .slab, .tv[dir="rtl"] .who { width: auto; }   /* why */
}
.ov { top: 0; }
@media (min-aspect-ratio: 5/2) {
  .slab { height: 0; }
}
@media (scripting: none) {
  .row { top: 0; }
}
"""


def test_the_rules_stand_for_displays_and_for_views() -> None:
    assert [line.strip() for line in shaped(CSS).splitlines() if line.strip()] == [
        ".slab { width: 1px; }",
        "@media (orientation: portrait) {",
        ".tv:not(.is-landscape) { padding: 0; }",
        '.tv:not(.is-landscape) .slab, .tv:not(.is-landscape)[dir="rtl"] .who { width: auto; }',
        "}",
        ".tv.is-portrait { padding: 0; }",
        '.tv.is-portrait .slab, .tv.is-portrait[dir="rtl"] .who { width: auto; }',
        ".ov { top: 0; }",
        "@media (min-aspect-ratio: 5/2) {",
        ".tv:not(.is-portrait) .slab { height: 0; }",
        "}",
        "@media (orientation: landscape) {",
        ".tv.is-half:not(.is-portrait) .slab { height: 0; }",
        "}",
        "@media (scripting: none) {",
        ".row { top: 0; }",
        "}",
    ]


def test_the_stylesheet_has_a_block_for_every_shape() -> None:
    css = static_content(SHEET).decode()
    assert {query: css.count(f"@media {query} {{\n") > 0 for query in COPIES} == dict.fromkeys(COPIES, True)
    assert shaped(css).count("{") == shaped(css).count("}")
