"""What labels gave of one nutrient on each day, without the names on them. Pure."""

from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from nutrition.foods.basis import ZERO
from nutrition.intake.day_status import DayStatement
from nutrition.intake.labels import LabelContribution, LabelKind
from nutrition.intake.totals import add_exactly


class LabelDay(NamedTuple):
    """The sums of a day in the unit of the nutrient, and the status that the person gave the day.

    `is_stated` says whether any label states the nutrient, `is_lower_bound` whether one does in a
    unit that cannot be converted. Without doses and water the day `is_empty`.
    """

    water: Decimal = ZERO
    supplement: Decimal = ZERO
    is_stated: bool = False
    is_lower_bound: bool = False
    is_empty: bool = True
    status: DayStatement | None = None


NO_LABELS = LabelDay()


def add_labels(
    given: Collection[LabelContribution], *, is_empty: bool, status: DayStatement | None
) -> LabelDay:
    """Adds what labels state, except amounts in a unit that cannot be converted."""
    if not given:
        return LabelDay(is_empty=is_empty, status=status)
    sums: dict[LabelKind, Decimal] = {"water": ZERO, "supplement": ZERO}
    is_lower_bound = False
    for gift in given:
        if gift.amount is None:
            is_lower_bound = True
        else:
            sums[gift.label.kind] = add_exactly(sums[gift.label.kind], gift.amount)
    return LabelDay(sums["water"], sums["supplement"], True, is_lower_bound, is_empty, status)
