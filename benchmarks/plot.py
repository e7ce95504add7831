"""The marks as a picture: how much of its bound each value takes."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROW, LEFT, UNIT, WIDTH = 24, 380, 260, 800


def plot(values: Sequence[tuple[str, float]]) -> str:
    """An SVG of bars; each value is a share of its bound, and the line is where they would be reached."""
    height = ROW * len(values) + 30
    bars = []
    for place, (name, value) in enumerate(values):
        top, width = 10 + ROW * place, min(value, 1.5) * UNIT
        color = "#2a7d4f" if value <= 1 else "#c0392b"
        bars.append(
            f'<text x="{LEFT - 8}" y="{top + 15}" text-anchor="end">{escape(name)}</text>'
            f'<rect x="{LEFT}" y="{top + 3}" width="{width:.1f}" height="{ROW - 8}" fill="{color}"/>'
            f'<text x="{LEFT + width + 6:.1f}" y="{top + 15}">{value:.2f}</text>'
        )
    line = f'<path d="M{LEFT + UNIT} 4V{height - 20}" stroke="#888" stroke-dasharray="4 3"/>'
    said = f'<text x="{LEFT + UNIT}" y="{height - 6}" text-anchor="middle">the bound</text>'
    style = 'font-family="sans-serif" font-size="12" fill="#222"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {style}>'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>{line}{"".join(bars)}{said}</svg>\n'
    )
