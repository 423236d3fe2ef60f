"""What a week of logged food says, for other programs: each day in full, and the average. Pure.

Pages draw their weeks from nutrition.reports.trends, as they draw any other span.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.life_stage import Person
from nutrition.diary.labels.taken import NOTHING, Taken
from nutrition.intake.assessment import DayAssessment, assess_day
from nutrition.intake.averages import average_of, day_to_day_sd, judge, mean_of
from nutrition.intake.day_status import day_status
from nutrition.intake.references import MAGNESIUM, Reference, UlRegion, amounts_changed, over_days, references
from nutrition.intake.totals import Eaten, Serving
from nutrition.reports.reading import NOT_COMPARED, reading
from nutrition.reports.weeks import Week


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A day of the week. Without entries its magnesium is no data, not 0."""

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
        """Complete, as its person said, with something logged."""
        return self.magnesium.status == "complete"

    @property
    def is_logged(self) -> bool:
        return self.magnesium.status != "empty"

    @property
    def unknown(self) -> int:
        """How many entries have no magnesium value."""
        return len(self.magnesium.unknown_foods)

    @property
    def food_mg(self) -> Decimal | None:
        """Everything that is not from supplements, water included."""
        total_mg = self.magnesium.total_mg
        return None if total_mg is None else total_mg - self.magnesium.supplement_mg


@dataclass(frozen=True, slots=True)
class WeekAverage:
    """Means in mg over the `days` that count; `either_way_mg` is how far the usual amount may be from the mean.

    `reading` is what the mean says, in words; empty where it says nothing.
    """

    days: int
    mg: Decimal
    food_mg: Decimal
    supplement_mg: Decimal
    unknown: int
    entries: int
    either_way_mg: Decimal | None
    reading: str


@dataclass(frozen=True, slots=True)
class WeekReport:
    week: Week
    days: tuple[WeekDay, ...]
    average: WeekAverage | None

    @property
    def days_logged(self) -> int:
        return sum(day.is_logged and (day.is_over or day.is_today) for day in self.days)


def summarise(
    week: Week,
    foods: Sequence[Serving],
    *,
    taken: Mapping[date, Taken],
    person: Person,
    today: date,
    ul_region: UlRegion = "US",
) -> WeekReport:
    """The report of one week; `foods` are the entries of its days in any order, `taken` what came from labels."""
    eaten: dict[date, list[Eaten]] = defaultdict(list)
    for food in foods:
        eaten[food.eaten_on].append(food.eaten)
    days = tuple(_day(on, eaten[on], taken.get(on, NOTHING), person, today, ul_region) for on in week.days)
    return WeekReport(week, days, _average(days, person))


def _day(on: date, eaten: Sequence[Eaten], taken: Taken, person: Person, today: date, ul_region: UlRegion) -> WeekDay:
    magnesium = assess_day(
        eaten, person=person, on=on,
        status=day_status(taken.said, is_logged=bool(eaten) or not taken.is_nothing),
        water=(water.taken for water in taken.waters), doses=(dose.taken for dose in taken.doses),
        ul_region=ul_region,
    )  # fmt: skip
    return WeekDay(on=on, today=today, entries=len(eaten), magnesium=magnesium)


def _average(days: Iterable[WeekDay], person: Person) -> WeekAverage | None:
    counted = [day for day in days if day.magnesium.counts]
    average = average_of(day.magnesium for day in counted)
    food_mg = mean_of([day.food_mg for day in counted if day.food_mg is not None])
    supplement_mg = mean_of([day.magnesium.supplement_mg for day in counted])
    if average.mean_mg is None or food_mg is None or supplement_mg is None:
        return None
    unknown = sum(day.unknown for day in counted)
    found = list(dict.fromkeys(references(MAGNESIUM, person, day.on) for day in counted))
    either_way_mg, words = _read(average.mean_mg, average.days, found, is_lower_bound=unknown > 0)
    return WeekAverage(
        days=average.days,
        mg=average.mean_mg,
        food_mg=food_mg,
        supplement_mg=supplement_mg,
        unknown=unknown,
        entries=sum(day.entries for day in counted),
        either_way_mg=either_way_mg,
        reading=words,
    )


def _read(
    mean_mg: Decimal, days: int, found: Sequence[Reference], *, is_lower_bound: bool
) -> tuple[Decimal | None, str]:
    """How far the usual amount may be from the mean, and what the mean says beside all that was recommended."""
    reference = over_days(found)
    if reference is None:
        return None, NOT_COMPARED
    judgement = judge(mean_mg, days, reference, day_to_day_sd(reference.stages))
    if judgement is None:
        return None, ""
    words = reading(judgement, reference, days=days, is_lower_bound=is_lower_bound, has_changed=amounts_changed(found))
    return judgement.ci95_half_width_mg, words
