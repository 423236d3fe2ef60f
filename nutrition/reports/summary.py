"""The report of a week for other programs: each day in full, and the average. Pure.

Pages draw weeks with nutrition.reports.trends, like any other span.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.life_stage import Person
from nutrition.diary.label_amounts.values import NO_DOSES_OR_WATER, DosesAndWater
from nutrition.diary.sums import NOTHING_EATEN, DaySum
from nutrition.intake.assessment import DayAssessment, assess_total
from nutrition.intake.averages import (
    OwnSpread,
    average_of,
    ci95_half_width,
    day_to_day_cv,
    mean_if_all_known,
    mean_of,
)
from nutrition.intake.day_status import day_status
from nutrition.intake.interpretation import MeanInterpretation, interpret_mean
from nutrition.intake.references import MAGNESIUM, UlRegion, reference_of
from nutrition.reports.weeks import Week


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A day of the week. Without anything logged its magnesium is no data (None), not 0."""

    on: date
    today: date
    entries: int
    magnesium: DayAssessment

    @property
    def is_today(self) -> bool:
        return self.on == self.today

    @property
    def is_over(self) -> bool:
        return self.on < self.today

    @property
    def is_full(self) -> bool:
        """Marked complete, with something logged; days to come are planned (6.7)."""
        return self.magnesium.status == "complete" and self.on <= self.today

    @property
    def counts(self) -> bool:
        return self.magnesium.counts and self.on <= self.today

    @property
    def is_logged(self) -> bool:
        return self.magnesium.status != "empty"

    @property
    def unknown(self) -> int:
        """How many entries have no magnesium value."""
        return self.magnesium.unknown_entries

    @property
    def food_mg(self) -> Decimal | None:
        """The magnesium that is not from supplements: food and water."""
        total_mg = self.magnesium.total_mg
        return None if total_mg is None else total_mg - self.magnesium.supplement_mg


@dataclass(frozen=True, slots=True)
class WeekAverage:
    """Means in mg over the `days` that count; `either_way_mg` is half of the 95 % interval of the
    usual amount.

    `at_most_mg` is the mean with unknown foods at their upper bounds; None without a bound. `read`
    is the interpretation of the mean.
    """

    days: int
    mg: Decimal
    at_most_mg: Decimal | None
    food_mg: Decimal
    supplement_mg: Decimal
    unknown: int
    entries: int
    either_way_mg: Decimal | None
    read: MeanInterpretation


@dataclass(frozen=True, slots=True)
class WeekReport:
    week: Week
    days: tuple[WeekDay, ...]
    average: WeekAverage | None

    @property
    def days_logged(self) -> int:
        return days_logged(self.days)


def summarise(
    week: Week,
    sums: Mapping[date, DaySum],
    *,
    taken: Mapping[date, DosesAndWater],
    person: Person,
    today: date,
    ul_region: UlRegion = "US",
    own: OwnSpread | None = None,
) -> WeekReport:
    """The report of one week; `sums` of what was eaten, `taken` its doses and waters, by day.

    `own` is how much the person's days differ.
    """
    days = week_days(week.days, sums, taken=taken, person=person, today=today, ul_region=ul_region)
    return WeekReport(week, days, average_days(days, person, own))


def week_days(
    dates: Iterable[date],
    sums: Mapping[date, DaySum],
    *,
    taken: Mapping[date, DosesAndWater],
    person: Person,
    today: date,
    ul_region: UlRegion = "US",
) -> tuple[WeekDay, ...]:
    """The days in the order of `dates`."""
    return tuple(
        _day(
            on,
            sums.get(on, NOTHING_EATEN),
            taken.get(on, NO_DOSES_OR_WATER),
            person,
            today,
            ul_region,
        )
        for on in dates
    )


def days_logged(days: Iterable[WeekDay]) -> int:
    return sum(day.is_logged and (day.is_over or day.is_today) for day in days)


def days_so_far(days: Sequence[WeekDay]) -> int:
    """Days that could have been logged: today only if it was, because it is not over."""
    return sum(day.is_over for day in days) + any(day.is_today and day.is_logged for day in days)


def _day(
    on: date,
    eaten: DaySum,
    taken: DosesAndWater,
    person: Person,
    today: date,
    ul_region: UlRegion,
) -> WeekDay:
    magnesium = assess_total(
        eaten.total,
        entries=eaten.entries,
        person=person,
        on=on,
        status=day_status(taken.status, is_logged=bool(eaten.entries) or not taken.is_empty),
        water=(water.intake for water in taken.waters),
        doses=(dose.intake for dose in taken.doses),
        ul_region=ul_region,
    )
    return WeekDay(on=on, today=today, entries=eaten.entries, magnesium=magnesium)


def average_days(
    days: Sequence[WeekDay], person: Person, own: OwnSpread | None
) -> WeekAverage | None:
    """The average of a week or of any other days; None if no day counts."""
    counted = [day for day in days if day.counts]
    average = average_of(day.magnesium for day in counted)
    food_mg = mean_of([day.food_mg for day in counted if day.food_mg is not None])
    supplement_mg = mean_of([day.magnesium.supplement_mg for day in counted])
    if average.mean_mg is None or food_mg is None or supplement_mg is None:
        return None
    unknown = sum(day.unknown for day in counted)
    at_most_mg = mean_if_all_known(day.magnesium.at_most_mg for day in counted)
    found = list(dict.fromkeys(reference_of(MAGNESIUM, person, day.on) for day in counted))
    return WeekAverage(
        days=average.days,
        mg=average.mean_mg,
        at_most_mg=at_most_mg,
        food_mg=food_mg,
        supplement_mg=supplement_mg,
        unknown=unknown,
        entries=sum(day.entries for day in counted),
        either_way_mg=ci95_half_width(average.mean_mg, average.days, own, day_to_day_cv()),
        read=interpret_mean(
            average.mean_mg,
            at_most_mg,
            days=average.days,
            of_days=days_so_far(days),
            references=found,
            is_lower_bound=unknown > 0,
        ),
    )
