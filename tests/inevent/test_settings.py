from __future__ import annotations

import pytest

from signage.errors import SettingsError
from signage.inevent.settings import Settings, from_environment

GOOD = {
    "INEVENT_BASE_URL": "https://api.example.com/",
    "INEVENT_CLIENT_ID": "signage",
    "INEVENT_CLIENT_SECRET": "hush-hush",
}


def problems(**changes):
    env = {key: value for key, value in {**GOOD, **changes}.items() if value is not None}
    with pytest.raises(SettingsError) as refusal:
        from_environment(env)
    return str(refusal.value).splitlines()


def test_reads_the_environment():
    token_url = "https://api.example.com/oauth/token"
    assert from_environment(GOOD) == Settings("https://api.example.com", "signage", "hush-hush", token_url)


@pytest.mark.parametrize("ending", ["/v1", "/v1/", "//v1"])
def test_an_address_with_the_version_is_the_same_as_one_without(ending):
    assert from_environment(GOOD | {"INEVENT_BASE_URL": f"https://api.example.com{ending}"}) == from_environment(GOOD)


def test_the_token_exchange_may_live_elsewhere():
    settings = from_environment({**GOOD, "INEVENT_TOKEN_URL": "http://127.0.0.1:9100/t"})
    assert settings.token_url == "http://127.0.0.1:9100/t"


def test_where_deployments_differ():
    words = {"INEVENT_HIDDEN_STATUSES": "Draft, embargoed,", "INEVENT_RESET_HEADERS": "X-Quota-Refill"}
    settings = from_environment(GOOD | words)
    assert (settings.hidden, settings.reset_headers) == ({"draft", "embargoed"}, ("x-quota-refill",))
    assert from_environment(GOOD | dict.fromkeys(words, " ")) == from_environment(GOOD)


def test_everything_missing_is_named_at_once():
    with pytest.raises(SettingsError) as refusal:
        from_environment({})
    assert [line.split()[0] for line in str(refusal.value).splitlines()] == [
        "INEVENT_BASE_URL",
        "INEVENT_CLIENT_ID",
        "INEVENT_CLIENT_SECRET",
    ]


@pytest.mark.parametrize(
    "url", ["api.example.com", "ftp://api.example.com", "https://", "http://[::1", "http://a:99999"]
)
def test_what_is_no_address_is_refused(url):
    assert problems(INEVENT_BASE_URL=url) == [
        "INEVENT_BASE_URL is no http or https address, such as https://api.example.com"
    ]


@pytest.mark.parametrize("url", ["https://me:pw@api.example.com", "https://api.example.com?key=pw", "https://a/#pw"])
def test_an_address_holds_no_secrets(url):
    assert problems(INEVENT_TOKEN_URL=url) == ["INEVENT_TOKEN_URL must hold no user name, password, query or fragment"]


def test_the_secret_may_stand_in_a_file(tmp_path):
    file = tmp_path / "secret"
    file.write_text("from-file\n")
    env = {**GOOD, "INEVENT_CLIENT_SECRET": "", "INEVENT_CLIENT_SECRET_FILE": str(file)}
    assert from_environment(env).client_secret == "from-file"


def test_a_file_that_cannot_be_used_is_named(tmp_path):
    missing, empty, binary = tmp_path / "missing", tmp_path / "empty", tmp_path / "binary"
    empty.write_text(" \n")
    binary.write_bytes(b"\xff\xfe")
    told = [problems(INEVENT_CLIENT_SECRET=None, INEVENT_CLIENT_SECRET_FILE=str(f)) for f in (missing, empty, binary)]
    assert told == [
        [f"INEVENT_CLIENT_SECRET_FILE names {missing}, which cannot be read: No such file or directory"],
        [f"INEVENT_CLIENT_SECRET_FILE names {empty}, which is empty"],
        [f"INEVENT_CLIENT_SECRET_FILE names {binary}, which cannot be read: not UTF-8 text"],
    ]


def test_one_secret_only():
    assert problems(INEVENT_CLIENT_SECRET_FILE="/x") == [
        "INEVENT_CLIENT_SECRET and INEVENT_CLIENT_SECRET_FILE are both set: keep one"
    ]


def test_the_secret_is_in_no_repr():
    assert "hush-hush" not in repr(from_environment(GOOD))


@pytest.mark.parametrize(
    ("base_url", "token_url", "exposed"),
    [
        ("https://gw.example", "https://id.example/t", ()),
        ("http://gw.example:8000/api", "", ("gw.example",)),
        ("https://gw.example", "HTTP://Id.example/t", ("id.example",)),
        ("http://10.0.0.7", "http://[2001:db8::1]/t", ("10.0.0.7", "2001:db8::1")),
        ("http://127.0.0.1:9100", "http://[::1]:9100/t", ()),
        ("http://localhost:9100", "http://gw.localhost/t", ()),
        ("http://localhost.example", "", ("localhost.example",)),
    ],
)
def test_hosts_that_secrets_travel_to_unencrypted_are_known(base_url, token_url, exposed):
    addresses = {"INEVENT_BASE_URL": base_url, "INEVENT_TOKEN_URL": token_url}
    assert from_environment(GOOD | addresses).exposed == exposed
