"""The total of each day of a chart, and of the days from which the person's own spread comes.

The database adds up magnesium. Other nutrients are added up here, because the values of a food are
one column of the database: SQL would have to open it once for each entry.
"""

from datetime import date

from accounts.models import User
from nutrition.diary.sums import sums_with_complete_days
from nutrition.intake.references import MAGNESIUM
from nutrition.reports.logged import last_complete_days, logged_between
from nutrition.reports.logged_values import logged_values, numbers_of_values
from nutrition.reports.own_spread import MOST_COMPLETE_DAYS
from nutrition.reports.trends.totals import DayTotal, total_of_sum, totals_by_day


def totals_between(user: User, first: date, last: date, number: str) -> dict[date, DayTotal]:
    """From `first` to `last`, with the names of foods without a value. Two queries."""
    logged = logged_between(user, first, last, numbers_of_values(number))
    return totals_by_day(logged.entries, logged_values(logged.foods, number))


def totals_with_complete_days(
    user: User, first: date, last: date, number: str, today: date
) -> dict[date, DayTotal]:
    """From `first` to `last`, and of the last complete days. One query; three if not magnesium."""
    if number == MAGNESIUM:
        sums = sums_with_complete_days(user, first, last, until=today, most=MOST_COMPLETE_DAYS)
        return {on: total_of_sum(of_day) for on, of_day in sums.items()}
    complete = last_complete_days(user, today, MOST_COMPLETE_DAYS)
    also = [on for on in complete if not first <= on <= last]
    logged = logged_between(user, first, last, numbers_of_values(number), also=also)
    return totals_by_day(logged.entries, logged_values(logged.foods, number))
