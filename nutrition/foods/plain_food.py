"""A food that can be named when magnesium is missing. Pure; plain.py reads the database."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from nutrition.foods.contents import contents_of
from nutrition.foods.kinds import FoodKind, kind_of
from nutrition.foods.names import PLAIN_END
from nutrition.foods.servings import HouseholdMeasure, Serving, serving_near


class PlainFood(NamedTuple):
    """`serving` is what people eat of it at a time; None when the food has no such portion. Amounts
    are per 100 g.

    `how` says in words how the magnesium is known, `contents` what may be in the food that people
    avoid.
    """

    id: int
    title: str
    kind: FoodKind
    rank: int
    mg_per_100g: Decimal
    kcal_per_100g: Decimal | None
    how: str
    contents: frozenset[str]
    serving: Serving | None

    @property
    def is_plain(self) -> bool:
        return self.rank < PLAIN_END


class FoodFacts(NamedTuple):
    """What a source tells about a food; `category` is SR28's code."""

    id: int
    title: str
    name: str
    category: str
    is_brand: bool
    rank: int
    mg_per_100g: Decimal
    kcal_per_100g: Decimal | None
    how: str


def plain_food(told: FoodFacts, measures: Sequence[HouseholdMeasure]) -> PlainFood | None:
    """None when the food is of no kind: nobody eats it as it is called."""
    kind = kind_of(told.category, told.name)
    if kind is None:
        return None
    contents = contents_of(told.category, told.name, is_brand=told.is_brand)
    serving = serving_near(kind.grams, measures)
    return PlainFood(
        told.id,
        told.title,
        kind,
        told.rank,
        told.mg_per_100g,
        told.kcal_per_100g,
        told.how,
        contents,
        serving,
    )
