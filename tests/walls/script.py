"""The scripts that look at a page, put together."""

from __future__ import annotations

from pathlib import Path


def _part(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


AUDIT = f"() => {{ {_part('texts.js')}{_part('audit.js')} return audit(); }}"
"""An expression of a function that says what is wrong with a page at this moment. For Chromium 53 and later."""

LOOK = f"""given => {{ {_part("texts.js")}{_part("audit.js")}{_part("measure.js")}
  return Object.assign(measure(given), {{wrong: audit()}}); }}"""
"""An expression of a function that measures a page and says what is wrong with it. For a current Chromium."""

TURN = """ms => {
  signage.render(ms);
  document.body.offsetHeight;
}"""
"""An expression of a function that brings a page to a moment, its layout included."""
