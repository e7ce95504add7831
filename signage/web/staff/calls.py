"""One operation of the staff page's API as a value: routes, checks of access and the OpenAPI document come from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from pydantic import BaseModel

from signage.phrase import Phrase

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from signage.staff.roles import Role, Who

LARGEST_BODY = 64 * 1024
"""Bytes of a request's body, where a call does not say otherwise."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of which everything has been checked: who asks and whether they may, the body's size and shape.

    `body` is of the call's type, None where it has none; `path` holds the path's parts in braces; `origin` is the
    address it came from, for the log.
    """

    who: Who
    body: Any
    path: dict[str, str]
    request: Request
    origin: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Call:
    """An operation below `/staff/api/`: `path` is such as `notices/{id}`.

    `role` is the least one that may use it, None for all who are signed in; `emergency`: that right is needed, too.
    `body` is the model that the JSON body has to be of, or `bytes` for any content, of at most `largest` bytes.
    `takes` is the type of a body that is no JSON, `gives` that of an answer that is none, or need not be. `answer` is
    the model of the answer, None where that has no JSON; `handle` may give it as a Response of its own. `query` says
    what each query parameter means, `headers` what each header of the request. `statuses` are refusals besides those
    that every call may give, and why; `refusals` the models of those that tell more than `Problem`.
    """

    method: str
    path: str
    role: Role | None
    handle: Callable[[Asked], Awaitable[BaseModel | Response]]
    summary: str
    body: type[BaseModel | bytes] | None = None
    answer: type[BaseModel] | None = None
    status: int = 200
    emergency: bool = False
    takes: str = ""
    gives: str = ""
    largest: int = LARGEST_BODY
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[int, str] = field(default_factory=dict)
    refusals: Mapping[int, type[Problem]] = field(default_factory=dict)

    @property
    def is_write(self) -> bool:
        """Whether it may change anything: then other sites' pages must not be able to call it."""
        return self.method not in ("GET", "HEAD")

    @property
    def needs_body(self) -> bool:
        """Whether there has to be a body: where no field of it is required, none at all is the same as an empty one."""
        model = self.body
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            return model is not None
        return any(each.is_required() for each in model.model_fields.values())


class Part(Protocol):
    """A part of the staff page that answers some calls."""

    def calls(self) -> tuple[Call, ...]:
        """What it offers."""


class Detail(NamedTuple):
    """What is wrong with one field of a body, by its path: `screens.0`. The issue is one that catalogues have."""

    field: str
    issue: str


class Refusal(Exception):
    """Answers a call with an error: a status, a word for programs and a sentence for people. Raised by `handle`.

    `message` is a phrase, or the English sentence as the catalogues have it, with `%(name)s` for each of `values`; who
    reads it gets it in their language.
    """

    def __init__(
        self,
        status: int,
        error: str,
        message: str,
        details: tuple[Detail, ...] = (),
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> None:
        super().__init__(message)
        self.status, self.error, self.details = status, error, details
        self.headers = dict(headers or {})
        self.message = message if isinstance(message, Phrase) else Phrase(message, **values)


class Issue(BaseModel):
    """One field of a body that is wrong."""

    field: str
    issue: str


class Problem(BaseModel):
    """The answer to every call that is refused. `error` is for programs, `message` for people."""

    error: str
    message: str
    details: list[Issue] = []
