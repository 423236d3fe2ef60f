"""How much a person's own days differ: the basis of every 95 % interval of a mean.

It comes from the last 90 days that count, among the last 120 that were marked complete.
"""

from collections.abc import Mapping
from datetime import date

from accounts.models import User
from nutrition.diary.label_amounts.queries import doses_and_water_between
from nutrition.diary.label_amounts.values import DosesAndWater
from nutrition.diary.sums import sums_of_complete_days
from nutrition.intake.averages import MAX_OWN_DAYS, MIN_OWN_DAYS, OwnSpread, own_spread
from nutrition.intake.references import MAGNESIUM
from nutrition.reports.trends.days import counted_amount
from nutrition.reports.trends.totals import DayTotal, total_of_sum

SPARE_DAYS = 30
MOST_COMPLETE_DAYS = MAX_OWN_DAYS + SPARE_DAYS


def spread_of(
    totals: Mapping[date, DayTotal], taken: Mapping[date, DosesAndWater], number: str
) -> OwnSpread | None:
    """Both by day: of the last complete days and of any others. None if too few days count."""
    complete = sorted(on for on, of_day in taken.items() if of_day.status == "complete")
    amounts = {
        on: counted_amount(totals.get(on), taken[on], number)
        for on in complete[-MOST_COMPLETE_DAYS:]
    }
    return own_spread((on, amount) for on, amount in amounts.items() if amount is not None)


def own_spread_of(user: User, today: date) -> OwnSpread | None:
    """The spread of magnesium. One query, and another if there are enough days."""
    sums = sums_of_complete_days(user, until=today, most=MOST_COMPLETE_DAYS)
    if len(sums) < MIN_OWN_DAYS:
        return None
    totals = {on: total_of_sum(of_day) for on, of_day in sums.items()}
    return spread_of(totals, doses_and_water_between(user, min(sums), today), MAGNESIUM)
