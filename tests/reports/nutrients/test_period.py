from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from accounts.ids import new_id
from nutrition.diary.label_amounts.values import DoseLine, DosesAndWater
from nutrition.reports.logged_values import NO_GROUP, LoggedDays, LoggedEntry, LoggedRevision
from nutrition.reports.nutrients.period import WEEK, Period, PeriodIntake, intake_of_period

TODAY = date(2026, 11, 21)
COMPLETE = {TODAY - timedelta(days=ago): DosesAndWater(status="complete") for ago in range(1, 8)}
LAST_WEEK = Period(TODAY - timedelta(days=1), WEEK)


def logged(
    days_ago: int, name: str, grams: str = "100", *, magnesium: str | None = "50", revision: int = 1
) -> tuple[LoggedEntry, LoggedRevision]:
    amounts = {"208": Decimal(100)} | ({} if magnesium is None else {"304": Decimal(magnesium)})
    entry = (TODAY - timedelta(days=days_ago), revision, Decimal(grams))
    return entry, LoggedRevision(revision, name, "", NO_GROUP, True, amounts, None)


def intake_of(
    period: Period,
    *entries: tuple[LoggedEntry, LoggedRevision],
    taken: Mapping[date, DosesAndWater] = COMPLETE,
) -> PeriodIntake:
    foods = {revision_id: food for (_, revision_id, _), food in entries}
    return intake_of_period(period, LoggedDays([entry for entry, _ in entries], foods), taken)


def test_a_day_is_taken_as_it_is_even_when_it_is_not_over() -> None:
    intake = intake_of(Period(TODAY, 1), logged(0, "soup", magnesium=None))

    assert (len(intake.foods), intake.days) == (1, 1)


def test_a_food_eaten_twice_is_one_line_with_all_its_grams() -> None:
    twice = [logged(0, "oats", "30.5"), logged(0, "oats", "40")]

    intake = intake_of(Period(TODAY, 1), *twice)

    assert [food.measure for food in intake.foods] == [Decimal("70.5")]


def test_a_food_whose_values_changed_keeps_both() -> None:
    before_and_after = [logged(2, "kale", revision=1), logged(1, "kale", revision=2)]

    intake = intake_of(LAST_WEEK, *before_and_after)

    assert (len(intake.foods), intake.days) == (2, 2)


def test_a_mean_leaves_out_today_empty_days_and_days_with_much_unknown() -> None:
    entries = [
        logged(0, "today", revision=1),
        logged(1, "known", revision=2),
        logged(2, "known", revision=2),
        logged(3, "known", revision=2),
        logged(3, "soup", magnesium=None, revision=3),
    ]

    intake = intake_of(Period(TODAY, WEEK), *entries)

    assert intake.days == 2
    assert [(food.name, food.measure) for food in intake.foods] == [("known", Decimal(200))]


def test_a_week_without_a_day_that_counts_has_no_foods() -> None:
    intake = intake_of(LAST_WEEK)

    assert (intake.foods, intake.days) == ((), 0)


def test_periods_say_their_days() -> None:
    assert Period(TODAY, 1).title(TODAY) == "Sat 21 November"
    assert Period(TODAY, WEEK).title(TODAY) == "15–21 November"
    assert Period(date(2025, 1, 3), WEEK).title(TODAY) == "28 December 2024 – 3 January 2025"
    assert Period(date(2025, 1, 3), 1).title(TODAY) == "Fri 3 January 2025"


def test_periods_follow_each_other_without_a_gap() -> None:
    week = Period(TODAY, WEEK)

    assert week.previous == week.first - timedelta(days=1)
    assert Period(week.next, WEEK).first == week.last + timedelta(days=1)


def dose(name: str, mg: str | None, quantity: str = "1", **others: str) -> DosesAndWater:
    amounts = {key[1:]: Decimal(amount) for key, amount in others.items()}
    each = None if mg is None else Decimal(mg)
    return DosesAndWater(
        (DoseLine(new_id(), name, "", each, Decimal(quantity), amounts),), status="complete"
    )


def test_supplements_of_the_days_that_count_are_counted_and_no_others() -> None:
    taken = {
        TODAY: dose("today", "900"),  # not over
        TODAY - timedelta(days=1): dose("multi", "100", "2", n401="60"),
        TODAY - timedelta(days=2): dose("multi", "100", n401="60"),
        TODAY - timedelta(days=3): dose("no food that day", "900"),
    }

    intake = intake_of(LAST_WEEK, logged(1, "kale"), logged(2, "kale"), taken=taken)

    assert intake.days == 2
    assert [(label.name, dict(label.amounts)) for label in intake.labels] == [
        ("multi", {"304": 300, "401": 180})
    ]


def test_a_day_of_supplements_alone_is_not_empty() -> None:
    intake = intake_of(Period(TODAY, 1), taken={TODAY: dose("multi", None, n401="60")})

    assert not intake.is_empty
    assert [dict(label.amounts) for label in intake.labels] == [{"401": 60}]
