"""The OpenAPI description: what django-ninja derives from the code, and what it cannot derive.

Deriving it takes 0.15 s and as much memory as 20 of its texts, so the result is a file of the
repository; tests/api/test_docs.py keeps it true.
"""

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from pydantic.json_schema import models_json_schema

from nutrition.api.problems import CONTENT_TYPE
from nutrition.api.responses import JSON
from nutrition.api.schemas.problems import FieldProblemOut, ProblemOut

_PROBLEM = {"content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}}
_ALWAYS = {
    401: "No valid token",
    404: "Not there, or not yours",
    405: "Not with this method",
    429: "Too many requests",
}
_WITH_BODY = {400: "No JSON", 413: "Too large", 415: "Not sent as JSON"}
_HEADERS: dict[int, dict[str, Any]] = {
    201: {
        "Location": {"description": "The address of what was made.", "schema": {"type": "string"}}
    },
    401: {"WWW-Authenticate": {"schema": {"type": "string"}, "required": True}},
    429: {
        "Retry-After": {
            "description": "Seconds to wait.",
            "schema": {"type": "integer"},
            "required": True,
        },
    },
}


FILE = Path(__file__).with_name("openapi.json")  # written by `python -m tools describe_api`


def description(api: NinjaAPI) -> dict[str, Any]:
    """OpenAPI 3.1."""
    schema: dict[str, Any] = dict(OpenAPISchema(api, "/api/v1"))
    schemas = schema["components"]["schemas"]
    _, problems = models_json_schema(
        [(ProblemOut, "validation"), (FieldProblemOut, "validation")],
        ref_template="#/components/schemas/{model}",
    )
    schemas.update(problems["$defs"])
    for methods in schema["paths"].values():
        for method, operation in methods.items():
            _complete(method, operation)
    return schema


def _complete(method: str, operation: dict[str, Any]) -> None:
    """Add the problems and headers that any such operation may answer with."""
    responses = {int(status): one for status, one in operation["responses"].items()}
    for parameter in operation["parameters"]:
        parameter["schema"] = _without_null(parameter["schema"])
    refusals = dict(_ALWAYS)
    has_body = "requestBody" in operation
    if has_body:
        refusals |= _WITH_BODY
    if has_body or operation["parameters"]:
        refusals[422] = "Something that was sent is not valid; `errors` names the fields"
    if any(parameter["name"] == "updated_since" for parameter in operation["parameters"]):
        refusals[410] = (
            "Not all is known any more that was deleted since then; read everything again"
        )
    if method != "get":
        refusals |= {403: "This token may only read", 409: "Contradicts what is there"}
    for status, reason in refusals.items():
        responses[status] = {"description": reason} | _PROBLEM
    for status, headers in _HEADERS.items():
        if status in responses:
            responses[status] = responses[status] | {"headers": headers}
    operation["responses"] = {str(status): responses[status] for status in sorted(responses)}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A query has no null: a parameter is left out instead."""
    if "anyOf" not in schema:
        return schema
    kinds = [kind for kind in schema["anyOf"] if kind != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
    return rest | (kinds[0] if len(kinds) == 1 else {"anyOf": kinds})


def openapi_json(request: HttpRequest) -> HttpResponse:
    return HttpResponse(FILE.read_bytes(), content_type=JSON)
