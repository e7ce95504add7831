"""What can go wrong: findings, which are values for staff to read, and one tree of exceptions.

SignageError            anything this program says no to; its text is fit to be shown to staff
├── SettingsError       environment or command line
├── LayoutError         screens.yaml cannot be read at all; carries `findings`
├── MediaError          a file of the folder media is not fit for walls; carries `what` and `hint`
├── BackupError         a backup cannot be made, or is none that can be restored
├── StoreError          the data folder, or the store that several nodes share
│   ├── StoreNewer      a newer release wrote the data: it is not touched
│   ├── StoreFull       there are as many values of a kind as are kept
│   ├── StoreConflict   what was to be written for the first time is there already
│   └── Fenced          another node has the lease without which this is not to be written
└── GatewayError        the InEvent gateway; carries `retry_after` in seconds
    ├── Transient       worth trying again: network, time-outs, 5xx, nonsense in place of JSON
    ├── RateLimited     429 after the tries allowed
    ├── Unauthorized    the token exchange or a fresh token was refused
    ├── Forbidden       403, or a grant that is wider or narrower than read:sessions
    ├── NotFound        404
    └── Refused         any other 4xx
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from signage.phrase import NO_HINT, Phrase, with_hint

KeyPath = tuple[str | int, ...]
"""The keys and list numbers that lead to a value, such as `("screens", "foyer", "rotate", 0, "file")`."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem or a hint for staff, as the log, `signage check` and pages for staff show it.

    `what` is a sentence about the value at `path`, a path within the file `where` (or within the agenda, where it
    begins with "agenda"); `line` counts from 1 and is 0 where none is known. `hint` says how to mend it. A finding of
    level "error" keeps something from a wall; one of level "hint" may be as it should.
    """

    what: Phrase
    path: KeyPath = ()
    hint: Phrase = NO_HINT
    level: Literal["error", "hint"] = "error"
    where: str = ""
    line: int = 0

    @property
    def message(self) -> Phrase:
        """What is wrong and how to mend it."""
        return with_hint(self.what, self.hint)

    def __str__(self) -> str:
        where = f"{self.where}:{self.line}" if self.line else self.where
        return ": ".join(part for part in (where, ".".join(map(str, self.path)), self.message) if part)


class SignageError(Exception):
    """The base of the program's own errors. Its text tells where, what, what was expected and how to mend it."""


class SettingsError(SignageError):
    """A setting in the environment or on the command line is missing or wrong."""


class LayoutError(SignageError):
    """screens.yaml cannot be read at all, for the reasons found."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = findings


class MediaError(SignageError):
    """A file of the folder media is not fit for walls. `what` goes on after the file's name: "is no image"."""

    def __init__(self, what: Phrase, hint: Phrase = NO_HINT) -> None:
        super().__init__(with_hint(what, hint))
        self.what, self.hint = what, hint

    @property
    def message(self) -> Phrase:
        """What is wrong and how to mend it."""
        return with_hint(self.what, self.hint)


class BackupError(SignageError):
    """A backup cannot be made, is no sound one, or cannot be put in place; then nothing has changed."""


class StoreError(SignageError):
    """The data folder, or the store that several nodes share, cannot be used."""


class StoreNewer(StoreError):
    """A newer release wrote what is stored, in a form that is not known here: nothing of it is touched."""


class StoreFull(StoreError):
    """There are as many values of a kind as are kept; some have to be removed first."""


class StoreConflict(StoreError):
    """What was to be written for the first time is there already; nothing was written."""


class Fenced(StoreError):
    """Another node has the lease without which this is not to be written, or none has; nothing was written."""


class GatewayError(SignageError):
    """The gateway did not give what was asked for, and is not to be asked again for `retry_after` seconds.

    `kind` is a word for what went wrong, for those who count errors.
    """

    kind: ClassVar[str] = "other"

    def __init__(self, message: str, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Transient(GatewayError):
    """Worth trying again: network, time-out, 5xx, or nonsense in place of JSON."""

    kind = "transient"


class RateLimited(GatewayError):
    """429, after the tries allowed."""

    kind = "rate_limited"


class Unauthorized(GatewayError):
    """The token exchange, or a fresh token, was refused."""

    kind = "unauthorized"


class Forbidden(GatewayError):
    """403, or a grant that is wider or narrower than what was asked for."""

    kind = "forbidden"


class NotFound(GatewayError):
    """404."""

    kind = "not_found"


class Refused(GatewayError):
    """Any other 4xx."""

    kind = "refused"
