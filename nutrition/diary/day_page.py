"""The contents of a day's page as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol
from uuid import UUID

from accounts.data_version import StateCache, versions_of
from accounts.life_stage import Person
from accounts.models import User
from accounts.queries import ul_region_of
from nutrition.diary.days import ONE_DAY
from nutrition.diary.label_amounts.queries import (
    doses_and_water_between,
    doses_and_water_with_saved,
)
from nutrition.diary.label_amounts.values import (
    NO_DOSES_OR_WATER,
    DoseLine,
    DosesAndWater,
    WaterLine,
)
from nutrition.diary.limits import MAX_A_DAY
from nutrition.diary.meter import Meter, draw_meter
from nutrition.diary.models import Meal
from nutrition.diary.queries import LoggedFood, foods_of_day
from nutrition.diary.sums import DaySum, sums_with_meal
from nutrition.diary.supplements.sentences import above_upper_level
from nutrition.foods.keys import FoodKey
from nutrition.intake.assessment import DayAssessment, assess_total
from nutrition.intake.day_status import day_status
from nutrition.intake.references import MAGNESIUM, reference_of, target_band
from nutrition.intake.totals import Total, add_up
from nutrition.intake.words import (
    DayWords,
    DisplayAmount,
    day_words,
    display_amount,
    part_words,
    range_words,
    whole_mg,
)


class EntryLine(Protocol):
    """What the row of an entry shows; `amount` is in words, `mg` None without a value."""

    @property
    def id(self) -> UUID: ...
    @property
    def food_id(self) -> FoodKey: ...
    @property
    def title(self) -> str: ...
    @property
    def amount(self) -> str: ...
    @property
    def mg(self) -> Decimal | None: ...


class AddedFood(NamedTuple):
    """The row of an entry that was logged a moment ago."""

    id: UUID
    food_id: FoodKey
    title: str
    amount: str
    mg: Decimal | None


@dataclass(frozen=True, slots=True)
class MealOfDay:
    """A meal with the foods of the shown page; `entries` counts the foods of all pages.

    `day_before` counts the meal's entries of the day before, which may be worth copying.
    """

    meal: Meal
    foods: tuple[EntryLine, ...]
    entries: int
    total: Total
    day_before: int

    @property
    def shown(self) -> DisplayAmount | None:
        """The sum of the foods; None if none of them has a value."""
        if self.total.known is None or self.total.is_unknown:
            return None
        return display_amount(
            self.total.known,
            (),
            is_lower_bound=self.total.is_lower_bound,
            at_most=self.total.at_most,
        )


@dataclass(frozen=True, slots=True)
class DaySummary:
    """What a day adds up to, as the meter and the words beside it show it.

    `asks_about_day_before`: something was logged on the day before, and the person has not said
    whether it is complete.
    """

    entries: int
    has_water: bool
    asks_about_day_before: bool
    assessment: DayAssessment
    meter: Meter
    words: DayWords
    band: str | None
    source: str | None
    stages: str

    @property
    def food_mg(self) -> Decimal:
        """The known magnesium from food and water, in mg."""
        return (self.assessment.food_mg or Decimal(0)) + self.assessment.water_label_mg

    @property
    def is_food_unknown(self) -> bool:
        """Whether foods were logged, and none of them has a value."""
        return 0 < self.assessment.unknown_entries == self.entries

    def part(self, amount: Decimal) -> str:
        """An amount from food, water or supplements in words that agree with the total's."""
        if self.words.display is None or self.assessment.total_mg is None:
            return whole_mg(amount)
        return part_words(amount, self.assessment.total_mg, self.words.display)


@dataclass(frozen=True, slots=True)
class DayPage:
    """Everything that a day's page shows.

    A day of an older version may have more rows than a page shows: sums are of all rows, and the
    rows are those of page `number` of `pages`.
    """

    on: date
    number: int
    pages: int
    summary: DaySummary
    meals: tuple[MealOfDay, ...]
    day_before: int
    doses: tuple[DoseLine, ...]
    waters: tuple[WaterLine, ...]
    saved_supplements: tuple[DoseLine, ...]
    above_upper_level: tuple[str, str]

    @property
    def has_known_dose(self) -> bool:
        """Whether the label of any supplement states its magnesium."""
        return any(dose.mg is not None for dose in self.doses)


# Of all kinds. 10 kB for an ordinary day, at most 70; a day may have 500 rows of each kind.
MOST_KEPT_ROWS = 60


def _is_keepable(page: DayPage) -> bool:
    rows = (page.doses, page.waters, page.saved_supplements)
    return page.summary.entries + sum(map(len, rows)) <= MOST_KEPT_ROWS


day_cache: StateCache[DayPage] = StateCache(size=200, keepable=_is_keepable)


def kept_day(user: User, person: Person, on: date, today: date, number: int = 1) -> DayPage:
    """The day as it was read before, if nothing changed since. Further pages are read each time."""
    if number != 1:
        return read_day(user, person, on, today, number)
    return day_cache.of(
        (user.pk, on),
        (versions_of(user), today, person, ul_region_of(user)),
        lambda: read_day(user, person, on, today),
    )


def read_day(user: User, person: Person, on: date, today: date, number: int = 1) -> DayPage:
    foods, day_before = foods_of_day(user, on)
    days, saved_supplements = doses_and_water_with_saved(user, on - ONE_DAY, on)
    taken = days.get(on, NO_DOSES_OR_WATER)
    summary = _summary(
        user,
        person,
        on,
        DaySum(len(foods), add_up(food.eaten for food in foods)),
        days,
        asks_about_day_before=on == today and day_before.total() > 0,
    )
    pages = max(1, -(-max(len(foods), len(taken.doses), len(taken.waters)) // MAX_A_DAY))
    number = min(max(number, 1), pages)
    shown = slice((number - 1) * MAX_A_DAY, number * MAX_A_DAY)
    return DayPage(
        on=on,
        number=number,
        pages=pages,
        summary=summary,
        meals=tuple(_meal(meal, foods, foods[shown], day_before) for meal in Meal),
        day_before=day_before.total(),
        doses=taken.doses[shown],
        waters=taken.waters[shown],
        saved_supplements=tuple(saved_supplements),
        above_upper_level=above_upper_level(
            summary.assessment,
            when="today" if on == today else "on this day",
            region=ul_region_of(user),
        ),
    )


def read_sums(
    user: User, person: Person, on: date, today: date, meal: Meal
) -> tuple[DaySummary, DaySum]:
    """The sums of a day and of one of its meals, without their rows. Two queries.

    They name no food without a value.
    """
    first = on - ONE_DAY if on == today else on  # only today's page asks about the day before
    sums = sums_with_meal(user, first, on, meal)
    summary = _summary(
        user,
        person,
        on,
        sums.day,
        doses_and_water_between(user, first, on),
        asks_about_day_before=sums.is_eaten_before,
    )
    return summary, sums.meal


def _summary(
    user: User,
    person: Person,
    on: date,
    eaten: DaySum,
    days: Mapping[date, DosesAndWater],
    *,
    asks_about_day_before: bool,
) -> DaySummary:
    """`days` are the labels of the day and of the day before."""
    taken, taken_before = days.get(on, NO_DOSES_OR_WATER), days.get(on - ONE_DAY, NO_DOSES_OR_WATER)
    assessment = assess_total(
        eaten.total,
        entries=eaten.entries,
        person=person,
        on=on,
        status=day_status(taken.status, is_logged=eaten.entries > 0 or not taken.is_empty),
        water=(water.intake for water in taken.waters),
        doses=(dose.intake for dose in taken.doses),
        ul_region=ul_region_of(user),
    )
    band = target_band(MAGNESIUM, person, on)
    reference = reference_of(MAGNESIUM, person, on)
    return DaySummary(
        entries=eaten.entries,
        has_water=bool(taken.waters),
        asks_about_day_before=asks_about_day_before and taken_before.status is None,
        assessment=assessment,
        meter=draw_meter(
            (assessment.food_mg or Decimal(0)) + assessment.water_label_mg,
            assessment.supplement_mg,
            has_unknown=assessment.total_is_lower_bound,
            at_most_mg=assessment.at_most_mg,
            band=band,
            goal=assessment.reference_high_mg,
        ),
        words=day_words(assessment),
        band=None if band is None else range_words(*band),
        source=reference.source,
        stages=", ".join(stage.label for stage in reference.stages),
    )


def _meal(
    meal: Meal,
    foods: Sequence[LoggedFood],
    shown: Sequence[LoggedFood],
    day_before: Mapping[int, int],
) -> MealOfDay:
    of_meal = [food for food in foods if food.meal == meal]
    rows = tuple(food for food in shown if food.meal == meal)
    return MealOfDay(
        meal, rows, len(of_meal), add_up(food.eaten for food in of_meal), day_before.get(meal, 0)
    )
