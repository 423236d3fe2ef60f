"""The days of a chart: the amount of one nutrient on each day, and its reference. Pure.

For magnesium the results are those of nutrition.intake.assessment
(tests/reports/trends/test_days.py compares them), in a fraction of the time: a reference intake is
looked up once for all days to which it applies.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from accounts.life_stage import Person
from nutrition.foods.basis import ZERO
from nutrition.intake.assessment import (
    Comparison,
    DayStatus,
    UlComparison,
    compare_bounds,
    compare_with_ul,
    counts_in_averages,
    floor_percent,
    total_at_most,
)
from nutrition.intake.day_status import day_status
from nutrition.intake.nutrients import Bound, PageNutrient
from nutrition.intake.references import (
    MAGNESIUM,
    Reference,
    SupplementUls,
    UlRegion,
    reference_of,
    supplement_uls,
    target_band,
)
from nutrition.intake.totals import Total, add_exactly
from nutrition.reports.charts import Target
from nutrition.reports.trends.label_days import NO_LABELS, LabelDay
from nutrition.reports.trends.totals import DayTotal


class Goal(NamedTuple):
    """The reference of a day, its target in the chart, and the upper levels."""

    reference: Reference
    target: Target | None
    supplement_uls: SupplementUls
    ul_region: UlRegion


class TrendDay(NamedTuple):
    """One nutrient on one day, unrounded in its unit. If nothing was logged, the amount is None,
    not 0.

    `foods` is the sum of the entries alone, `water` and `supplement` are from labels. `at_most` is
    the upper bound of the amount if all unknown foods have one; without such foods it is the amount
    itself.
    """

    on: date
    today: date
    status: DayStatus
    entries: int
    foods: Total
    water: Decimal
    supplement: Decimal
    amount: Decimal | None
    at_most: Decimal | None
    bound: Bound
    goal: Goal

    @property
    def food(self) -> Decimal | None:
        return self.foods.known

    @property
    def unknown(self) -> int:
        """How many entries have no value."""
        return self.foods.unknown

    @property
    def is_today(self) -> bool:
        return self.on == self.today

    @property
    def is_over(self) -> bool:
        return self.on < self.today

    @property
    def is_logged(self) -> bool:
        return self.status != "empty"

    @property
    def is_full(self) -> bool:
        """Marked complete, with something logged; days to come are planned (6.7)."""
        return self.status == "complete" and self.on <= self.today

    @property
    def is_open(self) -> bool:
        """Over and logged, but not marked complete."""
        return self.is_over and self.is_logged and not self.is_full

    @property
    def is_gap(self) -> bool:
        return self.is_over and not self.is_logged

    @property
    def is_food_unknown(self) -> bool:
        """Whether foods were logged and none has a value."""
        return 0 < self.unknown == self.entries

    @property
    def is_unknown(self) -> bool:
        """Whether nothing that was logged has a value: not even a lower bound is known."""
        return (self.is_logged and self.amount is None) or (
            self.is_food_unknown and not self.amount
        )

    @property
    def counts(self) -> bool:
        """Whether the day enters averages: complete, not to come, with the nutrient known for
        enough of what was eaten (R3)."""
        is_counted = counts_in_averages(self.status, is_covered=self.foods.is_covered)
        return is_counted and self.on <= self.today

    @property
    def comparison(self) -> Comparison | None:
        """With the goal by R5, as pages put it into words: undetermined only if the lower and the
        upper bound compare differently. A possible maximum does not prove that the target was
        reached. None for an amount without a target.
        """
        if self.amount is not None and self.goal.target is None:
            return None
        found = compare_bounds(
            self.amount,
            self.at_most,
            self.goal.reference,
            status=self.status,
            is_lower_bound=self.bound in ("at least", "about"),
        )
        may_be_less = found == "meets" and self.bound in ("at most", "about")
        return "undetermined" if may_be_less else found

    @property
    def supplement_vs_ul(self) -> UlComparison:
        return compare_with_ul(self.supplement, self.goal.supplement_uls.own)

    @property
    def is_above_ul(self) -> bool:
        """Whether supplements exceed the day's upper level, or that of the US where there is no
        other.
        """
        beside = compare_with_ul(self.supplement, self.goal.supplement_uls.beside)
        return "above" in (self.supplement_vs_ul, beside)

    @property
    def percent(self) -> int | None:
        """Percent of the recommended amount, or of the higher end of a range; rounded down."""
        return None if self.is_unknown else floor_percent(self.amount, self.goal.reference.high)


def trend_days(
    dates: Iterable[date],
    totals: Mapping[date, DayTotal],
    *,
    nutrient: PageNutrient,
    labels: Mapping[date, LabelDay],
    person: Person,
    today: date,
    ul_region: UlRegion = "US",
) -> tuple[TrendDay, ...]:
    """The days in the order of `dates`; `labels` says what was taken of the nutrient, and the
    status of each day.
    """
    goal_on = goal_lookup(nutrient, person, ul_region)
    return tuple(
        _trend_day(
            on,
            totals.get(on),
            labels.get(on, NO_LABELS),
            goal_on(on),
            today,
            nutrient.number,
        )
        for on in dates
    )


_NO_FOOD = DayTotal(Total(None, 0, None, None, at_most=None, is_covered=False), 0, "exact")


def _trend_day(
    on: date, total: DayTotal | None, labels: LabelDay, goal: Goal, today: date, number: str
) -> TrendDay:
    foods, entries, bound = total or _NO_FOOD
    water, supplement = labels.water, labels.supplement
    # A dose of 0 mg still gives the day an amount of magnesium, and a dose of magnesium gives it
    # none of calcium. A dose without magnesium on its label makes the day logged, as on other
    # pages, but without an amount.
    has_amount = bool(entries) or labels.is_stated
    is_logged = has_amount or (number == MAGNESIUM and not labels.is_empty)
    if labels.is_lower_bound:
        bound = _at_least(bound)
    status = day_status(labels.status, is_logged=is_logged)
    amount = at_most = None
    if has_amount:
        amount = foods.known or ZERO
        if labels.is_stated:
            amount = add_exactly(amount, water, supplement)
        at_most = total_at_most(foods, amount, water, supplement) if foods.unknown else amount
    if number != MAGNESIUM and bound != "exact":
        at_most = None  # only magnesium has bounds
    return TrendDay(
        on, today, status, entries, foods, water, supplement, amount, at_most, bound, goal
    )


def counted_amount(total: DayTotal | None, labels: LabelDay) -> Decimal | None:
    """The amount of a complete day, if it enters averages; else None."""
    if total is None or not total.total.is_covered:
        return None
    return add_exactly(total.total.known or ZERO, labels.water, labels.supplement)


def _at_least(bound: Bound) -> Bound:
    """The bound of a sum from which something is missing, too."""
    return "at least" if bound in ("exact", "at least") else "about"


@lru_cache(maxsize=512)  # of so many people
def goal_lookup(
    nutrient: PageNutrient, person: Person, ul_region: UlRegion = "US"
) -> Callable[[date], Goal]:
    """Returns a function that gives the goal of a day.

    A goal is looked up once for each age in months and condition. A nutrient that is known for few
    foods has no target.
    """
    found: dict[tuple[int | None, frozenset[str]], Goal] = {}

    def goal_on(on: date) -> Goal:
        key = person.completed_months(on), person.condition_on(on)
        if key not in found:
            found[key] = _goal_on(nutrient, person, on, ul_region)
        return found[key]

    return goal_on


def _goal_on(nutrient: PageNutrient, person: Person, on: date, ul_region: UlRegion) -> Goal:
    reference = reference_of(nutrient.number, person, on)
    band = target_band(nutrient.number, person, on) if nutrient.is_known_for_enough else None
    own = reference.low if reference.low == reference.high else None
    uls = (
        supplement_uls(person, [on], ul_region)
        if nutrient.number == MAGNESIUM
        else SupplementUls(None, None)
    )
    return Goal(reference, Target(*band, own=own) if band else None, uls, ul_region)
