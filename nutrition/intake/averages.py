"""The mean over several days, its precision, and what it says about usual intake.

Method: IOM 2000, Dietary Reference Intakes: Applications in Dietary Assessment, p. 54-63 and 194
(assessment rules, sections 1 and 2). The reference applies to usual intake, of which a few days are
a sample.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cache
from statistics import NormalDist, stdev
from typing import Literal

from nutrition.foods.basis import EXACT, ZERO
from nutrition.intake.assessment import DayAssessment
from nutrition.intake.references import MAGNESIUM, LifeStage, Reference, read_table
from nutrition.intake.totals import exact_sum

Zone = Literal[
    "at_or_above_rda", "between_ear_and_rda", "below_ear", "depends", "at_or_above_ai", "below_ai"
]

# The report's "97.5 percent" confidence is 2 standard deviations, as in RDA = EAR + 2 SD; its 95%
# confidence interval uses 1.96.
SDS_FOR_97_5_PERCENT = 2
SDS_EACH_SIDE_OF_95_PERCENT = Decimal("1.96")

# Assessment rules 6.4: the SD of fewer of a person's days is biased; more days reach into another
# season.
MIN_OWN_DAYS, MAX_OWN_DAYS = 30, 90
MAX_AUTOCORRELATION = Decimal("0.6")
ONE_DAY = timedelta(days=1)
_SUM_STEP, _ROUNDING = Decimal("1E-15"), Context(prec=EXACT.prec)


@dataclass(frozen=True, slots=True)
class Average:
    """The mean total in mg over the `days` that count (R3); None if none do."""

    mean_mg: Decimal | None
    days: int


@dataclass(frozen=True, slots=True)
class MeanAssessment:
    """A mean compared with the reference, in mg, unrounded. A figure is None if the reference or
    the day-to-day spread does not allow it.

    If candidate stages have different amounts, the zone is the one that holds for all of them, or
    "depends", and there is no probability. `rda_mg` is the upper end of the range; it is None for a
    stage with only an AI, below which nothing can be said.
    """

    mean_mg: Decimal
    rda_mg: Decimal | None
    ear_mg: Decimal | None
    zone: Zone
    sd_requirement_mg: Decimal | None
    sd_difference_mg: Decimal | None
    z: Decimal | None
    probability_adequate: Decimal | None
    mean_needed_for_97_5_percent_mg: Decimal | None
    ci95_half_width_mg: Decimal | None


def average_of(days: Iterable[DayAssessment]) -> Average:
    """Mean over the days that count: complete, with magnesium known for 90% of what was eaten."""
    totals = [day.total_mg for day in days if day.counts and day.total_mg is not None]
    return Average(mean_of(totals), len(totals))


def sum_of_days(amounts: Iterable[Decimal]) -> Decimal:
    """A day with a third of a milligram is rounded in its 20th place (foods/basis.py); three such
    days are one milligram.
    """
    total = exact_sum(amounts)
    shorter = total.quantize(_SUM_STEP, ROUND_HALF_EVEN, _ROUNDING)
    return total if total == shorter else shorter


def mean_of(amounts: Collection[Decimal]) -> Decimal | None:
    return sum_of_days(amounts) / len(amounts) if amounts else None


def mean_if_all_known(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The mean; None if any amount is unknown."""
    values = list(amounts)
    known = [amount for amount in values if amount is not None]
    return mean_of(known) if len(known) == len(values) else None


def day_to_day_sd(stages: Iterable[LifeStage]) -> Decimal | None:
    """Day-to-day standard deviation of one person's magnesium in mg, as measured in the group of
    that sex and age.

    With several candidate stages it is the largest, so that no mean seems more certain than it is.
    None if any of the groups was not measured.
    """
    spreads = [_group_sd(stage) for stage in stages]
    known = [spread for spread in spreads if spread is not None]
    return max(known) if known and len(known) == len(spreads) else None


@dataclass(frozen=True, slots=True)
class OwnSpread:
    """How much a person's own days differ: standard deviation, and autocorrelation at a lag of one
    day.
    """

    sd: Decimal
    autocorrelation: Decimal


def own_spread(days: Iterable[tuple[date, Decimal]]) -> OwnSpread | None:
    """Computed from the last 90 days that count; None if there are fewer than 30."""
    last = dict(sorted(days)[-MAX_OWN_DAYS:])
    if len(last) < MIN_OWN_DAYS:
        return None
    mean = exact_sum(last.values()) / len(last)
    deviations = {on: amount - mean for on, amount in last.items()}
    pairs = [
        deviations[on] * deviations[on + ONE_DAY] for on in deviations if on + ONE_DAY in deviations
    ]
    variance = sum((deviation**2 for deviation in deviations.values()), ZERO) / len(deviations)
    r = sum(pairs, ZERO) / len(pairs) / variance if pairs and variance else ZERO
    return OwnSpread(stdev(last.values()), min(max(r, ZERO), MAX_AUTOCORRELATION))


def ci95_half_width(
    mean: Decimal, days: int, own: OwnSpread | None, cv: Decimal | None
) -> Decimal | None:
    """Half the width of the 95% confidence interval of a mean over that many days, in the unit of
    the mean (assessment rules 6.4).

    It is computed from the person's own spread if there is one, else from the coefficient of
    variation (`cv`) of people in general; None without either.
    """
    if own is not None:
        effective_days = days * (1 - own.autocorrelation) / (1 + own.autocorrelation)
        return SDS_EACH_SIDE_OF_95_PERCENT * own.sd / effective_days.sqrt()
    return None if cv is None else SDS_EACH_SIDE_OF_95_PERCENT * cv * mean / Decimal(days).sqrt()


@cache
def day_to_day_cv() -> Decimal:
    """Coefficient of variation of one person's magnesium from day to day."""
    (cv,) = {Decimal(line["cv"]) for line in read_table("day_to_day_sd.csv") if line["cv"]}
    return cv


def assess_mean(
    mean_mg: Decimal, days: int, reference: Reference, sd_within_mg: Decimal | None
) -> MeanAssessment | None:
    """Assess a mean of magnesium over that many days; None if nothing is recommended.

    `sd_within_mg` is the day-to-day standard deviation (`day_to_day_sd`).
    """
    low, high = reference.low, reference.high
    if low is None or high is None:
        return None
    ear = reference.ears[0] if low == high and len(reference.ears) == 1 else None
    sd_of_mean = None if sd_within_mg is None else sd_within_mg / Decimal(days).sqrt()
    sd_requirement = None if ear is None else _requirement_cv() * ear
    sd_difference = z = probability = needed = None
    if ear is not None and sd_requirement is not None and sd_of_mean is not None:
        sd_difference = (sd_requirement**2 + sd_of_mean**2).sqrt()
        z = (mean_mg - ear) / sd_difference
        probability = Decimal(NormalDist().cdf(float(z)))
        needed = ear + SDS_FOR_97_5_PERCENT * sd_difference
    elif reference.kind == "AI" and sd_of_mean:
        z = (mean_mg - high) / sd_of_mean
    return MeanAssessment(
        mean_mg=mean_mg,
        rda_mg=high if reference.kind == "RDA" else None,
        ear_mg=ear,
        zone=_zone(mean_mg, low, high, reference),
        sd_requirement_mg=sd_requirement,
        sd_difference_mg=sd_difference,
        z=z,
        probability_adequate=probability,
        mean_needed_for_97_5_percent_mg=needed,
        ci95_half_width_mg=None if sd_of_mean is None else SDS_EACH_SIDE_OF_95_PERCENT * sd_of_mean,
    )


def _zone(mean_mg: Decimal, low: Decimal, high: Decimal, reference: Reference) -> Zone:
    if mean_mg >= high:
        return "at_or_above_ai" if reference.kind == "AI" else "at_or_above_rda"
    if reference.kind == "AI":
        return "below_ai"
    if mean_mg < min(reference.ears):
        return "below_ear"
    return "between_ear_and_rda" if max(reference.ears) <= mean_mg < low else "depends"


@cache
def _requirement_cv() -> Decimal:
    """Coefficient of variation of the requirement for magnesium between people."""
    (cv,) = (
        line["cv"]
        for line in read_table("requirement_cv.csv")
        if line["fdc_nutrient_number"] == MAGNESIUM
    )
    return Decimal(cv)


@cache
def _group_sd(stage: LifeStage) -> Decimal | None:
    lines = [
        line
        for line in read_table("day_to_day_sd.csv")
        if line["fdc_nutrient_number"] == MAGNESIUM and line["sex"] == stage.sex
        if int(line["age_min_months"]) <= stage.age_min_months
    ]
    if not lines:
        return None
    group = lines[-1]  # sorted by age: each line holds until the next one starts
    return (
        Decimal(group["sd"]) if group["sd"] else Decimal(group["cv"]) * Decimal(group["group_mean"])
    )
