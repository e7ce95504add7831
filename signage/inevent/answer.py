"""One exchange with the gateway: a request sent, its answer read to the end, within bounds of size and time."""

from __future__ import annotations

import asyncio
import json
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

import httpcore
import httpx

from signage.errors import Forbidden, GatewayError, NotFound, RateLimited, Refused, Transient, Unauthorized
from signage.inevent.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LARGEST = 16 * 2**20  # bytes of a decoded body; a page of a hundred sessions takes a few hundred thousand
LARGE = (
    2**18
)  # bytes of a decoded body that is not parsed here, for it takes its time; see `signage.inevent.large_json`
PIECE = 2**18  # bytes inflated at a time
READ = 2**13  # bytes that are read at a time
INFLATED = frozenset({"gzip", "x-gzip", "deflate"})
DEADLINE = 30.0  # seconds for one whole exchange: a body that drips would outlive any time-out between two reads
EPOCH = 10**9  # a reset above this is an epoch time, not seconds to wait
TRANSIENT = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY})

# All that has been read is parsed in one turn of the event loop: of the 64 KB that httpcore reads, if the gateway sends
# nothing but interim answers (1xx), for 50 ms, again and again. A notice takes a dozen turns to the walls.
httpcore.AsyncHTTP11Connection.READ_NUM_BYTES = READ


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer; `where` is the request's method and address without its query."""

    where: str
    status: int
    headers: httpx.Headers = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def kind(self) -> str:
        """The body's media type as its `Content-Type` states it."""
        return clean(self.headers.get("content-type"), 60) or "an unnamed type"

    def json(self) -> object:
        """The body as JSON. Raises Transient for anything else, for what is too deep, and for a large one."""
        if len(self.body) > LARGE:
            raise Transient(f"{self.where} answered {self.status} with {len(self.body):,} bytes, {LARGE:,} at most")
        try:
            value: object = json.loads(self.body)
        except (ValueError, RecursionError):
            raise Transient(f"{self.where} answered {self.status} with {self.kind} that is no readable JSON") from None
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
            if seconds == seconds:  # NaN: neither seconds nor a date could be read
                return max(0.0, seconds)
        return None

    def describe_error(self) -> str:
        """The answer in one line for staff and the log: where, the status, the gateway's message and request id."""
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
        """This answer as an error; its status alone decides of which type."""
        text = self.describe_error()
        if not 400 <= self.status < 500 or self.status in TRANSIENT:
            moved = " (a redirect, which is not followed)" if 300 <= self.status < 400 else ""
            return Transient(text + moved)
        known = {401: Unauthorized, 403: Forbidden, 404: NotFound}
        return known.get(self.status, Refused)(text)

    def rate_limited(self, wait: float | None) -> RateLimited:
        """The error for a 429 that asks for a wait of so many seconds; None where it does not say."""
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
        reason = clean(str(error).partition(": bytearray(")[0], 200)  # may quote a new token
        raise Transient(f"{where} failed: {type(error).__name__}{reason and f': {reason}'}") from error
    return Answer(where, response.status_code, response.headers, body)


async def _read(response: httpx.Response, where: str) -> bytes:
    """The body, inflated as it comes and never further than it may be long.

    httpx would inflate any number of encodings, one in the other and each piece whole: of 2 KB it made gigabytes.
    """
    inflate, received, body = _inflater(response.headers, where), 0, bytearray()
    assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101 - as of any asynchronous client
    async for chunk in response.stream:
        received += len(chunk)
        for piece in _pieces(chunk, inflate, where):
            body += piece
            if max(received, len(body)) > LARGEST:
                raise Transient(f"{where} answered more than {LARGEST // 2**20} MB")
            await asyncio.sleep(0)
    return bytes(body)


def _inflater(headers: httpx.Headers, where: str) -> zlib._Decompress | None:
    """The decompressor for the body, None if it is not compressed. Raises Transient for an encoding not asked for."""
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding in ("", "identity"):
        return None
    if encoding not in INFLATED:
        raise Transient(f"{where} answered in the encoding '{clean(encoding, 60)}', which was not asked for")
    return zlib.decompressobj(zlib.MAX_WBITS | 32)  # gzip or zlib, by its header


def _pieces(chunk: bytes, inflate: zlib._Decompress | None, where: str) -> Iterator[bytes]:
    """Inflate a chunk of the body, in pieces of bounded size."""
    if inflate is None:
        yield chunk
        return
    while not inflate.eof:
        try:
            yield inflate.decompress(chunk, PIECE)
        except zlib.error:
            raise Transient(f"{where} answered what is not compressed as it says") from None
        chunk = inflate.unconsumed_tail
        if not chunk:
            return
    yield b""  # bytes after the end of the compressed data are ignored
