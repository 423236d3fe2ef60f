"""The day or the seven days of the nutrients page, and the intake that counts. Pure."""

from calendar import day_abbr, month_name
from collections import defaultdict
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from nutrition.diary.label_amounts.values import NO_DOSES_OR_WATER, DosesAndWater
from nutrition.foods.keys import FoodKey
from nutrition.intake.assessment import counts_in_averages
from nutrition.intake.day_status import day_status
from nutrition.intake.labels import LabelNutrients, merge_labels
from nutrition.intake.nutrients import FoodNutrients
from nutrition.intake.references import MAGNESIUM
from nutrition.intake.totals import exact_sum
from nutrition.reports.logged_values import LoggedDays, logged_values
from nutrition.reports.trends.totals import DayTotal, totals_by_day
from nutrition.reports.weeks import date_range_title

WEEK = 7


@dataclass(frozen=True, slots=True)
class Period:
    """The `days` days up to and including `last`: one, or seven for their mean."""

    last: date
    days: int

    @property
    def first(self) -> date:
        return self.last - timedelta(days=self.days - 1)

    @property
    def dates(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=n) for n in range(self.days))

    @property
    def is_mean(self) -> bool:
        return self.days > 1

    def title(self, today: date) -> str:
        """ "Sat 21 November", "15–21 November"; with the year if it is not the current one."""
        if self.is_mean:
            return date_range_title(self.first, self.last, today)
        day = f"{day_abbr[self.last.weekday()]} {self.last.day} {month_name[self.last.month]}"
        return day if self.last.year == today.year else f"{day} {self.last.year}"

    @property
    def previous(self) -> date:
        return self.last - timedelta(days=self.days)

    @property
    def next(self) -> date:
        return self.last + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class PeriodIntake:
    """The foods and label amounts of the days that count, how many days these are, and which.

    `dates` is empty if only the number of days is known.
    """

    foods: tuple[FoodNutrients, ...]
    days: int
    labels: tuple[LabelNutrients, ...] = ()
    dates: tuple[date, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.foods and not self.labels


def intake_of_period(
    period: Period, logged: LoggedDays, taken: Mapping[date, DosesAndWater]
) -> PeriodIntake:
    """A single day as it is; of several days only those that enter averages (R3).

    `logged` and `taken` may also hold other days.
    """
    dates: tuple[date, ...] = (period.last,)
    if period.is_mean:
        totals = totals_by_day(logged.entries, logged_values(logged.foods, MAGNESIUM))
        dates = tuple(
            on
            for on in period.dates
            if _day_counts(totals.get(on), taken.get(on, NO_DOSES_OR_WATER))
        )
    return PeriodIntake(
        foods=_merge_by_revision(logged, frozenset(dates)),
        days=len(dates),
        labels=merge_labels(
            label for on in dates for label in taken.get(on, NO_DOSES_OR_WATER).labels
        ),
        dates=dates,
    )


def _day_counts(food: DayTotal | None, taken: DosesAndWater) -> bool:
    if food is None:
        return False
    status = day_status(taken.status, is_logged=True)
    return counts_in_averages(status, is_covered=food.total.is_covered)


def _merge_by_revision(logged: LoggedDays, dates: Container[date]) -> tuple[FoodNutrients, ...]:
    """Each revision of those days once, with all that was eaten of it."""
    eaten: dict[FoodKey, list[Decimal]] = defaultdict(list)
    for eaten_on, revision_id, measure in logged.entries:
        if eaten_on in dates:
            eaten[revision_id].append(measure)
    return tuple(
        logged.foods[revision_id].nutrients(exact_sum(measures), len(measures))
        for revision_id, measures in eaten.items()
    )
