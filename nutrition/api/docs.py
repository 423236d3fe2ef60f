"""The page that lists what the API can do, from its OpenAPI: no script, no files of others."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI

from nutrition.api.openapi import description


class Field(NamedTuple):
    """A parameter, or a key of a body or an answer."""

    name: str
    kind: str
    required: bool
    about: str


class Response(NamedTuple):
    status: str
    about: str


class Operation(NamedTuple):
    id: str
    method: str
    path: str
    summary: str
    about: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    answer: tuple[Field, ...]
    responses: tuple[Response, ...]


class Group(NamedTuple):
    name: str
    id: str
    operations: tuple[Operation, ...]


def docs(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    return render(request, "api/docs.html", {"groups": groups_of(description(api))})


def groups_of(schema: Mapping[str, Any]) -> list[Group]:
    """The operations by their tag, in the order of the description."""
    groups: dict[str, list[Operation]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            told = _operation(method, path, operation, schema["components"]["schemas"])
            groups.setdefault(operation["tags"][0], []).append(told)
    return [Group(name, name.lower(), tuple(operations)) for name, operations in groups.items()]


def _operation(
    method: str, path: str, operation: Mapping[str, Any], schemas: Mapping[str, Any]
) -> Operation:
    parameters = [
        Field(one["name"], _kind(one["schema"]), one["required"], _about(one["schema"]))
        for one in operation["parameters"]
    ]
    body = (
        operation.get("requestBody", {})
        .get("content", {})
        .get("application/json", {})
        .get("schema")
    )
    good: Mapping[str, Any] = next(
        (told for status, told in operation["responses"].items() if status < "300"), {}
    )
    told = good.get("content", {}).get("application/json", {}).get("schema")
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        about=_without_quotes(operation.get("description", "")),
        parameters=tuple(parameters),
        body=tuple(_fields(body, schemas)),
        answer=tuple(_fields(told, schemas)),
        responses=tuple(
            Response(status, _without_quotes(response["description"]))
            for status, response in operation["responses"].items()
        ),
    )


def _fields(schema: Mapping[str, Any] | None, schemas: Mapping[str, Any]) -> Iterator[Field]:
    while schema and "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    required = set(schema.get("required", ())) if schema else set()
    for name, one in (schema or {}).get("properties", {}).items():
        yield Field(name, _kind(one), name in required, _about(one))


def _kind(schema: Mapping[str, Any]) -> str:
    """Such as "text", "integer", "list of EntryOut", "F or M or null"."""
    if "anyOf" in schema:
        kinds = dict.fromkeys(_kind(way) for way in schema["anyOf"])
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
    told = schema.get("description") or next(
        (way["description"] for way in schema.get("anyOf", ()) if "description" in way), ""
    )
    return _without_quotes(told)


def _without_quotes(text: str) -> str:
    """Descriptions mark names with back quotes, which nobody renders here."""
    return text.replace("`", "")
