"""`?at=` and `?speed=`: any screen at another time."""

from __future__ import annotations

from datetime import date, datetime

import httpx
import pytest

from signage.layout import load
from signage.publish.changes import Topic
from signage.publish.publisher import Publisher
from signage.web.times import BadQuery, parse_at
from tests.build import at, publisher, served
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


async def test_a_page_of_another_time_goes_on_from_there(web: httpx.AsyncClient) -> None:
    page = await web.get("/rooms/hall-a", params={"at": "2026-02-07T10:30", "speed": "60"})
    said = root(page)
    assert (said["data-at"], said["data-rate"]) == ("", "60")
    assert said["data-now"] == str(int(at("10:30").timestamp()) * 1000)
    assert said["data-events"] == "/rooms/room_a/events?at=2026-02-07"
    assert page.headers["x-signage-now"] == str(int(at("09:30").timestamp()) * 1000)
    assert "data-at" not in root(await web.get("/rooms/hall-a", params={"speed": "60"}))


@pytest.mark.parametrize("day_ends", ["00:00", "04:00", "12:00", "23:00"])
async def test_the_stream_of_a_chosen_day_is_of_that_day(day_ends: str) -> None:
    source = (
        f"event: {{id: e, name: N, timezone: Asia/Kolkata, day_ends: '{day_ends}'}}\nscreens: {{t: {{show: agenda}}}}"
    )
    shown = publisher(load(source.encode()).layout, *SESSIONS)
    async with client(served(shown)) as web:
        for clock in ("00:10", "08:50", "13:00", "23:30"):
            moment = datetime.fromisoformat(f"2026-02-07T{clock}").replace(tzinfo=shown.current.days.zone)
            said = root(await web.get("/screens/t", params={"at": moment.isoformat()}))
            topic, _ = await stream(served(shown), said["data-events"])
            assert topic == Topic("screen", shown.current.days.of(moment), "t")
