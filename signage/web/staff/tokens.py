"""API tokens in the API: made once with a role, told once, revoked at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field
from starlette.responses import Response

from signage.staff.accounts import LONGEST_NAME
from signage.staff.roles import Role
from signage.web.staff.accounts import people_only
from signage.web.staff.calls import Call, Refusal

if TYPE_CHECKING:
    from signage.staff import Staff
    from signage.staff.tokens import Token
    from signage.web.staff.calls import Asked


class TokenRow(BaseModel):
    """A token, without its secret. `by` is who made it."""

    id: str
    name: str
    role: Role
    emergency: bool
    made_at: datetime
    by: str


class TokenList(BaseModel):
    """All tokens, the newest first."""

    tokens: list[TokenRow]


class NewToken(BaseModel):
    """A token to make: `name` says what it is for."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME, pattern=r"^[^\x00-\x1f\x7f]+$")
    role: Role
    emergency: bool = False


class MadeToken(TokenRow):
    """A new token with its secret, which is told this once and never again."""

    token: str


@dataclass(frozen=True)
class TokenCalls:
    """Calls on tokens."""

    staff: Staff

    def calls(self) -> tuple[Call, ...]:
        """All of them are for editors."""
        return (
            Call("GET", "tokens", "editor", self.list, "All API tokens", answer=TokenList),
            Call("POST", "tokens", "editor", self.make, "Make an API token", NewToken, MadeToken, 201,
                 statuses={409: "there are too many"}),
            Call("DELETE", "tokens/{id}", "editor", self.revoke, "Revoke an API token", status=204,
                 statuses={404: "there is no such token"}),
        )  # fmt: skip

    async def list(self, _: Asked) -> TokenList:
        """All tokens."""
        return TokenList(tokens=[TokenRow(**_row(token)) for token in self.staff.access.tokens.all])

    async def make(self, asked: Asked) -> MadeToken:
        """A new token."""
        people_only(asked)
        new: NewToken = asked.body
        if new.emergency and not asked.who.emergency:
            raise Refusal(403, "emergency", "Who has not the right emergency cannot give it.")
        token, secret = await self.staff.access.tokens.make(
            new.name, new.role, emergency=new.emergency, by=asked.who.name
        )
        await self.staff.journal.add(asked.who.name, "made an API token", new.name, asked.origin)
        return MadeToken(**_row(token), token=secret)

    async def revoke(self, asked: Asked) -> Response:
        """Revoke a token."""
        people_only(asked)
        token = await self.staff.access.tokens.revoke(asked.path["id"])
        if token is None:
            raise Refusal(404, "no_such_token", "There is no such token, or no longer.")
        await self.staff.journal.add(asked.who.name, "revoked an API token", token.name, asked.origin)
        return Response(status_code=204)


def _row(token: Token) -> dict[str, object]:
    return {name: getattr(token, name) for name in ("id", "name", "role", "emergency", "made_at", "by")}
