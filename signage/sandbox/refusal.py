"""A refusal in the gateway's own words: a status and the error envelope."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ERRORS = {
    400: "validation_error",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    429: "rate_limited",
    500: "internal_error",
    503: "unavailable",
}


class Refusal(HTTPException):
    """Why a request is not answered as asked. `details` are `{"field", "issue"}` each."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        error: str | None = None,
        details: Sequence[Mapping[str, str]] = (),
    ) -> None:
        super().__init__(status, message)
        self.error = error or ERRORS.get(status, "error")
        self.details = details

    def response(self) -> JSONResponse:
        """The answer: the status, and the error envelope as JSON."""
        body: dict[str, object] = {"error": self.error, "message": self.detail}
        if self.details:
            body["details"] = [dict(detail) for detail in self.details]
        return JSONResponse({**body, "request_id": f"req_{secrets.token_hex(6)}"}, self.status_code)
