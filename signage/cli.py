"""The command line."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from itertools import starmap
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from signage import __version__
from signage.agenda import Agenda
from signage.backup.commands import backup, restore
from signage.base_path import BasePath
from signage.clock import SYSTEM
from signage.console import (
    Commands,
    LogFormat,
    base_path_option,
    config_option,
    data_option,
    log_to_stderr,
    plain_errors,
    say,
)
from signage.demo import run_demo
from signage.doctor.command import doctor
from signage.errors import Finding, LayoutError, SignageError
from signage.inevent.settings import from_environment
from signage.layout import load, read
from signage.layout.load import and_more
from signage.multi_event import Events, program_of
from signage.nodes.server_store import environment_of, have_pulled, shared_by, store_of
from signage.phrase import Phrase
from signage.program import Program
from signage.publish.state import State
from signage.runtime import Runtime
from signage.sandbox import app as sandbox_app
from signage.sandbox.demo import agenda as demo_agenda
from signage.sandbox.load import AgendaError, shift_days
from signage.sandbox.load import load as load_agenda
from signage.staff_cli import staff as staff_commands
from signage.store.sqlite import SQLiteStore
from signage.sync.archive import ACCEPT, HELD, PROBLEMS
from signage.sync.status import problems_in
from signage.venue.agenda_lint import Unread
from signage.venue.check import findings
from signage.venue.folders import Venue
from signage.venue.slugs import KEY as SLUGS_KEY
from signage.venue.slugs import slugs_in
from signage.web import server
from signage.web.limits import DEFAULT_LIMITS, Limits

Command = Callable[..., Any]


def _address(command: Command) -> Command:
    host = click.option(
        "--host", default="127.0.0.1", show_default=True, help="Where to listen: 0.0.0.0 for all of the network."
    )
    port = click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True)
    return host(port(command))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="signage")
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the log is written to standard error: for people, or a JSON object a line.",
)
def main(log_format: LogFormat) -> None:
    """Agenda signage for events: from the InEvent platform to every wall display.

    Access to the platform comes from the environment: INEVENT_BASE_URL, INEVENT_CLIENT_ID, INEVENT_CLIENT_SECRET
    (or INEVENT_CLIENT_SECRET_FILE), and INEVENT_TOKEN_URL where tokens are to be had elsewhere. The page for staff,
    /staff, is on once there is an account (signage staff) or SIGNAGE_STAFF_PASSWORD (or …_FILE).
    """
    log_to_stderr(log_format)


for command in (staff_commands, backup, restore, doctor):
    main.add_command(command)


@main.command()
@click.option(
    "--config",
    "configs",
    type=click.Path(path_type=Path),
    multiple=True,
    default=["screens.yaml"],
    show_default=True,
    help="What every wall shows. Of several events, once for each: they are then below /e/<event id>.",
)
@data_option
@_address
@click.option(
    "--proxy", "proxies", multiple=True, metavar="ADDRESS", help="A reverse proxy whose X-Forwarded-For counts."
)
@click.option(
    "--per-address",
    type=click.IntRange(min=1),
    default=DEFAULT_LIMITS.share,
    show_default=True,
    help="How many connections one address may have.",
)
@click.option(
    "--drain",
    type=click.FloatRange(0, 3600),
    default=server.DRAIN,
    show_default=True,
    help="Seconds over which SIGUSR1 hands walls over to other servers before this one stops.",
)
@base_path_option
def serve(
    configs: tuple[Path, ...],
    data: Path,
    host: str,
    port: int,
    proxies: tuple[str, ...],
    per_address: int,
    drain: float,
    base: BasePath,
) -> None:
    """Serve the walls of a venue, until interrupted."""
    with plain_errors(AgendaError):
        limits = Limits(share=per_address, proxies=proxies)
        if len(configs) == 1:
            program = program_of(Runtime(configs[0], data, base=base), os.environ)
            walls, programs = program.serve(host, port, limits, drain), [program]
        else:
            events = Events(configs, data, base, os.environ, limits)
            walls, programs = events.serve(host, port, drain), [*events.programs()]
        say(*_addresses(walls.sock, [program.publisher.current for program in programs]))
        server.start(server.run(walls))


def _addresses(sock: socket.socket, events: list[State]) -> Iterator[str]:
    """The lines that tell which addresses to open on a display."""
    host, port = sock.getsockname()[:2]
    local = host.startswith("127.") or host == "::1"
    shown = _outward_address() if host in ("0.0.0.0", "::") else host  # noqa: S104 - asked for by the operator
    server = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
    for event in events:
        yield f"Signage for {event.layout.event.name}: {server}{event.base.url('/')}"
    if local:
        yield "Listening on this machine only: no TV can reach it. Use --host 0.0.0.0 to serve the network."
    elif len(events) == 1:
        names = ", ".join(events[0].layout.screens) or "none yet"
        yield f"On a TV type the address above, then /screens/ and one of: {names}"
    else:
        yield "On a TV type the address of its event, without the last slash, then /screens/ and the name of a screen."


def _outward_address() -> str:
    """This machine's address in its network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostname()


@main.command()
@config_option
@data_option
def pull(config: Path, data: Path) -> None:
    """Pull the whole agenda now, into the store; where several nodes share one, by the node that asks the platform."""
    with plain_errors(AgendaError):
        if have_pulled(config, data):
            say("The node that asks the platform pulls everything now.")
            return
        program = Program(Runtime(config, data), from_environment(environment_of(config)))
        with click.progressbar(length=1, label="Sessions", file=sys.stderr) as bar:

            def progress(done: int, total: int | None) -> None:
                bar.length = max(total or done, 1)
                bar.update(done - bar.pos)

            count = asyncio.run(program.pull(progress))
        say(f"{count} sessions are in {data}.")


@main.command()
@click.argument("config", type=click.Path(path_type=Path), default="screens.yaml")
@data_option
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def check(config: Path, data: Path, as_json: bool) -> None:
    """Say what is wrong with screens.yaml, and what it and the last agenda disagree about.

    Exit status: 0 all is well, 1 something is wrong. Hints alone are no fault.
    """
    found = list(_check(config, data))
    errors = sum(finding.level == "error" for finding in found)
    if as_json:
        click.echo(json.dumps([_as_row(finding) for finding in found]))
    else:
        for finding in found:
            say(f"{finding.level}: {finding}")
        say(f"{config}: errors: {errors}, hints: {len(found) - errors}")
    sys.exit(errors > 0)


def _as_row(finding: Finding) -> dict[str, Any]:
    return {"level": finding.level, "line": finding.line, "path": finding.path, "message": finding.message}


def _check(config: Path, data: Path) -> Iterator[Finding]:
    where = str(config)
    try:
        loaded = load(read(config), where=where)
    except LayoutError as error:
        yield from error.findings
        return
    yield from loaded.findings
    if loaded.more:
        yield and_more(loaded.more, where)
    yield from map(loaded.locate, Venue.beside(config).prepared(loaded.layout, frozenset())[1])
    try:
        agenda, slugs, unread = _last(config, data, loaded.layout.event.id)
        if agenda is None:
            missing = Phrase("there is no agenda in %(data)s yet to compare with", data=data)
            yield Finding(missing, hint=Phrase("run `signage pull`"), level="hint", where=where)
    except SignageError as error:
        agenda, slugs, unread = None, {}, ()
        yield Finding(Phrase("%(error)s", error=error), where=where)
    yield from map(loaded.locate, findings(loaded.layout, agenda, slugs, unread))


def _last(config: Path, data: Path, event_id: str) -> tuple[Agenda | None, dict[str, str], tuple[Unread, ...]]:
    """The agenda that walls show, every slug that a room of it had, and what was wrong with the platform's records."""
    with closing(shared_by(config, event_id) or SQLiteStore(data, sole=False, writes=False)) as store:
        snapshot = store.load(event_id)
        unread = problems_in(store.get(PROBLEMS.format(event_id)))
        return snapshot.agenda if snapshot else None, slugs_in(store.get(SLUGS_KEY)), tuple(starmap(Unread, unread))


@main.command()
@config_option
@data_option
def accept(config: Path, data: Path) -> None:
    """Let a change that is being held pass onto the walls: one that removes or moves most of a day."""
    with plain_errors(AgendaError), closing(store_of(config, data)) as store:
        held = store.get(HELD)
        if not held:
            say("Nothing is held.")
            return
        try:
            note = json.loads(held)
            digest, text = str(note["digest"]), note["text"]
        except (ValueError, LookupError, TypeError):
            raise click.ClickException(f"the note in {data} of what is held is damaged: wait until it passes") from None
        store.put(ACCEPT, digest)
    say(f"Accepted: {text}", "The walls follow within a minute.")


@main.command()
@click.option("--agenda", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Default: the demo's.")
@click.option("--shift", type=click.DateTime(["%Y-%m-%d"]), help="Make this day of the agenda today.")
@click.option("--port", type=click.IntRange(0, 65535), default=9100, show_default=True)
def sandbox(agenda: Path | None, shift: datetime | None, port: int) -> None:
    """Play the gateway, with an agenda of the shape {"event", "rooms", "sessions"}. Loopback only."""
    with plain_errors(AgendaError):
        now = SYSTEM.now()
        chosen = load_agenda(agenda) if agenda else demo_agenda(now.date(), now)
        if shift:
            today = now.astimezone(ZoneInfo(chosen["event"]["timezone"])).date()
            chosen = shift_days(chosen, shift.date(), today, now=now)
        simulated = sandbox_app.create(chosen)
        gateway = server.Server(simulated, server.listen("127.0.0.1", port))
        port = gateway.sock.getsockname()[1]
        event = chosen["event"]
        say(f"A simulated gateway with {event['name']} ({event['id']}, {len(chosen['sessions'])} sessions). Serve it:")
        click.echo(f"  export INEVENT_BASE_URL=http://127.0.0.1:{port} INEVENT_CLIENT_ID=signage", nl=False)
        click.echo(" INEVENT_CLIENT_SECRET=demo-secret")
        say(f"Requests to /control/ carry X-Control-Token: {simulated.state.control_token}")
        server.start(server.run(gateway))


@main.command()
@click.option("--speed", type=click.FloatRange(0.1, 3600), default=1.0, show_default=True, help="How fast time passes.")
@click.option("--at", metavar="HH:MM", help="Start at this time of day, event time. Default: now.")
@click.option("--config", type=click.Path(path_type=Path), help="Another screens.yaml than a copy of the demo's.")
@_address
def demo(speed: float, at: str | None, config: Path | None, host: str, port: int) -> None:
    """Run the whole product on an invented conference: a simulated gateway and the server."""
    with plain_errors(AgendaError):
        run_demo(config, host, port, speed, at)
