"""`?at=` and `?speed=`: any screen at another time."""

from __future__ import annotations

from datetime import UTC, date, datetime

import httpx
import pytest

from signage.layout import load
from signage.publish.changes import PREVIEWS
from signage.publish.publisher import Publisher
from signage.web.times import BadQuery, parse_at
from tests.build import agenda, at, layout, publisher, served, session
from tests.web.client import SESSIONS, client, root, stream


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-07-07T09:55", "2026-07-07T08:55+00:00"),
        ("2026-07-07T09:55:30", "2026-07-07T08:55:30+00:00"),
        ("2026-07-07T09:55+00:00", "2026-07-07T09:55+00:00"),
        ("2026-07-07T09:55 02:00", "2026-07-07T07:55+00:00"),  # a + that a browser took for a blank
        ("2026-07-07T09:55Z", "2026-07-07T09:55+00:00"),
        ("2026-07-07", "2026-07-07T08:00+00:00"),
        ("09:55", "2026-02-08T09:55+00:00"),
        ("09:55:30", "2026-02-08T09:55:30+00:00"),
        ("9.55:30", "2026-02-08T09:55:30+00:00"),
        ("9:55", "2026-02-08T09:55+00:00"),
        ("09.55", "2026-02-08T09:55+00:00"),
        ("9,55", "2026-02-08T09:55+00:00"),
        ("24:00", "2026-02-09T00:00+00:00"),
        ("2026-02-07T09.55", "2026-02-07T09:55+00:00"),
        ("2026-02-07 9:55", "2026-02-07T09:55+00:00"),
    ],
)
def test_how_a_time_can_be_asked_for(shown: Publisher, text: str, expected: str) -> None:
    found = parse_at(text, shown.current.days, at("00:30", date(2026, 2, 8)))
    assert found == datetime.fromisoformat(expected)


@pytest.mark.parametrize("text", ["x", "25:00", "2026-02-30", "2026-02-07T9", "0001-01-01", "9999-12-31T23:59", "٠٩:٥٥",
                                  "1999-12-31T00:00", "2026-02-07T09:55+99:99", "9" * 5000, "☃"])  # fmt: skip
async def test_what_is_no_time_is_refused_in_clear_words(shown: Publisher, web: httpx.AsyncClient, text: str) -> None:
    with pytest.raises(BadQuery, match="is no time; write it like 2026-02-07T09:55"):
        parse_at(text, shown.current.days, at("09:30"))
    for path in ("/rooms/hall-a", "/screens/foyer", "/rooms/hall-a/events"):
        refused = await web.get(path, params={"at": text})
        assert refused.status_code == 400
        assert refused.text == f"?at={text[:40]!r} is no time; write it like 2026-02-07T09:55\n"
        assert refused.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("speed", ["x", "-1", "nan", "inf", "3601", "1e9", ""])
async def test_what_is_no_speed_is_refused(web: httpx.AsyncClient, speed: str) -> None:
    refused = await web.get("/rooms/hall-a", params={"at": "10:30", "speed": speed})
    assert (refused.status_code, refused.text) == (
        400,
        f"?speed={speed!r} is no speed; write a number from 0 to 3600\n",
    )


async def test_a_page_of_another_time_is_of_that_minute(web: httpx.AsyncClient, shown: Publisher) -> None:
    pages = [
        await web.get("/rooms/hall-a", params={"at": f"2026-02-07T10:30:{seconds}", "speed": speed})
        for seconds, speed in (("00", "60"), ("59", "1"), ("07", "0"))
    ]
    said = root(pages[0])
    assert (said["data-at"], said["data-rate"]) == ("", "1")  # the script reads seconds and speed from the address
    assert said["data-now"] == str(int(at("10:30").timestamp()) * 1000)
    assert said["data-events"] == f"/rooms/room_a/events?at=2026-02-07&of={shown.current.version}"
    assert pages[0].headers["x-signage-now"] == str(int(at("09:30").timestamp()) * 1000)
    assert len({page.content for page in pages}) == 1
    assert "data-at" not in root(await web.get("/rooms/hall-a", params={"speed": "60"}))


@pytest.mark.parametrize(
    ("asked", "day"),
    [
        ("2026-02-07", None),
        ("2026-02-06", None),
        ("2026-02-09", None),  # the day after the last one
        ("2026-02-05", "2026-02-06"),
        ("2099-12-31", "2026-03-19"),
        ("2000-01-01", "2026-02-06"),
        ("2026-03-19", None),  # today, and one day on each side
        ("2026-03-17", None),
        ("2026-03-20", "2026-03-19"),
    ],
)
async def test_of_days_that_nothing_can_be_known_of_the_nearest_is_shown(asked: str, day: str | None) -> None:
    today = date(2026, 3, 18)
    shown = publisher(layout(), *SESSIONS, session("s9", "23:00", "01:00", day=date(2026, 2, 8)))
    async with client(served(shown, now=at("09:30", today))) as web:
        page = await web.get("/rooms/hall-a", params={"at": asked})
    now = datetime.fromtimestamp(int(root(page)["data-now"]) / 1000, UTC)
    assert now == at("09:00", date.fromisoformat(day or asked))
    note = f'<p class="preview-note" lang="en" dir="ltr">Nothing is known of {asked}: this is {day}.</p>'
    assert (note in page.text, "Nothing is known" in page.text) == (day is not None, day is not None)


@pytest.mark.parametrize("day_ends", ["00:00", "04:00", "12:00", "23:00"])
async def test_the_stream_of_another_time_tells_to_load_again_once_anything_is_another(day_ends: str) -> None:
    source = (
        f"event: {{id: e, name: N, timezone: Asia/Kolkata, day_ends: '{day_ends}'}}\nscreens: {{t: {{show: agenda}}}}"
    )
    shown = publisher(load(source.encode()).layout, *SESSIONS)
    async with client(served(shown)) as web:
        for clock in ("00:10", "08:50", "13:00", "23:30"):
            moment = datetime.fromisoformat(f"2026-02-07T{clock}").replace(tzinfo=shown.current.days.zone)
            said = root(await web.get("/screens/t", params={"at": moment.isoformat()}))
            day = shown.current.days.of(moment)
            assert said["data-events"] == f"/screens/t/events?at={day}&of={shown.current.version}"
            assert await stream(served(shown), said["data-events"] + "&rev=x") == (PREVIEWS, [])
    await shown.show_agenda(agenda(session("s1", title="Other")))
    assert await stream(served(shown), said["data-events"] + "&rev=x") == (
        PREVIEWS,
        [{"event": "reload", "data": "{}"}],
    )
