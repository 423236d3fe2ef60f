"""What a mean of several days says about usual magnesium, in words. Pure.

The readings are those of the assessment rules, section 1.3 (IOM 2000, p. 57): they speak of an average, never of a
day, and never of a person's health.
"""

from decimal import Decimal

from nutrition.intake.assessment import display_mg
from nutrition.intake.averages import Judgement
from nutrition.intake.references import Reference

# The source's own example judges 3 days; a mean of fewer is shown without a word about it.
ENOUGH_DAYS = 3
# "97.5 % sure", as the recommended amount itself is set.
SURE = Decimal("0.975")

CHANGED = "Your recommended amount changed in this time."
NOT_COMPARED = "Your recommended amount changed in this time, so the average is not compared with one amount."


def reading(
    judgement: Judgement, reference: Reference, *, days: int, is_lower_bound: bool, has_changed: bool = False
) -> str:
    """Words beside the mean; empty for too few days. With `has_changed` the reference is that of nutrition.intake's
    `over_days`, and what is said holds for all amounts of these days."""
    if days < ENOUGH_DAYS or reference.low is None or reference.high is None:
        return ""
    if not has_changed:
        return _read(judgement, reference, is_lower_bound=is_lower_bound)
    is_open = judgement.zone == "depends" and not is_lower_bound
    return NOT_COMPARED if is_open else f"{CHANGED} {_read(judgement, reference, is_lower_bound=is_lower_bound)}"


def _read(judgement: Judgement, reference: Reference, *, is_lower_bound: bool) -> str:
    low, high = whole_mg(reference.low or Decimal(0)), whole_mg(reference.high or Decimal(0))
    goal = high if low == high else f"{low}–{high}"
    mean = f"An average of {'at least ' if is_lower_bound else ''}{whole_mg(judgement.mean_mg)} mg a day"
    if judgement.zone == "at_or_above_rda":
        return f"{mean} reaches the {goal} mg recommended for you: {_how_sure(judgement)}."
    if judgement.zone == "at_or_above_ai":
        return f"{mean} reaches the estimate for this age ({goal} mg, an AI): likely enough."
    if is_lower_bound:
        return f"{mean}: some foods have no magnesium value, so the true average may be higher and is not judged."
    match judgement.zone:
        case "between_ear_and_rda":
            need = f"the average need{_ear(judgement)}"
            return f"{mean} is between {need} and the {goal} mg recommended for you: there is probably room to improve."
        case "below_ear":
            return f"{mean} is below the average need{_ear(judgement)}: there is very likely room to improve."
        case "below_ai":
            return "There is only an estimate (AI) for this age; a lower number does not mean too little."
    return f"{mean} is read differently by age and sex ({goal} mg). With your birth date and sex the target is exact."


def whole_mg(amount: Decimal) -> str:
    """As the pages write it beside its unit: "3,010"."""
    return f"{int(display_mg(amount)):,}"


def _how_sure(judgement: Judgement) -> str:
    sure = judgement.probability_adequate is not None and judgement.probability_adequate >= SURE
    return "very likely enough" if sure else "probably enough, and more days would make it surer"


def _ear(judgement: Judgement) -> str:
    """The estimated average requirement, where it is one figure."""
    return "" if judgement.ear_mg is None else f" ({whole_mg(judgement.ear_mg)} mg)"
