"""The worked days end to end: logged from the built-in table, read back by the page."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from accounts.ids import new_id
from accounts.models import LifeStagePeriod, User
from accounts.queries import person_of
from nutrition.diary.actions import log_picks, set_day_status
from nutrition.diary.amounts import Pick
from nutrition.diary.day_page import read_day
from nutrition.diary.models import Meal
from nutrition.diary.supplements.actions import SupplementLabel, log_dose
from nutrition.diary.water import log_water
from nutrition.foods.models import Food, FoodRevision
from tests.builders import make_person
from tests.intake.day_json import day_json

CASES = json.loads((Path(__file__).parents[2] / "data" / "worked_cases.json").read_text())[
    "day_cases"
]


def logged(case: dict[str, Any]) -> User:
    """A new person with the day of the case in the diary."""
    profile, on = case["profile"], date.fromisoformat(case["date"])
    person = make_person("worked", sex=profile["sex"], birth_date=profile["birth_date"])
    if "condition" in profile:
        LifeStagePeriod.objects.create(
            user=person, kind=profile["condition"], starts_on="2026-01-01"
        )
    for food in Food.objects.filter(
        source_ref__in=[food["ndb"] for food in case["foods"]], current__number__gt=1
    ):
        # The cases were computed from SR28 itself, before USDA's later corrections.
        food.current = FoodRevision.objects.get(food=food, number=1)
        food.save(update_fields=["current"])
    picks = [
        Pick(
            Food.objects.get(source__code="SR28", source_ref=food["ndb"]).pk,
            None,
            Fraction(food["grams"]),
        )
        for food in case["foods"]
    ]
    if picks:
        log_picks(user=person, on=on, meal=Meal.LUNCH, picks=picks, client_id=new_id())
    for taken in case["supplements"]:
        label = SupplementLabel(
            "Magnesium", Decimal(taken["elemental_mg"]), "tablet", Decimal(taken.get("units", 1))
        )
        log_dose(user=person, on=on, label=label, client_id=new_id())
    for water in case["water_label"]:
        amounts = {name: Decimal(water[name]) for name in ("litres", "mg_per_litre")}
        log_water(user=person, on=on, client_id=new_id(), **amounts)
    set_day_status(
        user=person, days=[on], status="complete" if case["status"] == "complete" else "in_progress"
    )
    return person


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_worked_day_comes_out_digit_for_digit(
    case: dict[str, Any], food_table: None, db: None
) -> None:
    person = logged(case)

    day = read_day(
        person, person_of(person), date.fromisoformat(case["date"]), date(2026, 11, 21)
    ).summary.assessment

    told = day_json(day)
    names = len(told.pop("unknown_foods"))
    expected = dict(case["expected"])
    assert names == len(expected.pop("unknown_foods"))
    assert told == expected
