from datetime import date, timedelta

import pytest

from accounts.actions import LifeStageStart, OverlappingPeriod, save_period, save_profile
from accounts.models import LifeStagePeriod, User

TODAY = date(2026, 11, 22)
MAY_3 = date(2026, 5, 3)


def answer(user: User, kind: str | None, first_day: date = TODAY) -> None:
    save_profile(
        user=user,
        sex="F",
        birth_date=None,
        time_zone="UTC",
        life_stage=LifeStageStart(kind, first_day),
        today=TODAY,
    )


def periods(user: User) -> list[tuple[str, date, date | None]]:
    rows = LifeStagePeriod.objects.filter(user=user).order_by("starts_on")
    return [(row.kind, row.starts_on, row.ends_on) for row in rows]


def test_life_stage_start_begins_an_open_period(alice: User) -> None:
    answer(alice, "pregnant", MAY_3)

    assert periods(alice) == [("pregnant", MAY_3, None)]


def test_a_new_life_stage_ends_the_previous_one_the_day_before(alice: User) -> None:
    answer(alice, "pregnant", MAY_3)

    answer(alice, "lactating")

    assert periods(alice) == [
        ("pregnant", MAY_3, TODAY - timedelta(days=1)),
        ("lactating", TODAY, None),
    ]


def test_neither_ends_the_current_period_yesterday(alice: User) -> None:
    answer(alice, "pregnant", MAY_3)

    answer(alice, None)

    assert periods(alice) == [("pregnant", MAY_3, TODAY - timedelta(days=1))]


def test_period_cancelled_on_its_first_day_is_deleted(alice: User) -> None:
    answer(alice, "pregnant")

    answer(alice, None)

    assert periods(alice) == []


def test_a_new_first_day_moves_the_period_and_keeps_its_end(alice: User) -> None:
    save_period(user=alice, kind="pregnant", starts_on=MAY_3, ends_on=date(2027, 1, 1))

    answer(alice, "pregnant", date(2026, 4, 1))

    assert periods(alice) == [("pregnant", date(2026, 4, 1), date(2027, 1, 1))]


def test_a_life_stage_before_the_current_one_changes_nothing(
    alice: User,
) -> None:
    answer(alice, "pregnant", MAY_3)

    with pytest.raises(OverlappingPeriod):
        answer(alice, "lactating", date(2026, 1, 1))

    assert periods(alice) == [("pregnant", MAY_3, None)]


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (MAY_3, None),
        (date(2026, 1, 1), None),
        (date(2026, 1, 1), MAY_3),
        (date(2026, 6, 1), date(2026, 6, 2)),
    ],
)
def test_periods_of_one_kind_share_no_day(
    alice: User, starts_on: date, ends_on: date | None
) -> None:
    save_period(user=alice, kind="pregnant", starts_on=MAY_3, ends_on=date(2026, 6, 1))

    with pytest.raises(OverlappingPeriod):
        save_period(user=alice, kind="pregnant", starts_on=starts_on, ends_on=ends_on)


def test_adjacent_periods_of_a_kind_and_overlaps_of_two_kinds_are_allowed(
    alice: User, bob: User
) -> None:
    save_period(user=alice, kind="pregnant", starts_on=MAY_3, ends_on=date(2026, 6, 1))

    save_period(user=alice, kind="pregnant", starts_on=date(2026, 6, 2), ends_on=None)
    save_period(user=alice, kind="lactating", starts_on=MAY_3, ends_on=None)
    save_period(user=bob, kind="pregnant", starts_on=MAY_3, ends_on=None)

    assert len(periods(alice)) == 3


def test_a_changed_period_does_not_overlap_itself(alice: User) -> None:
    save_period(user=alice, kind="pregnant", starts_on=MAY_3, ends_on=None)
    period = LifeStagePeriod.objects.get(user=alice)

    save_period(user=alice, kind="pregnant", starts_on=MAY_3, ends_on=TODAY, period=period)

    assert periods(alice) == [("pregnant", MAY_3, TODAY)]
