"""Plain values of what was logged, as nutrition.reports.logged reads them. Pure.

An entry refers to a revision, so that each food of a year of entries is described once.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from nutrition.foods.basis import HUNDRED_GRAMS
from nutrition.foods.keys import FoodKey
from nutrition.intake.nutrient_values import (
    ENERGY,
    Amounts,
    Mark,
    NutrientValue,
    source_numbers,
    value_of,
)
from nutrition.intake.nutrients import FoodNutrients
from nutrition.intake.references import MAGNESIUM
from nutrition.intake.totals import EatenFood

# Day, revision, and its measure: grams, or where nobody knows the weight, the number of portions. A
# plain tuple: a year has thousands, and instances of a class of their own take three times as long
# to make (2.2 instead of 0.8 ms for 5,110).
LoggedEntry = tuple[date, FoodKey, Decimal]


class FoodGroup(NamedTuple):
    """A food group of the food table, or one of the two below; addresses use its `code`."""

    code: str
    name: str


OWN_FOODS = FoodGroup("own", "Foods you made")
NO_GROUP = FoodGroup("none", "Other foods")


class LoggedRevision(NamedTuple):
    """A revision of a food; `amounts` are in its `basis` (see EatenFood), of the nutrients that the
    caller wants.

    `magnesium_at_most` is the most magnesium, in mg, that the basis can have if it is unknown; None
    without such a bound. `is_current` says that the food still has these values and may be logged.
    """

    food_id: FoodKey
    name: str
    source_ref: str
    group: FoodGroup
    is_current: bool
    amounts: Amounts
    magnesium_at_most: Decimal | None
    basis: Decimal | None = HUNDRED_GRAMS

    @property
    def is_own(self) -> bool:
        return self.group == OWN_FOODS

    def nutrients(self, measure: Decimal, times: int = 1) -> FoodNutrients:
        return FoodNutrients(
            self.food_id,
            self.name,
            measure,
            self.amounts,
            times,
            self.magnesium_at_most,
            self.basis,
        )


class LoggedValue(NamedTuple):
    """One nutrient of a revision: the amount in its basis, how it came about, and the energy in
    kcal.

    `at_most_per_basis` is the upper bound of an unknown amount; only magnesium has one.
    """

    food_id: FoodKey
    name: str
    per_basis: Decimal | None
    mark: Mark | None
    kcal_per_basis: Decimal | None
    at_most_per_basis: Decimal | None = None
    basis: Decimal | None = HUNDRED_GRAMS

    def eaten(self, measure: Decimal) -> EatenFood:
        return EatenFood(
            self.name,
            measure,
            self.per_basis,
            self.kcal_per_basis,
            self.at_most_per_basis,
            self.basis,
        )


class FoodTotal(NamedTuple):
    """All that was eaten of a revision, exactly, and the number of entries."""

    measure: Decimal
    times: int


class LoggedDays(NamedTuple):
    """Entries, and their foods by the id of the revision."""

    entries: list[LoggedEntry]
    foods: dict[FoodKey, LoggedRevision]


class LoggedTotals(NamedTuple):
    """Totals and foods by the id of the revision; `days` counts the days with any food."""

    totals: dict[FoodKey, FoodTotal]
    foods: dict[FoodKey, LoggedRevision]
    days: int

    def of_group(self, group: FoodGroup) -> "LoggedTotals":
        return self._replace(
            foods={id_: food for id_, food in self.foods.items() if food.group == group}
        )

    def nutrients(self) -> list[FoodNutrients]:
        return [food.nutrients(*self.totals[id_]) for id_, food in self.foods.items()]


def numbers_of_values(number: str) -> frozenset[str]:
    """The numbers of the nutrients from which the values of one nutrient are computed.

    The coverage of magnesium goes by the published energy (assessment rules, section 4); that of
    other nutrients also by an estimate where no energy is published.
    """
    return frozenset({MAGNESIUM, ENERGY}) if number == MAGNESIUM else source_numbers(number)


def logged_values(
    foods: Mapping[FoodKey, LoggedRevision], number: str
) -> dict[FoodKey, LoggedValue]:
    """By the id of the revision; `foods` must have the amounts of `numbers_of_values(number)`."""
    return {revision_id: _food_value(food, number) for revision_id, food in foods.items()}


def _food_value(food: LoggedRevision, number: str) -> LoggedValue:
    value = value_of(number, food.amounts)
    if number == MAGNESIUM:
        kcal, at_most = food.amounts.get(ENERGY), food.magnesium_at_most
    else:
        kcal, at_most = _amount(value_of(ENERGY, food.amounts)), None
    mark = value.mark if value else None
    return LoggedValue(food.food_id, food.name, _amount(value), mark, kcal, at_most, food.basis)


def _amount(value: NutrientValue | None) -> Decimal | None:
    return value.per_basis if value else None
