"""A food that can be suggested where magnesium is missing. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from nutrition.foods.contents import contents_of
from nutrition.foods.kinds import FoodKind, kind_of
from nutrition.foods.names import PLAIN_END
from nutrition.foods.servings import HouseholdMeasure, Serving, serving_near


class PlainFood(NamedTuple):
    """A food of a known kind, with amounts per 100 g.

    `quality` says in words how its magnesium is known, `contents` what may be in it that people
    avoid. `serving` is a usual amount; None when no household measure comes near one.
    """

    id: int
    title: str
    kind: FoodKind
    rank: int
    mg_per_100g: Decimal
    kcal_per_100g: Decimal | None
    quality: str
    contents: frozenset[str]
    serving: Serving | None

    @property
    def is_plain(self) -> bool:
        return self.rank < PLAIN_END


class FoodFacts(NamedTuple):
    """A food as the food table describes it; `category` is SR28's code."""

    id: int
    title: str
    name: str
    category: str
    is_brand: bool
    rank: int
    mg_per_100g: Decimal
    kcal_per_100g: Decimal | None
    quality: str


def plain_food(facts: FoodFacts, measures: Sequence[HouseholdMeasure]) -> PlainFood | None:
    """The food if it is of a known kind, else None: nobody eats it as it is."""
    kind = kind_of(facts.category, facts.name)
    if kind is None:
        return None
    return PlainFood(
        facts.id,
        facts.title,
        kind,
        facts.rank,
        facts.mg_per_100g,
        facts.kcal_per_100g,
        facts.quality,
        contents_of(facts.category, facts.name, is_brand=facts.is_brand),
        serving_near(kind.grams, measures),
    )
