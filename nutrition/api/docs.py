"""The page that lists the operations of the API, from its OpenAPI: no script, no outside files."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from nutrition.api.openapi import FILE


class FieldDocs(NamedTuple):
    """A parameter, or a key of a body or a response."""

    name: str
    kind: str
    required: bool
    about: str


class ResponseDocs(NamedTuple):
    status: str
    about: str


class OperationDocs(NamedTuple):
    id: str
    method: str
    path: str
    summary: str
    about: str
    parameters: tuple[FieldDocs, ...]
    body: tuple[FieldDocs, ...]
    answer: tuple[FieldDocs, ...]
    responses: tuple[ResponseDocs, ...]


class OperationGroup(NamedTuple):
    name: str
    id: str
    operations: tuple[OperationDocs, ...]


def docs(request: HttpRequest) -> HttpResponse:
    return render(request, "api/docs.html", {"groups": _published_groups()})


@cache  # before the fork (config/warm_up.py): reading the file needs 3 MB for a moment
def _published_groups() -> list[OperationGroup]:
    return groups_of(json.loads(FILE.read_bytes()))


def groups_of(schema: Mapping[str, Any]) -> list[OperationGroup]:
    """The operations by their tag, in the order of the description."""
    groups: dict[str, list[OperationDocs]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            docs = _operation(method, path, operation, schema["components"]["schemas"])
            groups.setdefault(operation["tags"][0], []).append(docs)
    return [
        OperationGroup(name, name.lower(), tuple(operations)) for name, operations in groups.items()
    ]


def _operation(
    method: str, path: str, operation: Mapping[str, Any], schemas: Mapping[str, Any]
) -> OperationDocs:
    parameters = [
        FieldDocs(
            parameter["name"],
            _kind(parameter["schema"]),
            parameter["required"],
            _about(parameter["schema"]),
        )
        for parameter in operation["parameters"]
    ]
    body = (
        operation.get("requestBody", {})
        .get("content", {})
        .get("application/json", {})
        .get("schema")
    )
    success: Mapping[str, Any] = next(
        (response for status, response in operation["responses"].items() if status < "300"), {}
    )
    answer = success.get("content", {}).get("application/json", {}).get("schema")
    return OperationDocs(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        about=_without_quotes(operation.get("description", "")),
        parameters=tuple(parameters),
        body=tuple(_fields(body, schemas)),
        answer=tuple(_fields(answer, schemas)),
        responses=tuple(
            ResponseDocs(status, _without_quotes(response["description"]))
            for status, response in operation["responses"].items()
        ),
    )


def _fields(schema: Mapping[str, Any] | None, schemas: Mapping[str, Any]) -> Iterator[FieldDocs]:
    while schema and "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    required = set(schema.get("required", ())) if schema else set()
    for name, field in (schema or {}).get("properties", {}).items():
        yield FieldDocs(name, _kind(field), name in required, _about(field))


def _kind(schema: Mapping[str, Any]) -> str:
    """Such as "text", "integer", "list of EntryOut", "F or M or null"."""
    if any_of := schema.get("anyOf") or schema.get("oneOf"):
        kinds = dict.fromkeys(_kind(one) for one in any_of)
        return " or ".join(kinds)
    if "enum" in schema:
        values = schema["enum"]
        return " or ".join(map(str, values)) if len(values) <= 8 else f"one of {len(values)} names"
    if "const" in schema:
        return str(schema["const"])
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    kind = schema.get("format") or schema.get("type", "anything")
    return "text" if kind == "string" else str(kind)


def _about(schema: Mapping[str, Any]) -> str:
    description = schema.get("description") or next(
        (one["description"] for one in schema.get("anyOf", ()) if "description" in one), ""
    )
    return _without_quotes(description)


def _without_quotes(text: str) -> str:
    """Descriptions mark names with back quotes, which the page does not render."""
    return text.replace("`", "")
