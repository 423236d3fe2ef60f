"""The total of each day of a chart, and of the days from which the person's own spread comes.

The database adds up magnesium. Other nutrients are added up here, because the values of a food are
one column of the database: SQL would have to open it once for each entry.
"""

from collections.abc import Sequence
from datetime import date

from accounts.models import User
from nutrition.diary.sums import sums_between, sums_on
from nutrition.intake.references import MAGNESIUM
from nutrition.reports.logged import logged_between, logged_on
from nutrition.reports.logged_values import LoggedDays, logged_values, numbers_of_values
from nutrition.reports.trends.totals import DayTotal, total_of_sum, totals_by_day


def totals_with_names(user: User, first: date, last: date, number: str) -> dict[date, DayTotal]:
    """From `first` to `last`, with the names of foods without a value. Two queries."""
    return _added_up(logged_between(user, first, last, numbers_of_values(number)), number)


def totals_between(user: User, first: date, last: date, number: str) -> dict[date, DayTotal]:
    """From `first` to `last`. One query of magnesium, two of others."""
    if number != MAGNESIUM:
        return totals_with_names(user, first, last, number)
    sums = sums_between(user, first, last)
    return {on: total_of_sum(of_day) for on, of_day in sums.items()}


def totals_on(user: User, days: Sequence[date], number: str) -> dict[date, DayTotal]:
    """The same of these days."""
    if number != MAGNESIUM:
        return _added_up(logged_on(user, days, numbers_of_values(number)), number)
    return {on: total_of_sum(of_day) for on, of_day in sums_on(user, days).items()}


def _added_up(logged: LoggedDays, number: str) -> dict[date, DayTotal]:
    return totals_by_day(logged.entries, logged_values(logged.foods, number))
