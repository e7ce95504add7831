"""What a request on the sessions collection asks for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from signage.sandbox.refusal import Refusal
from signage.sandbox.times import moment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

Words = Annotated[tuple[str, ...], BeforeValidator(lambda text: tuple(filter(None, map(str.strip, text.split(",")))))]


class Query(BaseModel):
    """The parameters of the collection. Unknown ones are ignored."""

    model_config = ConfigDict(frozen=True)

    page: int = Field(1, ge=1)
    page_size: int = Field(100, ge=1, le=500)
    updated_since: AwareDatetime | None = None
    status: str = ""
    search: str = ""
    sparse: Words = Field((), alias="fields")
    start: AwareDatetime | None = Field(None, alias="from")
    end: AwareDatetime | None = Field(None, alias="to")

    @model_validator(mode="after")
    def _ordered(self) -> Query:
        if self.start and self.end and self.start >= self.end:
            raise ValueError("from must be earlier than to")
        return self

    @classmethod
    def parse(cls, params: Mapping[str, str]) -> Query:
        """The parameters of a request's address. Raises `Refusal` (400) with each that is wrong."""
        try:
            return cls.model_validate(dict(params))
        except ValidationError as error:
            details = [
                {"field": ".".join(map(str, issue["loc"])) or "from", "issue": issue["msg"]} for issue in error.errors()
            ]
            raise Refusal(400, "Invalid query parameters", details=details) from error

    def matches(self, session: Mapping[str, Any], zone: ZoneInfo) -> bool:
        """Whether the session is asked for; a bound on a time of it that cannot be read does not count."""
        updated = moment(session.get("updated_at"), zone)
        return (
            not (self.updated_since and updated and updated < self.updated_since)
            and (not self.status or session.get("status") == self.status)
            and self.search.casefold() in text(session).casefold()
            and self._overlaps(moment(session.get("starts_at"), zone), moment(session.get("ends_at"), zone))
        )

    def _overlaps(self, starts_at: datetime | None, ends_at: datetime | None) -> bool:
        if starts_at is None or ends_at is None:
            return True
        if self.end and starts_at >= self.end:
            return False
        return not self.start or ends_at > self.start or starts_at == ends_at == self.start

    def narrow(self, session: Mapping[str, Any]) -> dict[str, Any]:
        """The session with the fields asked for, and its id."""
        return {key: value for key, value in session.items() if not self.sparse or key == "id" or key in self.sparse}


def text(session: Mapping[str, Any]) -> str:
    """The texts of a session that a search looks through."""
    return f"{session.get('title') or ''}\n{session.get('description') or ''}"
