"""Pictures of the folder media, as they reach walls."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageCms

from tests.venue.files import Ready, noise, opened, save

if TYPE_CHECKING:
    pass

ORIENTATION = 0x0112


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
    media: Ready, folder: Path, name: str, mode: str, colour: Any, expected: str
) -> None:
    save(folder / name, mode=mode, colour=colour)
    found = media.image(name)
    assert (found.media_type, found.width, found.height) == (expected, 40, 20)
    assert opened(media, name).size == (40, 20)


def test_an_images_kind_is_told_by_its_content(media: Ready, folder: Path) -> None:
    save(folder / "map.jpg", format="PNG")
    assert media.image("map.jpg").media_type == "image/png"


@pytest.mark.parametrize(
    ("size", "expected"), [((5120, 1000), (2560, 500)), ((900, 3000), (768, 2560)), ((2560, 1440), (2560, 1440))]
)
def test_a_large_image_is_scaled_to_the_longest_side_a_tv_needs(
    media: Ready, folder: Path, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    save(folder / "wall.jpg", size)
    found = media.image("wall.jpg")
    assert (found.width, found.height) == expected == opened(media, "wall.jpg").size


def test_an_image_stands_as_the_camera_was_held(media: Ready, folder: Path) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    image = Image.new("RGB", (64, 32), "#FF0000")
    image.paste("#0000FF", (0, 0, 32, 32))
    image.save(folder / "photo.jpg", exif=exif, quality=95)
    shown = opened(media, "photo.jpg")
    assert shown.size == (32, 64)
    above, below = ([round(part, -2) for part in shown.getpixel((16, y))] for y in (16, 48))  # type: ignore[union-attr]
    assert (above, below) == ([0, 0, 300], [300, 0, 0])


def test_an_image_tells_nothing_of_who_took_it_where(media: Ready, folder: Path) -> None:
    exif = Image.Exif()
    exif[0x013B] = "Alex Chen"
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    save(folder / "photo.jpg", exif=exif, comment=b"Alex Chen", icc_profile=srgb, dpi=(300, 300))
    save(folder / "chart.png", exif=exif, icc_profile=srgb)
    for name in ("photo.jpg", "chart.png"):
        shown = opened(media, name)
        assert not dict(shown.getexif())
        assert not {"comment", "icc_profile", "exif"} & shown.info.keys()
        assert b"Alex" not in media.body(name)


def test_colours_of_another_space_become_those_of_browsers(media: Ready, folder: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"?").replace(b"gXYZ", b"rXYZ").replace(b"?", b"gXYZ")
    shown = []
    for name, profile in (("same.png", srgb), ("swapped.png", swapped), ("nonsense.png", b"no profile")):
        save(folder / name, colour="#FF0000", icc_profile=profile)
        shown.append(opened(media, name).convert("RGB").getpixel((5, 5)))
    assert shown == [(255, 0, 0), (0, 255, 0), (255, 0, 0)]


def test_sixteen_bits_of_grey_keep_their_shades(media: Ready, folder: Path) -> None:
    save(folder / "deep.png", mode="I;16", colour=0x8000)
    assert opened(media, "deep.png").convert("L").getpixel((5, 5)) == 0x80


def test_a_moving_image_stands_still_at_its_first_frame(media: Ready, folder: Path) -> None:
    first, second = Image.new("RGB", (8, 8), "#FF0000"), Image.new("RGB", (8, 8), "#0000FF")
    first.save(folder / "a.gif", save_all=True, append_images=[second])
    assert opened(media, "a.gif").convert("RGB").getpixel((4, 4)) == (255, 0, 0)


def test_transparency_that_hides_nothing_and_photos_saved_as_png_cost_no_more_than_jpeg(
    media: Ready, folder: Path
) -> None:
    noise((700, 600)).convert("RGBA").save(folder / "photo.png", compress_level=1)
    assert media.image("photo.png").media_type == "image/jpeg"
