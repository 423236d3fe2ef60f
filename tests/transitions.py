"""Every change of every clock from 2020 to 2030, by the machine's time zone data."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

FIRST, END = datetime(2020, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
# No zone changes its clock twice within a week and back again.
STEP = timedelta(days=7)


class Transition(NamedTuple):
    """The first instant (UTC) of a new offset, to the second."""

    zone: str
    at: datetime


@cache
def transitions() -> list[Transition]:
    return [
        Transition(zone, at)
        for zone in sorted(available_timezones())
        for at in _of_zone(ZoneInfo(zone))
    ]


def _of_zone(zone: ZoneInfo) -> Iterator[datetime]:
    early, offset = FIRST, FIRST.astimezone(zone).utcoffset()
    while early < END:
        late = early + STEP
        late_offset = late.astimezone(zone).utcoffset()
        if late_offset != offset:
            yield _first_with_another_offset(zone, early, late)
        early, offset = late, late_offset


def _first_with_another_offset(zone: ZoneInfo, early: datetime, late: datetime) -> datetime:
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late
