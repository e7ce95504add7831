"""The state of the simulated gateway: an event's sessions, and how it misbehaves. It changes while it runs."""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from signage.sandbox.fault import Fault
from signage.sandbox.times import moment, stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from signage.sandbox.fault import Kind


class Gateway:
    """What the gateway knows. Sessions are kept as they are sent; a change replaces one, with `updated_at` now.

    An unknown session id, or room id, is a KeyError.
    """

    def __init__(self, agenda: Mapping[str, Any], now: Callable[[], datetime]) -> None:
        self.event = agenda["event"]
        self.zone = ZoneInfo(agenda["event"]["timezone"])
        self.rooms = {room["id"]: room for room in agenda["rooms"]}
        self._sessions: dict[str, dict[str, Any]] = {}
        seen: Counter[str] = Counter()
        for session in agenda["sessions"]:
            number = seen[session["id"]]  # ids repeat on some platforms: no request can name the further ones
            self._sessions[f"{session['id']}\0{number}" if number else session["id"]] = session
            seen[session["id"]] += 1
        self._now = now
        self._faults: list[Fault] = []

    # Sessions -----------------------------------------------------------------------------------------------------

    @property
    def sessions(self) -> list[dict[str, Any]]:
        """The sessions in order of start; those whose start cannot be read come first."""
        first = datetime.min.replace(tzinfo=UTC)
        return sorted(self._sessions.values(), key=lambda session: moment(session.get("starts_at"), self.zone) or first)

    def session(self, session_id: str) -> dict[str, Any]:
        """The session of this id; of several the first."""
        return self._sessions[session_id]

    def edit(self, session_id: str, **fields: object) -> dict[str, Any]:
        """Set these fields of the session, without checking them; the session as it is then."""
        session = {**self._sessions[session_id], **fields, "updated_at": stamp(self._now())}
        self._sessions[session_id] = session
        return session

    def add(self, **fields: Any) -> dict[str, Any]:
        """A new session; what is left out is empty, the id made up."""
        created = stamp(self._now())
        session: dict[str, Any] = {
            "id": f"ses_{secrets.token_hex(4)}",
            "title": "",
            "starts_at": created,
            "ends_at": created,
            "room": None,
            "track": None,
            "language": None,
            "status": "scheduled",
            "speakers": [],
            "created_at": created,
            **fields,
            "updated_at": created,
        }
        self._sessions[session["id"]] = session
        return session

    def move(self, session_id: str, *, room: str | None = None, minutes: float = 0) -> dict[str, Any]:
        """Move the session to a room, by its id, or by some minutes (earlier if negative), or both."""
        session = self._sessions[session_id]
        fields: dict[str, Any] = {"room": self.rooms[room]} if room else {}
        if minutes:
            for key in ("starts_at", "ends_at"):
                at = moment(session[key], self.zone)
                fields[key] = stamp(at + timedelta(minutes=minutes)) if at else session[key]
        return self.edit(session_id, **fields)

    def cancel(self, session_id: str) -> dict[str, Any]:
        """Give the session the status `cancelled`; the session as it is then."""
        return self.edit(session_id, status="cancelled")

    def delete(self, session_id: str) -> dict[str, Any]:
        """Remove the session and return it. No delta tells of that, as at the real gateway."""
        return self._sessions.pop(session_id)

    # Faults -------------------------------------------------------------------------------------------------------

    def misbehave(self, kind: Kind, *, times: int | None = None, seconds: float = 1, path: str = "/v1") -> None:
        """Play a fault on the next `times` requests whose path starts with `path`, or until `behave`.

        Faults are played in the order given. `seconds` is how long `latency` takes and a 429 asks to wait.
        """
        self._faults.append(Fault(kind, times, seconds, path))

    def behave(self) -> None:
        """Play no fault any longer."""
        self._faults.clear()

    def fault(self, path: str) -> Fault | None:
        """The fault to play on this request, if any: it is played once less from now on. Control is never lost."""
        if path.startswith("/control/"):
            return None
        for place, fault in enumerate(self._faults):
            if fault.meets(path):
                self._faults[place : place + 1] = fault.after()
                return fault
        return None
