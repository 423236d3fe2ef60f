"""The foods that gave most of the magnesium of a week. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from nutrition.intake.totals import DatedFood, EatenFood, exact_sum
from nutrition.reports.charts import relative_widths

TOP_SOURCES = 7


@dataclass(frozen=True, slots=True)
class TopSource:
    """A food, what it gave in the week, and the percent of the first one's amount."""

    food_id: int
    name: str
    mg: Decimal
    times: int
    share: float


def top_sources(foods: Iterable[DatedFood]) -> tuple[TopSource, ...]:
    """The foods that gave most, first; those with nothing known to give are not among them."""
    servings: dict[int, list[EatenFood]] = defaultdict(list)
    for food in foods:
        servings[food.food_id].append(food.eaten)
    amounts = [
        (food_id, eaten[0].name, _sum(eaten), len(eaten)) for food_id, eaten in servings.items()
    ]
    ranked = sorted(amounts, key=lambda food: (-food[2], food[1]))
    top = [food for food in ranked if food[2]][:TOP_SOURCES]
    widths = relative_widths([mg for _, _, mg, _ in top])
    return tuple(TopSource(*food, share) for food, share in zip(top, widths, strict=True))


def _sum(eaten: Iterable[EatenFood]) -> Decimal:
    """Of what is known."""
    return exact_sum(amount for food in eaten if (amount := food.amount) is not None)
