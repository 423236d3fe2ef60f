"""The words and figures of the charts. Pure."""

from calendar import day_abbr, month_abbr, month_name
from datetime import date
from decimal import Decimal
from functools import lru_cache

from nutrition.intake.nutrients import Bound, PageNutrient
from nutrition.intake.references import Reference
from nutrition.intake.words import stage_words
from nutrition.reports.nutrients.nutrient_words import (
    bound_words,
    nutrient_figure,
    percent_words,
    reference_words,
)

PLUS: dict[Bound, str] = {"exact": "", "at least": "+", "at most": "", "about": ""}


def reference_sentence(
    nutrient: PageNutrient, reference: Reference, mean: Decimal, bound: Bound
) -> str:
    """For nutrients other than magnesium: the mean beside its reference, without a judgement."""
    if reference.low is None:
        return (
            f"{nutrient.name} has {reference_words(nutrient, reference)}, so nothing is compared."
        )
    percent = percent_words(mean, reference, bound)
    amount = (
        f"{range_text(nutrient, reference.low, reference.high or reference.low)} {nutrient.unit}"
    )
    at_least = "" if bound == "exact" else f"{bound} "
    sentence = f"That is {at_least}{percent} of the {reference.kind} of {amount}."
    if reference.kind == "AI":
        sentence += " An AI is an estimate: a lower number does not mean too little."
    if reference.cdrr is not None:
        cdrr = f"{nutrient_figure(reference.cdrr, nutrient)} {nutrient.unit}"
        sentence += f" CDRR {cdrr}: above it, the advice is to eat less."
    return f"{sentence} {stage_words(reference.stage_note, reference.high)}".strip()


def amount_with_bound(figure: str, bound: Bound, unit: str) -> str:
    """ "at least 275 mg"."""
    return f"{bound_words(bound)} {figure} {unit}".strip()


def short_total(figure: str, bound: Bound) -> str:
    """For a table: "275", "275+" for at least, "about 275"."""
    before = f"{bound} " if bound in ("at most", "about") else ""
    return f"{before}{figure}{PLUS[bound]}"


def range_text(nutrient: PageNutrient, low: Decimal, high: Decimal) -> str:
    """ "310–320", or "360" if both are the same."""
    return (
        nutrient_figure(high, nutrient)
        if low == high
        else f"{nutrient_figure(low, nutrient)}–{nutrient_figure(high, nutrient)}"
    )


@lru_cache(maxsize=4096)  # each name of a day or month is a call of the C library
def weekday_and_date(day: date) -> str:
    """ "Mon 16 November"."""
    return f"{day_abbr[day.weekday()]} {day.day} {month_name[day.month]}"


@lru_cache(maxsize=4096)
def short_date(day: date) -> str:
    """ "16 Nov"."""
    return f"{day.day} {month_abbr[day.month]}"


def short_month(day: date) -> str:
    """ "Nov 2026"."""
    return f"{month_abbr[day.month]} {day.year}"
