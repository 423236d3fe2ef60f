"""The days a diary has. Pure."""

from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
FIRST_DAY = date(2000, 1, 1)
# A year of planning ahead.
AHEAD = timedelta(days=366)


def is_diary_day(on: date, today: date) -> bool:
    return FIRST_DAY <= on <= today + AHEAD


OUTSIDE = "A diary goes from 1 January 2000 to a year from now."
TO_COME = "This day has not come yet. It can be planned now and completed once it is here."
