"""The diary day around every clock change of every time zone from 2020 to 2030."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from accounts.day_boundary import DiaryDay, diary_day
from accounts.models import DAY_STARTS
from tests.transitions import transitions

BERLIN = ZoneInfo("Europe/Berlin")
# From an instant at which clocks change to each hour at which somebody's day may begin, and the
# second before it.
AROUND = [timedelta(minutes=minutes) for minutes in range(-360, 361, 45)] + [timedelta(seconds=-1)]
SECOND = timedelta(seconds=1)
# Three stations of Antarctica, and islands that put their clocks back at 03:45.
PUT_BACK_FAR = {
    "Antarctica/Casey",
    "Antarctica/Troll",
    "Antarctica/Vostok",
    "Pacific/Chatham",
    "NZ-CHAT",
}


@pytest.mark.parametrize(
    ("local", "starts_at", "expected"),
    [
        ("2026-11-21 00:00", 0, DiaryDay(date(2026, 11, 21), 0)),
        ("2026-11-21 23:59", 0, DiaryDay(date(2026, 11, 21), 23)),
        ("2026-11-21 01:30", 4, DiaryDay(date(2026, 11, 20), 25)),
        ("2026-11-21 03:59", 4, DiaryDay(date(2026, 11, 20), 27)),
        ("2026-11-21 04:00", 4, DiaryDay(date(2026, 11, 21), 4)),
        ("2026-03-01 01:30", 4, DiaryDay(date(2026, 2, 28), 25)),
        ("2026-01-01 05:59", 6, DiaryDay(date(2025, 12, 31), 29)),
        # The clocks go forward at 02:00 and back at 03:00: the day begins when they say 04:00.
        ("2026-03-29 03:30", 4, DiaryDay(date(2026, 3, 28), 27)),
        ("2026-03-29 04:00", 4, DiaryDay(date(2026, 3, 29), 4)),
        ("2026-10-25 02:30", 4, DiaryDay(date(2026, 10, 24), 26)),
        ("2026-10-25 03:30", 4, DiaryDay(date(2026, 10, 24), 27)),
        ("2026-10-25 04:00", 4, DiaryDay(date(2026, 10, 25), 4)),
    ],
)
def test_day_begins_at_its_hour_of_the_wall_clock(
    local: str, starts_at: int, expected: DiaryDay
) -> None:
    assert diary_day(datetime.fromisoformat(local).replace(tzinfo=BERLIN), starts_at) == expected


def test_transitions_of_all_zones_are_covered() -> None:
    zones = {transition.zone for transition in transitions()}

    assert len(available_timezones()) > 400
    assert len(zones) > 150
    assert len(transitions()) > 3_000


def test_day_is_that_of_the_wall_clock_around_every_transition() -> None:
    walls = {
        (at + distance).astimezone(ZoneInfo(zone))
        for zone, at in transitions()
        for distance in AROUND
    }
    walls = {local.replace(tzinfo=None) for local in walls}

    for wall in walls:
        for starts_at in DAY_STARTS:
            day, hour = diary_day(wall, starts_at)

            assert day == (wall - timedelta(hours=starts_at)).date(), (wall, starts_at)
            assert starts_at <= hour < starts_at + 24
            assert wall.replace(minute=0, second=0) == datetime(
                day.year, day.month, day.day
            ) + timedelta(hours=hour)


def test_a_day_never_returns_after_the_next_one_has_begun() -> None:
    """But where a clock is put back over the hour at which a day begins: it begins twice."""
    back = set()
    for zone, at in transitions():
        for starts_at in DAY_STARTS:
            before, after = (
                diary_day(instant.astimezone(ZoneInfo(zone)), starts_at)
                for instant in (at - SECOND, at)
            )
            if after.date < before.date:
                back.add((zone, starts_at))

    assert {starts_at for _, starts_at in back} <= {1, 2, 3}  # never at midnight, never at 04:00
    assert {zone for zone, _ in back} <= PUT_BACK_FAR
