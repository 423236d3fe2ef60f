"""What was logged, as the plain values that nutrition.reports.logged reads. Pure.

An entry names a revision, so that the foods of a year of entries are described once each.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from nutrition.intake.nutrients import (
    ENERGY,
    Amounts,
    FoodNutrients,
    Mark,
    NutrientValue,
    source_numbers,
    value_of,
)
from nutrition.intake.references import MAGNESIUM
from nutrition.intake.totals import DatedFood, EatenFood

# Day, revision, grams. A plain tuple: a year has thousands, and a class of their own for them takes
# three times as long to make (2.2 instead of 0.8 ms for 5,110).
LoggedEntry = tuple[date, int, Decimal]


class FoodGroup(NamedTuple):
    """A food group of the table, or one of the two below; `code` is what addresses call it."""

    code: str
    name: str


OWN_FOODS = FoodGroup("own", "Foods you made")
NO_GROUP = FoodGroup("none", "Other foods")


class LoggedRevision(NamedTuple):
    """A revision of a food; `amounts` are per 100 g, of the nutrients that were asked for.

    `magnesium_at_most` is the most that 100 g can have where their magnesium is unknown; None
    without such a bound. `is_current` says that the food still has these values and may be logged.
    """

    food_id: int
    name: str
    source_ref: str
    group: FoodGroup
    is_current: bool
    amounts: Amounts
    magnesium_at_most: Decimal | None

    @property
    def is_own(self) -> bool:
        return self.group == OWN_FOODS

    def nutrients(self, grams: Decimal, times: int = 1) -> FoodNutrients:
        return FoodNutrients(
            self.food_id, self.name, grams, self.amounts, times, self.magnesium_at_most
        )


class LoggedValue(NamedTuple):
    """A revision of a food and one nutrient: the amount in 100 g, how it came about, and their
    kcal.

    `at_most_per_100g` is a bound of an unknown amount; only magnesium has one.
    """

    food_id: int
    name: str
    per_100g: Decimal | None
    mark: Mark | None
    kcal_per_100g: Decimal | None
    at_most_per_100g: Decimal | None = None

    def eaten(self, grams: Decimal) -> EatenFood:
        return EatenFood(self.name, grams, self.per_100g, self.kcal_per_100g, self.at_most_per_100g)


class FoodTotal(NamedTuple):
    """All that was eaten of a revision: exact grams, in how many entries."""

    grams: Decimal
    times: int


class LoggedDays(NamedTuple):
    """Entries of some days, and the foods that they name, by revision."""

    entries: list[LoggedEntry]
    foods: dict[int, LoggedRevision]


class LoggedTotals(NamedTuple):
    """What some days have of each revision; `days` counts those on which any food was logged."""

    totals: dict[int, FoodTotal]
    foods: dict[int, LoggedRevision]
    days: int

    def of_group(self, group: FoodGroup) -> "LoggedTotals":
        return self._replace(
            foods={id_: food for id_, food in self.foods.items() if food.group == group}
        )

    def nutrients(self) -> list[FoodNutrients]:
        return [food.nutrients(*self.totals[id_]) for id_, food in self.foods.items()]


def numbers_of_values(number: str) -> frozenset[str]:
    """The nutrients of the food table that the values of one nutrient are made from.

    Coverage of magnesium goes by the energy as published (assessment rules, section 4); that of
    other nutrients by an estimate, too, where none is.
    """
    return frozenset({MAGNESIUM, ENERGY}) if number == MAGNESIUM else source_numbers(number)


def logged_values(foods: Mapping[int, LoggedRevision], number: str) -> dict[int, LoggedValue]:
    """By revision; the foods must come with the amounts of `numbers_of_values(number)`."""
    return {revision_id: _food_value(food, number) for revision_id, food in foods.items()}


def dated_foods(
    entries: Iterable[LoggedEntry], values: Mapping[int, LoggedValue]
) -> list[DatedFood]:
    return [
        DatedFood(eaten_on, food.food_id, food.eaten(grams))
        for eaten_on, revision_id, grams in entries
        for food in (values[revision_id],)
    ]


def _food_value(food: LoggedRevision, number: str) -> LoggedValue:
    value = value_of(number, food.amounts)
    if number == MAGNESIUM:
        kcal, at_most = food.amounts.get(ENERGY), food.magnesium_at_most
    else:
        kcal, at_most = _per_100g(value_of(ENERGY, food.amounts)), None
    mark = value.mark if value else None
    return LoggedValue(food.food_id, food.name, _per_100g(value), mark, kcal, at_most)


def _per_100g(value: NutrientValue | None) -> Decimal | None:
    return value.per_100g if value else None
