"""Links in the folders that staff fill: followed inside their folder, and never out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signage.errors import MediaError
from signage.phrase import Phrase

if TYPE_CHECKING:
    from pathlib import Path


def inside(folder: Path, path: Path) -> Path:
    """Where a path of the folder leads, symbolic links followed; the folder itself may be a link.

    Raises `MediaError` where that is nowhere or outside the folder, and `OSError` where there is no such file.
    """
    try:
        found = path.resolve(strict=True)
    except RuntimeError:  # Python up to 3.12 raises this for a circle of links
        raise MediaError(Phrase("is a link that leads nowhere")) from None
    if not found.is_relative_to(folder.resolve()):
        raise MediaError(
            Phrase("leads out of the folder %(folder)s", folder=folder.name), Phrase("put the file itself there")
        )
    return found
