"""A real Redis behind TLS: `rediss://`, with a certificate that is trusted or not."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import trustme

from signage.errors import StoreError
from signage.store.address import address_of
from signage.store.redis import RedisStore
from signage.store.shared import EVERYTHING
from tests.ports import free_port
from tests.redis import RedisServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    authority, port = trustme.CA(), free_port()
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(tmp_path / "redis.pem")
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    own = ("--tls-cert-file", f"{tmp_path}/redis.pem", "--tls-key-file", f"{tmp_path}/redis.pem")
    server = RedisServer(tmp_path, "--tls-port", str(port), *own, "--tls-auth-clients", "no")
    try:
        yield f"rediss://localhost:{port}/0"
    finally:
        server.kill()


async def test_a_redis_behind_tls_is_used_and_listened_to(tmp_path: Path, address: str) -> None:
    with closing(RedisStore(address_of(f"{address}?ssl_ca_certs={tmp_path}/ca.pem"), "evt")) as store:
        store.put("key", "value")
        assert store.get("key") == "value"
        words = store.words()
        assert (await anext(words)).kind == EVERYTHING
        await words.aclose()


def test_one_whose_certificate_nobody_vouches_for_is_told(address: str) -> None:
    with closing(RedisStore(address_of(address), "evt")) as store, pytest.raises(StoreError, match="CERTIFICATE"):
        store.get("key")
