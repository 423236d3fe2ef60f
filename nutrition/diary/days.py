"""Which days a diary covers. Pure."""

from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
FIRST_DAY = date(2000, 1, 1)
# How far ahead meals can be planned.
PLANNING_PERIOD = timedelta(days=366)


def is_diary_day(on: date, today: date) -> bool:
    return FIRST_DAY <= on <= today + PLANNING_PERIOD


OUTSIDE_DIARY = "A diary goes from 1 January 2000 to a year from now."
DAY_NOT_HERE = "This day has not come yet. It can be planned now and completed once it is here."
