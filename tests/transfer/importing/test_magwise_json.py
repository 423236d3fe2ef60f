"""What is wrong in a magwise.json is reported with its place, and nothing is stored."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.ids import new_id
from accounts.models import User
from nutrition.diary.models import Entry
from nutrition.foods.own.models import OwnFood
from nutrition.transfer.actions import CannotImport
from nutrition.transfer.importing.save_batch import ENTRIES_AT_ONCE
from tests.builders import Foods, drink, log, make_own_food, take
from tests.transfer.files import export_document, import_json


@pytest.fixture
def document(alice: User, foods: Foods) -> dict[str, Any]:
    log(alice, foods.spinach, grams="30", on="2026-11-20")
    take(alice, "Glycinate", "100", on="2026-11-20")
    drink(alice, "1", "24", on="2026-11-20")
    return export_document(alice)


HOSTILE = [
    ("entries", "grams", "-1"),
    ("entries", "grams", "0"),
    ("entries", "grams", "NaN"),
    ("entries", "grams", "1e400"),
    ("entries", "grams", "Infinity"),
    ("entries", "grams", None),
    ("entries", "grams", []),
    ("entries", "grams", "10001"),
    ("entries", "grams", "0.0004"),
    ("entries", "grams", 10**17),
    ("entries", "meal", "brunch"),
    ("entries", "meal", 2),
    ("entries", "meal", None),
    ("entries", "date", "2026-02-30"),
    ("entries", "date", "9999-12-31"),
    ("entries", "date", "0001-01-01"),
    ("entries", "time", "25:00"),
    ("entries", "client_id", "x"),
    ("entries", "client_id", None),
    ("entries", "logged_at", "0001-01-01T00:00:00+14:00"),
    ("entries", "quantity", "2"),
    ("entries", "portion", {"amount": "0", "unit": "cup", "grams": "1"}),
    ("entries", "portion", "cup"),
    ("entries", "revision", "999"),
    ("entries", "revision", None),
    ("doses", "magnesium_mg", "10001"),
    ("doses", "name", ""),
    ("doses", "name", "a\0b"),
    ("doses", "name", "x" * 121),
    ("doses", "name", "\ud800"),
    ("doses", "nutrients", {"401": "many"}),
    ("doses", "nutrients", {"4\0": "1"}),
    ("doses", "nutrients", "x"),
    ("doses", "form", "magnesium oxide"),
    ("doses", "compound_mg", "5"),
    ("waters", "litres", "21"),
    ("waters", "mg_per_litre", "-1"),
]


@pytest.mark.parametrize(("section", "name", "value"), HOSTILE)
def test_faulty_values_are_reported_and_nothing_is_stored(
    document: dict[str, Any], bob: User, section: str, name: str, value: Any
) -> None:
    document[section][0][name] = value

    with pytest.raises(CannotImport) as refused:
        import_json(bob, json.dumps(document))

    assert refused.value.problems[0].where.startswith(f"{section}[0]")
    assert not Entry.objects.filter(user=bob).exists()


@pytest.mark.parametrize("part", ["entries", "doses", "favourites", "days", "foods", "life_stages"])
@pytest.mark.parametrize("value", ["text", 7, [None], [["x"]], {"a": 1}, [{}]])
def test_malformed_parts_break_nothing(
    document: dict[str, Any], bob: User, part: str, value: Any
) -> None:
    document[part] = value

    with pytest.raises(CannotImport):
        import_json(bob, json.dumps(document))


@pytest.mark.parametrize(
    "food",
    [
        {"per_100g": {"304": "-1"}},
        {"per_100g": {"304": "1e9"}},
        {"per_100g": []},
        {"name": ""},
        {"name": "x" * 301},
        {"source_id": "x" * 21},
        {"portions": [1]},
        {"made_at": "then"},
        {"source": None},
    ],
)
def test_faulty_foods_are_reported(
    document: dict[str, Any], bob: User, food: dict[str, Any]
) -> None:
    (key,) = document["foods"]
    document["foods"][key] |= food

    with pytest.raises(CannotImport) as refused:
        import_json(bob, json.dumps(document))

    assert refused.value.problems[0].where.startswith("foods")


HALF_CUP = {"amount": "1", "unit": "1/2 cup", "grams": "120"}
SERVING = {"amount": "1", "unit": "serving", "grams": None}


@pytest.mark.parametrize(
    ("food", "entry"),
    [
        ({"basis": {"grams": "0"}}, {}),
        ({"basis": {"grams": "10001"}}, {}),
        ({"basis": {"grams": None}}, {}),
        ({"basis": {}}, {}),
        ({"basis": 120}, {}),
        ({"amounts": None}, {}),
        ({"amounts": {"304": "10000.1"}}, {}),
        ({"amounts": {"208": "10000.1"}}, {}),
        ({"portions": [SERVING]}, {}),
        ({"portions": [HALF_CUP, SERVING]}, {}),
        ({"basis": None}, {}),
        ({"basis": None, "portions": []}, {}),
        ({"basis": None, "portions": []}, {"grams": None}),
        ({"basis": None, "portions": []}, {"grams": None, "portion": HALF_CUP, "quantity": "1"}),
        ({}, {"grams": None}),
        ({}, {"grams": None, "portion": SERVING, "quantity": "1"}),
        ({}, {"portion": SERVING, "quantity": "1"}),
        (
            {"basis": None, "portions": [SERVING]},
            {"grams": None, "portion": SERVING, "quantity": "10001"},
        ),
    ],
)
def test_own_foods_and_entries_that_do_not_fit_are_reported(
    alice: User, bob: User, foods: Foods, food: dict[str, Any], entry: dict[str, Any]
) -> None:
    oats = make_own_food(
        "Oats", magnesium="320", owner=alice, basis_grams="120", portions={"1/2 cup": "120"}
    )
    log(alice, oats, grams="60", on="2026-11-20")
    document = export_document(alice)
    (key,) = document["foods"]
    document["foods"][key] |= food
    document["entries"][0] |= entry

    with pytest.raises(CannotImport) as refused:
        import_json(bob, json.dumps(document))

    assert refused.value.problems
    assert not Entry.objects.filter(user=bob).exists()
    assert not OwnFood.objects.filter(user=bob).exists()


def test_unknown_nutrients_are_ignored_and_noted(document: dict[str, Any], bob: User) -> None:
    (key,) = document["foods"]
    document["foods"][key]["per_100g"]["9999"] = "5"

    run = import_json(bob, json.dumps(document))

    assert run.preview["added"]["entries"] == 1


def test_an_id_that_comes_twice_counts_once_however_far_apart(alice: User, foods: Foods) -> None:
    log(alice, foods.spinach, grams="30", on="2026-11-21")
    file = export_document(alice)
    days = [str(date(2020, 1, 1) + timedelta(days=number)) for number in range(ENTRIES_AT_ONCE)]
    others = [{"date": day, "client_id": str(new_id())} for day in days]
    again = others[0] | {"date": "2026-11-20"}
    file["entries"] = [file["entries"][0] | values for values in [*others, again]]

    run = import_json(alice, json.dumps(file))

    assert run.preview["added"]["entries"] == ENTRIES_AT_ONCE
    assert run.preview["known"]["entries"] == 1
    assert not Entry.objects.filter(user=alice, eaten_on="2026-11-20").exists()
