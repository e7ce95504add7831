"""What can go wrong, as one tree.

SignageError            anything this program says no to; its text is fit to be shown to staff
├── SettingsError       environment or command line
├── LayoutError         screens.yaml cannot be read at all
├── MediaError          a file of the folder media is not fit for walls
├── StoreError          the data folder
└── GatewayError        the InEvent gateway; carries `retry_after` in seconds
    ├── Transient       worth trying again: network, time-outs, 5xx, nonsense in place of JSON
    ├── RateLimited     429 after the tries allowed
    ├── Unauthorized    the token exchange or a fresh token was refused
    ├── Forbidden       403, or a grant that is wider or narrower than read:sessions
    ├── NotFound        404
    └── Refused         any other 4xx
"""

from __future__ import annotations


class SignageError(Exception):
    """Anything this program says no to. Its text tells where, what, what was expected, how to mend it."""


class SettingsError(SignageError):
    """A setting in the environment or on the command line is missing or wrong."""


class LayoutError(SignageError):
    """screens.yaml cannot be read at all."""


class MediaError(SignageError):
    """A file of the folder media is not fit for walls. Its text goes on after the file's name."""


class StoreError(SignageError):
    """The data folder cannot be used."""


class GatewayError(SignageError):
    """The gateway did not give what was asked for, and is not to be asked again for `retry_after` seconds."""

    def __init__(self, message: str, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Transient(GatewayError):
    """Worth trying again: network, time-out, 5xx, or nonsense in place of JSON."""


class RateLimited(GatewayError):
    """429, after the tries allowed."""


class Unauthorized(GatewayError):
    """The token exchange, or a fresh token, was refused."""


class Forbidden(GatewayError):
    """403, or a grant that is wider or narrower than what was asked for."""


class NotFound(GatewayError):
    """404."""


class Refused(GatewayError):
    """Any other 4xx."""
