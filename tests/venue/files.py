"""Files of the folder media, and what is said of those that are refused."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from signage.errors import MediaError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from signage.venue.media import MediaFile


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
