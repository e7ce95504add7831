"""`signage backup` and `signage restore`."""

from __future__ import annotations

from pathlib import Path

import click

from signage.backup.archive import Manifest
from signage.backup.collect import back_up
from signage.backup.restore import restore as put_back
from signage.clock import SYSTEM
from signage.console import config_option, data_option, plain_errors, say


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@config_option
@data_option
def backup(file: Path, config: Path, data: Path) -> None:
    """Write a backup into FILE, a ZIP, while the server runs or not.

    In it are the store with all that staff did and every version of the layout, screens.yaml, and the folders media
    and theme. Secrets are not: those of the environment stay where they are, and of passwords, tokens and keys there
    are hashes.
    """
    with plain_errors():
        made = back_up(file, config, data, SYSTEM.now())
    say(f"{file}: {_what(made)}. Passwords, tokens and keys are in it as hashes; keep it to yourself all the same.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@config_option
@data_option
def restore(file: Path, config: Path, data: Path) -> None:
    """Put the backup FILE in place of what there is, while no server runs.

    All of it is checked before anything is changed; what was there is kept aside. Accounts, tokens and keys that were
    taken away since it was made are good again.
    """
    with plain_errors():
        done = put_back(file, config, data, SYSTEM.now())
    say(f"Restored {_what(done.manifest)}, of {done.manifest.made_at:%Y-%m-%d %H:%M} UTC.")
    if done.aside:
        say(f"What was there is in {' and '.join(map(str, done.aside))}: remove it once all is well.")
    say("Start the server. Accounts, tokens and keys taken away since then are good again: look through them.")


def _what(made: Manifest) -> str:
    event = made.event or "an event that screens.yaml does not tell"
    return f"{event}, {len(made.files)} files, {made.size / 1e6:.1f} MB"
