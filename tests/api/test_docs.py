"""What the API says about itself."""

import json

from django.test import Client

from nutrition.api.docs import groups_of
from nutrition.api.openapi import description
from nutrition.api.urls import api
from tests.api.programs import V1


def test_description_is_openapi_31_and_names_every_refusal() -> None:
    told = json.loads(Client().get(f"{V1}/openapi.json").content)

    assert told["openapi"].startswith("3.1")
    for methods in told["paths"].values():
        for method, operation in methods.items():
            assert {"401", "404", "405", "429"} <= set(operation["responses"])
            assert ("403" in operation["responses"]) == (method != "get")
            assert operation["security"] == [{"BearerToken": []}]
            problem = operation["responses"]["404"]["content"]
            assert list(problem) == ["application/problem+json"]


def test_each_reference_of_the_description_leads_somewhere() -> None:
    told = json.loads(json.dumps(description(api)))
    known = {f"#/components/schemas/{name}" for name in told["components"]["schemas"]}

    def references(part: object) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return own + [found for value in part.values() for found in references(value)]
        return (
            [found for value in part for found in references(value)]
            if isinstance(part, list)
            else []
        )

    assert set(references(told)) <= known


def test_page_lists_every_operation_without_a_script_of_its_own() -> None:
    page = Client().get(f"{V1}/docs").content.decode()

    operations = [
        operation for group in groups_of(description(api)) for operation in group.operations
    ]
    assert len(operations) == 45
    assert all(operation.path in page and operation.summary in page for operation in operations)
    assert "from_" not in page
    assert "style=" not in page
