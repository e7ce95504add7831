"""When operators are told, what they are told, and that no address of theirs is told to anyone."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar

import pytest

from signage.errors import SettingsError
from signage.staff.alert_sender import AGAIN_AFTER, TRIES, Sender, notify_by_apprise
from signage.staff.alerts import Alert, Alerts, Trouble
from signage.staff.settings import from_environment
from tests.build import at
from tests.clock import FakeClock

AFTER = 300.0
SECRET = "json://user:hunter2@127.0.0.1:9/alerts"


def gone(*names: str) -> list[Trouble]:
    return [Trouble("displays", name, "is gone") for name in names]


def look(alerts: Alerts, troubles: list[Trouble], now: float, *, is_known: bool = True) -> list[Alert]:
    return alerts.look("Summit", troubles, AFTER, now, at("09:30") + timedelta(seconds=now), is_known=is_known)


def told(alerts: Alerts, troubles: list[Trouble], now: float) -> list[str]:
    return [alert.title for alert in look(alerts, troubles, now)]


def test_what_lasts_is_told_once_and_once_that_it_is_over() -> None:
    alerts = Alerts()
    assert told(alerts, gone("foyer"), 0) == told(alerts, gone("foyer"), 299) == []
    assert told(alerts, gone("foyer"), 300) == ["Summit: foyer is gone"]
    assert told(alerts, gone("foyer"), 1000) == []
    assert told(alerts, [], 1010) == []
    assert told(alerts, [], 1040) == ["Summit: right again"]
    assert told(alerts, [], 2000) == []


def test_what_began_before_this_server_is_told_with_since_when() -> None:
    alerts = Alerts()
    since = at("09:12")
    (alert,) = look(alerts, [Trouble("displays", "foyer", "is gone", since)], 0)
    assert alert == Alert("Summit: foyer is gone", "foyer is gone since 09:12")
    yesterday = [Trouble("displays", "foyer", "is gone", since - timedelta(days=1))]
    assert look(Alerts(), yesterday, 0)[0].text == "foyer is gone since Fri 06 Feb 09:12"
    fresh = [Trouble("displays", "foyer", "is gone", at("09:29"))]
    assert look(Alerts(), fresh, 0) == []


def test_what_passes_by_is_never_told() -> None:
    alerts = Alerts()
    assert told(alerts, gone("foyer"), 0) == told(alerts, [], 200) == told(alerts, gone("foyer"), 310) == []


def test_one_that_comes_and_goes_is_one_incident() -> None:
    alerts = Alerts()
    told(alerts, gone("foyer"), 0)
    assert told(alerts, gone("foyer"), 300) == ["Summit: foyer is gone"]
    for second in range(310, 2000, 20):
        assert told(alerts, gone("foyer") if second % 40 else [], second) == []


def test_what_fails_together_is_one_message() -> None:
    alerts = Alerts()
    floor = gone(*(f"door-{number}" for number in range(12)))
    told(alerts, floor[:5], 0)
    told(alerts, floor, 30)
    (alert,) = look(alerts, floor, 300)
    assert alert.title == "Summit: 12 displays are wrong or gone"
    assert alert.text.splitlines()[-1] == "and 4 more"
    assert told(alerts, floor[:1], 600) == []
    assert told(alerts, [], 700) == []
    assert told(alerts, [], 730) == ["Summit: right again"]


def test_what_fails_later_is_another_incident() -> None:
    alerts = Alerts()
    agenda = [Trouble("agenda", "", "the agenda is old")]
    told(alerts, gone("foyer"), 0)
    assert told(alerts, [*gone("foyer"), *agenda], 300) == ["Summit: foyer is gone"]
    assert told(alerts, [*gone("foyer"), *agenda], 600) == ["Summit: the agenda is old"]


def test_who_looks_next_tells_nothing_twice_and_its_end() -> None:
    before = Alerts()
    told(before, gone("foyer"), 0)
    assert told(before, gone("foyer"), 300) == ["Summit: foyer is gone"]
    after = Alerts(before.incidents)
    assert look(after, [], 310, is_known=False) == look(after, [], 400, is_known=False) == []
    for second in range(400, 900, 10):
        assert told(after, gone("foyer"), second) == []
    assert told(after, [], 900) == []
    (alert,) = look(after, [], 930)
    assert alert == ("Summit: right again", "It was: foyer is gone. Told 10 min before it was over.")


async def test_a_message_is_tried_again_and_no_address_is_ever_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    tried: list[str] = []

    def notify(address: str, title: str, text: str) -> bool:
        tried.append(address)
        raise OSError(f"cannot reach {address}")

    caplog.set_level(logging.DEBUG)
    clock = FakeClock(at("09:30"))
    sender = Sender((SECRET,), clock, notify)
    sender.add(Alert("Summit: foyer is gone", "foyer is gone"))
    for _ in range(TRIES + 2):
        await sender.deliver()
        clock.passed += AGAIN_AFTER
    sender.close()
    assert tried == [SECRET] * TRIES
    assert "hunter2" not in caplog.text + repr(sender)
    assert "given up" in caplog.text


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # modules that its services import
async def test_apprise_reaches_nobody_quietly(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    notify = notify_by_apprise()
    assert notify is not None
    assert not notify(SECRET, "Title", "Text")
    assert not notify("nonsense://hunter2", "Title", "Text")
    assert "hunter2" not in caplog.text


class Service(BaseHTTPRequestHandler):
    """A web service that takes alerts."""

    taken: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        self.taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # as above
def test_apprise_delivers_title_and_text() -> None:
    notify = notify_by_apprise()
    assert notify is not None
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as service:
        Thread(target=service.serve_forever, daemon=True).start()
        assert notify(f"json://127.0.0.1:{service.server_port}", "Summit: foyer is gone", "foyer is gone")
        service.shutdown()
    assert [(one["title"], one["message"]) for one in Service.taken] == [("Summit: foyer is gone", "foyer is gone")]


def test_addresses_come_from_the_environment_and_are_not_shown() -> None:
    settings = from_environment({"SIGNAGE_ALERT_URLS": f"{SECRET}\nntfy://topic"})
    assert settings.alert_urls == (SECRET, "ntfy://topic")
    assert "hunter2" not in repr(settings)
    with pytest.raises(SettingsError) as refused:
        from_environment({"SIGNAGE_ALERT_URLS": "hunter2"})
    assert "hunter2" not in str(refused.value)
