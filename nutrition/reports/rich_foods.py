"""The foods with the most magnesium, by usual serving, by weight or by energy. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from nutrition.foods.basis import exact_amount
from nutrition.foods.keys import FoodKey
from nutrition.foods.plain_food import PlainFood

By = Literal["portion", "100g", "100kcal"]
WAYS: dict[By, str] = {"portion": "Per portion", "100g": "Per 100 g", "100kcal": "Per 100 kcal"}
# A smaller energy is a rounded figure, and a ratio to it means nothing.
LEAST_KCAL = 5


@dataclass(frozen=True, slots=True)
class RichFood:
    """Amounts in mg. `per_portion` is None without a usual serving, `per_100kcal` if the energy is
    unknown or below LEAST_KCAL.
    """

    food: PlainFood
    per_portion: Decimal | None
    per_100kcal: Decimal | None

    def amount(self, by: By) -> Decimal | None:
        if by == "100g":
            return self.food.mg_per_100g
        return self.per_portion if by == "portion" else self.per_100kcal


def rank_rich_foods(
    foods: Iterable[PlainFood],
    by: By,
    *,
    group: str = "",
    refused: Collection[str] = (),
    without: Collection[FoodKey] = (),
) -> list[RichFood]:
    """Plain foods before brands, then the largest amount first; only foods with such an amount.

    Of foods that differ only in salt (same group, first word and values) only the plainest is
    listed. `refused` are contents, `without` ids of foods.
    """
    rows: dict[tuple[object, ...], RichFood] = {}
    for food in foods:
        if (
            (not group or food.kind.group == group)
            and food.id not in without
            and food.contents.isdisjoint(refused)
        ):
            same = (
                food.kind.group,
                food.title.partition(" ")[0].strip(","),
                food.mg_per_100g,
                food.kcal_per_100g,
            )
            rows.setdefault(same, rich_food(food))
    measured = [(amount, row) for row in rows.values() if (amount := row.amount(by)) is not None]
    measured.sort(
        key=lambda item: (not item[1].food.is_plain, -item[0], item[1].food.rank, item[1].food.id)
    )
    return [row for _, row in measured]


def rich_food(food: PlainFood) -> RichFood:
    kcal, grams = food.kcal_per_100g, food.serving and food.serving.grams
    return RichFood(
        food,
        per_portion=None if grams is None else exact_amount(grams, food.mg_per_100g),
        per_100kcal=food.mg_per_100g * 100 / kcal
        if kcal is not None and kcal >= LEAST_KCAL
        else None,
    )
