"""Files of the folder media, and what is said of those that are refused."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from PIL import Image

from signage.errors import MediaError
from signage.venue import decoder
from signage.venue.media import Media, MediaFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from signage.venue.picture import Picture


def save(path: Path, size: tuple[int, int] = (40, 20), mode: str = "RGB", colour: Any = "#3CCB8F", **more: Any) -> None:
    Image.new(mode, size, colour).save(path, **more)


def noise(size: tuple[int, int]) -> Image.Image:
    return Image.frombytes("RGB", size, os.urandom(size[0] * size[1] * 3))


class Ready(Media):
    """A media folder that decodes what is asked for at once, in this process."""

    def __init__(self, folder: Path, decoder: Callable[[bytes], Picture] = decoder.read, kept: int = 1_000_000) -> None:
        super().__init__(folder, decoder, kept)

    def find(self, name: str) -> MediaFile:
        super().find(name)
        self.prepare()
        found = super().find(name)
        assert found is not None
        return found

    def image(self, name: str) -> MediaFile:
        found = super().image(name)
        assert found is not None
        return found

    def body(self, name: str) -> bytes:
        """What a TV gets of a file."""
        served = self.serve(unquote(self.find(name).url))
        assert served is not None
        return served[1]


def opened(media: Ready, name: str) -> Image.Image:
    return Image.open(io.BytesIO(media.body(name)))


def refused(find: Callable[[str], MediaFile], name: str) -> str:
    """What is said of a file that is refused."""
    with pytest.raises(MediaError) as error:
        find(name)
    return str(error.value)
