"""Contact sheets: what a screen showed at each moment, small, beside each other."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from playwright.async_api import Page

    from tests.walls.walk import Seen

WIDTHS = {False: (640, 4), True: (400, 6)}
"""Pixels of a picture's width and pictures in a row, landscape and upright."""
CAPTION = 26
WRONG, RIGHT = "#FF6B6B", "#DDDDDD"


class Sheet:
    """The pictures of one screen in one size."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._pictures: list[tuple[Image.Image, str, bool]] = []

    async def shoot(self, page: Page, seen: Seen) -> None:
        """Take a picture of the page as it is; what is wrong with it is told by the colour of its caption."""
        size = page.viewport_size
        assert size is not None
        width, _ = WIDTHS[size["height"] > size["width"]]
        clip = {"x": 0, "y": 0, **size, "scale": width / size["width"]}
        devtools = await page.context.new_cdp_session(page)
        shot = await devtools.send("Page.captureScreenshot", {"format": "jpeg", "quality": 85, "clip": clip})
        await devtools.detach()
        image = Image.open(BytesIO(base64.b64decode(shot["data"]))).convert("RGB")
        pages = [f"{view['page']}/{view['pages']}" for view in seen.look["views"] if view["pages"] > 1]
        full = " ".join(f"{view['share']:.0%}" for view in seen.look["views"])
        local = seen.at.astimezone(self._zone)
        caption = f"{local:%a %H:%M:%S}  {' '.join(pages)}  {full} full  {len(seen.faults)} findings"
        self._pictures.append((image, caption, bool(seen.faults)))

    def save(self, file: Path) -> None:
        """All pictures as one PNG."""
        if not self._pictures:
            return
        width, height = (max(image.size[side] for image, _, _ in self._pictures) for side in (0, 1))
        across = min(len(self._pictures), WIDTHS[height > width][1])
        rows = -(-len(self._pictures) // across)
        sheet = Image.new("RGB", (across * (width + 8), rows * (height + CAPTION + 8)), "#000000")
        pen = ImageDraw.Draw(sheet)
        for number, (image, caption, wrong) in enumerate(self._pictures):
            left, top = number % across * (width + 8), number // across * (height + CAPTION + 8)
            pen.text((left + 4, top + 4), caption, fill=WRONG if wrong else RIGHT, font_size=16)
            sheet.paste(image, (left, top + CAPTION))
        sheet.quantize(128, dither=Image.Dither.NONE).save(file, optimize=True)
