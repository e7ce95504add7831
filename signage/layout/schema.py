"""A JSON Schema of screens.yaml, for editors. `python -m signage.layout.schema` prints docs/screens.schema.json."""

from __future__ import annotations

import json
import sys
from typing import Any

from signage.layout.model import Layout


def schema() -> dict[str, Any]:
    """The schema of the model."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_for_editors(Layout.model_json_schema())}


def text() -> str:
    """The schema as its file has it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _for_editors(part: Any) -> Any:
    """Without pydantic's titles and defaults. What the loader takes is good: `room: 101`, and one text for a list."""
    if isinstance(part, list):
        return [_for_editors(one) for one in part]
    if not isinstance(part, dict):
        return part
    noise = {"default", *(["title"] if isinstance(part.get("title"), str) else [])}  # it is a field's name as well
    found = {key: _for_editors(value) for key, value in part.items() if key not in noise}
    if found.get("type") == "string" and not {"enum", "const", "pattern"} & found.keys():
        return found | {"type": ["string", "number"]}
    if found.get("type") == "array" and "type" in found.get("items", {}):
        described = {"description": found.pop("description")} if "description" in found else {}
        return described | {"anyOf": [found, found["items"]]}
    return found


if __name__ == "__main__":
    sys.stdout.write(text())
