"""Places to examine: a folder with a screens.yaml, and servers that answer by hand."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx

from signage import __version__
from signage.doctor.command import examine
from signage.doctor.examination import Certificate, Place, Result
from tests.build import at
from tests.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECRET = "c0rrect-horse-battery"
GATEWAY, ADDRESS = "https://api.example.com", "https://walls.example.com"
LAYOUT = "event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}\nscreens:\n  foyer: {show: overview}\n"
NOW = at("09:30")
ENV = {"INEVENT_BASE_URL": GATEWAY, "INEVENT_CLIENT_ID": "signage", "INEVENT_CLIENT_SECRET": SECRET}
BUILT = f'signage_build_info{{pages="x",version="{__version__}"}} 1.0\n'

Answer = tuple[int, Any]


class World:
    """All that is outside, well by default; `answers` are in place of what is answered at a path."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Exception] = {}
        self.date = "Sat, 07 Feb 2026 09:30:00 GMT"
        self.scope: str = "read:sessions"
        self.found: list[str] | OSError = ["203.0.113.7"]
        self.certificate: Certificate | OSError = Certificate(NOW + timedelta(days=80), "h2")
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(f"{request.method} {request.url}")
        given = self.answers.get(request.url.path, self._usual(request))
        if isinstance(given, Exception):
            raise given
        status, body = given
        headers = {"date": self.date}
        if isinstance(body, str):
            return httpx.Response(status, text=body, headers=headers)
        return httpx.Response(status, json=body, headers=headers)

    def _usual(self, request: httpx.Request) -> Answer:
        match request.url.path:
            case "/oauth/token":
                return 200, {"access_token": "tok.1", "expires_in": 3600, "scope": self.scope}
            case "/v1/events/evt_1/sessions":
                return 200, {"data": [], "pagination": {"next_page": None, "total": 0}}
            case "/healthz":
                return 200, "ok\n"
            case "/readyz":
                return 200, {"ready": True}
            case "/metrics":
                return 200, BUILT
        return 404, "not found"

    async def resolve(self, host: str) -> list[str]:
        if isinstance(self.found, OSError):
            raise self.found
        return self.found

    async def certify(self, host: str, port: int) -> Certificate:
        if isinstance(self.certificate, OSError):
            raise self.certificate
        return self.certificate

    def place(self, folder: Path, **more: Any) -> Place:
        """A place in this world; `env` is added to what every server has."""
        config = folder / "screens.yaml"
        if not config.exists():
            config.write_text(LAYOUT)
        env = {**ENV, **more.pop("env", {})}
        place = Place(
            config,
            folder / "data",
            env,
            clock=FakeClock(NOW),
            transport=httpx.MockTransport(self),
            resolve=self.resolve,
            certificate=self.certify,
            patience=0.1,
        )
        return replace(place, **more)


async def found(
    place: Place, check: str, only: Callable[[Result], bool] = lambda _: True
) -> list[tuple[str, str, str]]:
    """What is said of one thing."""
    results = await examine(place)
    assert SECRET not in repr(results) + repr(place)
    return [(one.level, one.what, one.mend) for one in results if one.check == check and only(one)]


NO_NAME = socket.gaierror(-2, "Name or service not known")
