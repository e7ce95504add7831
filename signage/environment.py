"""Variables of the environment and of the file beside a layout; secrets in them, or in files that they name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def variables_of(config: Path, env: Mapping[str, str], problems: list[str]) -> Mapping[str, str]:
    """The environment of the event of a layout: `env`, and before it what stands in the file beside that layout.

    Beside `screens.yaml` that is `screens.env`, which need not be there, with a `NAME=value` a line. What is wrong with
    it is added to `problems`, and never holds a value.
    """
    file, found = config.with_suffix(".env"), {}
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        return env
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{file} cannot be read: {getattr(error, 'strerror', None) or 'not UTF-8 text'}")
        return env
    for number, line in enumerate(lines, 1):
        name, is_set, value = (part.strip() for part in line.partition("="))
        if is_set and NAME.fullmatch(name):
            quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
            found[name] = value[1:-1] if quoted else value
        elif line.strip() and not line.lstrip().startswith("#"):
            problems.append(f"{file}:{number} is no line such as INEVENT_CLIENT_ID=signage")
    return {**env, **found}


def secret_of(env: Mapping[str, str], name: str, problems: list[str]) -> str:
    """The secret in the variable `name` or in the file that `name_FILE` names; empty if neither is set.

    What is wrong is added to `problems`, and never holds the secret itself.
    """
    secret, file = env.get(name, "").strip(), env.get(f"{name}_FILE", "").strip()
    if secret and file:
        problems.append(f"{name} and {name}_FILE are both set: keep one")
    elif file:
        try:
            secret = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not UTF-8 text"
            problems.append(f"{name}_FILE names {file}, which cannot be read: {reason}")
        else:
            if not secret:
                problems.append(f"{name}_FILE names {file}, which is empty")
    return secret
