"""Matches a typed amount with the portions of a food that nobody weighed: "2 servings". Pure.

The amount is so many of a portion, never grams: a weight would be invented.
"""

from collections.abc import Sequence
from fractions import Fraction

from nutrition.diary.amounts import Amount, PortionValues
from nutrition.diary.quickadd.matches import (
    NOT_TYPED,
    NOT_WEIGHED,
    WHICH_PORTION,
    AmountMatch,
    LastAmount,
)
from nutrition.diary.quickadd.parser import ParsedItem
from nutrition.diary.quickadd.portions import parse_unit
from nutrition.diary.quickadd.vocabulary import UNIT_SYNONYMS
from nutrition.foods.fields import GRAM_PLACES
from nutrition.units import UNITS, Unit, convert, round_fraction


def match_unweighed(
    item: ParsedItem, portions: Sequence[PortionValues], last: LastAmount | None
) -> AmountMatch:
    """How much of the food the item means; `portions` has at least one."""
    count = item.quantity or Fraction(1)
    if not item.has_amount:
        return _as_last_time(last, portions) or _some_of(portions[0], is_sure=False, note=NOT_TYPED)
    if item.unit in UNITS:
        return _match_unit(count, UNITS[item.unit], portions)
    if item.unit is not None:
        names = UNIT_SYNONYMS.get(item.unit, frozenset({item.unit}))
        for portion in portions:
            if parse_unit(portion.unit).head & names:
                return _some_of(portion, count / Fraction(portion.amount))
    counted = [portion for portion in portions if parse_unit(portion.unit).unit is None]
    if not counted:  # two smoothies are not two millilitres
        return _some_of(portions[0], is_sure=False, note=NOT_WEIGHED)
    quantity = count / Fraction(counted[0].amount)
    return _some_of(counted[0], quantity, is_sure=False, note=WHICH_PORTION)


def _match_unit(count: Fraction, unit: Unit, portions: Sequence[PortionValues]) -> AmountMatch:
    for portion in portions:
        measured = parse_unit(portion.unit).unit
        if measured is not None and measured.kind == unit.kind:
            return _some_of(portion, convert(count, unit, measured) / Fraction(portion.amount))
    return _some_of(portions[0], is_sure=False, note=NOT_WEIGHED)


def _as_last_time(last: LastAmount | None, portions: Sequence[PortionValues]) -> AmountMatch | None:
    """None if it was weighed, or is in a portion that the food no longer has."""
    if last is None or last.grams is not None:
        return None
    for portion in portions:
        if portion.id == last.portion_id:
            return AmountMatch(Amount(None, portion, last.quantity), note="as last time")
    return None


def _some_of(
    portion: PortionValues,
    quantity: Fraction = Fraction(1),
    *,
    is_sure: bool = True,
    note: str = "",
) -> AmountMatch:
    """So many times what the portion is."""
    return AmountMatch(Amount(None, portion, round_fraction(quantity, GRAM_PLACES)), is_sure, note)
