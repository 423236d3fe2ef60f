"""Compares a day's magnesium with the recommendation, but does not judge it (see averages.py)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from accounts.life_stage import Person
from nutrition.foods.basis import ZERO
from nutrition.intake.references import MAGNESIUM, Reference, UlRegion, reference_of, supplement_uls
from nutrition.intake.totals import (
    DoseMagnesium,
    EatenFood,
    LabelWater,
    Total,
    add_exactly,
    add_up,
    supplement_mg,
    water_mg,
)

DayStatus = Literal["empty", "in_progress", "complete"]
Comparison = Literal["no_data", "meets", "not_yet", "undetermined", "depends", "below_ai", "below"]
UlComparison = Literal["none_taken", "within", "above", "no_ul"]


@dataclass(frozen=True, slots=True)
class DayAssessment:
    """A day's magnesium in mg, unrounded. None means unknown or not applicable.

    `food_mg` is None if no food was logged, `total_mg` if nothing with known magnesium was (a
    vitamin C tablet has none): missing data is not 0. A day with only doses has a total but no
    coverage, so it never counts in an average. `at_most_mg` is the upper bound of the total: the
    total itself if everything is known, None without a bound. Sentences use `comparison_of_bounds`,
    which also compares a lower bound if both bounds compare alike (6.3). `unknown_supplements`
    names the doses without magnesium on their label; they do not make the total a lower bound.
    `unknown_entries` have no value; `unknown_foods` names them if the total does.
    """

    status: DayStatus
    food_mg: Decimal | None
    water_label_mg: Decimal
    supplement_mg: Decimal
    total_mg: Decimal | None
    at_most_mg: Decimal | None
    entries: int
    unknown_entries: int
    unknown_foods: tuple[str, ...]
    unknown_supplements: tuple[str, ...]
    total_is_lower_bound: bool
    known_share_energy: Decimal | None
    known_share_grams: Decimal | None
    age_completed_months: int | None
    life_stages: tuple[str, ...]
    stage_note: str | None
    reference_kind: str | None
    reference_low_mg: Decimal | None
    reference_high_mg: Decimal | None
    ear_mg: tuple[Decimal, ...]
    percent: int | None
    comparison: Comparison | None
    comparison_of_bounds: Comparison | None
    to_go_mg: Decimal | None
    supplement_ul_mg: Decimal | None
    supplement_vs_ul: UlComparison
    is_covered: bool
    supplement_ul_beside_mg: Decimal | None = None  # the US one, where the person's region has none

    @property
    def display_total_mg(self) -> str | None:
        return None if self.total_mg is None else display_mg(self.total_mg)

    @property
    def age_completed_years(self) -> int | None:
        return None if self.age_completed_months is None else self.age_completed_months // 12

    @property
    def percent_of_low(self) -> int | None:
        """Percent of the lower end of the reference; None unless it is a range."""
        is_range = self.reference_low_mg != self.reference_high_mg
        return floor_percent(self.total_mg, self.reference_low_mg) if is_range else None

    @property
    def counts(self) -> bool:
        """Whether the day counts in averages: it is complete and enough magnesium is known (R3)."""
        return counts_in_averages(self.status, is_covered=self.is_covered)

    @property
    def is_unknown(self) -> bool:
        """Whether nothing that was logged has a value, so that there is not even a lower bound."""
        return 0 < self.unknown_entries == self.entries and not self.total_mg


def counts_in_averages(status: DayStatus, *, is_covered: bool) -> bool:
    """The one rule for which days count in averages (assessment rules, sections 4 and 6.7):
    complete days on which the nutrient is known for enough of what was eaten.

    A future day is never complete (effective_status in nutrition.intake.day_status).
    """
    return status == "complete" and is_covered


def assess_day(
    eaten: Iterable[EatenFood],
    *,
    person: Person,
    on: date,
    status: DayStatus,
    water: Iterable[LabelWater] = (),
    doses: Iterable[DoseMagnesium] = (),
    ul_region: UlRegion = "US",
) -> DayAssessment:
    """Assess a day's magnesium; the amounts of each food are in mg of magnesium."""
    eaten = tuple(eaten)
    return assess_total(
        add_up(eaten),
        entries=len(eaten),
        person=person,
        on=on,
        status=status,
        water=water,
        doses=doses,
        ul_region=ul_region,
    )


def assess_total(
    food: Total,
    *,
    entries: int,
    person: Person,
    on: date,
    status: DayStatus,
    water: Iterable[LabelWater] = (),
    doses: Iterable[DoseMagnesium] = (),
    ul_region: UlRegion = "US",
) -> DayAssessment:
    """The same for foods that were added up, `entries` of them."""
    water, doses = tuple(water), tuple(doses)
    from_water, from_doses = water_mg(water), supplement_mg(doses)
    unknown_doses = tuple(dose.name for dose in doses if dose.elemental_mg is None)
    no_data = food.known is None and not water and len(unknown_doses) == len(doses)
    total = None if no_data else add_exactly(food.known or ZERO, from_water, from_doses)
    at_most = total_at_most(food, total, from_water, from_doses)
    reference = reference_of(MAGNESIUM, person, on)
    ul, beside = supplement_uls(person, [on], ul_region)
    return DayAssessment(
        status=status,
        food_mg=food.known,
        water_label_mg=from_water,
        supplement_mg=from_doses,
        total_mg=total,
        at_most_mg=at_most,
        entries=entries,
        unknown_entries=food.unknown,
        unknown_foods=food.unknown_names,
        unknown_supplements=unknown_doses,
        total_is_lower_bound=food.is_lower_bound,
        known_share_energy=food.known_share_energy,
        known_share_grams=food.known_share_grams,
        age_completed_months=person.completed_months(on),
        life_stages=tuple(stage.code for stage in reference.stages),
        stage_note=reference.stage_note,
        reference_kind=reference.kind,
        reference_low_mg=reference.low,
        reference_high_mg=reference.high,
        ear_mg=reference.ears,
        percent=floor_percent(total, reference.high),
        comparison=compare_with_reference(total, reference, status, food.is_lower_bound),
        comparison_of_bounds=compare_bounds(total, at_most, reference, status, food.is_lower_bound),
        to_go_mg=to_go(total, reference.high),
        supplement_ul_mg=ul,
        supplement_vs_ul=compare_with_ul(from_doses, ul),
        is_covered=food.is_covered,
        supplement_ul_beside_mg=beside,
    )


def total_at_most(
    food: Total, total: Decimal | None, from_water: Decimal, from_doses: Decimal
) -> Decimal | None:
    """The total if every unknown food has its upper bound; None if any of them has no bound."""
    if food.known is None:
        return total
    return None if food.at_most is None else add_exactly(food.at_most, from_water, from_doses)


def compare_with_reference(
    total: Decimal | None, reference: Reference, status: DayStatus, is_lower_bound: bool
) -> Comparison | None:
    """The first outcome of R5 that applies, on unrounded amounts; None without a recommendation."""
    if total is None:
        return "no_data"
    if reference.low is None or reference.high is None:
        return None
    if total >= reference.high:
        return "meets"
    if status != "complete":
        return "not_yet"
    if is_lower_bound:
        return "undetermined"
    if total >= reference.low:
        return "depends"
    return "below_ai" if reference.kind == "AI" else "below"


def compare_bounds(
    total: Decimal | None,
    at_most: Decimal | None,
    reference: Reference,
    status: DayStatus,
    is_lower_bound: bool,
) -> Comparison | None:
    """Like compare_with_reference, but "undetermined" only if the two bounds compare differently or
    there is no upper bound (6.3).
    """
    comparison = compare_with_reference(total, reference, status, is_lower_bound)
    if comparison != "undetermined" or at_most is None:
        return comparison
    bounds = {compare_with_reference(bound, reference, status, False) for bound in (total, at_most)}
    return bounds.pop() if len(bounds) == 1 else comparison


def compare_with_ul(from_supplements: Decimal, ul: Decimal | None) -> UlComparison:
    """Compare supplements and medicines, never food or water, with the UL; equal is within."""
    if not from_supplements:
        return "none_taken"
    if ul is None:
        return "no_ul"
    return "above" if from_supplements > ul else "within"


def floor_percent(total: Decimal | None, reference: Decimal | None) -> int | None:
    """Whole percent, rounded down, so that 99.9% is never shown as 100%."""
    return None if total is None or not reference else int(100 * total // reference)


def to_go(total: Decimal | None, reference: Decimal | None) -> Decimal | None:
    """The amount missing to reach the reference; None if it is reached or either is unknown."""
    return None if total is None or reference is None or total >= reference else reference - total


def display_mg(amount: Decimal) -> str:
    """Whole mg, rounded half up."""
    return str(amount.quantize(Decimal(1), ROUND_HALF_UP))


def fixed_point(number: Decimal | None, places: int) -> str | None:
    """The number as text with exactly that many decimal places, rounded half up."""
    return (
        None if number is None else str(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
    )
