"""What of a nutrient its upper level (UL) counts. Pure.

The UL of magnesium counts supplements and medicines only, that of folate folic acid, that of
vitamin A retinol, those of niacin and vitamin E what is added to food or taken; all others count
everything (`basis` of reference_intakes.csv).
"""

from dataclasses import dataclass
from decimal import Decimal

from nutrition.intake.nutrients import Intake
from nutrition.intake.references import Reference
from nutrition.intake.totals import ZERO, exact_sum

SUPPLEMENTS_ONLY = "supplemental_only"


@dataclass(frozen=True, slots=True)
class TowardUl:
    """The sum of what is known of it, over all days of the intake; None when nothing is."""

    amount: Decimal | None
    is_lower_bound: bool

    def is_above(self, ul: Decimal | None, days: int) -> bool:
        """For sure, even where some of it is unknown; reaching it exactly is within."""
        return ul is not None and self.amount is not None and self.amount > ul * days


def toward_ul(intake: Intake, reference: Reference) -> TowardUl:
    supplements = [gift for gift in intake.gifts if gift.product.kind == "supplement"]
    taken = [gift.toward_ul for gift in supplements if gift.toward_ul is not None]
    is_partial = len(taken) < len(supplements) or any(gift.unit.is_least for gift in supplements)
    if reference.ul_basis == SUPPLEMENTS_ONLY:
        return TowardUl(None if is_partial and not taken else exact_sum(taken), is_partial)
    foods = intake.toward_ul
    nothing_known = foods is None or not foods.known_share_grams
    if nothing_known and not taken:
        return TowardUl(None, True)
    # Niacin that was added to food is not told apart in any table: what was eaten of it is unknown.
    foods_partial = bool(intake.contributions) and (foods is None or foods.is_lower_bound)
    of_food = ZERO if foods is None else foods.known or ZERO
    water = (
        intake.from_("water")
        if intake.nutrient.counts_toward_ul == intake.nutrient.number
        else ZERO
    )
    return TowardUl(exact_sum((of_food, water, *taken)), is_partial or foods_partial)
