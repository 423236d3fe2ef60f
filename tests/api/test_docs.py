"""What the API says about itself."""

import calendar
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from nutrition.api.docs import groups_of
from nutrition.api.fields import SINCE_1900, SINCE_2000
from nutrition.api.openapi import FILE, description
from nutrition.api.urls import api
from tests.api.programs import V1, Program
from tests.builders import Foods


def test_description_is_openapi_31_and_names_every_refusal() -> None:
    described = json.loads(Client().get(f"{V1}/openapi.json").content)

    assert described["openapi"].startswith("3.1")
    for methods in described["paths"].values():
        for method, operation in methods.items():
            assert {"401", "404", "405", "429"} <= set(operation["responses"])
            assert ("403" in operation["responses"]) == (method != "get")
            assert operation["security"] == [{"BearerToken": []}]
            problem = operation["responses"]["404"]["content"]
            assert list(problem) == ["application/problem+json"]


def test_published_description_is_what_the_code_says() -> None:
    published = json.loads(FILE.read_text(encoding="utf-8"))

    described = json.loads(json.dumps(description(api)))

    assert published == described, "The API changed: python -m tools describe_api"


def test_each_reference_of_the_description_leads_somewhere() -> None:
    described = json.loads(json.dumps(description(api)))
    known = {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}

    def references(part: object) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return own + [found for value in part.values() for found in references(value)]
        return (
            [found for value in part for found in references(value)]
            if isinstance(part, list)
            else []
        )

    assert set(references(described)) <= known


def patterns_in(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("pattern"), str):
            yield part["pattern"]
        part = list(part.values())
    for value in part if isinstance(part, list) else ():
        yield from patterns_in(value)


@pytest.mark.parametrize("year", [1900, 1996, 2000, 2023, 2024, 2100, 2400, 3000, 9999])
def test_patterns_of_days_have_the_days_of_a_calendar(year: int) -> None:
    days = {
        f"{year}-{month:02}-{day:02}"
        for month in range(1, 13)
        for day in range(1, calendar.monthrange(year, month)[1] + 1)
    }
    dates = [f"{year}-{month:02}-{day:02}" for month in range(14) for day in range(33)]

    assert {day for day in dates if re.search(SINCE_1900, day)} == days
    assert {day for day in dates if re.search(SINCE_2000, day)} == (days if year >= 2000 else set())


def test_no_day_of_the_description_is_the_last() -> None:
    of_days = [one for one in patterns_in(description(api)) if re.search(one, "2025-02-28")]

    assert len(of_days) > 10
    assert all(re.search(one, day) for one in of_days for day in ("2124-02-29", "9999-12-31"))


@pytest.mark.parametrize("year", [2026, 2041])
def test_day_of_the_request_says_which_days_are_taken(
    year: int, program: Program, foods: Foods
) -> None:
    entry = {"meal": "lunch", "food_id": foods.spinach.pk, "grams": "30"}

    with time_machine.travel(f"{year}-11-21T12:00:00Z", tick=False):
        statuses = {
            day: program.send("POST", "/entries", entry | {"date": day}).status_code
            for day in (f"{year}-11-21", f"{year + 1}-11-21", f"{year + 1}-11-23")
        }

    assert list(statuses.values()) == [201, 201, 422]


def test_operations_keep_the_ids_that_clients_were_generated_from() -> None:
    operations = description(api)["paths"]

    assert {
        operations[f"/api/v1/{path}"][method]["operationId"]
        for path, method in (
            *(("doses", "get"), ("waters", "post"), ("parse", "post"), ("export", "get")),
            ("entries", "get"),
        )
    } == {
        "nutrition_api_labels_list_doses",
        "nutrition_api_labels_add_water",
        "nutrition_api_parse_parse",
        "nutrition_api_export_export",
        "nutrition_api_entries_list_entries",
    }


def test_page_lists_every_operation_without_a_script_of_its_own() -> None:
    page = Client().get(f"{V1}/docs").content.decode()

    operations = [
        operation for group in groups_of(description(api)) for operation in group.operations
    ]
    assert len(operations) == 45
    assert all(operation.path in page and operation.summary in page for operation in operations)
    assert "from_" not in page
    assert "style=" not in page
