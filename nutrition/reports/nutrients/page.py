"""The nutrients page: groups of rows, each with its bar, its words and its foods. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from accounts.life_stage import Person
from nutrition.intake.averages import OwnSpread, ci95_half_width, day_to_day_cv
from nutrition.intake.nutrients import (
    FoodNutrients,
    NutrientIntake,
    PageNutrient,
    nutrient_intakes,
    page_nutrients,
)
from nutrition.intake.references import (
    MAGNESIUM,
    Reference,
    SupplementUls,
    UlRegion,
    distinct_days,
    reference_of,
    reference_over,
    supplement_uls,
)
from nutrition.intake.words import without_value_words
from nutrition.reports.nutrients import words
from nutrition.reports.nutrients.period import Basis
from nutrition.reports.sources.shares import percent_shown, whole_percents

TOP_FOODS = 3

# The goal stands at two thirds of the bar, so that there is room to be above it.
ROOM = Decimal("1.5")
# The mark for unknown foods has a fixed width; it must not leave the bar.
UNKNOWN_AT_MOST = Decimal(88)


@dataclass(frozen=True, slots=True)
class Bar:
    """Places in percent of the width, as SVG wants them ("54.42%"). None where there is nothing to
    draw.

    `fill` is food and water; supplements are drawn after it, `supplement` wide.
    """

    fill: str
    supplement: str | None
    unknown_at: str | None
    goal_at: str
    limit_at: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A nutrient. Texts are empty where there is nothing to say; `amount` is None when neither food
    nor label has one, be it that no food was logged and no label has it (`is_logged`) or that
    nobody knows.

    `at_most` is "at most 410 mg" where foods without a value have a bound. `parts` tells food,
    supplements and water apart, `above` that more was logged than the UL for what it counts.
    """

    number: str
    name: str
    is_logged: bool
    amount: str | None
    unit: str
    has_more: bool
    reference: str
    percent: str
    at_most: str
    unknown: str
    above: str
    parts: str
    bar: Bar | None
    came_from: str
    facts: tuple[str, ...]
    source: str | None

    @property
    def amount_words(self) -> str:
        """ "286+ mg": the plus says "at least"."""
        if not self.is_logged:
            return "not on the labels"
        if self.amount is None:
            return "unknown"
        return f"{self.amount}{'+' if self.has_more else ''} {self.unit}"

    @property
    def remarks(self) -> list[str]:
        """What stands below the percent."""
        return [words for words in (self.at_most, self.unknown, self.above) if words]


@dataclass(frozen=True, slots=True)
class Given:
    """What a food, a supplement or a water gave; `share` is its whole percent of what is known;
    they add up to 100.

    `kind` is empty for a food; only a food has an id.
    """

    kind: str
    food_id: int | None
    name: str
    amount: str
    share: int

    @property
    def percent(self) -> str:
        return percent_shown(self.share)


@dataclass(frozen=True, slots=True)
class NutrientPage:
    """One nutrient with all foods: those that gave it, most first, then those without a value."""

    row: Row
    given: tuple[Given, ...]
    no_value: tuple[FoodNutrients, ...]
    who: str
    stage_note: str | None


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class NutrientsPage:
    """All nutrients of a day, or their mean over the days that count.

    `either_way_mg` is half of the 95 % interval of the usual magnesium; None for a single day. With
    `has_changed` the recommended amounts were others on some of the days, and each row is beside
    the range of them.
    """

    groups: tuple[Group, ...]
    who: str
    is_range: bool
    has_changed: bool
    stage_note: str | None
    either_way_mg: Decimal | None


def nutrients_page(
    basis: Basis,
    *,
    person: Person,
    on: date,
    is_mean: bool,
    ul_region: UlRegion = "US",
    own: OwnSpread | None = None,
) -> NutrientsPage:
    """`basis` must not be empty; the amounts are compared with what was recommended on its days,
    else on `on`.

    `own` is how much the person's days differ in magnesium.
    """
    taken = nutrient_intakes(basis.foods, labels=basis.labels)
    dates = distinct_days(person, basis.dates or (on,))
    rows = [
        (intake.nutrient.group, _row(intake, person, dates, basis.days, ul_region))
        for intake in taken
    ]
    magnesium = reference_over(MAGNESIUM, person, dates)
    return NutrientsPage(
        groups=tuple(
            Group(name, tuple(row for _, row in group))
            for name, group in groupby(rows, key=lambda row: row[0])
        ),
        who=words.who(person, on),
        is_range=len(reference_of(MAGNESIUM, person, on).stages) > 1,
        has_changed=len({reference_of(MAGNESIUM, person, day).stages for day in dates}) > 1,
        stage_note=magnesium.stage_note,
        either_way_mg=_either_way(taken[0], basis.days, own) if is_mean else None,
    )


def nutrient_page(
    nutrient: PageNutrient, basis: Basis, *, person: Person, on: date, ul_region: UlRegion = "US"
) -> NutrientPage:
    (intake,) = nutrient_intakes(basis.foods, [nutrient], basis.labels)
    dates = distinct_days(person, basis.dates or (on,))
    reference, _ = compared_with(nutrient.number, person, dates, ul_region)
    most_first = _most_first(intake)
    shares = whole_percents([source.amount for source in most_first])
    return NutrientPage(
        row=_row(intake, person, dates, basis.days, ul_region),
        given=tuple(
            Given(
                kind=source.kind,
                food_id=source.food_id,
                name=source.name,
                amount=f"{_figure(source, intake, reference, basis.days)} {nutrient.unit}",
                share=share,
            )
            for source, share in zip(most_first, shares, strict=True)
        ),
        no_value=tuple(
            {
                given.food.food_id: given.food
                for given in intake.contributions
                if given.amount is None
            }.values()
        ),
        who=words.who(person, on),
        stage_note=reference.stage_note,
    )


def find_nutrient(number: str) -> PageNutrient | None:
    return next((nutrient for nutrient in page_nutrients() if nutrient.number == number), None)


def _row(
    intake: NutrientIntake, person: Person, dates: Sequence[date], days: int, ul_region: UlRegion
) -> Row:
    nutrient, known = intake.nutrient, intake.known
    reference, uls = compared_with(nutrient.number, person, dates, ul_region)
    amount = None if intake.is_unknown or known is None else known / days
    bar, percent = None, words.bound_words(intake.bound)
    if amount is not None and reference.high is not None and nutrient.is_known_for_enough:
        bar = _bar(
            amount,
            intake.label_amount("supplement") / days,
            reference,
            is_lower_bound=intake.bound == "at least",
        )
        percent = f"{percent} {words.percent_words(amount, reference, intake.bound)}".strip()
    limit = words.limit_words(intake, reference, days, ul_region, is_beside=uls.beside is not None)
    return Row(
        number=nutrient.number,
        name=nutrient.name,
        is_logged=bool(intake.contributions or intake.label_contributions),
        amount=None if amount is None else words.compared_amount(amount, intake, reference),
        unit=nutrient.unit,
        has_more=intake.bound == "at least",
        reference=_recommended(
            nutrient, reference, reference_of(nutrient.number, person, dates[-1])
        ),
        percent=percent if amount is not None else "",
        at_most=words.upper_bound_words(intake, reference, days),
        unknown=words.unknown_words(intake),
        above=words.above_words(intake, reference, days),
        parts=words.parts_words(intake, reference, days),
        bar=bar,
        came_from=_came_from(intake, reference, days),
        facts=tuple(_facts(intake, limit, days)),
        source=reference.source,
    )


def _recommended(nutrient: PageNutrient, over_days: Reference, last: Reference) -> str:
    is_mixed = over_days.low is None and last.low is not None  # an AI, then an RDA
    return "changed in these days" if is_mixed else words.reference_words(nutrient, over_days)


def compared_with(
    number: str, person: Person, dates: Sequence[date], ul_region: UlRegion
) -> tuple[Reference, SupplementUls]:
    """What an amount of those days is beside. Its UL is the lowest of the days'; only that of
    magnesium differs by region, and only there may one of the US be beside it."""
    reference = reference_over(number, person, dates)
    uls = (
        supplement_uls(person, dates, ul_region)
        if number == MAGNESIUM
        else SupplementUls(reference.ul, None)
    )
    return replace(reference, ul=uls.lowest), uls


def _facts(intake: NutrientIntake, limit: str, days: int) -> Iterable[str]:
    if not intake.nutrient.is_known_for_enough:
        yield words.few_foods_words(intake.nutrient)
    if intake.total.unknown:
        missing = without_value_words(
            intake.unknown_entries, intake.entries, "value", foods=intake.unknown_foods
        )
        yield f"{missing}."
        if intake.nutrient.is_known_for_enough:
            yield words.coverage_words(intake.total)
    yield from (words.not_added_words(gift, days) for gift in intake.unconverted)
    yield from words.mark_words(intake)
    if limit:
        yield limit
    if intake.nutrient.remark:
        yield intake.nutrient.remark


class _Source(NamedTuple):
    kind: str
    food_id: int | None
    name: str
    amount: Decimal


def _most_first(intake: NutrientIntake) -> list[_Source]:
    """Whatever gave some, without foods that have none of it or no value."""
    given = [
        _Source("", given.food.food_id, given.food.name, given.amount)
        for given in intake.contributions
        if given.amount
    ]
    given += [
        _Source(gift.label.kind, None, gift.label.name, gift.amount)
        for gift in intake.label_contributions
        if gift.amount
    ]
    return sorted(given, key=lambda source: -source.amount)


def _figure(source: _Source, intake: NutrientIntake, reference: Reference, days: int) -> str:
    return words.part_words(
        source.amount, intake, reference, days, is_supplement=source.kind == "supplement"
    )


def _came_from(intake: NutrientIntake, reference: Reference, days: int) -> str:
    """ "Almonds 81 · Spinach, raw 47 · Banana 32 and 4 more", in the unit of the nutrient."""
    given = _most_first(intake)
    top = " · ".join(
        f"{source.name}{' (supplement)' if source.kind == 'supplement' else ''} "
        f"{_figure(source, intake, reference, days)}"
        for source in given[:TOP_FOODS]
    )
    return f"{top} and {len(given) - TOP_FOODS} more" if len(given) > TOP_FOODS else top


def _bar(
    amount: Decimal, supplements: Decimal, reference: Reference, *, is_lower_bound: bool
) -> Bar | None:
    """Supplements end where the amount ends; what is beyond the end of the bar is cut off."""
    goal = reference.high
    if not goal:
        return None
    full = goal * ROOM
    limit = reference.cdrr or (reference.ul if reference.ul_basis == "total" else None)
    food, end = min(amount - supplements, full), min(amount, full)
    return Bar(
        fill=_percent(food / full),
        supplement=_percent((end - food) / full) if end > food else None,
        unknown_at=_percent(min(amount / full, UNKNOWN_AT_MOST / 100)) if is_lower_bound else None,
        goal_at=_percent(1 / ROOM),
        limit_at=_percent(limit / full) if limit and limit <= full else None,
    )


def _percent(share: Decimal) -> str:
    return f"{100 * share:.2f}%"


def _either_way(magnesium: NutrientIntake, days: int, own: OwnSpread | None) -> Decimal | None:
    return ci95_half_width((magnesium.known or Decimal(0)) / days, days, own, day_to_day_cv())
