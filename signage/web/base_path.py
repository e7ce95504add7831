"""The edge of a server with a base path: what is asked for below it is passed on without it, all else is not ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signage.base_path import ROOT, BasePath
from signage.web.answer import Answer, text

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

KEY = "signage.base_path"
"""Under which a request's scope has the base path. Not `root_path`: by ASGI, `path` would have to begin with that."""
ELSEWHERE = text(404, "There is nothing at this address.")


def base_of(scope: Scope) -> BasePath:
    """The base path that a request's answer has to put before each path of ours that it names."""
    base: BasePath = scope.get(KEY, ROOT)
    return base


@dataclass(frozen=True, slots=True)
class BasePathApp:
    """Answers what is asked for below a base path by `app`. A proxy in front must leave the path as it is."""

    base: BasePath
    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on without the base path; the base path alone leads to what stands at its slash."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = self.base.inner(scope["path"])
        if path is not None:
            await self.app({**scope, "path": path, KEY: self.base}, receive, send)
        elif scope["path"] == self.base.path:
            await Answer.of(308, b"", {"Location": self.base.url("/"), "Cache-Control": "no-cache"}).send(scope, send)
        else:
            await ELSEWHERE.send(scope, send)
