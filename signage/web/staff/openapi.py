"""The OpenAPI 3.1 document of the staff page's API, made from the same calls and models that answer it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from signage import __version__
from signage.base_path import ROOT, BasePath
from signage.web.staff.calls import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signage.web.staff.calls import Call

REF = "#/components/schemas/{model}"
ALWAYS = {
    401: "nobody is signed in, or no longer",
    403: "the role or a right is missing, or the request came from another site's page",
    500: "a fault of the server itself",
    503: "the store cannot be used",
}
OF_BODIES = {400: "the body cannot be read", 413: "the body is too large", 422: "a field of the body is wrong"}
OF_JSON = {415: "the body is not said to be JSON"}
OF_FORMS = {
    "multipart/form-data": {
        "type": "object",
        "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}},
        "required": ["file"],
    }
}
"""The schemas of bodies that are no JSON; all others are texts."""
TEXT = {"type": "string"}


def document(calls: Iterable[Call], base: BasePath = ROOT) -> dict[str, Any]:
    """The whole document, of a server with this base path."""
    calls = tuple(calls)
    schemas, definitions = _schemas(calls)
    paths: dict[str, Any] = {}
    for call in calls:
        paths.setdefault(f"/staff/api/{call.path}", {})[call.method.lower()] = _operation(call, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Signage staff API", "version": __version__, "description": DESCRIPTION},
        "servers": [{"url": base.path or "/"}],
        "security": [{"session": []}, {"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": base.cookie("signage_staff")},
                "token": {"type": "http", "scheme": "bearer"},
            },
            "schemas": definitions,
        },
    }


DESCRIPTION = (
    "Sign in with a form (name, password) at POST /staff/login, or send a token as `Authorization: Bearer …`. With the"
    " cookie every write needs an `Origin` of this server. Times are ISO 8601 with an offset. `x-role` is the least"
    " role that may use a call, `x-emergency` says whether that right is needed."
)


def _schemas(calls: tuple[Call, ...]) -> tuple[dict[Any, Any], dict[str, Any]]:
    """The schema of each model as body ("validation") and as answer ("serialization"), and what they refer to."""
    wanted: dict[tuple[type[BaseModel], Any], None] = {(Problem, "serialization"): None}
    for call in calls:
        if isinstance(call.body, type) and issubclass(call.body, BaseModel):
            wanted[call.body, "validation"] = None
        for told in (*([call.answer] if call.answer else []), *call.refusals.values()):
            wanted[told, "serialization"] = None
    schemas, whole = models_json_schema(list(wanted), ref_template=REF)
    return dict(schemas), whole.get("$defs", {})


def _operation(call: Call, schemas: dict[Any, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{call.method.lower()}_{re.sub(r'[^a-z]+', '_', call.path.lower()).strip('_')}",
        "summary": call.summary,
        "x-role": call.role,
        "x-emergency": call.emergency,
        "parameters": [*_parameters(call)],
        "responses": _responses(call, schemas),
    }
    if call.takes:
        content = {call.takes: {"schema": OF_FORMS.get(call.takes, TEXT)}}
        operation["requestBody"] = {"required": True, "content": content}
    elif call.body:
        content = {"application/json": {"schema": schemas[call.body, "validation"]}}
        operation["requestBody"] = {"required": call.needs_body, "content": content}
    return operation


def _responses(call: Call, schemas: dict[Any, Any]) -> dict[str, Any]:
    """The good answer of a call, and its refusals, by status."""
    good: dict[str, Any] = {"description": "Done." if call.is_write else "What was asked for."}
    if call.answer or call.gives:
        good["content"] = {
            **({"application/json": {"schema": schemas[call.answer, "serialization"]}} if call.answer else {}),
            **({call.gives: {"schema": TEXT}} if call.gives else {}),
        }

    def refused(status: int, why: str) -> dict[str, Any]:
        told = schemas[call.refusals.get(status, Problem), "serialization"]
        return {"description": why, "content": {"application/json": {"schema": told}}}

    of_body = {**OF_BODIES, **(OF_JSON if call.body is not bytes else {})} if call.body else {}
    statuses = {**ALWAYS, **of_body, **call.statuses}
    return {
        str(call.status): good,
        **{str(status): refused(status, why) for status, why in sorted(statuses.items())},
    }


def _parameters(call: Call) -> Iterable[dict[str, Any]]:
    for name in re.findall(r"\{(\w+)\}", call.path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    for place, told in (("query", call.query), ("header", call.headers)):
        for name, meaning in told.items():
            yield {"name": name, "in": place, "description": meaning, "schema": {"type": "string"}}
