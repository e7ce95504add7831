"""Who staff are, and what they may do. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["viewer", "operator", "editor"]
"""A viewer looks; an operator speaks, reloads, pairs and accepts a feed; an editor changes the layout and pictures."""
ROLES: tuple[Role, ...] = get_args(Role)
"""All roles, the least first: each may do what those before it may."""


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who has shown who they are. `how`: by a session's cookie, by an API token, or by a trusted proxy.

    `emergency` is the right to send takeovers.
    """

    name: str
    role: Role
    emergency: bool = False
    how: Literal["session", "token", "proxy"] = "session"

    def may(self, role: Role | None, *, emergency: bool = False) -> bool:
        """Whether they have at least this role (None: any), and the right of `emergency` where that is needed."""
        enough = role is None or ROLES.index(self.role) >= ROLES.index(role)
        return enough and (self.emergency or not emergency)
