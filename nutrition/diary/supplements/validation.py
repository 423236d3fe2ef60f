"""Rules for the label of a supplement, shared by the page and the API."""

from decimal import Decimal
from typing import NamedTuple

from nutrition.diary.models import MAX_DOSE_MG, Supplement
from nutrition.intake.labels import label_units
from nutrition.intake.nutrients import PageNutrient, page_nutrients
from nutrition.intake.references import MAGNESIUM
from nutrition.intake.salts import salts


def label_nutrients() -> list[PageNutrient]:
    """The minerals and vitamins that the label of a multivitamin may list beside magnesium.

    They include iodine, biotin and others that the food table has for few foods only.
    """
    groups = ("Minerals", "Vitamins", "Known for few foods")
    return [
        nutrient
        for nutrient in page_nutrients()
        if nutrient.group in groups and nutrient.number != MAGNESIUM
    ]


def label_keys() -> dict[str, tuple[str, str]]:
    """The nutrient's number, and the words for its unit, by the key under which it is stored.

    The key is the number too, except for units that differ from the food table's.
    """
    return {
        unit.key: (nutrient.number, f"{nutrient.name}, {unit.words or nutrient.unit}")
        for nutrient in label_nutrients()
        for unit in label_units(nutrient.number)
    }


class LabelProblem(NamedTuple):
    field: str
    message: str


def compound_problem(
    form: str, compound_mg: Decimal | None, elemental_mg: Decimal | None
) -> LabelProblem | None:
    """A label states the magnesium or the mass of a compound: the two could contradict."""
    if not form and compound_mg is None:
        return None
    if not form:
        return LabelProblem("form", "Choose the compound whose mass this is")
    if compound_mg is None:
        return LabelProblem("compound_mg", "Enter the mass of the compound in mg, such as 500")
    if elemental_mg is not None:
        return LabelProblem(
            "compound_mg", "Enter either the magnesium or the mass of a compound, not both"
        )
    return None


def elemental_of(form: str, compound_mg: Decimal, stored: Supplement | None) -> Decimal:
    """The magnesium in a mass of a salt, in mg.

    A change that leaves the compound of `stored` as it was leaves its magnesium, too, even if the
    share of the salt has been corrected since.
    """
    if (
        stored is not None
        and stored.elemental_mg is not None
        and (stored.form, stored.compound_mg) == (form, compound_mg)
    ):
        return stored.elemental_mg
    return salts()[form].elemental_mg(compound_mg)


def amount_problem(
    elemental_mg: Decimal | None, quantity: Decimal, *, may_be_unknown: bool
) -> LabelProblem | None:
    """The magnesium has to be stated unless it `may_be_unknown`, and is at most MAX_DOSE_MG."""
    if elemental_mg is None and not may_be_unknown:
        return LabelProblem(
            "elemental_mg",
            "Enter the magnesium in mg, such as 100, or say that it is not on the label",
        )
    if elemental_mg is not None and elemental_mg * quantity > MAX_DOSE_MG:
        return LabelProblem(
            "quantity", f"This can be {MAX_DOSE_MG:,} mg at the most. Check the amount."
        )
    return None
