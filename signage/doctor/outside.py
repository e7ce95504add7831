"""The server as displays see it: by its public address, through whatever stands in between."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlsplit

import httpx

from signage.addresses import is_loopback
from signage.assets import build_id
from signage.doctor.certificates import dns, tls
from signage.doctor.examination import CONNECT, fault, good, warning

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from signage.doctor.examination import Place, Result
    from signage.layout import Layout

HELD = 2.0
"""Seconds by which a tick may be late: more is what a proxy keeps."""
FIRST = 5.0
"""Seconds after which a stream's first words come at the latest; the page may have to be rendered for them."""
TICKS = 2
"""Ticks that are listened for."""
UNBUFFERED = (
    "have the proxy pass streams on as they come: nginx `proxy_buffering off; proxy_http_version 1.1;`, and no gzip of"
    " its own for text/event-stream; Caddy `flush_interval -1`; a CDN without buffering for /screens/ and /rooms/"
)


class Tick(NamedTuple):
    """When a tick came, in seconds after the request, and what it said."""

    after: float
    said: dict[str, Any]


@dataclass
class Heard:
    """What came of a stream. `ended` is after how many seconds, None where it went on for as long as was listened."""

    status: int = 0
    headers: httpx.Headers = field(default_factory=httpx.Headers)
    ticks: list[Tick] = field(default_factory=list)
    ended: float | None = None


async def outside(place: Place, layout: Layout | None) -> AsyncIterator[Result]:
    """Address, certificate, redirects, and a stream as a display would open it."""
    address = place.base.address(place.address or str((layout and layout.address) or ""))
    if not urlsplit(address).hostname:
        what = "screens.yaml has no `address:`, so nothing was asked as displays ask"
        yield warning("address", what, "write it there, or name it with --address https://…")
        return
    host = urlsplit(address).hostname or ""
    if not (found := await dns(place, "address", host)).is_good:
        yield found
        return
    async for result in _secured(place, address):
        yield result
    context = httpx.create_ssl_context()
    async with httpx.AsyncClient(transport=place.transport, timeout=CONNECT, trust_env=False, verify=context) as client:
        try:
            answer = await client.get(f"{address}/healthz")
        except httpx.HTTPError as error:
            what = f"{address} cannot be reached from here: {type(error).__name__} {error}".strip()
            yield fault("address", what, "see that the proxy runs, and that firewall and DNS lead to it")
            return
        if wrong := _wrong(address, answer):
            yield wrong
            return
        yield good("address", f"{address} leads to this server, without a redirect")
        numbers = await client.get(f"{address}/metrics")
        if numbers.status_code == httpx.codes.OK and not is_loopback(host):
            mend = "name the proxy with --proxy, and have it send X-Forwarded-For: then /metrics takes a token"
            yield warning("metrics", f"{address}/metrics is open to all", mend)
        name = next(iter(layout.screens), "doctor") if layout else "doctor"
        heard = await listen(place, client, f"{address}/screens/{quote(name)}/events")
    for result in judged(heard, place.patience):
        yield result


async def _secured(place: Place, address: str) -> AsyncIterator[Result]:
    if not address.startswith("https:"):
        mend = "put a proxy with TLS in front (deploy/nginx.conf, deploy/Caddyfile)"
        yield warning("tls", "by plain http no display keeps its page through a reboot without the server", mend)
        return
    results, shown = await tls(place, "tls", address)
    for result in results:
        yield result
    if shown and shown.protocol != "h2":
        what = "HTTP/2 is not offered: a browser opens six connections, and the staff page's miniatures need one each"
        yield warning("http", what, "turn it on at the proxy: nginx `listen 443 ssl http2;`")
    elif shown:
        yield good("http", "HTTP/2 is offered")


def _wrong(address: str, answer: httpx.Response) -> Result | None:
    """What is wrong with the answer to /healthz, if anything."""
    if answer.is_redirect:
        target = answer.headers.get("location", "").removesuffix("/healthz")[:200]
        mend = "write that address into screens.yaml: a display asks twice each time, and some follow no redirect"
        return fault("address", f"{address} redirects to {target}", mend)
    if (answer.status_code, answer.text) != (200, "ok\n"):
        what = f"{address}/healthz answers {answer.status_code}, and not as signage does"
        mend = (
            "have the proxy pass all paths on, with the Host that was asked for (nginx `proxy_set_header Host $host;`)"
        )
        return fault("address", what, mend)
    return None


async def listen(place: Place, client: httpx.AsyncClient, url: str) -> Heard:
    """What a stream brings, until there were enough ticks or `patience` is over."""
    heard, started = Heard(), place.clock.monotonic()
    head = {"Accept": "text/event-stream", "Accept-Encoding": "gzip"}
    timeout = httpx.Timeout(place.patience, connect=CONNECT)
    try:
        async with asyncio.timeout(place.patience), client.stream("GET", url, headers=head, timeout=timeout) as answer:
            heard.status, heard.headers = answer.status_code, answer.headers
            told = ""
            async for piece in answer.aiter_text():
                told += piece
                *events, told = told.split("\n\n")
                after = place.clock.monotonic() - started
                heard.ticks += [Tick(after, said) for event in events if (said := _tick(event)) is not None]
                if len(heard.ticks) >= TICKS:
                    return heard
            heard.ended = place.clock.monotonic() - started
    except (httpx.ReadError, httpx.RemoteProtocolError):
        heard.ended = place.clock.monotonic() - started
    except (TimeoutError, httpx.HTTPError):
        pass  # as much as came is judged
    return heard


def _tick(event: str) -> dict[str, Any] | None:
    """What a tick says; None for other events."""
    lines = event.splitlines()
    if "event: tick" not in lines:
        return None
    with suppress(ValueError, StopIteration):
        said = json.loads(next(line for line in lines if line.startswith("data: "))[6:])
        return said if isinstance(said, dict) else {}
    return {}


def judged(heard: Heard, patience: float) -> Iterator[Result]:
    """What is to be said of a stream."""
    if heard.status == httpx.codes.FORBIDDEN and heard.headers.get("x-signage-refused"):
        yield warning("stream", "walls need keys (`access: keys`), so no stream was opened", "look at a wall yourself")
        return
    if heard.status and not heard.headers.get("content-type", "").startswith("text/event-stream"):
        what = f"a stream is answered {heard.status} with {heard.headers.get('content-type', 'nothing')[:80]}"
        yield fault("stream", what, "have the proxy pass /screens/… and /rooms/… on, and rewrite no answers")
        return
    if not heard.ticks:
        yield fault("stream", f"nothing of a stream arrived within {patience:g} s: something gathers it", UNBUFFERED)
        return
    yield from _timely(heard)
    if heard.headers.get("content-encoding") != "gzip":
        mend = "have the proxy pass Accept-Encoding and Content-Encoding on as they are"
        yield warning("stream", "it comes without compression: up to ten times the bytes", mend)
    build = heard.ticks[0].said.get("build")
    if build != build_id():
        yield warning("server", f"{build} is what answers there, and {build_id()} is installed here", "restart it")


def _timely(heard: Heard) -> Iterator[Result]:
    first, last = heard.ticks[0], heard.ticks[-1]
    if first.after > FIRST:
        what = f"a stream's first words came after {first.after:.0f} s: something gathers it"
        yield fault("stream", what, UNBUFFERED)
    elif heard.ended is not None:
        mend = "let the proxy wait for long: nginx `proxy_read_timeout 1h;`, HAProxy `timeout tunnel 1h`"
        yield fault("stream", f"a stream was cut after {heard.ended:.0f} s", mend)
    elif len(heard.ticks) < TICKS:
        yield fault("stream", "after its first words a stream brought no more: something gathers it", UNBUFFERED)
    else:
        late = (last.after - first.after) - _seconds_between(first, last)
        if late > HELD:
            yield fault("stream", f"a tick was kept for {late:.0f} s on the way: something gathers it", UNBUFFERED)
        else:
            yield good("stream", f"ticks arrive as they are sent, the first after {first.after:.1f} s")


def _seconds_between(first: Tick, last: Tick) -> float:
    """Seconds between two ticks by the server's clock; of a demo that is played faster, fewer than it says."""
    try:
        return float(last.said["now"] - first.said["now"]) / 1000 / float(first.said["rate"])
    except (LookupError, TypeError, ValueError, ZeroDivisionError):
        return 0.0  # it is no tick of ours
