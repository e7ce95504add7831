"""Pictures of what was found: how much of its bound each value takes, and values beside each other."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROW, LEFT, UNIT, WIDTH = 24, 440, 260, 900
OWN = ("signage", "two nodes")
"""How names of bars begin that are of signage."""
HELD, MISSED, OURS, OTHERS = "#2a7d4f", "#c0392b", "#2a7d4f", "#8a8f98"


def shares(values: Sequence[tuple[str, float]]) -> str:
    """An SVG of bars; each value is a share of its bound, and the line is where they would be reached."""
    height = ROW * len(values) + 30
    bars = [
        bar(10 + ROW * place, name, min(value, 1.5), f"{value:.2f}", HELD if value <= 1 else MISSED)
        for place, (name, value) in enumerate(values)
    ]
    line = f'<path d="M{LEFT + UNIT} 4V{height - 20}" stroke="#888" stroke-dasharray="4 3"/>'
    said = f'<text x="{LEFT + UNIT}" y="{height - 6}" text-anchor="middle">the bound</text>'
    return picture(height, f"{line}{''.join(bars)}{said}")


def groups(given: Sequence[tuple[str, Sequence[tuple[str, float, str]]]]) -> str:
    """An SVG of groups of bars: each with a title, and of each bar its name, value and text; those of `OWN` are ours.

    The longest bar of each group fills the width.
    """
    drawn, top = [], 4
    for title, bars in given:
        most = max(value for _, value, _ in bars) or 1
        drawn.append(f'<text x="8" y="{top + 16}" font-weight="bold">{escape(title)}</text>')
        for place, (name, value, text) in enumerate(bars, start=1):
            color = OURS if name.startswith(OWN) else OTHERS
            drawn.append(bar(top + ROW * place, name, value / most, text, color))
        top += ROW * (len(bars) + 1) + 10
    return picture(top, "".join(drawn))


def bar(top: float, name: str, share: float, text: str, color: str) -> str:
    """One bar: its name to the left, its text to the right."""
    width = share * UNIT
    return (
        f'<text x="{LEFT - 8}" y="{top + 15}" text-anchor="end">{escape(name)}</text>'
        f'<rect x="{LEFT}" y="{top + 3}" width="{width:.1f}" height="{ROW - 8}" fill="{color}"/>'
        f'<text x="{LEFT + width + 6:.1f}" y="{top + 15}">{escape(text)}</text>'
    )


def picture(height: float, inside: str) -> str:
    """The whole SVG."""
    style = 'font-family="sans-serif" font-size="12" fill="#222"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {style}>'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>{inside}</svg>\n'
    )
