"""The folder media: what becomes of a good file, and what is said of every bad one."""

from __future__ import annotations

import io
import os
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageCms

from signage.errors import MediaError
from signage.venue import picture
from signage.venue.folders import Venue
from signage.venue.media import Media, MediaFile

if TYPE_CHECKING:
    from collections.abc import Callable

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 10">{}</svg>'
MEND = "embed it, or export as PNG"
ORIENTATION = 0x0112


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "media").mkdir()
    return tmp_path / "media"


@pytest.fixture
def media(folder: Path) -> Media:
    return Media(folder)


def save(path: Path, size: tuple[int, int] = (40, 20), mode: str = "RGB", colour: Any = "#3CCB8F", **more: Any) -> None:
    Image.new(mode, size, colour).save(path, **more)


def noise(size: tuple[int, int]) -> Image.Image:
    return Image.frombytes("RGB", size, os.urandom(size[0] * size[1] * 3))


def opened(found: MediaFile) -> Image.Image:
    return Image.open(io.BytesIO(found.body))


def refused(find: Callable[[str], MediaFile], name: str) -> str:
    """What is said of a file that is refused."""
    with pytest.raises(MediaError) as error:
        find(name)
    return str(error.value)


# Images -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "mode", "colour", "expected"),
    [
        ("a.png", "RGB", "#3CCB8F", "image/png"),
        ("a.png", "P", 3, "image/png"),
        ("a.png", "RGBA", (60, 203, 143, 90), "image/png"),
        ("a.jpg", "RGB", "#3CCB8F", "image/jpeg"),
        ("a.jpg", "L", 80, "image/jpeg"),
        ("a.jpg", "CMYK", (20, 30, 40, 0), "image/jpeg"),
        ("a.webp", "RGB", "#3CCB8F", "image/jpeg"),
        ("a.webp", "RGBA", (60, 203, 143, 90), "image/png"),
        ("a.gif", "P", 3, "image/png"),
    ],
)
def test_an_image_becomes_one_that_old_tvs_read(
    media: Media, folder: Path, name: str, mode: str, colour: Any, expected: str
) -> None:
    save(folder / name, mode=mode, colour=colour)
    found = media.image(name)
    assert (found.media_type, found.width, found.height) == (expected, 40, 20)
    assert opened(found).size == (40, 20)


def test_an_images_kind_is_told_by_its_content(media: Media, folder: Path) -> None:
    save(folder / "map.jpg", format="PNG")
    assert media.image("map.jpg").media_type == "image/png"


@pytest.mark.parametrize(
    ("size", "expected"), [((5120, 1000), (2560, 500)), ((900, 3000), (768, 2560)), ((2560, 1440), (2560, 1440))]
)
def test_a_large_image_is_scaled_to_the_longest_side_a_tv_needs(
    media: Media, folder: Path, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    save(folder / "wall.jpg", size)
    found = media.image("wall.jpg")
    assert (found.width, found.height) == expected == opened(found).size


def test_an_image_stands_as_the_camera_was_held(media: Media, folder: Path) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    image = Image.new("RGB", (64, 32), "#FF0000")
    image.paste("#0000FF", (0, 0, 32, 32))
    image.save(folder / "photo.jpg", exif=exif, quality=95)
    shown = opened(media.image("photo.jpg"))
    assert shown.size == (32, 64)
    above, below = ([round(part, -2) for part in shown.getpixel((16, y))] for y in (16, 48))  # type: ignore[union-attr]
    assert (above, below) == ([0, 0, 300], [300, 0, 0])


def test_an_image_tells_nothing_of_who_took_it_where(media: Media, folder: Path) -> None:
    exif = Image.Exif()
    exif[0x013B] = "Alex Chen"
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    save(folder / "photo.jpg", exif=exif, comment=b"Alex Chen", icc_profile=srgb, dpi=(300, 300))
    save(folder / "chart.png", exif=exif, icc_profile=srgb)
    for name in ("photo.jpg", "chart.png"):
        shown = opened(media.image(name))
        assert not dict(shown.getexif())
        assert not {"comment", "icc_profile", "exif"} & shown.info.keys()
        assert b"Alex" not in media.image(name).body


def test_colours_of_another_space_become_those_of_browsers(media: Media, folder: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"?").replace(b"gXYZ", b"rXYZ").replace(b"?", b"gXYZ")
    shown = []
    for name, profile in (("same.png", srgb), ("swapped.png", swapped), ("nonsense.png", b"no profile")):
        save(folder / name, colour="#FF0000", icc_profile=profile)
        shown.append(opened(media.image(name)).convert("RGB").getpixel((5, 5)))
    assert shown == [(255, 0, 0), (0, 255, 0), (255, 0, 0)]


def test_sixteen_bits_of_grey_keep_their_shades(media: Media, folder: Path) -> None:
    save(folder / "deep.png", mode="I;16", colour=0x8000)
    assert opened(media.image("deep.png")).convert("L").getpixel((5, 5)) == 0x80


def test_a_moving_image_stands_still_at_its_first_frame(media: Media, folder: Path) -> None:
    first, second = Image.new("RGB", (8, 8), "#FF0000"), Image.new("RGB", (8, 8), "#0000FF")
    first.save(folder / "a.gif", save_all=True, append_images=[second])
    assert opened(media.image("a.gif")).convert("RGB").getpixel((4, 4)) == (255, 0, 0)


def test_transparency_that_hides_nothing_and_photos_saved_as_png_cost_no_more_than_jpeg(
    media: Media, folder: Path
) -> None:
    noise((700, 600)).convert("RGBA").save(folder / "photo.png", compress_level=1)
    assert media.image("photo.png").media_type == "image/jpeg"


# Drawings ---------------------------------------------------------------------------------------------------------


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
def test_a_drawing_is_shown_as_it_is(media: Media, folder: Path, inside: str) -> None:
    content = f'\ufeff<?xml version="1.0"?>\n<!DOCTYPE svg>\n<!-- by hand -->{SVG.format(inside)}'
    (folder / "logo.svg").write_text(content, encoding="utf-8")
    found = media.image("logo.svg")
    assert (found.body.decode(), found.media_type) == (content, "image/svg+xml")
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
def test_a_drawings_size_is_read(media: Media, folder: Path, attributes: str, size: tuple[int, int]) -> None:
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
        ("<style>@import '//x'</style>", "refers to something outside itself (@import '//x')"),
        ("<style>@imp<style/>ort '//x'</style>", "refers to something outside itself (@import '//x')"),
    ],
)
def test_a_drawing_that_runs_or_fetches_is_refused(media: Media, folder: Path, inside: str, said: str) -> None:
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
def test_what_is_no_drawing_for_walls_is_told(media: Media, folder: Path, content: str, said: str) -> None:
    (folder / "a.svg").write_text(content)
    assert refused(media.image, "a.svg") == said


@pytest.mark.parametrize("content", [SVG.format("<g>"), SVG[:-6], f'<?xml version="1.0" encoding="none"?>{SVG}'])
def test_a_drawing_that_is_no_xml_is_told(media: Media, folder: Path, content: str) -> None:
    (folder / "a.svg").write_text(content)
    assert refused(media.image, "a.svg").startswith("'a.svg' is no valid SVG: ")


# What is wrong with a file ----------------------------------------------------------------------------------------


def test_a_missing_file_is_told_with_the_nearest_name(media: Media, folder: Path) -> None:
    (folder / "maps").mkdir()
    save(folder / "maps" / "floor1.png")
    assert refused(media.find, "maps/flor1.png") == (
        "'maps/flor1.png' is no file of the folder media; did you mean 'maps/floor1.png'?"
    )
    assert refused(media.find, "maps") == "'maps' is a folder; expected a file"
    assert refused(media.find, "maps/floor1.png/x") == "'maps/floor1.png/x' is no file of the folder media; did you mean 'maps/floor1.png'?"  # fmt: skip  # noqa: E501
    assert refused(Media(folder / "none").find, "a.png") == "'a.png' is no file of the folder media"


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7", b"BM" + bytes(60)])
def test_what_is_no_image_is_told(media: Media, folder: Path, content: bytes) -> None:
    (folder / "notes.png").write_bytes(content)
    assert refused(media.find, "notes.png") == "'notes.png' is no image; expected PNG, JPEG, WebP, GIF or SVG"


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.gif"])
def test_a_damaged_image_is_told_at_whatever_byte_it_ends(media: Media, folder: Path, name: str) -> None:
    noise((60, 60)).save(folder / name)
    whole = (folder / name).read_bytes()
    for length in range(0, len(whole) * 9 // 10, max(1, len(whole) // 60)):
        (folder / name).write_bytes(whole[:length])
        assert refused(media.find, name), length


def test_too_many_bytes_or_pixels_are_refused_before_they_are_decoded(media: Media, folder: Path) -> None:
    with (folder / "large.png").open("wb") as file:
        file.truncate(41_000_000)
    assert refused(media.find, "large.png") == "'large.png' is 41.0 MB large; expected at most 40 MB"
    save(folder / "bomb.png")
    content = bytearray((folder / "bomb.png").read_bytes())
    content[16:24] = struct.pack(">II", 20_000, 10_000)
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    (folder / "bomb.png").write_bytes(content)
    assert refused(media.find, "bomb.png") == "'bomb.png' has 20000 x 10000 pixels; expected at most 64 million in all"


@pytest.mark.parametrize(
    "name", ["../secret.png", ".hidden.png", "/etc/passwd", "a/../../secret.png", "..\\x", "a\0b", ""]
)
def test_a_name_never_leads_out_of_the_folder(media: Media, folder: Path, name: str) -> None:
    save(folder.parent / "secret.png")
    save(folder / ".hidden.png")
    assert refused(media.find, name) == f"'{name}' is no name of a file in the folder media; write it like map.png"
    assert media.names(name) == (name,)


def test_a_link_is_followed_inside_the_folder_only(media: Media, folder: Path) -> None:
    save(folder.parent / "secret.png")
    save(folder / "map.png")
    (folder / "out.png").symlink_to(folder.parent / "secret.png")
    (folder / "up").symlink_to(folder.parent)
    (folder / "in.png").symlink_to("map.png")
    (folder / "round.png").symlink_to("round.png")
    assert refused(media.find, "out.png") == "'out.png' leads out of the folder media; put the file itself there"
    assert (
        refused(media.find, "up/secret.png")
        == "'up/secret.png' leads out of the folder media; put the file itself there"
    )
    assert media.names("up") == ("up",)
    assert media.find("in.png").body == media.find("map.png").body
    assert refused(media.find, "round.png")


def test_what_cannot_be_read_is_told(media: Media, folder: Path) -> None:
    assert refused(media.find, "x" * 300) == f"'{'x' * 300}' cannot be read: File name too long"
    os.mkfifo(folder / "pipe.png")
    assert refused(media.find, "pipe.png") == "'pipe.png' is a folder; expected a file"


# Fonts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "media_type"),
    [(b"\0\1\0\0", "font/ttf"), (b"true", "font/ttf"), (b"OTTO", "font/otf"),
     (b"wOFF\0\0\0\0\0\0\0\x10", "font/woff"), (b"wOF2\0\0\0\0\0\0\0\x10", "font/woff2")],
)  # fmt: skip
def test_a_font_is_passed_on_as_it_is(media: Media, folder: Path, start: bytes, media_type: str) -> None:
    (folder / "brand.font").write_bytes(start.ljust(16, b"\0"))
    found = media.font("brand.font")
    assert (found.media_type, found.body) == (media_type, start.ljust(16, b"\0"))
    assert refused(media.image, "brand.font") == "'brand.font' is a font; expected an image"


def test_a_font_that_is_cut_off_is_refused(media: Media, folder: Path) -> None:
    (folder / "brand.woff2").write_bytes(b"wOF2\0\0\0\0\0\0\0\x10\0")
    assert refused(media.font, "brand.woff2") == "'brand.woff2' is cut off; save it again"
    save(folder / "a.png")
    assert refused(media.font, "a.png") == "'a.png' is an image; expected a font (woff2, woff, ttf or otf)"


# The folder -------------------------------------------------------------------------------------------------------


def test_a_folders_files_come_in_the_order_people_count(media: Media, folder: Path) -> None:
    (folder / "sponsors").mkdir()
    for name in ("10.png", "2.png", "1.png", ".DS_Store", "Thumbs.db"):
        (folder / "sponsors" / name).touch()
    assert media.names("sponsors") == ("sponsors/1.png", "sponsors/2.png", "sponsors/10.png")
    assert media.names("map.png") == ("map.png",)


def test_a_url_changes_with_the_content_and_only_with_it(media: Media, folder: Path) -> None:
    save(folder / "Plan, 1. Stock.png")
    before = media.find("Plan, 1. Stock.png")
    assert before.url.split("/")[3] == "Plan%2C%201.%20Stock.png"
    os.utime(folder / "Plan, 1. Stock.png", ns=(1, 1))
    assert media.find("Plan, 1. Stock.png") == before
    save(folder / "Plan, 1. Stock.png", colour="#FF0000")
    assert media.find("Plan, 1. Stock.png").url != before.url


def test_a_file_is_served_by_its_url_alone(media: Media, folder: Path) -> None:
    save(folder / "50% off.png")
    found = media.find("50% off.png")
    digest = found.url.split("/")[2]
    assert media.serve(f"/media/{digest}/50% off.png") == found
    assert Media(folder).serve(f"/media/{digest}/50% off.png") == found
    wrong = [f"/media/{'0' * 16}/50% off.png", f"/media/{digest}/../50% off.png", "/media/50% off.png", "", "\ud800"]
    assert [media.serve(path) for path in wrong] == [None] * len(wrong)


def test_a_file_that_was_shown_is_served_while_a_bad_one_has_taken_its_place(media: Media, folder: Path) -> None:
    save(folder / "map.png")
    shown = media.find("map.png")
    (folder / "map.png").write_text("half a file")
    assert refused(media.find, "map.png")
    assert media.serve(shown.url) == shown


def test_a_file_is_decoded_once(media: Media, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(folder / "map.png")
    decoded: list[bytes] = []
    prepare = picture.prepare

    def counted(raw: bytes) -> picture.Picture:
        decoded.append(raw)
        return prepare(raw)

    monkeypatch.setattr(picture, "prepare", counted)
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(media.find, ["map.png"] * 20))
    assert (len(decoded), len({file.url for file in found})) == (1, 1)


def test_the_signature_changes_with_any_file(media: Media, folder: Path) -> None:
    (folder / "sponsors").mkdir()
    seen = [media.signature()]
    (folder / "sponsors" / "a.png").touch()
    seen.append(media.signature())
    (folder / "sponsors" / "a.png").write_bytes(b"x")
    seen.append(media.signature())
    (folder / "sponsors" / "a.png").rename(folder / "sponsors" / "b.png")
    seen.append(media.signature())
    assert len(set(map(repr, seen))) == 4
    (folder / ".DS_Store").touch()
    assert media.signature() == seen[-1] == Media(folder).signature()
    assert Media(folder / "none").signature() == ()


def test_a_file_that_cannot_be_looked_at_stops_no_other(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theme, look = folder.parent / "theme", Path.stat
    theme.mkdir()
    for name in ("gone.css", "theme.css"):
        (theme / name).touch()
    venue = Venue.beside(folder.parent / "screens.yaml")
    before = venue.signature()

    def stat(path: Path, **options: Any) -> os.stat_result:
        if path.name == "gone.css":  # between the list and the look, or of another user
            raise PermissionError(13, "Permission denied")
        return look(path, **options)

    monkeypatch.setattr(Path, "stat", stat)
    seen = [before, venue.signature()]
    (theme / "theme.css").write_text("a {}")
    seen.append(venue.signature())
    assert len(set(map(repr, seen))) == 3


def test_a_files_content_stays_out_of_logs(media: Media, folder: Path) -> None:
    save(folder / "map.png")
    assert "IHDR" not in repr(media.find("map.png"))
