"""The command `signage doctor`: all examinations side by side, told in order."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from signage import __version__
from signage.console import base_path_option, config_option, data_option, say
from signage.doctor.examination import PATIENCE, Place, Result
from signage.doctor.gateway import gateway
from signage.doctor.machine import layout_of, machine, server
from signage.doctor.outside import outside
from signage.environment import variables_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from signage.base_path import BasePath

MARKS = {"good": "ok", "warning": "warning", "fault": "FAULT"}


async def examine(place: Place) -> list[Result]:
    """Everything that is found, in the order in which it is to be mended."""
    found, layout = await asyncio.to_thread(layout_of, place)
    seen = asyncio.to_thread(lambda: list(machine(place, layout)))
    parts = await asyncio.gather(seen, _all(gateway(place, layout)), _all(server(place)), _all(outside(place, layout)))
    return [*found, *(result for part in parts for result in part)]


async def _all(results: AsyncIterator[Result]) -> list[Result]:
    return [result async for result in results]


@click.command()
@config_option
@data_option
@click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True, help="Where it listens.")
@click.option("--address", default="", metavar="URL", help="As displays ask. Default: `address:` in screens.yaml.")
@base_path_option
@click.option("--displays", type=click.IntRange(min=1), default=None, help="How many are expected.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(
    config: Path, data: Path, port: int, address: str, base: BasePath, displays: int | None, as_json: bool
) -> None:
    """Say what is wrong with this server and its surroundings, and how to mend it.

    Run it on the server's machine, as its user and in its environment. It asks the gateway for an hour of sessions,
    and listens to a stream for half a minute at most; it changes nothing. Exit status: 0 nothing is wrong, 1 something
    is. Warnings alone are no fault.
    """
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs a line for every request
    problems: list[str] = []
    env = dict(variables_of(config, os.environ, problems))
    place = Place(config, data, env, address, port, displays or 0, base, problems=tuple(problems))
    if not as_json:
        click.echo(f"This takes up to {PATIENCE:g} seconds …", err=True)
    results = asyncio.run(examine(place))
    faults = sum(result.level == "fault" for result in results)
    if as_json:
        click.echo(json.dumps({"version": __version__, "findings": [result._asdict() for result in results]}))
    else:
        for result in results:
            say(f"{MARKS[result.level]:8}{result.check}: {result.what}")
            if result.mend:
                say(f"        → {result.mend}")
        say(f"faults: {faults}, warnings: {sum(result.level == 'warning' for result in results)}")
    sys.exit(faults > 0)
