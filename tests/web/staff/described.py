"""Every answer of the API, and every body that it took, held against the document that describes them."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from copy import deepcopy
from datetime import datetime
from typing import Any

import httpx
from jsonschema import Draft202012Validator, FormatChecker
from starlette.types import ASGIApp

BASE = "/staff/api/"
DOCUMENT = f"{BASE}openapi.json"
JSON = "application/json"
formats = FormatChecker(formats=())


@formats.checks("date-time", raises=ValueError)
def _has_an_offset(value: object) -> bool:
    return datetime.fromisoformat(str(value)).tzinfo is not None


class Described:
    """What `app` says of its API. `answered` are the operations that were done, by method and path."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._document: dict[str, Any] = {}
        self._strict: dict[str, Any] = {}
        self._paths: list[tuple[re.Pattern[str], str]] = []
        self.answered: set[tuple[str, str]] = set()

    async def check(self, answer: httpx.Response) -> None:
        """Raise AssertionError where an answer is not what the document says. A hook of a client."""
        path = answer.request.url.raw_path.decode().partition("?")[0]
        if not path.startswith(BASE) or path == DOCUMENT or answer.request.method == "HEAD":
            return
        await answer.aread()
        await self._load()
        operation = self._operation(answer.request.method, path)
        if operation is None:
            assert (answer.status_code, answer.json()["error"]) in {
                (404, "no_such_call"),
                (405, "method"),
                (401, "signed_out"),
                (403, "off"),
            }
            return
        method, template = operation
        told = self._document["paths"][template][method.lower()]
        assert answer.status_code != 500, answer.request.url
        self._check_answer(told["responses"], answer, f"{method} {template}: {answer.status_code} {answer.text[:2000]}")
        if answer.status_code < 300:
            self.answered.add(operation)
            self._check_body(told, answer.request)

    async def _load(self) -> None:
        if self._document:
            return
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url="http://signage") as client:
            self._document = (await client.get(DOCUMENT)).json()
        self._strict = strict(self._document["components"])
        by_length = sorted(self._document["paths"], key=lambda path: path.count("{"))
        self._paths = [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for path in by_length]

    def _operation(self, method: str, path: str) -> tuple[str, str] | None:
        for pattern, template in self._paths:
            if pattern.fullmatch(path):
                return (method, template) if method.lower() in self._document["paths"][template] else None
        return None

    def _check_answer(self, responses: dict[str, Any], answer: httpx.Response, said: str) -> None:
        assert str(answer.status_code) in responses, said
        content = responses[str(answer.status_code)].get("content", {})
        if not content:
            assert answer.content == b"", said
            return
        kind = answer.headers["content-type"].partition(";")[0]
        assert kind in content, said
        if kind == JSON:
            self._validate(content[kind]["schema"], answer.json(), self._strict, said)

    def _check_body(self, told: dict[str, Any], request: httpx.Request) -> None:
        content = told.get("requestBody", {}).get("content", {})
        with suppress(httpx.RequestNotRead):
            kind = request.headers.get("content-type", "").partition(";")[0]
            if not request.content:
                assert not told.get("requestBody", {}).get("required"), told
            elif JSON in content:
                assert kind == JSON
                body = json.loads(request.content)
                self._validate(content[JSON]["schema"], body, self._document["components"], str(body))

    @staticmethod
    def _validate(schema: dict[str, Any], value: object, components: dict[str, Any], said: str) -> None:
        validator = Draft202012Validator({**schema, "components": components}, format_checker=formats)
        errors = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]
        assert errors == [], said


def strict(components: dict[str, Any]) -> dict[str, Any]:
    """The same schemas, by which nothing may be said that they do not name."""
    made = deepcopy(components)
    for schema in made["schemas"].values():
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
    return made
