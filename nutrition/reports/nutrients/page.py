"""The nutrients page: groups of rows, each with its bar, its words and its foods. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from accounts.life_stage import Person
from nutrition.foods.basis import ZERO
from nutrition.foods.keys import FoodKey
from nutrition.intake.averages import OwnSpread, ci95_half_width, day_to_day_cv
from nutrition.intake.labels import LabelContribution
from nutrition.intake.nutrients import (
    FoodContribution,
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
from nutrition.reports.nutrients import nutrient_words as words
from nutrition.reports.nutrients.period import PeriodIntake
from nutrition.reports.sources.shares import percent_shown, whole_percents

TOP_FOODS = 3

# The goal is at two thirds of the bar, so that there is room above it.
ROOM = Decimal("1.5")
# The mark for unknown foods has a fixed width; it must not run over the end of the bar.
UNKNOWN_AT_MOST = Decimal(88)


class NutrientBar(NamedTuple):
    """Positions and widths in percent of the bar, as SVG takes them ("54.42%"); None draws nothing.

    `fill` is the width of food and water; `supplement` is that of the supplements drawn after it.
    """

    fill: str
    supplement: str | None
    unknown_at: str | None
    goal_at: str
    limit_at: str | None


class NutrientPageRow(NamedTuple):
    """A nutrient. Texts are empty if there is nothing to say. `amount` is None if no food was
    logged and no label has the nutrient (then `is_logged` is False), or if nobody knows the amount.

    `at_most` is "at most 410 mg" if foods without a value have a bound. `parts` separates food,
    supplements and water; `above` says that more was logged than the UL (of what it counts) or the
    CDRR.
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
    bar: NutrientBar | None
    source_words: str
    facts: tuple[str, ...]
    source: str | None

    @property
    def amount_words(self) -> str:
        """ "286+ mg": the plus means "at least"."""
        if not self.is_logged:
            return "not on the labels"
        if self.amount is None:
            return "unknown"
        return f"{self.amount}{'+' if self.has_more else ''} {self.unit}"

    @property
    def remarks(self) -> list[str]:
        """The words below the percent."""
        return [words for words in (self.at_most, self.unknown, self.above) if words]


@dataclass(frozen=True, slots=True)
class NutrientSource:
    """What a food, a supplement or a water gave.

    `share` is its whole percent of what is known; the shares add up to 100. `kind` is empty for a
    food; only a food has an id.
    """

    kind: str
    food_id: FoodKey | None
    name: str
    amount: str
    share: int

    @property
    def percent(self) -> str:
        return percent_shown(self.share)


@dataclass(frozen=True, slots=True)
class NutrientPage:
    """One nutrient with all its sources, the largest first, and the foods without a value."""

    row: NutrientPageRow
    sources: tuple[NutrientSource, ...]
    foods_without_value: tuple[FoodNutrients, ...]
    person_words: str
    stage_note: str | None


@dataclass(frozen=True, slots=True)
class NutrientGroup:
    name: str
    rows: tuple[NutrientPageRow, ...]


@dataclass(frozen=True, slots=True)
class NutrientsPage:
    """All nutrients of a day, or their mean over the days that count.

    `either_way_mg` is half of the 95 % interval of the usual magnesium; None for a single day. With
    `has_changed` the recommended amounts changed during the days, and each row is compared with
    their range.
    """

    groups: tuple[NutrientGroup, ...]
    person_words: str
    is_range: bool
    has_changed: bool
    stage_note: str | None
    either_way_mg: Decimal | None


def nutrients_page(
    basis: PeriodIntake,
    *,
    person: Person,
    on: date,
    is_mean: bool,
    ul_region: UlRegion = "US",
    own: OwnSpread | None = None,
) -> NutrientsPage:
    """`basis` must not be empty. Amounts are compared with the references of its days, or of `on`
    if it has no dates.

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
            NutrientGroup(name, tuple(row for _, row in group))
            for name, group in groupby(rows, key=lambda row: row[0])
        ),
        person_words=words.person_words(person, on),
        is_range=len(reference_of(MAGNESIUM, person, on).stages) > 1,
        has_changed=len({reference_of(MAGNESIUM, person, day).stages for day in dates}) > 1,
        stage_note=magnesium.stage_note,
        either_way_mg=_either_way(taken[0], basis.days, own) if is_mean else None,
    )


def nutrient_page(
    nutrient: PageNutrient,
    basis: PeriodIntake,
    *,
    person: Person,
    on: date,
    ul_region: UlRegion = "US",
) -> NutrientPage:
    (intake,) = nutrient_intakes(basis.foods, [nutrient], basis.labels)
    dates = distinct_days(person, basis.dates or (on,))
    reference, _ = reference_and_uls(nutrient.number, person, dates, ul_region)
    most_first = [_ExactSource.of(given) for given in _most_first(intake)]
    shares = whole_percents([source.amount for source in most_first])
    return NutrientPage(
        row=_row(intake, person, dates, basis.days, ul_region),
        sources=tuple(
            NutrientSource(
                kind=source.kind,
                food_id=source.food_id,
                name=source.name,
                amount=f"{_source_figure(source, intake, reference, basis.days)} {nutrient.unit}",
                share=share,
            )
            for source, share in zip(most_first, shares, strict=True)
        ),
        foods_without_value=tuple(
            {
                given.food.food_id: given.food
                for given in intake.contributions
                if given.amount is None
            }.values()
        ),
        person_words=words.person_words(person, on),
        stage_note=reference.stage_note,
    )


def find_nutrient(number: str) -> PageNutrient | None:
    return next((nutrient for nutrient in page_nutrients() if nutrient.number == number), None)


def _row(
    intake: NutrientIntake, person: Person, dates: Sequence[date], days: int, ul_region: UlRegion
) -> NutrientPageRow:
    nutrient, known = intake.nutrient, intake.known
    reference, uls = reference_and_uls(nutrient.number, person, dates, ul_region)
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
    return NutrientPageRow(
        number=nutrient.number,
        name=nutrient.name,
        is_logged=bool(intake.contributions or intake.label_contributions),
        amount=None if amount is None else words.figure_beside_reference(amount, intake, reference),
        unit=nutrient.unit,
        has_more=intake.bound == "at least",
        reference=_reference_column(nutrient, reference, person, dates),
        percent=percent if amount is not None else "",
        at_most=words.upper_bound_words(intake, reference, days),
        unknown=words.unknown_words(intake),
        above=words.above_words(intake, reference, days),
        parts=words.parts_words(intake, reference, days),
        bar=bar,
        source_words=_source_words(intake, reference, days),
        facts=tuple(_facts(intake, limit, days)),
        source=reference.source,
    )


def _reference_column(
    nutrient: PageNutrient, reference: Reference, person: Person, dates: Sequence[date]
) -> str:
    if reference.low is None and len(dates) > 1:
        last = reference_of(nutrient.number, person, dates[-1])
        if last.low is not None:  # an AI, then an RDA
            return "changed in these days"
    return words.reference_words(nutrient, reference)


def reference_and_uls(
    number: str, person: Person, dates: Sequence[date], ul_region: UlRegion
) -> tuple[Reference, SupplementUls]:
    """The reference for those days, with the lowest of their ULs.

    Only the UL of magnesium differs by region. Where a region has none, that of the US is given
    beside it.
    """
    reference = reference_over(number, person, dates)
    if number != MAGNESIUM:
        return reference, SupplementUls(reference.ul, None)
    uls = supplement_uls(person, dates, ul_region)
    return replace(reference, ul=uls.lowest), uls


def _facts(intake: NutrientIntake, limit: str, days: int) -> Iterable[str]:
    if not intake.nutrient.is_known_for_enough:
        yield words.few_foods_words(intake.nutrient)
    if intake.total.unknown:
        missing = without_value_words(
            intake.unknown_entries, intake.entries, "value", foods=intake.unknown_foods
        )
        yield f"{missing}."
        coverage = words.coverage_words(intake.total)
        if coverage and intake.nutrient.is_known_for_enough:
            yield coverage
    yield from (words.not_added_words(gift, days) for gift in intake.unconverted)
    yield from words.mark_words(intake)
    if limit:
        yield limit
    if intake.nutrient.remark:
        yield intake.nutrient.remark


def _most_first(intake: NutrientIntake) -> list[FoodContribution | LabelContribution]:
    """Everything that gave some of the nutrient, the largest amount first."""
    given: list[FoodContribution | LabelContribution] = [
        *intake.contributions,
        *intake.label_contributions,
    ]
    return sorted((one for one in given if one.amount), key=attrgetter("amount"), reverse=True)


class _ExactSource(NamedTuple):
    kind: str
    food_id: FoodKey | None
    name: str
    amount: Decimal

    @classmethod
    def of(cls, given: FoodContribution | LabelContribution) -> "_ExactSource":
        amount = given.amount or ZERO
        if isinstance(given, FoodContribution):
            return cls("", given.food.food_id, given.food.name, amount)
        return cls(given.label.kind, None, given.label.name, amount)


def _source_figure(
    source: _ExactSource, intake: NutrientIntake, reference: Reference, days: int
) -> str:
    return words.part_figure(
        source.amount, intake, reference, days, is_supplement=source.kind == "supplement"
    )


def _source_words(intake: NutrientIntake, reference: Reference, days: int) -> str:
    """ "Almonds 81 · Spinach, raw 47 · Banana 32 and 4 more", in the unit of the nutrient."""
    given = _most_first(intake)
    top = " · ".join(
        f"{source.name}{' (supplement)' if source.kind == 'supplement' else ''} "
        f"{_source_figure(source, intake, reference, days)}"
        for source in map(_ExactSource.of, given[:TOP_FOODS])
    )
    return f"{top} and {len(given) - TOP_FOODS} more" if len(given) > TOP_FOODS else top


def _bar(
    amount: Decimal, supplements: Decimal, reference: Reference, *, is_lower_bound: bool
) -> NutrientBar | None:
    """Supplements end where the amount ends; anything beyond the end of the bar is cut off."""
    goal = reference.high
    if not goal:
        return None
    full = goal * ROOM
    limit = reference.cdrr or (reference.ul if reference.ul_basis == "total" else None)
    food, end = min(amount - supplements, full), min(amount, full)
    return NutrientBar(
        fill=_percent_of_width(food / full),
        supplement=_percent_of_width((end - food) / full) if end > food else None,
        unknown_at=_percent_of_width(min(amount / full, UNKNOWN_AT_MOST / 100))
        if is_lower_bound
        else None,
        goal_at=_percent_of_width(1 / ROOM),
        limit_at=_percent_of_width(limit / full) if limit and limit <= full else None,
    )


def _percent_of_width(share: Decimal) -> str:
    return f"{100 * share:.2f}%"


def _either_way(magnesium: NutrientIntake, days: int, own: OwnSpread | None) -> Decimal | None:
    return ci95_half_width((magnesium.known or Decimal(0)) / days, days, own, day_to_day_cv())
