"""What operators read in a terminal: log entries and answers, one line each, with control characters escaped."""

from __future__ import annotations

import json
import logging
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from signage.base_path import BasePath
from signage.characters import printable
from signage.errors import SignageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LogFormat = Literal["text", "json"]
"""How entries of the log are written."""
FORMAT = "%(asctime)s %(levelname)s %(message)s"


def say(*lines: str) -> None:
    """Print these lines; line ends, control characters and marks of text direction within them are escaped."""
    for line in lines:
        click.echo(printable(line))


def config_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """A command's option `--config`: the layout."""
    option = click.option(
        "--config", type=click.Path(path_type=Path), default="screens.yaml", show_default=True,
        help="What every wall shows.",
    )  # fmt: skip
    return option(command)


def data_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """A command's option `--data`: the folder that the server keeps its data in."""
    option = click.option(
        "--data", type=click.Path(path_type=Path, file_okay=False), default="data", show_default=True,
        help="The folder for the cache that survives a restart.",
    )  # fmt: skip
    return option(command)


class _BasePath(click.ParamType[BasePath]):
    """A base path on the command line or in the environment."""

    name = "path"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> BasePath:
        """What was written, as a base path."""
        try:
            return BasePath.of(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


def base_path_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """A command's option `--base-path`, as a BasePath called `base`: what all addresses of the server begin with."""
    option = click.option(
        "--base-path", "base", type=_BasePath(), envvar="SIGNAGE_BASE_PATH", default="", metavar="PATH",
        help="What all addresses begin with, such as /signage, where a proxy has other things at its host.",
    )  # fmt: skip
    return option(command)


@contextmanager
def plain_errors(*more: type[Exception]) -> Iterator[None]:
    """Show a SignageError, or one of `more`, as one sentence in place of a traceback, and exit."""
    try:
        yield
    except Exception as error:
        if not isinstance(error, (SignageError, *more)):
            raise
        raise click.ClickException(str(error)) from None


def log_to_stderr(form: LogFormat = "text", level: int = logging.INFO) -> None:
    """Write what is logged, from this level up, to standard error: lines for people, or a JSON object a line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JSONFormatter() if form == "json" else OneLineFormatter(FORMAT))
    logging.basicConfig(level=level, handlers=[handler])


def log_format() -> LogFormat:
    """How this process writes its log, for one that it starts to write it alike."""
    written = (handler.formatter for handler in logging.getLogger().handlers)
    return "json" if any(isinstance(formatter, JSONFormatter) for formatter in written) else "text"


class OneLineFormatter(logging.Formatter):
    """Formats an entry as one line, escaped as in `say`; a traceback's lines are indented, to be told from entries."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line of a record, with its message escaped."""
        record.message = printable(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        """The traceback of an exception, each line escaped and indented by four spaces."""
        return "\n".join(f"    {printable(line)}" for line in super().formatException(ei).splitlines())


class JSONFormatter(logging.Formatter):
    """Formats an entry as one JSON object: `time` (UTC), `level`, `logger`, `message`, and `traceback`."""

    def format(self, record: logging.LogRecord) -> str:
        """The object, in ASCII, so that nothing in it controls a terminal or is taken for a line end."""
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry)


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
