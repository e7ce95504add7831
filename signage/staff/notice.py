"""A notice of the staff page as a value: what was written, who sent it, and what became of it. Pure."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Literal, Self

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from signage.characters import normal
from signage.phrase import N_
from signage.staff.wall_notice import Posted, Status, Style, Wording

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = timedelta(hours=12)
"""How far ahead a takeover may end: whoever needs it longer renews it."""
TAKE_BACK = timedelta(seconds=5)
"""For how long a message is taken back as if it had not been sent, and nobody is told to look."""
MAX_LANGUAGES = 5
"""Languages besides the main one."""
FARTHEST = timedelta(days=400)
"""How far ahead a message may begin or end."""

State = Literal["scheduled", "on_air", "ended", "withdrawn", "taken_back", "cleared"]
"""What became of a notice: `ended` by its own time, `withdrawn` by staff, `taken_back` at once after it was sent,
`cleared` by an all-clear."""


def _clean(text: str) -> str:
    """The text on one line, without characters that are no text."""
    return " ".join("".join(" " if char.isspace() else char for char in normal(text) if _is_text(char)).split())


def _is_text(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) not in ("Cc", "Cs", "Cn", "Co")


def _visible(text: str) -> str:
    if not any(unicodedata.category(char)[0] in "LNPS" for char in text):
        raise ValueError("has nothing that can be seen")
    return text


def _language(tag: str) -> str:
    try:
        Locale.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise ValueError("is no language: write it like en, pt or en-GB") from None
    return tag


Title = Annotated[str, StringConstraints(max_length=80), AfterValidator(_clean), AfterValidator(_visible)]
Line = Annotated[str, StringConstraints(max_length=240), AfterValidator(_clean)]
Short = Annotated[str, StringConstraints(max_length=60), AfterValidator(_clean)]
Tag = Annotated[str, StringConstraints(max_length=20), AfterValidator(_language)]
ScreenName = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Words(BaseModel):
    """The words of a notice in one language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Title
    text: Line = ""


class Message(Words):
    """A notice as staff write it. Without `screens` it is for all; without `from` it begins when it is sent.

    `texts` are the same words in other languages than the main one, which `language` names where it is known. `issuer`
    is who speaks, `place` where to gather.
    """

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    language: Tag | Literal[""] = ""
    texts: Annotated[dict[Tag, Words], Field(max_length=MAX_LANGUAGES)] = {}
    style: Style = "banner"
    status: Status = "actual"
    screens: Annotated[tuple[ScreenName, ...], Field(min_length=1, max_length=1000)] | None = None
    start: AwareDatetime | None = Field(None, alias="from")
    until: AwareDatetime | None = None
    issuer: Short = ""
    place: Short = ""

    def issues(self, now: datetime) -> Iterator[tuple[str, str]]:
        """What forbids that it is sent now: pairs of field and issue."""
        start = max(self.start or now, now)
        if self.until is not None and self.until <= start:
            yield "until", N_("is over already") if self.until <= now else N_("is not after 'from'")
        if any(at and at - now > FARTHEST for at in (self.start, self.until)):
            yield "until", N_("is more than a year ahead")
        if self.style != "takeover":
            return
        if self.until is None:
            yield "until", N_("a takeover needs one, at most 12 hours ahead; it can be renewed")
        elif self.until - now > LONGEST:
            yield "until", N_("a takeover may last 12 hours; it can be renewed")
        if self.start is not None and self.start > now:
            yield "from", N_("a takeover begins at once")

    @property
    def wordings(self) -> tuple[Wording, ...]:
        """The words in every language, the main one first."""
        others = (Wording(tag, words.title, words.text) for tag, words in self.texts.items() if tag != self.language)
        return (Wording(self.language, self.title, self.text), *others)


class Notice(BaseModel):
    """A message that was sent. `reach` names the screens that it was for when it was sent; `by` is who sent it.

    `version` counts the changes of what it says: a display tells `shown_id`, so that one that still shows the words
    before a change has not confirmed it. `clears` is the id of the notice that this one declares over.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    message: Message
    by: str
    sent: datetime
    changed: datetime
    version: int = 0
    reach: tuple[str, ...] = ()
    ended: datetime | None = None
    how: Literal["", "withdrawn", "taken_back", "cleared"] = ""
    clears: str = ""
    cleared_by: str = ""
    learned: str = ""

    @property
    def shown_id(self) -> str:
        """What `data-notice` says where this version of it is on the glass."""
        return f"{self.id}.{self.version}" if self.version else self.id

    @property
    def ends(self) -> datetime | None:
        """When it is over or was: by its own time, or because somebody ended it."""
        return self.ended or self.message.until

    @property
    def may_be_taken_back_until(self) -> datetime:
        """Until when it counts as never sent if it is withdrawn, and no screen counts as not reached."""
        return self.sent + TAKE_BACK

    def state(self, now: datetime) -> State:
        """What became of it by now."""
        if self.how:
            return self.how
        if self.message.until is not None and self.message.until <= now:
            return "ended"
        return "scheduled" if self.message.start is not None and self.message.start > now else "on_air"

    def is_over(self, now: datetime) -> bool:
        """Whether no wall is to show it any more."""
        return self.ends is not None and self.ends <= now

    def begins(self) -> datetime:
        """Since when walls are to show it."""
        return max(self.message.start or self.sent, self.sent)

    def posted(self) -> Posted:
        """The notice as walls show it."""
        message = self.message
        return Posted(
            id=self.shown_id,
            wordings=message.wordings,
            style=message.style,
            status=message.status,
            start=message.start,
            until=message.until,
            screens=message.screens or (),
            issuer=message.issuer,
            place=message.place,
            sent=self.changed,
            clears=bool(self.clears),
        )

    def is_later_than(self, other: Self) -> bool:
        """Whether this is what became of a notice after `other`: an end is final, else the last change counts."""
        ranks = [(one.ended is not None, one.version, one.changed) for one in (self, other)]
        return ranks[0] > ranks[1]

    def rewritten(self, message: Message, now: datetime) -> Self:
        """The same with other words or times. Where only times differ, what displays have confirmed stays true."""
        times = {"start": message.start, "until": message.until}
        same = self.message.model_copy(update=times) == message
        return self.model_copy(
            update={"message": message, "version": self.version + (not same), "changed": self.changed if same else now}
        )
