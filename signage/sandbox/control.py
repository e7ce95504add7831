"""Telling the sandbox what happens next, over HTTP: from the same machine, with the token that it told at its start."""

from __future__ import annotations

from ipaddress import ip_address
from json import JSONDecodeError
from secrets import compare_digest
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

from signage.sandbox.refusal import Refusal

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from signage.sandbox.gateway import Gateway
    from signage.sandbox.oauth import Tokens


async def control(request: Request) -> Response:
    """`POST /control/{verb}` with a JSON object: the arguments of what is done."""
    _check_sender(request)
    # A web page cannot send this type to another origin unasked.
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise Refusal(400, "Expected application/json")
    try:
        arguments = await request.json()
        done = perform(request.app.state.gateway, request.app.state.tokens, request.path_params["verb"], arguments)
    except KeyError as error:
        raise Refusal(404, f"Nothing has the id {error}") from None
    except (TypeError, ValueError, JSONDecodeError) as error:
        raise Refusal(400, str(error)) from None
    return JSONResponse(done)


def _check_sender(request: Request) -> None:
    """Refuse other machines, pages of other origins, and whoever does not have the token that was told at the start.

    A name of another site may lead to this machine, so that its pages are of one origin with it: they lack the token.
    """
    if request.client is None or not ip_address(request.client.host).is_loopback:
        raise Refusal(403, "The control route answers on the loopback interface only")
    origin, own = request.headers.get("origin"), f"{request.url.scheme}://{request.headers.get('host', '')}"
    if origin not in (None, own) or request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise Refusal(403, "The control route takes no requests of other origins")
    given, token = request.headers.get("x-control-token", ""), request.app.state.control_token
    if not compare_digest(given.encode(), token.encode()):
        raise Refusal(403, "The control route takes requests with the token that the sandbox told at its start only")


def perform(gateway: Gateway, tokens: Tokens, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Carry out a verb with its arguments; the session that it changed, if any."""
    match verb:
        case "add":
            return gateway.add(**arguments)
        case "edit" | "move" | "cancel" | "delete":
            fields = dict(arguments)
            change = getattr(gateway, verb)
            session: dict[str, Any] = change(fields.pop("id", None), **fields)
            return session
        case "misbehave":
            gateway.misbehave(**arguments)
        case "behave":
            gateway.behave()
        case "expire":
            tokens.expire()
        case _:
            raise Refusal(404, f"The sandbox cannot {verb}")
    return {}
