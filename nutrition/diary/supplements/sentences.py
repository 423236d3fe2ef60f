"""The sentences about supplements and water that were logged, and about upper levels. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from nutrition.diary.label_amounts.values import NOT_ON_LABEL
from nutrition.intake.assessment import DayAssessment, compare_with_ul
from nutrition.intake.references import (
    ADULT_FROM_MONTHS,
    INFANT_UP_TO_MONTHS,
    SupplementUls,
    UlRegion,
)
from nutrition.intake.rounding import format_number, round_for_display
from nutrition.intake.words import FROM_FOOD_ONLY, whole_mg

# What an upper level counts: EFSA 2006 (tables/supplement_uls.csv), IOM 1997.
_COUNTED = (
    "counts readily dissociable salts in supplements, water and fortified foods; "
    "only supplements are compared here."
)
_SALTS = f"It {_COUNTED}"
_NO_FOOD = "Food does not count towards it."
_NO_EFSA_LIMIT = "EFSA sets no upper limit below 4 years."


def logged_sentence(name: str, mg: Decimal | None) -> str:
    """ "Added Magnesium glycinate, 100 mg." """
    if mg is None:
        return f"Added {name}. It has {NOT_ON_LABEL}."
    return f"Added {name}, {whole_mg(mg)} mg."


def above_upper_level(day: DayAssessment, *, when: str, region: UlRegion = "US") -> tuple[str, str]:
    """The note below supplements above their upper level: the amount, and what the level is.

    Two empty texts where there is nothing to say. `when` is "today" or a day in words, `region` the
    one whose upper level was compared.
    """
    limit = day.supplement_ul_mg
    mg = format_number(
        round_for_display(day.supplement_mg, limits=[limit, day.supplement_ul_beside_mg])
    )
    amount = f"Supplements {when}: {mg} mg."
    if day.supplement_vs_ul == "no_ul":
        return amount, f"{_no_limit_sentence(day)} Ask a health professional."
    if day.supplement_vs_ul != "above" or limit is None:
        return "", ""
    who = "this age" if _is_child(day) else "adults"
    if region == "EU":
        return amount, (
            f"The upper limit for {who} is {format_number(limit)} mg (EFSA), "
            f"unless a clinician advises more. {_SALTS}"
        )
    return amount, (
        f"The upper limit for {who} is {format_number(limit)} mg from supplements, "
        f"unless a clinician advises more. {_NO_FOOD}"
    )


def days_above_upper_level(uls: Sequence[SupplementUls], region: UlRegion = "US") -> str:
    """The note below a chart. `uls` are the upper levels of the days above them; may be empty."""
    if not uls:
        return ""
    sentences = [
        f"Supplements were above the upper limit on {len(uls):,} day{'' if len(uls) == 1 else 's'}."
    ]
    if len(uls) > 1:
        sentences.append("The limit is for daily use: talk to a doctor or pharmacist about it.")
    own = min((ul.own for ul in uls if ul.own is not None), default=None)
    beside = min((ul.beside for ul in uls if ul.beside is not None), default=None)
    if own is not None and beside is not None:
        sentences.append(f"From 4 years it is the one of EFSA, {format_number(own)} mg. {_SALTS}")
    elif own is not None:
        sentences.append(f"The limit of EFSA {_COUNTED}" if region == "EU" else _NO_FOOD)
    if beside is not None:
        sentences.append(
            f"{_NO_EFSA_LIMIT} It is {_us_limit(beside)}; food does not count towards it."
        )
    return " ".join(sentences)


def _us_limit(ul: Decimal) -> str:
    return f"{format_number(ul)} mg from supplements in the United States"


def _no_limit_sentence(day: DayAssessment) -> str:
    beside = day.supplement_ul_beside_mg
    if beside is not None:
        is_above = compare_with_ul(day.supplement_mg, beside) == "above"
        above = ", and this is above it" if is_above else ""
        return f"{_NO_EFSA_LIMIT} It is {_us_limit(beside)}{above}."
    if day.age_completed_months is not None and 0 <= day.age_completed_months < INFANT_UP_TO_MONTHS:
        return f"No upper limit is set for supplements at this age. {FROM_FOOD_ONLY}"
    return "No upper limit is set for supplements at this age."


def _is_child(day: DayAssessment) -> bool:
    return day.age_completed_months is not None and day.age_completed_months < ADULT_FROM_MONTHS
