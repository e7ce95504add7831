"""Portrait rules are written once and hold for displays and for views."""

from signage.assets import folder
from signage.web.shapes import shaped

CSS = """.slab { width: 1px; }
@media (orientation: portrait) {
  .tv { --u: 2.5vw; }
  .slab, .tv[dir="rtl"] .who { width: auto; }   /* why */
}
.ov { top: 0; }
"""


def test_the_rules_stand_for_displays_and_for_views() -> None:
    assert [line.strip() for line in shaped(CSS).splitlines() if line.strip()] == [
        ".slab { width: 1px; }",
        "@media (orientation: portrait) {",
        ".tv:not(.is-landscape) { --u: 2.5vw; }",
        '.tv:not(.is-landscape) .slab, .tv:not(.is-landscape)[dir="rtl"] .who { width: auto; }',
        "}",
        ".tv.is-portrait { --u: 2.5vw; }",
        '.tv.is-portrait .slab, .tv.is-portrait[dir="rtl"] .who { width: auto; }',
        ".ov { top: 0; }",
    ]


def test_every_portrait_block_of_the_stylesheet_is_served_twice() -> None:
    css = (folder("static") / "signage.css").read_text()
    blocks = css.count("@media (orientation: portrait) {\n")
    assert shaped(css).count("\n.tv.is-portrait") >= shaped(css).count("\n.tv:not(.is-landscape)") > blocks > 0
    assert "@media (orientation: portrait) {\n  " not in shaped(css)
