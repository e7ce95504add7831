"""Pictures made fit for a wall: upright, in the colours browsers assume, no larger than a TV needs, nothing else."""

from __future__ import annotations

import io
from contextlib import suppress
from typing import NamedTuple

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from signage.errors import MediaError
from signage.phrase import Phrase

LONGEST = 2560
"""Pixels of the longest side: a TV has 128 to 512 MB for a whole page."""
MOST_PIXELS = 64_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MAX_LOSSLESS_BYTES = 1_000_000
"""Bytes up to which a map or chart stays free of JPEG's smear; beyond, it is a photo saved as PNG."""

NO_IMAGE, EXPECTED = Phrase("is no image"), Phrase("expected PNG, JPEG, WebP, GIF or SVG")
Image.MAX_IMAGE_PIXELS = None  # a limit of our own, told to staff in place of a warning


class Picture(NamedTuple):
    """A picture as displays get it: its bytes, their media type, its size in pixels."""

    body: bytes
    media_type: str
    width: int
    height: int


def prepare(raw: bytes) -> Picture:
    """The picture of a file's bytes, the first frame of a moving one. Raises `MediaError`."""
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                what = Phrase("has %(size)s pixels", size=f"{width} x {height}")
                raise MediaError(
                    what, Phrase("expected at most %(most)s million in all", most=MOST_PIXELS // 1_000_000)
                )
            lossless = image.format in ("PNG", "GIF")
            return _encoded(_upright(image), lossless=lossless)
    except MediaError:
        raise
    except UnidentifiedImageError:
        raise MediaError(NO_IMAGE, EXPECTED) from None
    except MemoryError:
        raise
    except Exception as error:  # decoders of damaged files raise what they like
        what = Phrase("is damaged or cut off (%(why)s)", why=type(error).__name__)
        raise MediaError(what, Phrase("save it again")) from None


def _upright(image: Image.Image) -> Image.Image:
    """In RGB or RGBA, scaled down, as the camera was held, without metadata."""
    image.draft(None, (LONGEST, LONGEST))  # a JPEG is decoded no larger than needed
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I;16"):
        image = image.convert("I").point([level >> 8 for level in range(65_536)], "L")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode not in ("CMYK", mode):
        image = image.convert(mode)
    image.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    image = ImageOps.exif_transpose(image)
    if profile:
        image = _srgb(image, profile, mode)
    image = image.convert(mode)
    if mode == "RGBA" and image.getchannel("A").getextrema()[0] == 255:
        image = image.convert("RGB")
    image.info.clear()
    return image


def _srgb(image: Image.Image, profile: bytes, mode: str) -> Image.Image:
    """The image with its profile's colours in sRGB; as it is where the profile says nothing sensible."""
    with suppress(ImageCms.PyCMSError, OSError):
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
        return converted or image
    return image


def _encoded(image: Image.Image, *, lossless: bool) -> Picture:
    """PNG where it is transparent, or lossless and small so; else JPEG."""
    if image.mode == "RGBA" or lossless:
        body = _saved(image, "PNG")
        if image.mode == "RGBA" or len(body) <= MAX_LOSSLESS_BYTES:
            return Picture(body, "image/png", *image.size)
    return Picture(_saved(image, "JPEG", quality=85, subsampling=0), "image/jpeg", *image.size)


def _saved(image: Image.Image, kind: str, **options: int) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()
