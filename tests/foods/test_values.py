"""The values of a revision come back from its columns as they were, whoever wrote them."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from nutrition.curation.actions import add_food, correct_values
from nutrition.foods.models import FoodRevision, Quality
from nutrition.foods.own.models import OwnFoodRevision
from nutrition.foods.values import (
    ENERGY_KCAL,
    MAGNESIUM,
    KnownValue,
    read_amounts,
    read_values,
    value_columns,
)
from tests.builders import Foods, columns_of, log
from tests.transfer.files import export_bytes, import_json

known_values = st.builds(
    KnownValue,
    st.decimals(0, 9_999_999, places=5) | st.decimals(0, 1_000, places=0),
    st.sampled_from([quality.value for quality in Quality]),
    st.none() | st.integers(0, 5_000),
    st.none() | st.decimals(0, 1_000, places=4),
    st.none() | st.dates(date(1976, 1, 1), date(2030, 1, 1)).map(lambda day: day.replace(day=1)),
)
numbers = st.sampled_from([MAGNESIUM, ENERGY_KCAL, "401", "318", "606"])


@given(st.dictionaries(numbers, known_values))
def test_every_digit_of_a_value_comes_back(values: dict[str, KnownValue]) -> None:
    stored = json.loads(json.dumps(value_columns(values), default=str))

    back = read_values(stored["amounts"], stored["details"])

    assert back == values
    assert {number: str(one.amount) for number, one in back.items()} == {
        number: str(one.amount) for number, one in values.items()
    }


def test_unknown_is_absent_and_zero_is_there() -> None:
    columns = value_columns({MAGNESIUM: KnownValue(Decimal("-0"), Quality.ASSUMED_ZERO)})

    assert columns["amounts"] == {MAGNESIUM: ("0", 7)}
    assert columns["details"] == {}
    assert (columns["mg_per_100g"], columns["kcal_per_100g"]) == (0, None)


def test_a_value_without_details_takes_no_room_in_them() -> None:
    columns = value_columns(
        {
            MAGNESIUM: KnownValue(Decimal(79), 1, 15, Decimal("0.452"), date(1976, 11, 1)),
            ENERGY_KCAL: KnownValue(Decimal(23), 4, changed_on=date(1976, 11, 1)),
            "401": KnownValue(Decimal("28.1"), 5),
        }
    )

    assert columns["details"] == {
        "samples": {MAGNESIUM: 15},
        "errors": {MAGNESIUM: "0.452"},
        "months": {"1976-11": [MAGNESIUM, ENERGY_KCAL]},
    }


def differing_columns() -> list[Any]:
    """The revisions whose plain columns say something else than all their amounts."""
    return [
        (row.pk, row.mg_per_100g, row.kcal_per_100g)
        for row in FoodRevision.objects.all()
        if (row.mg_per_100g, row.kcal_per_100g)
        != tuple(map(read_amounts(row.amounts).get, (MAGNESIUM, ENERGY_KCAL)))
    ]


def test_plain_columns_are_those_of_all_values_in_the_built_in_table(
    food_table: None, db: None
) -> None:
    assert not differing_columns()
    assert FoodRevision.objects.filter(mg_per_100g=None).exists()


def test_plain_columns_are_those_of_all_values_whoever_writes(
    alice: User, bob: User, admin: User, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="30", on="2026-11-21")
    correct_values(
        food=foods.almonds,
        opened_with=1,
        values={MAGNESIUM: Decimal("270.12345"), ENERGY_KCAL: None},
        reason="analysed",
        by=admin,
    )
    add_food(name="Dew", values={MAGNESIUM: None}, reason="a label", by=admin)
    FoodRevision.objects.filter(food=foods.almonds, number=1).update(**columns_of("268", "1"))
    file = export_bytes(alice)
    FoodRevision.objects.filter(food=foods.almonds, number=1).update(**columns_of("269", "1"))

    import_json(bob, file)

    [copy] = OwnFoodRevision.objects.filter(user=bob)
    assert (copy.magnesium_mg, copy.energy_kcal, copy.basis_grams) == (268, 1, 100)
    assert read_amounts(copy.amounts) == {MAGNESIUM: 268, ENERGY_KCAL: 1}
    assert FoodRevision.objects.get(food__name="Dew").mg_per_100g is None
    assert not differing_columns()


@pytest.mark.parametrize(
    "wrong",
    [
        {"mg_per_100g": Decimal("-0.00001")},
        {"kcal_per_100g": Decimal(-1)},
        {"magnesium_at_most": Decimal(-1)},
        {"magnesium_at_most": Decimal(5), "mg_per_100g": Decimal(5)},
    ],
    ids=str,
)
def test_impossible_values_are_refused(foods: Foods, wrong: dict[str, Decimal]) -> None:
    revisions = FoodRevision.objects.filter(pk=foods.mystery.current_id)

    with pytest.raises(IntegrityError), transaction.atomic():
        revisions.update(**wrong)

    assert revisions.update(magnesium_at_most=Decimal("253.5")) == 1


def test_digits_that_a_column_cannot_hold_are_refused(foods: Foods) -> None:
    with pytest.raises(ValueError, match="more than 5 decimal places"):
        FoodRevision.objects.filter(food=foods.spinach).update(mg_per_100g=Decimal("0.000001"))
