"""Files of older versions, whose own foods have amounts in 100 g, are read as they were."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from accounts.queries import person_of
from nutrition.diary.day_page import DayPage, read_day
from nutrition.diary.models import Entry
from nutrition.foods.models import Source
from nutrition.foods.own.models import OwnFood, OwnFoodRevision, OwnPortion
from tests.builders import Foods
from tests.transfer.files import TODAY, export_document, import_json

SERVING = {"amount": "1", "unit": "serving (weight not given)", "grams": "100"}
BOWL = {"amount": "1", "unit": "bowl", "grams": "300"}


def old_document(
    *, grams: str, per_100g: dict[str, str | None], portion: dict[str, str] | None
) -> dict[str, Any]:
    """One entry of an own food."""
    food = {
        "source": "CRONOMETER",
        "source_id": "5f0c",
        "own": True,
        "name": "Lentil soup",
        "short_name": "",
        "synonyms": "",
        "state": "active",
        "revision": 1,
        "current": True,
        "release": None,
        "made_at": "2026-10-01T08:00:00+00:00",
        "reason": "imported from a file",
        "portions": [portion] if portion else [],
        "per_100g": per_100g,
        "quality": {number: 8 for number, amount in per_100g.items() if amount is not None},
    }
    entry = {
        "id": "0199f000-0000-7000-8000-000000000001",
        "client_id": "0199f000-0000-7000-8000-000000000002",
        "date": "2026-11-20",
        "time": None,
        "meal": "lunch",
        "grams": grams,
        "quantity": "1" if portion else None,
        "logged_at": "2026-11-20T12:00:00+00:00",
        "changed_at": "2026-11-20T12:00:00+00:00",
        "deleted_at": None,
        "food": "Lentil soup",
        "revision": "4711",
        "portion": portion,
    }
    return {"format": "magwise", "version": 1, "entries": [entry], "foods": {"4711": food}}


def day_of(person: User) -> DayPage:
    return read_day(person, person_of(person), date(2026, 11, 20), TODAY)


@pytest.mark.parametrize(
    ("grams", "mg", "portion", "words"),
    [
        ("35", "914.28572", None, "35 g"),
        ("300", "12.34567", BOWL, "1 bowl · 300 g"),
        ("100", "25", SERVING, "1 serving"),
    ],
)
def test_day_has_the_figures_and_words_of_the_old_version(
    alice: User,
    foods: Foods,
    grams: str,
    mg: str,
    portion: dict[str, str] | None,
    words: str,
) -> None:
    document = old_document(grams=grams, per_100g={"304": mg, "208": "50"}, portion=portion)

    import_json(alice, json.dumps(document))

    day = day_of(alice)
    assert day.summary.assessment.food_mg == Decimal(grams) * Decimal(mg) / 100
    assert [food.amount for food in day.meals[1].foods] == [words]
    assert Entry.objects.of(alice).get().grams == Decimal(grams)


def test_second_import_of_an_old_file_adds_nothing(alice: User, foods: Foods) -> None:
    file = json.dumps(old_document(grams="300", per_100g={"304": "25"}, portion=BOWL))
    import_json(alice, file)
    before = export_document(alice)

    run = import_json(alice, file)

    assert (run.preview["added"], run.preview["known"]) == ({}, {"entries": 1})
    assert export_document(alice)["foods"] == before["foods"]


@pytest.mark.parametrize(
    ("mg", "kcal", "basis"),
    [("20000", "1", "10"), ("1", "10000.5", "10"), ("9999999.99999", "0", "0.1")],
)
def test_amounts_above_the_bound_are_those_of_less(
    alice: User, foods: Foods, mg: str, kcal: str, basis: str
) -> None:
    file = json.dumps(old_document(grams="0.5", per_100g={"304": mg, "208": kcal}, portion=None))

    import_json(alice, file)
    run = import_json(alice, file)

    revision = OwnFoodRevision.objects.get(user=alice)
    assert revision.basis_grams == Decimal(basis)
    total = day_of(alice).summary.assessment.food_mg or 0
    assert 0 <= total - Decimal(mg) / 200 < Decimal("0.0001")
    assert run.preview["added"] == {}


def test_old_food_without_a_weight_has_no_upper_bound(alice: User, foods: Foods) -> None:
    Source.objects.create(code=Source.SR28, name="SR28", magnesium_p95=Decimal("253.5"))
    document = old_document(grams="100", per_100g={"304": None, "208": "50"}, portion=SERVING)

    import_json(alice, json.dumps(document))

    assert OwnFoodRevision.objects.get(user=alice).magnesium_at_most is None


def test_own_food_is_searchable_as_it_was(alice: User, foods: Foods) -> None:
    document = old_document(grams="300", per_100g={"304": "25"}, portion=BOWL)

    import_json(alice, json.dumps(document))

    food = OwnFood.objects.get(user=alice)
    assert (food.state, food.words) == (OwnFood.State.ACTIVE, "lentil soup")
    assert OwnPortion.objects.get(user=alice, food_id=food.id).grams == 300
