"""What reports read from the diary, as plain values."""

from datetime import date

from accounts.models import User
from nutrition.diary.models import Entry
from nutrition.intake.totals import Eaten
from nutrition.reports.summary import LoggedFood


def foods_logged(user: User, first: date, last: date) -> list[LoggedFood]:
    """The person's entries from the first to the last day, in no order: so an index alone answers (one query)."""
    rows = (
        Entry.objects.of(user)
        .filter(eaten_on__range=(first, last))
        .with_amounts()
        .values_list(
            "eaten_on", "grams", "revision__food_id", "revision__food__short_name", "revision__food__name",
            "mg_per_100g", "kcal_per_100g",
        )
    )  # fmt: skip
    return [
        LoggedFood(eaten_on, food_id, Eaten(short_name or name, grams, mg_per_100g, kcal_per_100g))
        for eaten_on, grams, food_id, short_name, name, mg_per_100g, kcal_per_100g in rows
    ]
