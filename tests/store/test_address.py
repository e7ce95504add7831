"""SIGNAGE_STORE, and the password in it."""

from __future__ import annotations

import pytest

from signage.errors import SettingsError
from signage.store.address import Address, address_of, from_environment

SECRET = "s3cret"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("redis://localhost", Address((("localhost", 6379),))),
        ("redis://ana:s%2Fx@[::1]:7000/3", Address((("::1", 7000),), 3, user="ana", password="s/x")),
        (
            "rediss://:s@host/?ssl_ca_certs=/etc/ca.pem",
            Address((("host", 6379),), tls=True, ca="/etc/ca.pem", password="s"),
        ),
        ("redis+sentinel://:s@a,b:1/walls/2", Address((("a", 26379), ("b", 1)), 2, service="walls", password="s")),
        ("rediss+sentinel://a/walls", Address((("a", 26379),), service="walls", tls=True)),
    ],
)
def test_forms(url, address):
    assert address_of(url) == address


@pytest.mark.parametrize(
    "url",
    [
        f"http://:{SECRET}@host",
        f"{SECRET}",
        f"redis://:{SECRET}@host:{SECRET}",
        f"redis://:{SECRET}@",
        f"redis://:{SECRET}@host/{SECRET}",
        f"redis://:{SECRET}@host/0/1",
        f"redis://:{SECRET}@one,two",
        f"redis://:{SECRET}@host?password={SECRET}",
        f"redis://:{SECRET}@host?{SECRET}",
        f"redis://:{SECRET}@host#{SECRET}",
        f"redis+sentinel://:{SECRET}@host",
        f"redis://:{SECRET}@[host",
    ],
)
def test_what_is_wrong_is_told_without_the_secret(url):
    with pytest.raises(SettingsError, match="SIGNAGE_STORE ") as refusal:
        address_of(url)
    assert SECRET not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_no_text_of_an_address_has_the_secret():
    address = address_of(f"redis+sentinel://ana:{SECRET}@a,b/walls")
    assert str(address) == "Redis 'walls' of the Sentinels at a:26379, b:26379"
    assert SECRET not in repr(address)


def test_from_variable_or_file(tmp_path):
    file = tmp_path / "store"
    file.write_text("redis://:s@host\n")
    assert from_environment({}) is None
    assert from_environment({"SIGNAGE_STORE": "redis://:s@host"}) == address_of("redis://:s@host")
    assert from_environment({"SIGNAGE_STORE_FILE": str(file)}) == address_of("redis://:s@host")
    with pytest.raises(SettingsError, match=r"SIGNAGE_STORE_FILE names .* cannot be read"):
        from_environment({"SIGNAGE_STORE_FILE": str(tmp_path / "none")})
