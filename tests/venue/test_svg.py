"""Drawings: shown as they are, or refused where they could run, fetch or expand anything."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.venue.files import Ready, refused

if TYPE_CHECKING:
    pass

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 10">{}</svg>'
MEND = "embed it, or export as PNG"


@pytest.mark.parametrize(
    "inside",
    [
        '<path d="M0 0h40v10z" fill="url(#a)" style="stroke: #fff; filter: url( \'#b\' )"/>',
        '<defs><path id="a"/></defs><use xlink:href="#a"/><use href="#a"/>',
        '<image href="data:image/png;base64,AAAA"/>',
        "<style><![CDATA[.a{fill:url(#a)} @font-face{font-family:x;src:url(data:font/woff2;base64,AA)}]]></style>",
        '<metadata xmlns:i="http://example.com/" i:export="C:\\logo.png">see http://example.com</metadata>',
    ],
)
def test_a_drawing_is_shown_as_it_is(media: Ready, folder: Path, inside: str) -> None:
    content = f'\ufeff<?xml version="1.0"?>\n<!DOCTYPE svg>\n<!-- by hand -->{SVG.format(inside)}'
    (folder / "logo.svg").write_text(content, encoding="utf-8")
    found = media.image("logo.svg")
    assert (media.body("logo.svg").decode(), found.media_type) == (content, "image/svg+xml")
    assert (found.width, found.height) == (40, 10)


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="120" height="30px"', (120, 30)),
        ('width="1in" height="25.4mm" viewBox="0 0 1 1"', (96, 96)),
        ('width="100%" height="100%" viewBox="-5,-5 300.4 , 20"', (300, 20)),
        ('viewBox="0 0 .2 .1"', (1, 1)),
    ],
)
def test_a_drawings_size_is_read(media: Ready, folder: Path, attributes: str, size: tuple[int, int]) -> None:
    (folder / "a.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>')
    found = media.image("a.svg")
    assert (found.width, found.height) == size


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<script>alert(1)</script>", "can act by itself (<script>)"),
        ('<x:script xmlns:x="http://www.w3.org/2000/svg"/>', "can act by itself (<script>)"),
        ("<foreignObject/>", "can act by itself (<foreignObject>)"),
        ('<iframe xmlns="http://www.w3.org/1999/xhtml"/>', "can act by itself (<iframe>)"),
        ('<path OnLoad="x()"/>', "can act by itself (OnLoad)"),
        ('<set attributeName="xlink:href" to="x"/>', "can act by itself (an animated reference)"),
        ('<a href=" javascript:x()"/>', "refers to something outside itself (javascript:x())"),
        (
            '<image xlink:href="http://example.com/a.png"/>',
            "refers to something outside itself (http://example.com/a.png)",
        ),
        ('<use href="other.svg#a"/>', "refers to something outside itself (other.svg#a)"),
        ('<image href="data:image/svg+xml,x"/>', "refers to something outside itself (data:image/svg+xml,x)"),
        ('<path fill="url(//x/a)"/>', "refers to something outside itself (url(//x/a))"),
        ("<path style=\"fill: URL( '//x/a' )\"/>", "refers to something outside itself (URL( '//x/a' ))"),
        ('<path fill="u\\72l(//x/a)"/>', "refers to something outside itself (\\72l(//x/a))"),
        ("<style>.a{fill: image('//x/a.png')}</style>", "refers to something outside itself (image('//x/a.png')})"),
        ("<style>.a{background: SRC( '//x' )}</style>", "refers to something outside itself (SRC( '//x' )})"),
        ('<g xml:base="http://x/"><use href="#a"/></g>', "refers to something outside itself (xml:base http://x/)"),
        ("<style>@import '//x'</style>", "refers to something outside itself (@import '//x')"),
        ("<style>@imp<style/>ort '//x'</style>", "refers to something outside itself (@import '//x')"),
    ],
)
def test_a_drawing_that_runs_or_fetches_is_refused(media: Ready, folder: Path, inside: str, said: str) -> None:
    (folder / "logo.svg").write_text(SVG.format(inside))
    assert refused(media.image, "logo.svg").startswith(f"'logo.svg' {said}; ")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<html/>", "'a.svg' is no image; expected PNG, JPEG, WebP, GIF or SVG"),
        ("<svg/>", "'a.svg' is no image; expected PNG, JPEG, WebP, GIF or SVG"),
        ('<svg xmlns="http://www.w3.org/2000/svg">', "'a.svg' does not say how large it is; export it with a viewBox"),
        (f"<?xml-stylesheet href='x'?>{SVG}", f"'a.svg' refers to something outside itself (a stylesheet); {MEND}"),
        (f'<!DOCTYPE s [<!ENTITY a "b">]>{SVG}', "'a.svg' declares the entity 'a'; export it as plain SVG, or as PNG"),
        (SVG + " " * 2_000_000, "'a.svg' is 2.0 MB large; expected at most 2 MB"),
    ],
)  # fmt: skip
def test_what_is_no_drawing_for_walls_is_told(media: Ready, folder: Path, content: str, said: str) -> None:
    (folder / "a.svg").write_text(content)
    assert refused(media.image, "a.svg") == said


@pytest.mark.parametrize("content", [SVG.format("<g>"), SVG[:-6], f'<?xml version="1.0" encoding="none"?>{SVG}'])
def test_a_drawing_that_is_no_xml_is_told(media: Ready, folder: Path, content: str) -> None:
    (folder / "a.svg").write_text(content)
    assert refused(media.image, "a.svg").startswith("'a.svg' is no valid SVG: ")


PUBLIC = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'


@pytest.mark.parametrize("doctype", [PUBLIC, "<!DOCTYPE svg SYSTEM 'http://x/a.dtd' [ <!-- > --> ]>"])
def test_a_document_type_elsewhere_is_left_out(media: Ready, folder: Path, doctype: str) -> None:
    """Drawing programs write one, and no wall is to look it up."""
    head, drawing = '<?xml version="1.0"?>\n', SVG.format("<path/>")
    (folder / "logo.svg").write_text(f"{head}{doctype}\n{drawing}")
    assert media.body("logo.svg").decode() == f"{head}\n{drawing}"
    (folder / "wide.svg").write_bytes(f"{doctype}\n{drawing}".encode("utf-16-le"))
    assert refused(media.image, "wide.svg").startswith(
        "'wide.svg' refers to something outside itself (a document type)"
    )


@pytest.mark.parametrize(
    ("doctype", "inside", "said"),
    [
        (PUBLIC, "<text>&nbsp;</text>", "is no valid SVG: undefined entity"),
        ("<!DOCTYPE svg [<!ENTITY % p SYSTEM 'http://x'> %p;]>", "", "declares the entity 'p'"),
        (
            "<!DOCTYPE svg [<!ATTLIST use href CDATA 'http://x'>]>",
            "<use/>",
            "refers to something outside itself (http://x)",
        ),
    ],
)
def test_what_means_nothing_without_its_document_type_is_refused(
    media: Ready, folder: Path, doctype: str, inside: str, said: str
) -> None:
    (folder / "a.svg").write_text(doctype + SVG.format(inside))
    assert refused(media.image, "a.svg").startswith(f"'a.svg' {said}")
