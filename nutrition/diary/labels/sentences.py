"""What is said about supplements and water. Pure."""

from decimal import Decimal

from nutrition.diary.labels.taken import NOT_ON_LABEL
from nutrition.intake.assessment import DayAssessment, compare_with_ul
from nutrition.intake.references import ADULT_FROM_MONTHS, INFANT_UP_TO_MONTHS, UlRegion
from nutrition.intake.rounding import shown, written
from nutrition.intake.words import FROM_FOOD_ONLY, whole_mg


def logged(name: str, mg: Decimal | None) -> str:
    """ "Added Magnesium glycinate, 100 mg." """
    if mg is None:
        return f"Added {name}. It has {NOT_ON_LABEL}."
    return f"Added {name}, {whole_mg(mg)} mg."


def above_upper_level(day: DayAssessment, *, when: str, region: UlRegion = "US") -> tuple[str, str]:
    """What stands below supplements above their upper level, the figure apart; two empty texts otherwise.

    `when` is "today" or a day in words, `region` the one whose upper level was compared.
    """
    limit = day.supplement_ul_mg
    amount = f"Supplements {when}: {written(shown(day.supplement_mg, limits=[limit, day.supplement_ul_beside_mg]))} mg."
    if day.supplement_vs_ul == "no_ul":
        return amount, f"{_none_set(day)} Ask a health professional."
    if day.supplement_vs_ul != "above" or limit is None:
        return "", ""
    who = "this age" if _is_child(day) else "adults"
    if region == "EU":
        return amount, (
            f"The upper limit for {who} is {written(limit)} mg (EFSA), unless a clinician advises more. It counts "
            "readily dissociable salts in supplements, water and fortified foods; only supplements are compared here."
        )
    return amount, (
        f"The upper limit for {who} is {written(limit)} mg from supplements, unless a clinician advises more. "
        "Food does not count towards it."
    )


def _none_set(day: DayAssessment) -> str:
    beside = day.supplement_ul_beside_mg
    if beside is not None:
        is_above = compare_with_ul(day.supplement_mg, beside) == "above"
        us = f"{written(beside)} mg from supplements in the United States"
        return f"EFSA sets no upper limit below 4 years. It is {us}{', and this is above it' if is_above else ''}."
    if day.age_completed_months is not None and 0 <= day.age_completed_months < INFANT_UP_TO_MONTHS:
        return f"No upper limit is set for supplements at this age. {FROM_FOOD_ONLY}"
    return "No upper limit is set for supplements at this age."


def _is_child(day: DayAssessment) -> bool:
    return day.age_completed_months is not None and day.age_completed_months < ADULT_FROM_MONTHS
