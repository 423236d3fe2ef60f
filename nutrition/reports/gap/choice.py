"""Chooses foods to suggest when magnesium is missing, and a serving of each. Pure.

Foods that the person ate lately come first, then foods of the groups that the person eats, then
others; one of each group, so that nobody gets five kinds of seeds. A serving gives at least a
twentieth of the target and never more than all of it. A food counts only if it has at least as much
magnesium for its energy as the whole day needs: the target in 2,000 kcal, the reference energy of
nutrition labels (21 CFR 101.9(c)(9)).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

from nutrition.diary.amounts import Pick, write_pick
from nutrition.foods.basis import HUNDRED_GRAMS, amount_in
from nutrition.foods.keys import FoodKey
from nutrition.foods.plain_food import PlainFood
from nutrition.foods.servings import Serving
from nutrition.intake.words import whole_mg

MOST_SUGGESTIONS = 5
MOST_OWN = 3
LEAST_SHARE = Decimal("0.05")
KCAL_OF_A_DAY = 2000
# New foods must be ones that most people know: of a popularity above 75 (of 100) in names.csv.
WELL_KNOWN = 250


@dataclass(frozen=True, slots=True)
class GapCandidate:
    """A food that may be suggested, with its servings, the best first; amounts are those of its
    `basis` (see EatenFood).

    `times` counts how often it was eaten lately; 0 for a new food.
    """

    food_id: FoodKey
    title: str
    group: str
    servings: tuple[Serving, ...]
    mg_per_basis: Decimal
    kcal_per_basis: Decimal | None
    times: int = 0
    rank: int = 0
    basis: Decimal | None = HUNDRED_GRAMS


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`mg` is exactly what logging the serving adds to the day. `kcal` is None if unknown."""

    food_id: FoodKey
    title: str
    group: str
    serving: Serving
    mg: Decimal
    kcal: Decimal | None
    times: int
    rank: int

    @property
    def details(self) -> str:
        """ "1 oz (28.35 g) · 164 kcal · eaten lately"."""
        kcal = "" if self.kcal is None else f"{whole_mg(self.kcal)} kcal"
        lately = "eaten lately" if self.times else ""
        return " · ".join(filter(None, (self.serving.words, kcal, lately)))

    @property
    def pick(self) -> str:
        """The food and amount as a form sends them; without a portion the quantity is in grams."""
        portion_id, quantity = self.serving.portion_id, self.serving.quantity
        return write_pick(Pick(self.food_id, portion_id, quantity))


class UsualServing(NamedTuple):
    """How often a food was eaten lately, and how much of it the last time."""

    times: int
    serving: Serving


def shared_candidates(
    foods: Iterable[PlainFood],
    *,
    refused: frozenset[str],
    never: Collection[FoodKey],
    usual: Mapping[FoodKey, UsualServing],
) -> Iterator[GapCandidate]:
    """The shared foods that may be suggested to a person with these habits.

    `refused` are contents that the person avoids, `never` ids of foods; `usual` is by food id.
    """
    for food in foods:
        habit = usual.get(food.id)
        if food.kind.offer == "never" or food.id in never or not food.contents.isdisjoint(refused):
            continue
        if habit or (food.kind.offer == "all" and food.rank < WELL_KNOWN):
            servings = (
                *((habit.serving,) if habit else ()),
                *((food.serving,) if food.serving else ()),
            )
            yield GapCandidate(
                food.id,
                food.title,
                food.kind.group,
                servings,
                food.mg_per_100g,
                food.kcal_per_100g,
                habit.times if habit else 0,
                food.rank,
            )


def choose_suggestions(
    candidates: Iterable[GapCandidate],
    *,
    missing_mg: Decimal,
    target_mg: Decimal,
    groups_eaten: Collection[str],
) -> tuple[Suggestion, ...]:
    """At most five suggestions; none if nothing is missing."""
    if missing_mg <= 0:
        return ()
    possible = [
        found for candidate in candidates if (found := _suggestion_of(candidate, target_mg))
    ]

    def order(food: Suggestion) -> tuple[object, ...]:
        # A serving with more than is missing is no better than one that closes the gap.
        is_own = isinstance(food.food_id, UUID)  # numbers and UUIDs cannot be compared
        return -min(food.mg, missing_mg), -food.times, food.rank, is_own, food.food_id

    own = sorted((food for food in possible if food.times), key=order)
    others = sorted(
        (food for food in possible if not food.times),
        key=lambda food: (food.group not in groups_eaten, order(food)),
    )
    first = _one_per_group(own, taken=(), most=MOST_OWN)
    rest = _one_per_group(
        others, taken={food.group for food in first}, most=MOST_SUGGESTIONS - len(first)
    )
    return (*first, *rest)


def _suggestion_of(food: GapCandidate, target_mg: Decimal) -> Suggestion | None:
    mg_per_basis, kcal_per_basis = food.mg_per_basis, food.kcal_per_basis
    if kcal_per_basis is not None and mg_per_basis * KCAL_OF_A_DAY < target_mg * kcal_per_basis:
        return None
    for serving in food.servings:
        mg = amount_in(serving.measure, mg_per_basis, food.basis)
        if target_mg * LEAST_SHARE <= mg <= target_mg:
            kcal = (
                None
                if kcal_per_basis is None
                else amount_in(serving.measure, kcal_per_basis, food.basis)
            )
            return Suggestion(
                food.food_id, food.title, food.group, serving, mg, kcal, food.times, food.rank
            )
    return None


def _one_per_group(
    foods: Sequence[Suggestion], *, taken: Collection[str], most: int
) -> tuple[Suggestion, ...]:
    chosen: dict[str, Suggestion] = {}
    for food in foods:
        if food.group not in taken and len(chosen) < most:
            chosen.setdefault(food.group, food)
    return tuple(chosen.values())


def plain_name(title: str) -> str:
    """The name of a food without its preparation: "spinach" for "Spinach, boiled"."""
    return title.partition(",")[0].casefold()


def serving_in_grams(grams: Decimal, words: str) -> Serving:
    """A serving by weight, without a portion of the food."""
    return Serving(None, Fraction(grams), grams, words)
