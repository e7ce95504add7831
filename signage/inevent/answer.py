"""One exchange with the gateway: a request sent, its answer read to the end, within bounds of size and time."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

import httpx

from signage.errors import Forbidden, GatewayError, NotFound, RateLimited, Refused, Transient, Unauthorized
from signage.inevent.wire import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGEST = 16 * 2**20  # bytes of a decoded body; a page of a hundred sessions takes a few hundred thousand
MOST_VALUES = 10**6  # in a body: what is parsed takes up to a hundred times its size, and stops all else meanwhile
DEADLINE = 30.0  # seconds for one whole exchange: a body that drips would outlive any time-out between two reads
EPOCH = 10**9  # a reset above this is an epoch time, not seconds to wait
TRANSIENT = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY})


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer; `where` is the request's method and address without its query."""

    where: str
    status: int
    headers: httpx.Headers = field(repr=False)
    body: bytes = field(repr=False)

    def json(self) -> object:
        """The body as JSON. Raises Transient for anything else, and for what is too deep or too many pieces."""
        if sum(map(self.body.count, (b",", b"[", b"{"))) > MOST_VALUES:
            raise Transient(f"{self.where} answered {self.status} with more than {MOST_VALUES:,} values")
        try:
            value: object = json.loads(self.body)
        except (ValueError, RecursionError):
            kind = clean(self.headers.get("content-type"), 60) or "an unnamed type"
            raise Transient(f"{self.where} answered {self.status} with {kind} that is no readable JSON") from None
        return value

    def wait(self, reset_headers: Iterable[str], now: datetime) -> float | None:
        """Seconds the gateway asks us to wait, by `Retry-After` or the first known reset header; None if neither."""
        for name in ("retry-after", *reset_headers):
            text = self.headers.get(name, "")
            try:
                seconds = float(text)
            except ValueError:
                seconds = _until(text, now)
            if seconds > EPOCH:
                seconds -= now.timestamp()
            if seconds == seconds:  # a NaN is no answer
                return max(0.0, seconds)
        return None

    def describe_error(self) -> str:
        """What was answered, for staff and the log: where, the status, the gateway's message and request id."""
        try:
            said = self.json()
        except Transient:
            said = None
        said = said if isinstance(said, dict) else {}
        message = said.get("message") or said.get("error_description") or said.get("error")
        request = said.get("request_id") or self.headers.get("x-request-id")
        text = f"{self.where} answered {self.status}"
        if message := clean(message, 300):
            text += f": {message}"
        if request := clean(request, 80):
            text += f" (request {request})"
        return text

    def error(self) -> GatewayError:
        """The error that this answer is; its status alone decides which."""
        text = self.describe_error()
        if not 400 <= self.status < 500 or self.status in TRANSIENT:
            moved = " (a redirect, which is not followed)" if 300 <= self.status < 400 else ""
            return Transient(text + moved)
        known = {401: Unauthorized, 403: Forbidden, 404: NotFound}
        return known.get(self.status, Refused)(text)

    def rate_limited(self, wait: float | None) -> RateLimited:
        return RateLimited(self.describe_error(), wait or 0.0)


def _until(text: str, now: datetime) -> float:
    """Seconds until an HTTP date; NaN if it is none."""
    try:
        date = parsedate_to_datetime(text)
        return ((date if date.tzinfo else date.replace(tzinfo=UTC)) - now).total_seconds()
    except (ValueError, OverflowError):
        return float("nan")


async def exchange(client: httpx.AsyncClient, request: httpx.Request, auth: httpx.Auth | None) -> Answer:
    """Send a request and read all of its answer, whatever the status. Raises Transient when that fails."""
    where = f"{request.method} {request.url.host}{request.url.path}"
    try:
        async with asyncio.timeout(DEADLINE):
            response = await client.send(request, auth=auth, stream=True, follow_redirects=False)
            try:
                body = await _read(response, where)
            finally:
                await response.aclose()
    except TimeoutError:
        raise Transient(f"{where} took longer than {DEADLINE:g} s") from None
    except (httpx.HTTPError, httpx.StreamError, OSError) as error:
        reason = clean(str(error).partition(": bytearray(")[0], 200)  # what is no HTTP may hold a token not known yet
        raise Transient(f"{where} failed: {type(error).__name__}{reason and f': {reason}'}") from error
    return Answer(where, response.status_code, response.headers, body)


async def _read(response: httpx.Response, where: str) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > LARGEST:
            raise Transient(f"{where} answered more than {LARGEST // 2**20} MB")
    return bytes(body)
