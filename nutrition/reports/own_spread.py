"""How much a person's own days differ: the basis of every 95 % interval of a mean.

It comes from the last 90 days that count, among the last 120 that were marked complete.
"""

from collections.abc import Iterable
from datetime import date

from accounts.life_stage import Person
from accounts.models import User
from nutrition.diary.label_amounts.queries import doses_and_water_between
from nutrition.intake.averages import MAX_OWN_DAYS, MIN_OWN_DAYS, OwnSpread, own_spread
from nutrition.intake.nutrients import page_nutrients
from nutrition.reports.logged import last_complete_days, logged_on
from nutrition.reports.logged_values import logged_values, numbers_of_values
from nutrition.reports.trends.days import TrendDay, trend_days
from nutrition.reports.trends.totals import totals_by_day

SPARE_DAYS = 30


def dates_for_own_spread(user: User, today: date) -> list[date]:
    """The days to read; empty if they are too few for a spread of the person's own. One query."""
    dates = last_complete_days(user, today, MAX_OWN_DAYS + SPARE_DAYS)
    return dates if len(dates) >= MIN_OWN_DAYS else []


def spread_of(days: Iterable[TrendDay]) -> OwnSpread | None:
    return own_spread((day.on, day.amount) for day in days if day.counts and day.amount is not None)


def own_spread_of(user: User, *, person: Person, today: date) -> OwnSpread | None:
    """The spread of magnesium. One query, and three more if there are enough days."""
    dates, magnesium = dates_for_own_spread(user, today), page_nutrients()[0]
    if not dates:
        return None
    logged = logged_on(user, dates, numbers_of_values(magnesium.number))
    return spread_of(
        trend_days(
            dates,
            totals_by_day(logged.entries, logged_values(logged.foods, magnesium.number)),
            nutrient=magnesium,
            person=person,
            today=today,
            taken=doses_and_water_between(user, min(dates), max(dates)),
        )
    )
