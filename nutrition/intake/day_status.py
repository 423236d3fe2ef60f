"""Whether a day is empty, in progress or complete (assessment rules, section 4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Literal

from accounts.life_stage import Person
from nutrition.foods.basis import EXACT, BasisSums, rounded
from nutrition.intake.assessment import DayStatus
from nutrition.intake.references import ADULT_FROM_MONTHS, read_table
from nutrition.intake.totals import EatenFood

# What a person may state about a day; without a statement it is None.
DayStatement = Literal["in_progress", "complete"]


def day_status(statement: DayStatement | None, *, is_logged: bool) -> DayStatus:
    """A day without entries is empty; one with entries is complete once the person states so."""
    if not is_logged:
        return "empty"
    return statement or "in_progress"


def effective_status(
    statement: DayStatement | None, on: date, *, today: date
) -> DayStatement | None:
    """The statement as it counts: a future day can be planned, but is never complete."""
    return "in_progress" if statement == "complete" and on > today else statement


@dataclass(frozen=True, slots=True)
class EnergyLimits:
    """The plausible energy of a complete day in kcal; outside these limits the person is asked
    once.
    """

    low: Decimal
    high: Decimal


@cache
def _limits() -> dict[str, EnergyLimits]:
    lines = read_table("plausible_energy.csv")
    return {
        line["sex"]: EnergyLimits(Decimal(line["least_kcal"]), Decimal(line["most_kcal"]))
        for line in lines
    }


def energy_limits(person: Person, on: date) -> EnergyLimits | None:
    """The person's limits: the widest if the sex is unknown, None for children, who have none."""
    months = person.completed_months(on)
    if months is not None and months < ADULT_FROM_MONTHS:
        return None
    if person.sex is not None:
        return _limits()[person.sex]
    both = _limits().values()
    return EnergyLimits(min(limits.low for limits in both), max(limits.high for limits in both))


def implausible_kcal(foods: Iterable[EatenFood], person: Person, on: date) -> Decimal | None:
    """The energy of a day in kcal if it is implausible for a complete day, else None.

    If some foods have unknown energy, the sum is a lower bound: it can be too high, but not too
    low.
    """
    limits = energy_limits(person, on)
    if limits is None:
        return None
    sums, is_lower_bound = BasisSums(), False
    for food in foods:
        if food.kcal_per_basis is None:
            is_lower_bound = True
        else:
            sums.add(EXACT.multiply(food.measure, food.kcal_per_basis), food.basis)
    kcal = rounded(sums.total())
    is_too_low = kcal < limits.low and not is_lower_bound
    return kcal if is_too_low or kcal > limits.high else None
