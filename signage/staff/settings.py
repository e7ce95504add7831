"""What an operator sets for the staff page in the environment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from signage.environment import secret_of
from signage.errors import SettingsError
from signage.staff.journal import KEPT_DAYS
from signage.staff.passwords import check_length

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class StaffSettings:
    """`password` is that of the one account `staff`, empty for none; reports and log are kept for `kept_days`."""

    password: str = field(default="", repr=False)
    kept_days: int = KEPT_DAYS


NO_STAFF = StaffSettings()
"""Nothing is set: accounts alone let anybody in."""


def from_environment(env: Mapping[str, str]) -> StaffSettings:
    """Read `SIGNAGE_STAFF_*`. Raises SettingsError with everything that is wrong, one problem a line."""
    problems: list[str] = []
    password = secret_of(env, "SIGNAGE_STAFF_PASSWORD", problems)
    if password:
        try:
            check_length(password)
        except SettingsError as error:
            problems.append(f"SIGNAGE_STAFF_PASSWORD: {error}")
    days = env.get("SIGNAGE_STAFF_KEPT_DAYS", "").strip() or str(KEPT_DAYS)
    if not (days.isascii() and days.isdigit() and 1 <= int(days) <= 3650):
        problems.append("SIGNAGE_STAFF_KEPT_DAYS is no number of days from 1 to 3650")
    if problems:
        raise SettingsError("\n".join(problems))
    return StaffSettings(password, int(days))
