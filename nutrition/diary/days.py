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


class DayConverter:
    """A date in an address, such as /diary/2026-11-21/; a day of no calendar is no address."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()
