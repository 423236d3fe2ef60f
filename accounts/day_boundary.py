"""When a person's day ends: at midnight, or some hours later for those who eat late. Pure.

It goes by the clock on the wall, not by elapsed hours: on a night when the clocks change, a day
that begins at 04:00 still begins when the clock shows 04:00.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple


class DiaryDay(NamedTuple):
    """A date of the diary and the hour of it. Hours count on past midnight: 01:30 of a day that
    ends at 04:00 is in hour 25.
    """

    date: date
    hour: int


def diary_day(local_time: datetime, starts_at: int) -> DiaryDay:
    """The diary day of a local time if days begin at the hour `starts_at` (0-6)."""
    if local_time.hour < starts_at:
        return DiaryDay(local_time.date() - timedelta(days=1), local_time.hour + 24)
    return DiaryDay(local_time.date(), local_time.hour)
