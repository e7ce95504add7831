"""What an operator sets for the staff page in the environment."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING

from signage.environment import secret_of
from signage.errors import SettingsError
from signage.staff.audit_log import KEPT_DAYS
from signage.staff.passwords import check_length
from signage.staff.roles import Rights, rights_in

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADER = re.compile(r"[A-Za-z0-9-]{1,64}")


@dataclass(frozen=True, slots=True)
class OIDC:
    """An OpenID Connect provider and this server's client there.

    `claim` is the one that lists a person's groups; `scopes` are asked for; `label` is the provider's name for staff.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    claim: str = "groups"
    scopes: str = "openid profile email"
    label: str = ""


@dataclass(frozen=True, slots=True)
class StaffSettings:
    """`password` is that of the one account `staff`, empty for none; reports and log are kept for `kept_days`.

    `header` is where a trusted proxy names who is signed in there, `groups_header` where it lists their groups; empty
    for none. `groups` says what the members of a group may do, for those and for `oidc`.
    `alert_urls` are Apprise's addresses for alerts; they hold secrets.
    """

    password: str = field(default="", repr=False)
    kept_days: int = KEPT_DAYS
    header: str = ""
    groups_header: str = ""
    groups: Mapping[str, Rights] = field(default_factory=dict)
    oidc: OIDC | None = None
    alert_urls: tuple[str, ...] = field(default=(), repr=False)


NO_STAFF = StaffSettings()
"""Nothing is set: accounts alone let anybody in."""


def from_environment(env: Mapping[str, str]) -> StaffSettings:
    """Read `SIGNAGE_{STAFF,OIDC,ALERT}_*`. Raises SettingsError with all that is wrong, one problem a line."""
    problems: list[str] = []
    password = _password(env, problems)
    days = _of(env, "SIGNAGE_STAFF_KEPT_DAYS", str(KEPT_DAYS))
    if not (days.isascii() and days.isdigit() and 1 <= int(days) <= 3650):
        problems.append("SIGNAGE_STAFF_KEPT_DAYS is no number of days from 1 to 3650")
        days = "1"
    headers = [_header(env, name, problems) for name in ("SIGNAGE_STAFF_HEADER", "SIGNAGE_STAFF_GROUPS_HEADER")]
    groups = _groups(env, problems)
    oidc = _oidc(env, problems)
    if oidc and not groups:
        problems.append("SIGNAGE_STAFF_GROUPS is not set: what groups of the OIDC provider may do, as in Desk=operator")
    if headers[1] and not headers[0]:
        problems.append("SIGNAGE_STAFF_GROUPS_HEADER is set without SIGNAGE_STAFF_HEADER, which names the person")
    urls = tuple(secret_of(env, "SIGNAGE_ALERT_URLS", problems).split())
    if any("://" not in url for url in urls):
        problems.append("SIGNAGE_ALERT_URLS holds something that is no address: write scheme://…, with spaces between")
    if problems:
        raise SettingsError("\n".join(problems))
    return StaffSettings(password, int(days), headers[0], headers[1], groups, oidc, urls)


def _of(env: Mapping[str, str], name: str, default: str = "") -> str:
    return env.get(name, "").strip() or default


def _password(env: Mapping[str, str], problems: list[str]) -> str:
    password = secret_of(env, "SIGNAGE_STAFF_PASSWORD", problems)
    if password:
        try:
            check_length(password)
        except SettingsError as error:
            problems.append(f"SIGNAGE_STAFF_PASSWORD: {error}")
    return password


def _header(env: Mapping[str, str], name: str, problems: list[str]) -> str:
    header = _of(env, name)
    if header and not HEADER.fullmatch(header):
        problems.append(f"{name} is no name of a header, such as Remote-User")
    return header


def _groups(env: Mapping[str, str], problems: list[str]) -> Mapping[str, Rights]:
    try:
        return rights_in(_of(env, "SIGNAGE_STAFF_GROUPS"))
    except ValueError as error:
        problems.append(f"SIGNAGE_STAFF_GROUPS: {error}")
        return {}


def _oidc(env: Mapping[str, str], problems: list[str]) -> OIDC | None:
    issuer = _of(env, "SIGNAGE_OIDC_ISSUER").rstrip("/")
    if not issuer:
        return None
    secret = secret_of(env, "SIGNAGE_OIDC_CLIENT_SECRET", problems)
    client_id = _of(env, "SIGNAGE_OIDC_CLIENT_ID")
    if not client_id or not secret:
        problems.append("SIGNAGE_OIDC_CLIENT_ID and SIGNAGE_OIDC_CLIENT_SECRET (or …_FILE) go with SIGNAGE_OIDC_ISSUER")
    if not re.match(r"https://[^/]|http://(localhost|127\.0\.0\.1|\[::1\])([:/]|$)", issuer):
        problems.append("SIGNAGE_OIDC_ISSUER is no https address, such as https://login.example.com/realms/venue")
    if find_spec("authlib") is None:
        problems.append("SIGNAGE_OIDC_ISSUER needs an extra that is not installed: pip install 'signage[oidc]'")
    claim, label = _of(env, "SIGNAGE_OIDC_GROUPS_CLAIM", "groups"), _of(env, "SIGNAGE_OIDC_LABEL")
    return OIDC(issuer, client_id, secret, claim, _of(env, "SIGNAGE_OIDC_SCOPES", "openid profile email"), label[:40])
