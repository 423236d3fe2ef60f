"""What the nutrients page reads: two queries, however much was logged."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from accounts.models import User
from nutrition.diary.models import Entry
from nutrition.foods.models import NutrientAmount
from nutrition.intake.nutrients import FoodNutrients, all_source_numbers
from nutrition.reports.nutrients.period import Logged


def foods_with_nutrients(user: User, first: date, last: date) -> list[Logged]:
    """The entries of those days, each with the amounts of the revision it points at."""
    entries = list(
        Entry.objects.of(user)
        .filter(eaten_on__range=(first, last))
        .order_by("eaten_on", "meal", "logged_at", "id")
        .values_list(
            "eaten_on",
            "grams",
            "revision_id",
            "revision__magnesium_at_most",
            "revision__food_id",
            "revision__food__short_name",
            "revision__food__name",
        )
    )
    amounts = _amounts({revision_id for _, _, revision_id, *_ in entries})
    return [
        Logged(
            eaten_on,
            revision_id,
            FoodNutrients(
                food_id, short_name or name, grams, amounts[revision_id], magnesium_at_most=at_most
            ),
        )
        for eaten_on, grams, revision_id, at_most, food_id, short_name, name in entries
    ]


def _amounts(revisions: set[int]) -> dict[int, dict[str, Decimal]]:
    """What is known about 100 g of each revision, by nutrient number."""
    amounts: dict[int, dict[str, Decimal]] = defaultdict(dict)
    rows = NutrientAmount.objects.filter(
        revision__in=revisions, nutrient__number__in=all_source_numbers()
    )
    for revision_id, number, amount in rows.values_list(
        "revision_id", "nutrient__number", "amount"
    ):
        amounts[revision_id][number] = amount
    return amounts
