"""Finds the amounts in the tokens of one food: "2", "1 large", "two thick slices of"."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from nutrition.diary.quickadd.tokens import Token
from nutrition.diary.quickadd.vocabulary import (
    CONTAINERS,
    COUNT_UNITS,
    NOT_A_SIZE_BEFORE,
    SIZES,
    UNIT_ADJECTIVES,
    UNITS_WITHOUT_OF,
    Size,
)
from nutrition.units import UNITS, convert, find_unit


@dataclass(frozen=True)
class TypedAmount:
    """An amount at tokens[start:end]. `unit` is in UNITS or COUNT_UNITS."""

    start: int
    end: int
    quantity: Fraction | None
    unit: str | None = None
    size: Size | None = None
    is_doubtful: bool = False  # whether it was guessed

    @property
    def is_exact(self) -> bool:
        """Whether the unit is one of mass or volume."""
        return self.unit in UNITS


def is_unit(word: str) -> bool:
    """Whether the word is a unit of mass or volume, or a counted one such as "slices"."""
    return find_unit(word) is not None or word.lower() in COUNT_UNITS


def find_amounts(tokens: Sequence[Token]) -> list[TypedAmount]:
    """Every amount in the tokens; without a number only at the start ("handful of", "large")."""
    amounts: list[TypedAmount] = []
    place = 0
    while place < len(tokens):
        amount = _amount_at(tokens, place)
        if amount is None and not amounts and place == 0:
            amount = _amount_without_number(tokens)
        if amount is not None:
            amounts.append(amount)
        place = amount.end if amount else place + 1
    return amounts


def _amount_at(tokens: Sequence[Token], start: int) -> TypedAmount | None:
    """The amount that begins at `start` with a number, or with "x" and a number ("eggs x 2")."""
    place = _skip_kinds(tokens, start, {"times"})
    if place >= len(tokens) or tokens[place].kind != "number":
        return None
    number = tokens[place]
    place = _skip_kinds(tokens, place + 1, {"times"})
    size, place = _size_at(tokens, _skip_words(tokens, place, frozenset({"of", "the"})))
    unit, place = _unit_at(tokens, place, has_food_before=start > 0)
    return TypedAmount(
        start, _skip_words(tokens, place, frozenset({"of"})), number.value, unit, size, number.rough
    )


def _amount_without_number(tokens: Sequence[Token]) -> TypedAmount | None:
    """ "cup of coffee" and "handful almonds" are one; "large banana" has a size and no quantity."""
    size, place = _size_at(tokens, 0)
    unit, end = _unit_at(tokens, place, has_food_before=False)
    followed_by_of = end < len(tokens) and tokens[end].lower == "of"
    is_letter = end > place and len(tokens[end - 1].text) == 1  # "T bone steak" is no tablespoon
    if unit and (followed_by_of or (unit in UNITS_WITHOUT_OF and not is_letter)):
        plural = tokens[end - 1].lower not in (unit, "cup", "pint", "spoon")
        return TypedAmount(
            0,
            end + followed_by_of,
            Fraction(1),
            unit,
            size,
            is_doubtful=plural and unit not in UNITS,
        )
    return TypedAmount(0, place, None, None, size) if size else None


def _skip_kinds(tokens: Sequence[Token], place: int, kinds: set[str]) -> int:
    while place < len(tokens) and tokens[place].kind in kinds:
        place += 1
    return place


def _skip_words(tokens: Sequence[Token], place: int, words: frozenset[str]) -> int:
    while place < len(tokens) and tokens[place].lower in words:
        place += 1
    return place


def _size_at(tokens: Sequence[Token], place: int) -> tuple[Size | None, int]:
    """The size at `place`, unless the word is part of a name, and the place after it."""
    for count in (2, 1):
        words = [token.lower.replace("-", " ") for token in tokens[place : place + count]]
        size = SIZES.get(" ".join(words).removesuffix(" sized").removesuffix(" size"))
        end = place + count
        if (
            size
            and len(words) == count
            and not (end < len(tokens) and tokens[end].lower in NOT_A_SIZE_BEFORE)
        ):
            return size, _skip_words(tokens, end, frozenset({"sized", "size"}))
    return None, place


def _unit_at(
    tokens: Sequence[Token], place: int, *, has_food_before: bool
) -> tuple[str | None, int]:
    """The unit at `place`, after "heaped" and the like, and the place after it.

    A counted unit needs a food before or after it.
    """
    at = _skip_words(tokens, place, UNIT_ADJECTIVES)
    if at >= len(tokens) or tokens[at].kind != "word":
        return None, place
    word = tokens[at]
    if unit := find_unit(word.text):
        return unit.name, at + 1
    counted = COUNT_UNITS.get(word.lower)
    if counted and (has_food_before or at + 1 < len(tokens)):
        return counted, at + 1
    return None, place


def combine_amounts(
    first: TypedAmount, second: TypedAmount, tokens: Sequence[Token]
) -> TypedAmount | None:
    """Two amounts of one food as one; None when the second is not an amount of it.

    "1 lb 4 oz" is a sum, "2 x 100 g" and "2 (15 oz) cans" are products, and in "1 banana (118 g)"
    the weight decides.
    """
    between = tokens[first.end : second.start]
    in_brackets = bool(between) and all(token.kind == "open" for token in between)
    if first.quantity is None or second.quantity is None or (between and not second.is_exact):
        return None
    if first.is_exact and second.is_exact:
        one, other = UNITS[str(first.unit)], UNITS[str(second.unit)]
        if one.kind == other.kind and not between:
            return replace(first, quantity=first.quantity + convert(second.quantity, other, one))
        return second if other.kind == "mass" and one.kind == "volume" else first
    each = not between or (
        in_brackets and (first.unit in CONTAINERS or _container_follows(tokens, second.end))
    )
    quantity = first.quantity * second.quantity if each else second.quantity
    is_doubtful = first.is_doubtful or second.is_doubtful or (not each and first.quantity != 1)
    return replace(
        second, quantity=quantity, size=second.size or first.size, is_doubtful=is_doubtful
    )


def _container_follows(tokens: Sequence[Token], place: int) -> bool:
    place = _skip_kinds(tokens, place, {"close"})
    return place < len(tokens) and COUNT_UNITS.get(tokens[place].lower) in CONTAINERS
