"""What operators read in a terminal: log entries and answers, one line each, with control characters escaped."""

from __future__ import annotations

import logging
import sys
from typing import Any

import click

from signage.characters import printable

FORMAT = "%(asctime)s %(levelname)s %(message)s"


def say(*lines: str) -> None:
    """Print these lines; line ends, control characters and marks of text direction within them are escaped."""
    for line in lines:
        click.echo(printable(line))


def log_to_stderr(level: int = logging.INFO) -> None:
    """Write what is logged, from this level up, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLineFormatter(FORMAT))
    logging.basicConfig(level=level, handlers=[handler])


class OneLineFormatter(logging.Formatter):
    """Formats an entry as one line, escaped as in `say`; a traceback's lines are indented, to be told from entries."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line of a record, with its message escaped."""
        record.message = printable(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        """The traceback of an exception, each line escaped and indented by four spaces."""
        return "\n".join(f"    {printable(line)}" for line in super().formatException(ei).splitlines())


class Commands(click.Group):
    """A command group whose complaints are escaped as in `say`: they repeat what stood on the command line."""

    def make_context(self, *args: Any, **more: Any) -> click.Context:
        """The group's context from its command line. Raises `ClickException` with an escaped message."""
        try:
            return super().make_context(*args, **more)
        except click.ClickException as error:
            raise _escaped(error) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that the context holds. Raises `ClickException` with an escaped message."""
        try:
            return super().invoke(ctx)
        except click.ClickException as error:
            raise _escaped(error) from None


def _escaped(error: click.ClickException) -> click.ClickException:
    vars(error)["message"] = "\n".join(map(printable, error.message.split("\n")))
    return error
