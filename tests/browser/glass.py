"""What a visitor sees on a wall, in a browser, and what should be seen there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.e2e.gateway import record

if TYPE_CHECKING:
    from playwright.async_api import Page

MINUTE = timedelta(minutes=1)
SHOWN = """(function () {
  var shown = {now: [], next: []};
  [].forEach.call(document.querySelectorAll('[data-slot] [data-session], [data-slot][data-session]'), function (el) {
    var slot = shown[el.closest('[data-slot]').getAttribute('data-slot')], id = el.getAttribute('data-session');
    if (slot && el.getClientRects().length && slot.indexOf(id) < 0) { slot.push(id); }
  });
  return {now: shown.now.sort(), next: shown.next.sort()};
})()"""
TALK = 10 * MINUTE


def talks(start: datetime, count: int, room: str = "a") -> list[dict[str, Any]]:
    """Ten minutes each, one after the other."""
    return [record(n, start + n * TALK, 10, room) for n in range(count)]


def due(records: list[dict[str, Any]], now: datetime) -> dict[str, list[str]]:
    """What one room has to show of its sessions at an instant: ids by slot."""

    def time(one: dict[str, Any], key: str) -> datetime:
        return datetime.fromisoformat(one[key]).astimezone(UTC)

    running = [one["id"] for one in records if time(one, "starts_at") <= now < time(one, "ends_at")]
    ahead = [one for one in records if time(one, "starts_at") > now]
    first = min((time(one, "starts_at") for one in ahead), default=None)
    return {"now": sorted(running), "next": sorted(one["id"] for one in ahead if time(one, "starts_at") == first)}


async def shown(page: Page) -> dict[str, list[str]]:
    """The ids of the sessions on screen, by slot."""
    found: dict[str, list[str]] = await page.evaluate(SHOWN)
    return found
