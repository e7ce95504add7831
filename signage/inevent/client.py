"""The client of the InEvent gateway: each kind of question about sessions, answered with a Pull."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx

from signage import __version__
from signage.clock import SYSTEM
from signage.errors import GatewayError, NotFound, RateLimited, Transient
from signage.inevent.answer import exchange
from signage.inevent.json_split import MOST_ROWS
from signage.inevent.large_json import parsed, sliced
from signage.inevent.pull import Listing, Pull
from signage.inevent.rate_limit import Usage
from signage.inevent.token import TokenAuth
from signage.inevent.wire import Record, RecordProblem, read_record, read_speakers

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from datetime import datetime

    from signage.agenda import EventKey, Session, Speaker
    from signage.clock import Clock
    from signage.inevent.answer import Answer
    from signage.inevent.settings import Settings


PAGE_SIZE = 100
"""Records asked for at once."""
MAX_PAGES, MAX_RECORDS = 200, 20_000
"""Pages of one list that are read at most."""
UNPACED_PAGES, PACE = 50, 1.0
"""After so many pages of one list, so many seconds pass before each further one."""
MAX_PROBLEMS = 100
"""Problems described of one answer; of the others there is a number."""
OVERLAP = timedelta(seconds=10)
"""How far a delta reaches back: clocks differ, and the bound of `updated_since` may be inclusive or not."""
MAX_TRIES = 3
"""Times that a request is sent which is answered 429."""
MAX_WAIT = 30.0
"""Seconds between two of these at most."""
CONCURRENT = 4
"""Sessions whose speakers are asked for at the same time."""
TIMEOUT = httpx.Timeout(10.0, connect=5.0)


class SessionClient:
    """Asks the gateway for sessions of an event. Every question raises a GatewayError where it gets no good answer.

    `base_url` is the gateway's address. `source` tells all of the deployment's settings on which it depends how an
    answer is read: when it changes, the same answer may mean something else. `usage` counts requests.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Clock = SYSTEM,
    ) -> None:
        logging.getLogger("httpx").setLevel(logging.WARNING)  # httpx logs a line for every request
        self.base_url = settings.base_url
        self.source = f"{','.join(sorted(settings.hidden))} {settings.base_url}"
        self.usage = Usage(clock)
        self._settings = settings
        self._clock = clock
        agent = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": f"signage/{__version__}"}
        no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))  # a bad one would break requests
        self._client = httpx.AsyncClient(transport=transport, timeout=TIMEOUT, headers=agent, cookies=no_cookies)
        self._parsing = asyncio.Lock()
        self._auth = TokenAuth(self._client, settings, clock)
        self._previous: tuple[str, Counter[tuple[object, ...]]] | None = None
        self._speakers: dict[str, tuple[datetime | None, tuple[Speaker, ...]]] = {}

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    def seed_speakers(self, sessions: Iterable[Session]) -> None:
        """Take over speakers known from before a restart, so that they are not asked for again."""
        self._speakers = {
            session.gateway_id: (session.updated_at, session.speakers) for session in sessions if session.speakers
        }

    def forget_token(self) -> None:
        """Have no token any more: another node asks. What is under way has been given up before."""
        self._auth.forget()

    def redact(self, text: str) -> str:
        """`text` without the secret and the tokens, which the gateway may quote. For every text that people read."""
        return self._auth.redact(text)

    # Questions --------------------------------------------------------------------------------------------------------

    async def pull(self, event: EventKey, progress: Callable[[int, int | None], None] | None = None) -> Pull:
        """Every session of the event; `progress` is told how many records there are so far, and of how many."""
        listing = await self._list(event, {}, progress)
        previous = self._previous[1] if self._previous and self._previous[0] == event.id else None
        whole, self._previous = listing.whole(previous), (event.id, listing.counted)
        pull = await self._with_speakers(event, listing.records, whole=whole, total=listing.total)
        if pull.whole:
            ids = pull.gateway_ids
            self._speakers = {key: known for key, known in self._speakers.items() if key in ids}
        return pull

    async def window(self, event: EventKey, start: datetime, end: datetime) -> Pull:
        """Sessions that overlap `[start, end)`; more of them if the gateway ignores the bounds."""
        listing = await self._list(event, {"from": _iso(start), "to": _iso(end)})
        return await self._with_speakers(event, listing.records)

    async def delta(self, event: EventKey, since: datetime) -> Pull:
        """Sessions changed since then, and a little before."""
        listing = await self._list(event, {"updated_since": _iso(since - OVERLAP)})
        return await self._with_speakers(event, listing.records)

    async def session(self, event: EventKey, session_id: str) -> Pull:
        """One session; withdrawn if the gateway says that it is gone."""
        try:
            answer = await self._get(_path(event, session_id))
        except NotFound:
            return Pull(withdrawn=frozenset({session_id}))
        raw = await self._parsed(answer)
        inner = raw.get("data") if isinstance(raw, Mapping) else None
        record = read_record(inner if isinstance(inner, Mapping) else raw, event.days, self._settings.hidden)
        if record.id != session_id:
            raise Transient(f"{answer.where} answered something else than that session")
        return await self._with_speakers(event, [record])

    # Pages ------------------------------------------------------------------------------------------------------------

    async def _list(
        self, event: EventKey, query: dict[str, str], progress: Callable[[int, int | None], None] | None = None
    ) -> Listing:
        """Every page of a question."""
        listing, page = Listing(), 1
        for asked in range(1, MAX_PAGES + 1):
            asking = {**query, "page": str(page), "page_size": str(PAGE_SIZE)}
            records, total, following = await self._page(event, asking)
            news, count = listing.add(records, total), len(listing.counted)
            if progress:
                progress(count, total)
            if following is None or following <= page or not news:
                break
            if asked == MAX_PAGES or max(count, total or 0) > MAX_RECORDS:
                told = f"the list of sessions goes on after {asked} pages with {count} records"
                raise Transient(f"{told} of {total or 'many'}: not used", retry_after=asked)
            if asked >= UNPACED_PAGES:
                await self._clock.sleep(PACE * (1 + self._clock.jitter() / 4))
            page = following
        return listing

    async def _page(self, event: EventKey, query: dict[str, str]) -> tuple[list[Record], int | None, int | None]:
        """The records of one page, the total and the next page, where given."""
        try:
            answer = await self._get(_path(event), query)
        except NotFound as error:
            raise NotFound(
                f"the gateway knows no event '{event.id}' for this client: check event.id ({error})"
            ) from error
        return await self._read(event, answer)

    async def _read(self, event: EventKey, answer: Answer) -> tuple[list[Record], int | None, int | None]:
        body = await self._parsed(answer)
        data = body.get("data") if isinstance(body, Mapping) else None
        if not isinstance(body, Mapping) or not isinstance(data, list):
            raise Transient(f"{answer.where} answered {answer.status} without a list of sessions")
        if len(data) > MOST_ROWS:
            raise Transient(f"{answer.where} answered {len(data):,} records on a page, {MOST_ROWS:,} at most")
        pagination = body.get("pagination")
        pagination = pagination if isinstance(pagination, Mapping) else {}
        records = [read_record(raw, event.days, self._settings.hidden) async for raw in sliced(data)]
        return records, _count(pagination.get("total")), _count(pagination.get("next_page"))

    # Speakers ---------------------------------------------------------------------------------------------------------

    async def _with_speakers(
        self, event: EventKey, records: Collection[Record], *, whole: bool = False, total: int | None = None
    ) -> Pull:
        """The records as a Pull; the speakers of records that came without any are fetched."""
        lacking = list({r.id: r.session for r in records if r.session and not self._has_speakers(r)}.values())
        failed: dict[str, GatewayError] = {}
        for start in range(0, len(lacking), CONCURRENT):
            asked = lacking[start : start + CONCURRENT]
            errors = await asyncio.gather(*(self._ask_speakers(event, session) for session in asked))
            failed |= {session.id: error for session, error in zip(asked, errors, strict=True) if error}
            if all(errors):  # the other sessions' requests would fail as well for now
                break
        completed = [self._completed(record) for record in records]
        pull = await asyncio.to_thread(Pull.of, completed, whole=whole, total=total)
        lost = (RecordProblem(session, f"its speakers could not be read: {error}") for session, error in failed.items())
        passing = any(isinstance(error, (Transient, RateLimited)) for error in failed.values())
        return replace(pull, problems=self._told((*pull.problems, *lost)), complete=whole and not passing)

    def _told(self, problems: Sequence[RecordProblem]) -> tuple[RecordProblem, ...]:
        """The first of these problems, with secrets removed, and how many more there are."""
        told = [replace(one, text=self.redact(one.text)) for one in problems[:MAX_PROBLEMS]]
        more = len(problems) - len(told)
        return (*told, RecordProblem("", f"{more:,} more records have problems")) if more else tuple(told)

    def _has_speakers(self, record: Record) -> bool:
        """Whether the record came with its speakers, or they are known from the last time."""
        known = self._speakers.get(record.id)
        return record.has_speakers or (known is not None and known[0] == record.updated_at)

    def _completed(self, record: Record) -> Record:
        """The record with the last speakers known for it, if it came without."""
        if not record.session or record.has_speakers or record.id not in self._speakers:
            return record
        return replace(record, session=replace(record.session, speakers=self._speakers[record.id][1]))

    async def _ask_speakers(self, event: EventKey, session: Session) -> GatewayError | None:
        """Fetch and remember the speakers of one session; the error if that failed, else None."""
        try:
            body = await self._parsed(await self._get(f"{_path(event, session.id)}/speakers"))
        except NotFound:
            body = []
        except GatewayError as error:
            return error
        self._speakers[session.id] = (session.updated_at, read_speakers(body))
        return None

    # Requests ---------------------------------------------------------------------------------------------------------

    async def _get(self, path: str, query: dict[str, str] | None = None) -> Answer:
        """The answer with status 200; a 429 is waited out, `MAX_TRIES` tries in all. Raises GatewayError for others."""
        request_url = f"{self._settings.base_url}{path}"
        for again in reversed(range(MAX_TRIES)):
            request = self._client.build_request("GET", request_url, params=query)
            answer = await exchange(self._client, request, self._auth)
            self.usage.note(answer, self._settings.reset_headers)
            if answer.status != httpx.codes.TOO_MANY_REQUESTS:
                break
            wait = answer.wait(self._settings.reset_headers, self._clock.now())
            if not again:
                raise answer.rate_limited(wait)
            await self._clock.sleep(self._pause(wait))
        if answer.status != httpx.codes.OK:
            raise answer.error()
        return answer

    async def _parsed(self, answer: Answer) -> object:
        """The answer's JSON, one large one at a time."""
        async with self._parsing:
            return await parsed(answer)

    def _pause(self, wait: float | None) -> float:
        """Seconds to wait for a reset: what was asked for and up to a quarter more, between 1 and 30."""
        longest = MAX_WAIT / 1.25
        return min(max(wait if wait is not None else 1.0, 1.0), longest) * (1 + self._clock.jitter() / 4)


def _path(event: EventKey, session_id: str = "") -> str:
    path = f"/v1/events/{quote(event.id, safe='')}/sessions"
    return f"{path}/{quote(session_id, safe='')}" if session_id else path


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _count(value: object) -> int | None:
    """A number that may come as text; None for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
