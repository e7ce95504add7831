"""Secrets from the environment: in a variable, or in a file that another variable names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


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
