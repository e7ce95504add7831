"""Who staff are, and what they may do. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Role = Literal["viewer", "operator", "editor"]
"""A viewer looks; an operator speaks, reloads, pairs and accepts a feed; an editor changes the layout and pictures."""
ROLES: tuple[Role, ...] = get_args(Role)
"""All roles, the least first: each may do what those before it may."""
How = Literal["session", "oidc", "token", "proxy"]
"""How somebody showed who they are: by a password, at an identity provider, by an API token, to a trusted proxy."""


class Rights(NamedTuple):
    """What somebody may do. `emergency` is the right to send takeovers."""

    role: Role
    emergency: bool = False


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who has shown who they are."""

    name: str
    role: Role
    emergency: bool = False
    how: How = "session"

    def may(self, role: Role | None, *, emergency: bool = False) -> bool:
        """Whether they have at least this role (None: any), and the right of `emergency` where that is needed."""
        enough = role is None or ROLES.index(self.role) >= ROLES.index(role)
        return enough and (self.emergency or not emergency)


def rights_of(groups: Iterable[str], rights: Mapping[str, Rights]) -> Rights | None:
    """What the members of all these groups may do: the most that any of them gives; None if none gives anything."""
    found = [rights[group] for group in groups if group in rights]
    if not found:
        return None
    role = max((one.role for one in found), key=ROLES.index)
    return Rights(role, any(one.emergency for one in found))


def rights_in(text: str) -> dict[str, Rights]:
    """What groups may do, from `Venue editors=editor+emergency; Desk=operator`. Raises ValueError with the reason."""
    found: dict[str, Rights] = {}
    for part in text.split(";"):
        group, _, said = part.strip().rpartition("=")
        if not part.strip():
            continue
        role, plus, right = said.strip().partition("+")
        if not group.strip() or role not in ROLES or (plus and right != "emergency"):
            raise ValueError(
                f"{part.strip()!r} is no group with its role, such as Desk=operator or Chiefs=editor+emergency"
            )
        found[group.strip()] = Rights(role, bool(plus))
    return found
