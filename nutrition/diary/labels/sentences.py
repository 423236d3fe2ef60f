"""What is said about supplements and water. Pure."""

from decimal import Decimal

from nutrition.intake.assessment import DayAssessment, display_mg
from nutrition.intake.references import ADULT_FROM_MONTHS


def logged(name: str, mg: Decimal) -> str:
    """ "Added Magnesium glycinate, 100 mg." """
    return f"Added {name}, {display_mg(mg)} mg."


def above_upper_level(day: DayAssessment, *, when: str) -> tuple[str, str]:
    """What stands below supplements above their upper level, the figure apart; two empty texts otherwise.

    `when` is "today" or a day in words.
    """
    amount = f"Supplements {when}: {display_mg(day.supplement_mg)} mg."
    if day.supplement_vs_ul == "no_ul":
        return amount, "No upper limit is set for supplements at this age. Ask a health professional."
    if day.supplement_vs_ul != "above" or day.supplement_ul_mg is None:
        return "", ""
    months = day.age_completed_months
    who = "adults" if months is None or months >= ADULT_FROM_MONTHS else "this age"
    limit = (
        f"The upper limit for {who} is {display_mg(day.supplement_ul_mg)} mg from supplements, "
        "unless a clinician advises more. Food does not count towards it."
    )
    return amount, limit
