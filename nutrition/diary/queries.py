"""What the diary's pages show, as plain values."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from accounts.life_stage import Person
from accounts.models import User
from accounts.queries import ul_region_of
from nutrition.diary.days import ONE_DAY
from nutrition.diary.eaten import lines_and_meals_before
from nutrition.diary.label_amounts.queries import doses_and_water_with_saved
from nutrition.diary.label_amounts.values import NO_DOSES_OR_WATER, DoseLine, WaterLine
from nutrition.diary.limits import MAX_A_DAY
from nutrition.diary.meter import Meter, draw_meter
from nutrition.diary.models import Dose, Entry, Meal, Water
from nutrition.diary.supplements.sentences import above_upper_level
from nutrition.foods.amount_words import amount_words
from nutrition.intake.assessment import DayAssessment, assess_day
from nutrition.intake.day_status import day_status
from nutrition.intake.references import MAGNESIUM, reference_of, target_band
from nutrition.intake.totals import EatenFood, Total, add_up
from nutrition.intake.words import (
    DayWords,
    DisplayAmount,
    day_words,
    display_amount,
    part_words,
    range_words,
    whole_mg,
)


@dataclass(frozen=True, slots=True)
class LoggedFood:
    """An entry as a line of the day; `mg` is None when its revision has no magnesium value."""

    id: UUID
    meal: Meal
    food_id: int
    title: str
    amount: str
    eaten: EatenFood
    mg: Decimal | None


@dataclass(frozen=True, slots=True)
class MealOfDay:
    """`day_before` counts what was logged for the meal the day before: worth copying when today has
    nothing.

    `foods` are those of the page, `entries` counts all.
    """

    meal: Meal
    foods: tuple[LoggedFood, ...]
    entries: int
    total: Total
    day_before: int

    @property
    def shown(self) -> DisplayAmount | None:
        """What the foods add up to; None where none of them has a value."""
        if self.total.known is None or self.total.is_unknown:
            return None
        return display_amount(
            self.total.known,
            (),
            is_lower_bound=self.total.is_lower_bound,
            at_most=self.total.at_most,
        )


@dataclass(frozen=True, slots=True)
class DayPage:
    """Everything the day's page says. `asks_about_day_before`: it was logged, and nobody said if it
    is complete.

    A day of an older version may have more than a page shows: sums are of all, rows of page
    `number` of `pages`.
    """

    on: date
    number: int
    pages: int
    meals: tuple[MealOfDay, ...]
    entries: int
    day_before: int
    doses: tuple[DoseLine, ...]
    waters: tuple[WaterLine, ...]
    saved_supplements: tuple[DoseLine, ...]
    asks_about_day_before: bool
    assessment: DayAssessment
    meter: Meter
    above_upper_level: tuple[str, str]
    words: DayWords
    band: str | None
    source: str | None
    stages: str

    @property
    def has_known_dose(self) -> bool:
        """Whether the label of any supplement says its magnesium."""
        return any(dose.mg is not None for dose in self.doses)

    @property
    def food_mg(self) -> Decimal:
        """What is not from supplements, water included, as far as it is known."""
        return (self.assessment.food_mg or Decimal(0)) + self.assessment.water_label_mg

    @property
    def is_food_unknown(self) -> bool:
        """Whether foods were logged, and none of them has a value."""
        return (
            bool(self.assessment.unknown_foods)
            and len(self.assessment.unknown_foods) == self.entries
        )

    def part(self, amount: Decimal) -> str:
        """From food, water or supplements, as it is written beside the total."""
        if self.words.display is None or self.assessment.total_mg is None:
            return whole_mg(amount)
        return part_words(amount, self.assessment.total_mg, self.words.display)


def foods_on(user: User, on: date) -> tuple[list[LoggedFood], Counter[int]]:
    """The day's entries as they were logged, and the meals of the day before (one query)."""
    foods = []
    of_day, day_before = lines_and_meals_before(user, on)
    for line in of_day:
        eaten = line.eaten
        foods.append(
            LoggedFood(
                id=line.id,
                meal=Meal(line.meal),
                food_id=line.food_id,
                title=eaten.name,
                amount=amount_words(eaten.grams, line.number, line.unit),
                eaten=eaten,
                mg=eaten.amount,
            )
        )
    return foods, day_before


def read_day(user: User, person: Person, on: date, today: date, number: int = 1) -> DayPage:
    foods, day_before = foods_on(user, on)
    days, saved_supplements = doses_and_water_with_saved(user, on - ONE_DAY, on)
    taken, taken_before = days.get(on, NO_DOSES_OR_WATER), days.get(on - ONE_DAY, NO_DOSES_OR_WATER)
    assessment = assess_day(
        (food.eaten for food in foods),
        person=person,
        on=on,
        status=day_status(taken.status, is_logged=bool(foods) or not taken.is_empty),
        water=(water.intake for water in taken.waters),
        doses=(dose.intake for dose in taken.doses),
        ul_region=ul_region_of(user),
    )
    band = target_band(MAGNESIUM, person, on)
    pages = max(1, -(-max(len(foods), len(taken.doses), len(taken.waters)) // MAX_A_DAY))
    number = min(max(number, 1), pages)
    shown = slice((number - 1) * MAX_A_DAY, number * MAX_A_DAY)
    reference = reference_of(MAGNESIUM, person, on)
    return DayPage(
        on=on,
        number=number,
        pages=pages,
        meals=tuple(_meal(meal, foods, foods[shown], day_before) for meal in Meal),
        entries=len(foods),
        day_before=day_before.total(),
        doses=taken.doses[shown],
        waters=taken.waters[shown],
        saved_supplements=tuple(saved_supplements),
        asks_about_day_before=on == today
        and day_before.total() > 0
        and taken_before.status is None,
        assessment=assessment,
        meter=draw_meter(
            (assessment.food_mg or Decimal(0)) + assessment.water_label_mg,
            assessment.supplement_mg,
            has_unknown=assessment.total_is_lower_bound,
            at_most_mg=assessment.at_most_mg,
            band=band,
            goal=assessment.reference_high_mg,
        ),
        above_upper_level=above_upper_level(
            assessment, when="today" if on == today else "on this day", region=ul_region_of(user)
        ),
        words=day_words(assessment),
        band=None if band is None else range_words(*band),
        source=reference.source,
        stages=", ".join(stage.label for stage in reference.stages),
    )


@dataclass(frozen=True, slots=True)
class DeletedFood:
    """An entry that can still be restored."""

    id: UUID
    eaten_on: date
    meal: Meal
    title: str
    amount: str


def count_deleted(user: User, since: datetime) -> int:
    """As many as the longer list has, that of foods or that of what was read off labels."""
    labels = sum(
        model._default_manager.filter(user=user, deleted_at__gte=since).count()
        for model in (Dose, Water)
    )
    return max(Entry.objects.filter(user=user, deleted_at__gte=since).count(), labels)


def deleted_foods(user: User, since: datetime, part: slice) -> list[DeletedFood]:
    """What the person deleted since then, the latest first (one query)."""
    rows = (
        Entry.objects.filter(user=user, deleted_at__gte=since)
        .order_by("-deleted_at", "-id")
        .values_list(
            "id",
            "eaten_on",
            "meal",
            "grams",
            "quantity",
            "portion__amount",
            "portion__unit",
            "revision__food__short_name",
            "revision__food__name",
        )[part]
    )
    return [
        DeletedFood(
            id_,
            eaten_on,
            Meal(meal),
            short_name or name,
            amount_words(grams, None if quantity is None else quantity * per, unit),
        )
        for id_, eaten_on, meal, grams, quantity, per, unit, short_name, name in rows
    ]


def entries_to_copy(user: User, on: date, meal: Meal | None) -> QuerySet[Entry]:
    """A day's entries, or those of one meal, as they were logged, with their foods."""
    entries = (
        Entry.objects.of(user)
        .filter(eaten_on=on)
        .select_related("revision__food")
        .order_by("meal", "logged_at")
    )
    return entries if meal is None else entries.filter(meal=meal)


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
