"""What the gateway answers about sessions, and its refusals about all else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

from signage.sandbox.query import Query
from signage.sandbox.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from signage.sandbox.gateway import Gateway
    from signage.sandbox.oauth import Grant
    from signage.sandbox.rate_limit import Allowance


READS = ("GET", "HEAD")
METHODS = [*READS, "POST", "PUT", "PATCH", "DELETE"]


def guarded(subject: str, answer: Callable[[Request], Response]) -> Callable[[Request], Any]:
    """An endpoint that answers only the bearer of a token for `subject`, within the client's limit.

    To read takes the scope `read:SUBJECT`, every other method `write:SUBJECT`. Who may write is told that this gateway
    changes by its control route alone.
    """

    async def endpoint(request: Request) -> Response:
        grant = request.app.state.tokens.grant(request.headers.get("authorization", ""))
        allowance = request.app.state.meter.take(grant.client.id)
        try:
            reads = request.method in READS
            admit(grant, allowance, f"{'read' if reads else 'write'}:{subject}")
            if not reads:
                raise Refusal(405, "This gateway is simulated: what it knows is changed by POST /control/…")
            response = answer(request)
        except Refusal as problem:
            response = problem.response()
        response.headers.update(allowance.headers)
        return response

    return endpoint


def admit(grant: Grant, allowance: Allowance, scope: str) -> None:
    """Raises `Refusal`: 429 for a client beyond its limit, 403 for a token without the scope."""
    if allowance.exceeded:
        raise Refusal(429, f"Rate limit exceeded, try again in {allowance.reset} s")
    if scope not in grant.scopes:
        raise Refusal(403, f"Missing required scope: {scope}")


def collection(request: Request) -> Response:
    """The sessions that the query asks for, a page of them."""
    query = Query.parse(request.query_params)
    state = gateway(request)
    found = [session for session in state.sessions if query.matches(session, state.zone)]
    return page([query.narrow(session) for session in found], query)


def entity(request: Request) -> Response:
    """One session, with the fields that the query asks for."""
    return JSONResponse(Query.parse(request.query_params).narrow(session(request)))


def speakers(request: Request) -> Response:
    """The speakers of one session, a page of them."""
    return page(session(request).get("speakers") or [], Query.parse(request.query_params))


def nothing(request: Request) -> Response:
    """An empty list, for collections of which the sandbox has no data."""
    if "event_id" in request.path_params:
        gateway(request)
    return page([], Query())


def page(found: Sequence[object], query: Query) -> Response:
    """The page of these items that the query asks for, in the list envelope: `data` and `pagination`."""
    end = query.page * query.page_size
    pagination = {
        "page": query.page,
        "page_size": query.page_size,
        "total": len(found),
        "next_page": query.page + 1 if end < len(found) else None,
    }
    return JSONResponse({"data": found[end - query.page_size : end], "pagination": pagination})


def gateway(request: Request) -> Gateway:
    """The gateway's state. Raises `Refusal` (404) where the address names another event."""
    state: Gateway = request.app.state.gateway
    if request.path_params["event_id"] != state.event["id"]:
        raise Refusal(404, "No such event, or no access to it")
    return state


def session(request: Request) -> dict[str, Any]:
    """The session that the address names. Raises `Refusal` (404) where there is none."""
    try:
        return gateway(request).session(request.path_params["session_id"])
    except KeyError:
        raise Refusal(404, "No such session, or no access to it") from None
