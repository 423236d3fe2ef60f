"""The worked days through the API alone, each answer digit for digit."""

import json
from pathlib import Path
from typing import Any

import pytest

from nutrition.foods.models import Food, FoodRevision
from tests.api.programs import Program
from tests.builders import make_person

CASES = json.loads((Path(__file__).parents[1] / "data" / "worked_cases.json").read_text())[
    "day_cases"
]


@pytest.fixture
def release_28(food_table: None, db: None) -> None:
    """The cases were computed from SR28 itself, before USDA's later corrections."""
    numbers = {food["ndb"] for case in CASES for food in case["foods"]}
    for food in Food.objects.filter(source_ref__in=numbers, current__number__gt=1):
        food.current = FoodRevision.objects.get(food=food, number=1)
        food.save(update_fields=["current"])


def log(program: Program, case: dict[str, Any]) -> None:
    profile, on = case["profile"], case["date"]
    stages = (
        [{"kind": profile["condition"], "from": "2026-01-01", "to": None}]
        if "condition" in profile
        else []
    )
    sent = {"sex": profile["sex"], "birth_date": profile["birth_date"], "life_stages": stages}
    assert program.send("PATCH", "/profile", sent).status_code == 200
    for food in case["foods"]:
        [found] = program.get(f"/foods?source_id={food['ndb']}&source=SR28")["items"]
        assert found["magnesium_mg_per_100g"] == food["mg_per_100g"]
        program.make("/entries", date=on, meal="lunch", food_id=found["id"], grams=food["grams"])
    for taken in case["supplements"]:
        amounts = {
            "magnesium_mg": str(taken["elemental_mg"]),
            "quantity": str(taken.get("units", 1)),
        }
        program.make("/doses", date=on, name="Magnesium", **amounts)
    for water in case["water_label"]:
        program.make(
            "/waters", date=on, litres=str(water["litres"]), mg_per_litre=str(water["mg_per_litre"])
        )
    status = "complete" if case["status"] == "complete" else "in_progress"
    assert program.send("PUT", f"/days/{on}", {"status": status}).status_code == 200


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_worked_day_comes_out_digit_for_digit(
    case: dict[str, Any], release_28: None, db: None
) -> None:
    program = Program(make_person("worked"))
    log(program, case)

    day = program.get(f"/days/{case['date']}")

    assert day["magnesium"] == case["expected"] | {"unknown_supplements": []}
    assert day["status"] == (case["status"] if case["foods"] else "empty")
