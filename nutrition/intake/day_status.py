"""Whether a day is empty, in progress or complete (assessment rules, section 4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Literal

from accounts.life_stage import Person
from nutrition.intake.assessment import DayStatus
from nutrition.intake.references import ADULT_FROM_MONTHS, read_table
from nutrition.intake.totals import PER_100_G, EatenFood, exact_sum

# What a person may say about a day; nothing said is None.
DayStatement = Literal["in_progress", "complete"]


def day_status(said: DayStatement | None, *, is_logged: bool) -> DayStatus:
    """A day without entries is no data; one with entries is complete once the person says so."""
    if not is_logged:
        return "empty"
    return said or "in_progress"


def effective_status(said: DayStatement | None, on: date, *, today: date) -> DayStatement | None:
    """What counts of what was said: a day that has not come can be planned, but is not complete."""
    return "in_progress" if said == "complete" and on > today else said


@dataclass(frozen=True, slots=True)
class EnergyLimits:
    """What a complete day usually holds, in kcal: outside of it one question is asked."""

    least: Decimal
    most: Decimal


@cache
def _limits() -> dict[str, EnergyLimits]:
    lines = read_table("plausible_energy.csv")
    return {
        line["sex"]: EnergyLimits(Decimal(line["least_kcal"]), Decimal(line["most_kcal"]))
        for line in lines
    }


def energy_limits(person: Person, on: date) -> EnergyLimits | None:
    """The wider ones where the sex is unknown; None for children, for whom there are none."""
    months = person.completed_months(on)
    if months is not None and months < ADULT_FROM_MONTHS:
        return None
    if person.sex is not None:
        return _limits()[person.sex]
    both = _limits().values()
    return EnergyLimits(min(limits.least for limits in both), max(limits.most for limits in both))


def implausible_kcal(foods: Iterable[EatenFood], person: Person, on: date) -> Decimal | None:
    """The energy of a day that is implausible for a complete one, else None.

    Foods of unknown energy make the sum a lower bound: it can then be too much, but not too little.
    """
    foods, limits = tuple(foods), energy_limits(person, on)
    if limits is None:
        return None
    known = [
        food.grams * food.kcal_per_100g * PER_100_G
        for food in foods
        if food.kcal_per_100g is not None
    ]
    kcal = exact_sum(known)
    too_little = kcal < limits.least and len(known) == len(foods)
    return kcal if too_little or kcal > limits.most else None
