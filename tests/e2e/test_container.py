"""The image and the example of two nodes, as far as they can be judged without a container runtime.

`python -m tests.container` does the steps of the image in a bare Debian, and serves from it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from signage.cli import main
from tests.container import stages
from tests.shape import ROOT

DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
NODES = ("a", "b")


def serves(arguments: list[str]) -> dict[str, Any]:
    """What `signage` makes of a command's arguments."""
    assert arguments[0] == "serve"
    with main.commands["serve"].make_context("serve", arguments[1:]) as context:
        return context.params


def test_the_image_is_small_and_has_what_it_needs_and_no_tools() -> None:
    build, last = stages()
    assert build.base == last.base == "debian:bookworm-slim"
    ran = " ".join(rest for instruction, rest in last.steps if instruction == "RUN")
    assert re.findall(r"install -y --no-install-recommends ([a-z0-9 -]+) &&", ran) == ["ca-certificates python3"]
    assert "rm -rf /var/lib/apt/lists/*" in ran
    assert [rest for instruction, rest in last.steps if instruction == "COPY"] == [
        "--from=build /opt/signage /opt/signage"
    ]
    ran = " ".join(rest for instruction, rest in build.steps if instruction == "RUN")
    assert "--require-hashes" in ran
    assert ran.endswith("pip uninstall --yes setuptools pip")


def test_the_image_is_made_of_what_was_built_and_of_nothing_else() -> None:
    copied = [rest for instruction, rest in stages()[0].steps if instruction == "COPY"]
    passed = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert [line for line in passed if line and not line.startswith("#")] == [
        "*",
        "!dist/*.whl",
        "!deploy/requirements.lock",
    ]
    assert copied == ["deploy/requirements.lock dist/*.whl /build/"]


def test_the_image_serves_as_a_user_without_rights_from_its_volume() -> None:
    last = stages()[-1]
    state = Path(last.last("VOLUME"))
    assert int(last.last("USER")) > 0
    assert json.loads(last.last("ENTRYPOINT")) == ["signage"]
    given = serves(json.loads(last.last("CMD")))
    assert (given["data"], given["host"], given["port"]) == (state, "0.0.0.0", int(last.last("EXPOSE")))
    assert given["configs"] == (state / "venue/screens.yaml",)


@pytest.mark.parametrize("node", NODES)
def test_a_node_of_the_example_can_write_its_volume_and_nothing_else(node: str) -> None:
    service = COMPOSE["services"][node]
    given = serves(service["command"])
    assert service["volumes"] == [f"./{node}:{given['data']}"]
    assert (service["read_only"], service["cap_drop"], service["init"]) == (True, ["ALL"], True)
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["tmpfs"] == ["/tmp:size=256m,mode=1777"]
    assert {"mem_limit", "pids_limit", "ulimits"} <= service.keys()


@pytest.mark.parametrize("node", NODES)
def test_secrets_reach_a_node_as_files_and_by_names_that_it_knows(node: str) -> None:
    service = COMPOSE["services"][node]
    source = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "signage").rglob("*.py"))
    for name, file in service["environment"].items():
        assert name.endswith("_FILE")
        assert f'"{name.removesuffix("_FILE")}"' in source
        assert file.removeprefix("/run/secrets/") in service["secrets"]
    assert {*service["secrets"]} <= COMPOSE["secrets"].keys()


def test_visitors_come_by_the_proxy_alone_which_the_nodes_know() -> None:
    services = COMPOSE["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["caddy"]
    address = services["caddy"]["networks"]["front"]["ipv4_address"]
    assert [serves(services[node]["command"])["proxies"] for node in NODES] == [(address,)] * 2
    assert services["caddy"]["environment"]["SIGNAGE_NODES"].split() == [f"{node}:8080" for node in NODES]
    assert "{$SIGNAGE_NODES:127.0.0.1:8080}" in (DEPLOY / "Caddyfile").read_text(encoding="utf-8")


def test_redis_is_reached_by_the_nodes_alone() -> None:
    services = COMPOSE["services"]
    assert services["redis"]["networks"] == ["back"]
    assert COMPOSE["networks"]["back"] == {"internal": True}
    assert "back" not in services["caddy"]["networks"]
    assert services["redis"]["command"][:2] == ["redis-server", "/run/secrets/redis"]
