"""When a day ends for somebody: at midnight, or some hours later for those who eat late. Pure.

It goes by the clock on the wall, not by hours that have passed: in a night in which the clocks
change, a day that begins at 04:00 still begins when the clock says 04:00.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple


class DiaryDay(NamedTuple):
    """`hour` counts on after midnight: 01:30 of a day that ends at 04:00 is in hour 25."""

    date: date
    hour: int


def diary_day(local: datetime, starts_at: int) -> DiaryDay:
    """The day at that local time of somebody whose days begin at the hour `starts_at` (0-6)."""
    if local.hour < starts_at:
        return DiaryDay(local.date() - timedelta(days=1), local.hour + 24)
    return DiaryDay(local.date(), local.hour)
