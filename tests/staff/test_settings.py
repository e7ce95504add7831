"""What the environment says of the staff page, and how a mistake in it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from signage.errors import SettingsError
from signage.staff.roles import Rights, rights_of
from signage.staff.settings import NO_STAFF, OIDC, StaffSettings, from_environment

PROVIDER = {
    "SIGNAGE_OIDC_ISSUER": "https://login.example/realms/venue/",
    "SIGNAGE_OIDC_CLIENT_ID": "signage",
    "SIGNAGE_OIDC_CLIENT_SECRET": "s3cret",
    "SIGNAGE_STAFF_GROUPS": "cn=chiefs,dc=venue=editor+emergency; Desk = operator",
}


def test_nothing_is_set() -> None:
    assert from_environment({}) == NO_STAFF


def test_a_password_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("correct horse\n")
    read = from_environment({"SIGNAGE_STAFF_PASSWORD_FILE": str(tmp_path / "secret"), "SIGNAGE_STAFF_KEPT_DAYS": "7"})
    assert read == StaffSettings("correct horse", 7)
    assert "horse" not in repr(read)


def test_a_provider_and_what_groups_may_do() -> None:
    read = from_environment(PROVIDER)
    assert read.oidc == OIDC("https://login.example/realms/venue", "signage", "s3cret")
    assert "s3cret" not in repr(read)
    assert read.groups == {"cn=chiefs,dc=venue": Rights("editor", True), "Desk": Rights("operator")}
    assert rights_of(["Desk", "cn=chiefs,dc=venue", "x"], read.groups) == Rights("editor", True)
    assert rights_of(["x"], read.groups) is None


@pytest.mark.parametrize(
    ("env", "told"),
    [
        ({"SIGNAGE_STAFF_PASSWORD": "short"}, "SIGNAGE_STAFF_PASSWORD: a password has 8 to 256 characters"),
        ({"SIGNAGE_STAFF_KEPT_DAYS": "0"}, "SIGNAGE_STAFF_KEPT_DAYS is no number of days from 1 to 3650"),
        ({"SIGNAGE_STAFF_KEPT_DAYS": "many"}, "SIGNAGE_STAFF_KEPT_DAYS is no number of days from 1 to 3650"),
        ({"SIGNAGE_STAFF_HEADER": "a b"}, "SIGNAGE_STAFF_HEADER is no name of a header, such as Remote-User"),
        ({"SIGNAGE_STAFF_GROUPS_HEADER": "X"}, "without SIGNAGE_STAFF_HEADER"),
        ({**PROVIDER, "SIGNAGE_STAFF_GROUPS": "Desk=boss"}, "'Desk=boss' is no group with its role"),
        ({**PROVIDER, "SIGNAGE_STAFF_GROUPS": ""}, "SIGNAGE_STAFF_GROUPS is not set"),
        ({**PROVIDER, "SIGNAGE_OIDC_ISSUER": "http://login.example"}, "SIGNAGE_OIDC_ISSUER is no https address"),
        ({**PROVIDER, "SIGNAGE_OIDC_CLIENT_SECRET": ""}, "go with SIGNAGE_OIDC_ISSUER"),
    ],
)  # fmt: skip
def test_a_mistake_is_told(env: dict[str, str], told: str) -> None:
    with pytest.raises(SettingsError) as error:
        from_environment(env)
    assert told in str(error.value)
