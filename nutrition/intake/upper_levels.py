"""How much of a nutrient's intake counts towards its upper level (UL). Pure.

The UL of magnesium counts only supplements and medicines, that of folate folic acid, that of
vitamin A retinol, and those of niacin and vitamin E what is added to food or taken as a supplement.
All others count everything (`basis` of reference_intakes.csv).
"""

from dataclasses import dataclass
from decimal import Decimal

from nutrition.foods.basis import ZERO
from nutrition.intake.nutrients import NutrientIntake
from nutrition.intake.references import Reference
from nutrition.intake.totals import exact_sum

SUPPLEMENTS_ONLY = "supplemental_only"


@dataclass(frozen=True, slots=True)
class UlIntake:
    """The sum of the known amounts over all days of the intake; None if none is known."""

    amount: Decimal | None
    is_lower_bound: bool

    def is_above(self, ul: Decimal | None, days: int) -> bool:
        """Whether it is certainly above the UL, even if part of it is unknown;
        equal is not above.
        """
        return ul is not None and self.amount is not None and self.amount > ul * days


def ul_intake(intake: NutrientIntake, reference: Reference) -> UlIntake:
    supplements = [each for each in intake.label_contributions if each.label.kind == "supplement"]
    doses = [each.toward_ul for each in supplements if each.toward_ul is not None]
    is_partial = len(doses) < len(supplements) or any(
        each.unit.is_lower_bound for each in supplements
    )
    if reference.ul_basis == SUPPLEMENTS_ONLY:
        return UlIntake(None if is_partial and not doses else exact_sum(doses), is_partial)
    foods = intake.toward_ul
    foods_unknown = foods is None or foods.known is None or foods.is_unknown
    if foods_unknown and not doses:
        return UlIntake(None, True)
    # No table separates niacin that was added to food: how much of it was eaten is unknown.
    foods_partial = bool(intake.contributions) and (foods is None or foods.is_lower_bound)
    from_food = ZERO if foods is None else foods.known or ZERO
    water = (
        intake.label_amount("water")
        if intake.nutrient.counts_toward_ul == intake.nutrient.number
        else ZERO
    )
    return UlIntake(exact_sum((from_food, water, *doses)), is_partial or foods_partial)
