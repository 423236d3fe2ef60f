"""The day, or the seven days, that the nutrients page is about, and what counts of them. Pure."""

from calendar import day_abbr, month_name
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from accounts.life_stage import Person
from nutrition.diary.label_amounts.values import NO_DOSES_OR_WATER, DosesAndWater
from nutrition.intake.assessment import assess_day
from nutrition.intake.day_status import DayStatement, day_status
from nutrition.intake.labels import LabelAmounts, merge_labels
from nutrition.intake.nutrients import ENERGY, FoodNutrients, value_of
from nutrition.intake.references import MAGNESIUM
from nutrition.intake.totals import EatenFood, exact_sum
from nutrition.reports.weeks import date_range_title

WEEK = 7


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry: a food as it was known in the revision that was logged."""

    eaten_on: date
    revision_id: int
    food: FoodNutrients


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
        """ "Sat 21 November", "15–21 November"; with the year when that is not the one of today."""
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
    """What figures are made of: foods, and what labels gave, of the days that count, how many and
    which days that are.

    `dates` are none where all that is known is how many.
    """

    foods: tuple[FoodNutrients, ...]
    days: int
    labels: tuple[LabelAmounts, ...] = ()
    dates: tuple[date, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.foods and not self.labels


def intake_of_period(
    period: Period, logged: Sequence[Logged], *, person: Person, taken: Mapping[date, DosesAndWater]
) -> PeriodIntake:
    """A single day as it is; of several those that enter a mean (R3): complete, with enough known
    magnesium.

    What it is given may hold other days, too.
    """
    by_day: dict[date, list[Logged]] = defaultdict(list)
    for entry in logged:
        by_day[entry.eaten_on].append(entry)
    if not period.is_mean:
        return PeriodIntake(
            _merge_by_revision(by_day[period.last]),
            1,
            _labels_of_days(taken, [period.last]),
            (period.last,),
        )
    counted = [
        on
        for on in period.dates
        if _day_counts(on, by_day[on], person, taken.get(on, NO_DOSES_OR_WATER).status)
    ]
    foods = _merge_by_revision(entry for on in counted for entry in by_day[on])
    return PeriodIntake(foods, len(counted), _labels_of_days(taken, counted), tuple(counted))


def _day_counts(
    on: date, entries: Sequence[Logged], person: Person, said: DayStatement | None
) -> bool:
    status = day_status(said, is_logged=bool(entries))
    return assess_day(
        (_eaten_magnesium(entry.food) for entry in entries), person=person, on=on, status=status
    ).counts


def _labels_of_days(
    taken: Mapping[date, DosesAndWater], days: Iterable[date]
) -> tuple[LabelAmounts, ...]:
    return merge_labels(label for on in days for label in taken.get(on, NO_DOSES_OR_WATER).labels)


def _eaten_magnesium(food: FoodNutrients) -> EatenFood:
    energy = value_of(ENERGY, food.amounts)
    return EatenFood(
        food.name, food.grams, food.amounts.get(MAGNESIUM), energy.per_100g if energy else None
    )


def _merge_by_revision(logged: Iterable[Logged]) -> tuple[FoodNutrients, ...]:
    """Each food once with all that was eaten of it; once per revision where values changed."""
    foods: dict[int, FoodNutrients] = {}
    grams: dict[int, list[Decimal]] = defaultdict(list)
    for entry in logged:
        foods[entry.revision_id] = entry.food
        grams[entry.revision_id].append(entry.food.grams)
    return tuple(
        replace(food, grams=exact_sum(grams[revision_id]), times=len(grams[revision_id]))
        for revision_id, food in foods.items()
    )
