from decimal import Decimal

from accounts.models import User
from nutrition.curation.actions import correct_values
from nutrition.curation.queries import (
    food_values,
    has_correction,
    has_magnesium,
    is_logged,
    revision_history,
    value_changes,
    values_of,
    with_list_columns,
)
from nutrition.foods.models import Food, Nutrient
from nutrition.foods.values import ENERGY_KCAL
from tests.builders import Foods
from tests.curation.builders import MG, log


def test_the_list_tells_unknown_from_zero(foods: Foods) -> None:
    listed = {food.name: food.magnesium for food in with_list_columns(Food.objects.all())}

    assert listed["Mystery bar"] is None
    assert listed["Sugar, white"] == 0
    assert listed["Spinach, raw"] == 79


def test_foods_are_found_by_whether_magnesium_is_known(foods: Foods) -> None:
    assert list(Food.objects.filter(~has_magnesium())) == [foods.mystery]
    assert foods.sugar in Food.objects.filter(has_magnesium())


def test_foods_are_found_by_corrections(admin: User, foods: Foods) -> None:
    correct_values(
        food=foods.spinach, opened_with=1, values={MG: Decimal(80)}, reason="better", by=admin
    )

    assert list(Food.objects.filter(has_correction())) == [foods.spinach]


def test_the_history_has_magnesium_then(admin: User, foods: Foods) -> None:
    correct_values(
        food=foods.spinach, opened_with=1, values={MG: None}, reason="doubtful", by=admin
    )
    foods.spinach.refresh_from_db()

    history = revision_history(foods.spinach)

    assert [(step.number, step.magnesium, step.is_current) for step in history] == [
        (2, None, True),
        (1, 79, False),
    ]
    assert (history[0].made_by, history[0].reason) == ("admin@example.org", "doubtful")


def test_the_history_outlives_the_curators_account(admin: User, foods: Foods) -> None:
    correct_values(
        food=foods.spinach, opened_with=1, values={MG: None}, reason="doubtful", by=admin
    )
    admin.delete()

    assert revision_history(foods.spinach)[0].made_by == "a former curator"


def test_value_lines_name_every_nutrient_known_or_not(foods: Foods) -> None:
    lines = food_values(foods.mystery.current)

    assert [(line.nutrient.name, line.value is None, line.quality) for line in lines] == [
        ("Magnesium", True, ""),
        ("Energy", False, "Measured in a laboratory"),
    ]


def test_changes_come_in_the_order_of_the_pages(foods: Foods) -> None:
    found = value_changes(
        Nutrient.objects.all(), values_of(foods.spinach.current), values_of(foods.almonds.current)
    )

    assert [change.before.nutrient.number for change in found] == [MG, ENERGY_KCAL]


def test_a_food_in_the_bin_still_counts_as_logged(alice: User, foods: Foods) -> None:
    entry = log(alice, foods.spinach)
    entry.deleted_at = entry.logged_at
    entry.save()

    assert is_logged(foods.spinach)
    assert not is_logged(foods.almonds)
