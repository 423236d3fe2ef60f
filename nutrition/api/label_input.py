"""From a body to what a label says, by the rules of the page (diary/supplements/validation.py)."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from nutrition.api.fields import decimal_of
from nutrition.api.problems import refused
from nutrition.api.schemas import DoseChange, DoseIn, ProductIn, named
from nutrition.diary.models import Dose
from nutrition.diary.supplements.actions import SupplementLabel
from nutrition.diary.supplements.validation import (
    LabelProblem,
    amount_problem,
    compound_problem,
    elemental_of,
    label_keys,
    nutrient_bounds,
)
from nutrition.foods.amount_words import plain_number
from nutrition.intake.salts import salts

KEY_OF = {"elemental_mg": "magnesium_mg"}


def label_from(sent: DoseIn | ProductIn) -> SupplementLabel:
    """Raises Problem."""
    return _label(
        name=sent.name or sent.form or "",
        elemental_mg=sent.magnesium_mg,
        form=sent.form or "",
        compound_mg=sent.compound_mg,
        quantity=sent.quantity,
        unit=sent.unit,
        nutrients=_nutrients(sent.nutrients),
        not_on_label="magnesium_mg" in named(sent),
    )


def changed_label(kept: Dose, sent: DoseChange) -> SupplementLabel:
    """The label with what was sent. A figure for the magnesium replaces a salt, and the other way
    round.

    A null for the magnesium says that it is not on the label.
    """
    elemental_mg, form, compound_mg = (
        None if kept.form else kept.elemental_mg,
        kept.form,
        kept.compound_mg,
    )
    if sent.magnesium_mg is not None:
        elemental_mg, form, compound_mg = sent.magnesium_mg, sent.form or "", sent.compound_mg
    elif "magnesium_mg" in named(sent) and sent.form is None and sent.compound_mg is None:
        elemental_mg, form, compound_mg = None, "", None
    elif sent.form is not None or sent.compound_mg is not None:
        elemental_mg, form = None, sent.form or kept.form
        compound_mg = kept.compound_mg if sent.compound_mg is None else sent.compound_mg
    return _label(
        name=kept.name if sent.name is None else sent.name,
        elemental_mg=elemental_mg,
        form=form,
        compound_mg=compound_mg,
        quantity=kept.quantity if sent.quantity is None else sent.quantity,
        unit=kept.unit if sent.unit is None else sent.unit,
        nutrients=kept.nutrients if sent.nutrients is None else _nutrients(sent.nutrients),
        not_on_label=kept.elemental_mg is None or "magnesium_mg" in named(sent),
        kept=kept,
    )


def _label(
    *,
    name: str,
    elemental_mg: Decimal | None,
    form: str,
    compound_mg: Decimal | None,
    quantity: Decimal,
    unit: str,
    nutrients: dict[str, str],
    not_on_label: bool,
    kept: Dose | None = None,
) -> SupplementLabel:
    if not name:
        raise refused("name", "Enter a name")
    if form and form not in salts():
        raise refused("form", "Choose a compound from the list of GET /api/v1/openapi.json")
    if "\0" in unit:
        raise refused("unit", "A NUL is no character.")
    _raise(compound_problem(form, compound_mg, elemental_mg))
    if form and compound_mg is not None:
        elemental_mg = elemental_of(form, compound_mg, kept)
    _raise(amount_problem(elemental_mg, quantity, may_be_unknown=not_on_label or bool(nutrients)))
    return SupplementLabel(
        name=name,
        elemental_mg=elemental_mg,
        unit=unit.strip(),
        quantity=quantity,
        form=form,
        compound_mg=compound_mg,
        nutrients=nutrients,
    )


def _raise(problem: LabelProblem | None) -> None:
    if problem:
        raise refused(KEY_OF.get(problem.field, problem.field), problem.message)


def _nutrients(sent: dict[str, Any]) -> dict[str, str]:
    """Amounts by the key of their unit, in the pages' order; one unit for each nutrient."""
    known = label_keys()
    if unknown := next((key for key in sent if key not in known), None):
        raise refused(f"nutrients.{unknown}"[:100], "No nutrient of a label has this number.")
    cleaned: dict[str, str] = {}
    stated = set()
    for key, (number, words) in known.items():
        if key not in sent:
            continue
        if number in stated:
            raise refused(f"nutrients.{key}", "This nutrient is stated in another unit, too.")
        stated.add(number)
        try:
            cleaned[key] = plain_number(
                nutrient_bounds(f"({words})").check(Fraction(decimal_of(sent[key])))
            )
        except ValueError as problem:
            raise refused(f"nutrients.{key}", str(problem)) from None
    return cleaned
