"""What real foods are suggested, whatever somebody avoids, from the whole table."""

from decimal import Decimal

import pytest

from nutrition.foods.contents import AVOIDANCES, refused_contents
from nutrition.foods.loading.builtin import BUILTIN_TABLE
from nutrition.foods.loading.table_file import unpack
from nutrition.foods.names import FoodDescription, names_of
from nutrition.foods.plain_food import FoodFacts, PlainFood, plain_food
from nutrition.foods.servings import MAX_RATIO, MIN_RATIO, HouseholdMeasure
from nutrition.reports.gap.choice import Suggestion, choose_suggestions, shared_candidates

WOMAN, CHILD = Decimal(320), Decimal(130)  # mg a day, of 31-50 and of 4-8 years


@pytest.fixture(scope="module")
def foods() -> list[PlainFood]:
    """The foods of the built-in table that may be suggested; the number of a food is its id."""
    table = unpack(BUILTIN_TABLE.read_bytes())
    measures: dict[str, list[HouseholdMeasure]] = {}
    for row in table.portions:
        of_food = measures.setdefault(row.source_ref, [])
        of_food.append(
            HouseholdMeasure(len(of_food), Decimal(row.amount), row.unit, Decimal(row.grams))
        )
    first = {row.source_ref: row for row in table.revisions if row.release == 0}
    named = names_of(
        FoodDescription("SR28", food.source_ref, food.name, group=food.group)
        for food in table.foods
    )
    found = [
        plain_food(
            FoodFacts(
                int(food.source_ref),
                names.short_name or food.name,
                food.name,
                food.group,
                bool(food.manufacturer),
                names.rank,
                Decimal(magnesium),
                None if (kcal := first[food.source_ref].energy) is None else Decimal(kcal),
                "",
            ),
            measures.get(food.source_ref, []),
        )
        for food, names in zip(table.foods, named, strict=True)
        if (magnesium := first[food.source_ref].magnesium) is not None
    ]
    return [food for food in found if food]


def suggest(
    foods: list[PlainFood], *avoided: str, target: Decimal = WOMAN
) -> tuple[Suggestion, ...]:
    """What somebody without a diary is offered for the whole target."""
    candidates = shared_candidates(foods, refused=refused_contents(avoided), never=(), usual={})
    return choose_suggestions(candidates, missing_mg=target, target_mg=target, groups_eaten=())


@pytest.mark.parametrize("code", ["", *AVOIDANCES])
def test_there_are_five_good_foods_whatever_somebody_avoids(
    code: str, foods: list[PlainFood]
) -> None:
    by_id = {food.id: food for food in foods}

    found = suggest(foods, *([code] if code else []))

    assert len(found) == 5
    assert len({food.group for food in found}) == 5
    assert all(60 <= food.mg <= WOMAN for food in found)
    assert all(food.kcal is not None and food.kcal <= 250 for food in found)
    assert all(by_id[food.food_id].contents.isdisjoint(refused_contents([code])) for food in found)


def test_all_avoided_at_once_still_leaves_beans_greens_and_seeds(foods: list[PlainFood]) -> None:
    assert {"beans", "greens", "seeds"} <= {food.group for food in suggest(foods, *AVOIDANCES)}


def test_a_child_is_offered_portions_below_its_own_target(foods: list[PlainFood]) -> None:
    found = suggest(foods, target=CHILD)

    assert len(found) == 5
    assert all(food.mg <= CHILD for food in found)


def test_no_serving_of_the_table_is_absurd(foods: list[PlainFood]) -> None:
    served = [(food, food.serving) for food in foods if food.serving]

    assert all(
        MIN_RATIO <= serving.grams / food.kind.grams <= MAX_RATIO for food, serving in served
    )
    assert max(food.mg_per_100g * serving.grams / 100 for food, serving in served) < 250
    assert len(served) > 1_200
    assert len(foods) - len(served) < 100
