"""Weighs what was typed with the portions of the food: "2 eggs" are 2 large ones, 100 g."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from nutrition.diary.quickadd.parser import ParsedItem
from nutrition.diary.quickadd.portions import (
    PACKS,
    PARTS,
    SIZE_WORDS,
    WHOLES,
    KnownPortion,
    PortionChoice,
    read_portions,
    stems,
)
from nutrition.units import UNITS, Unit, find_unit, round_fraction


class LastAmount(NamedTuple):
    """What the person ate of the food the last time."""

    grams: Decimal
    portion_id: int | None
    quantity: Decimal | None


@dataclass(frozen=True)
class Amount:
    """Grams, and when they are a portion's, how many of its rows: 1.5 cups of a portion of 0.75 cup
    are quantity 2.

    `sure` is False when a person should look before it is saved; `note` says in a few words what
    was assumed.
    """

    grams: Decimal
    portion_id: int | None = None
    quantity: Decimal | None = None
    sure: bool = True
    note: str = ""


@dataclass(frozen=True)
class _Question:
    """What is asked of each rule below."""

    item: ParsedItem
    count: Fraction
    portions: list[KnownPortion]
    food_name: str
    title: str = ""

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(stems(self.item.words))

    @cached_property
    def noun(self) -> frozenset[str]:
        """What the food is: of "Nuts, almonds" the nut. Its portions are compared with it."""
        return frozenset(stems(self.food_name.partition(",")[0]))


# Portions that fit equally well may differ by this much before a person has to choose, as the
# runner-up foods of the design's section 5.
_ALIKE = Fraction(13, 10)
# What a vessel or a spoon holds when the table has no portion of that name. They differ, so these
# are never sure.
_VESSELS = {
    **dict.fromkeys(("glass", "mug", "bowl"), ("1 cup", UNITS["cup"], 1)),
    **dict.fromkeys(("splash", "dollop", "spoonful"), ("1 tbsp", UNITS["tbsp"], 1)),
    **dict.fromkeys(("drizzle", "sprinkle", "squeeze"), ("1 tsp", UNITS["tsp"], 1)),
    "bottle": ("500 ml", UNITS["ml"], 500),
}
_CAN_OF_DRINK = ("12 fl oz", UNITS["fl oz"], 12)
_CAN_GRAMS = 400  # of beans, tomatoes or soup, when the table does not say
# A family's bag, and the slice of a very large loaf: above these grams few people eat a whole one.
_FOR_SEVERAL = frozenset({"bag", "box", "package", "jar", "carton", "loaf", "slice"})
_FOR_ONE = 120
_SAME = {
    "package": frozenset({"package", "packet", "pouch", "bag", "box"}),
    "packet": frozenset({"packet", "package", "pouch", "envelope"}),
    "container": frozenset({"container", "carton"}),
    "bottle": frozenset({"bottle", "can"}),
    "strip": frozenset({"strip", "slice"}),
    "serving": frozenset({"serving", "portion"}),
    "shot": frozenset({"shot", "jigger"}),
    "stalk": frozenset({"stalk", "rib"}),
    "pinch": frozenset({"pinch", "dash"}),
}
_TRANSFORMED = frozenset(
    {"mashed", "pureed", "ground", "melted", "crushed", "crumb", "grated", "powder", "cooked"}
)
_NUTS = re.compile(r"\b(?:nuts?|seeds?|kernels|peanuts|trail mix)\b", re.IGNORECASE)
_SYRUP = Fraction(105, 100)  # grams per millilitre: denser than milk, so taken by the spoon
_SURE_SCORE = 6


def choose_amount(
    item: ParsedItem,
    portions: Sequence[PortionChoice],
    *,
    food_name: str,
    title: str = "",
    last: tuple[Decimal, int | None, Decimal | None] | None = None,
    max_grams: Decimal | None = None,
) -> Amount:
    """How much of the food `item` means. `food_name` is the source's own ("Nuts, almonds"), `title`
    what people say.

    With no amount typed the person's `last` one counts, else a portion of at most `max_grams`.
    """
    question = _Question(
        item, item.quantity or Fraction(1), read_portions(portions), food_name, title
    )
    if item.quantity is None and item.size is None:
        amount = _without_amount(question, last, max_grams)
    elif item.unit in UNITS:
        amount = _by_unit(question, UNITS[item.unit])
    elif item.unit is None:
        amount = _by_number(question)
    else:
        amount = _by_counted_unit(question, item.unit)
    if item.doubtful:
        return Amount(
            amount.grams, amount.portion_id, amount.quantity, sure=False, note="amount guessed"
        )
    return amount


def _rows(portion: KnownPortion, count: Fraction, *, sure: bool = True, note: str = "") -> Amount:
    """So many of the portion's unit."""
    grams, rows = round_fraction(portion.each * count, 3), round_fraction(count / portion.amount, 3)
    return Amount(grams, portion.id, rows, sure, "" if sure else note)


def _weight(grams: Fraction, *, sure: bool = True, note: str = "") -> Amount:
    return Amount(round_fraction(grams, 3), None, None, sure, note)


def _alike(weights: Iterable[Fraction]) -> bool:
    known = list(weights)
    return max(known) <= min(known) * _ALIKE


# --- "30 g", "1 cup" ------------------------------------------------------------------------------


def _by_unit(question: _Question, unit: Unit) -> Amount:
    measured_as = {portion.unit.name for portion in question.portions if portion.unit}
    if unit.name == "oz" and "fl oz" in measured_as and "oz" not in measured_as:
        unit = UNITS["fl oz"]  # nobody weighs a drink: "12 oz cola"
    if unit.kind == "mass":
        return _weight(question.count * unit.size)
    return _by_volume(question, unit)


def _by_volume(question: _Question, unit: Unit) -> Amount:
    volumes = [p for p in question.portions if p.is_volume and not p.is_odd]
    if not volumes:
        servings = [p for p in question.portions if p.holds_ml]
        if servings:
            return _weight(
                question.count * unit.size * servings[0].each / (servings[0].holds_ml or 1)
            )
        return _weight(question.count * unit.size, sure=False, note="weighed like water")
    fitting = _cups_as_typed(question, [p for p in volumes if p.unit == unit] or volumes)
    sure = _alike(p.per_ml for p in fitting)
    if fitting[0].unit == unit:
        return _rows(fitting[0], question.count, sure=sure, note="its cups weigh differently")
    # the source rounds, so a litre says more than a fluid ounce
    chosen = max(fitting, key=lambda p: p.grams)
    note = "" if sure else "its cups weigh differently"
    return _weight(chosen.per_ml * unit.size * question.count, sure=sure, note=note)


def _cups_as_typed(question: _Question, volumes: list[KnownPortion]) -> list[KnownPortion]:
    """Cups cut as was said, else plain ones, else whole pieces, else all that are not mashed."""
    typed = {stem[:4] for stem in stems(question.item.text)}  # "slic" is in sliced and in slices
    cut = {
        p.id: {word[:4] for word in p.words if find_unit(word) is None and word != "fl"}
        for p in volumes
    }
    return (
        [p for p in volumes if cut[p.id] & typed]
        or [p for p in volumes if not cut[p.id]]
        or [p for p in volumes if "whol" in cut[p.id]]
        or [p for p in volumes if not p.words & _TRANSFORMED]
        or volumes
    )


# --- "2 slices" -----------------------------------------------------------------------------------


def _by_counted_unit(question: _Question, unit: str) -> Amount:
    names = _SAME.get(unit, frozenset({unit}))
    fitting = [p for p in question.portions if p.head & names and not p.unit]
    # a spear's tip is not a spear
    fitting = [p for p in fitting if "tip" not in p.words] or fitting
    if fitting:
        return _best_of(question, fitting)
    if unit == "piece":
        # a piece of chocolate is not a bar
        whole = [p for p in question.portions if not p.head & (PACKS | {"bar"})]
        return _by_number(replace(question, portions=whole))
    if unit == "handful":
        return _handful(question)
    drunk = any(p.unit == UNITS["fl oz"] for p in question.portions)
    if unit == "can" and not drunk:
        return _weight(
            question.count * _CAN_GRAMS, sure=False, note=f"a can taken as {_CAN_GRAMS} g"
        )
    if unit in _VESSELS or unit == "can":
        return _poured(question, unit)
    portion = _default(question, None)
    if portion is None:
        return _hundred_grams()
    return _rows(
        portion,
        question.count * portion.amount,
        sure=False,
        note=f"no {unit} of this food is known",
    )


def _poured(question: _Question, unit: str) -> Amount:
    servings = [p for p in question.portions if "serving" in p.head and not p.unit]
    if servings and unit == "glass":
        return _rows(servings[0], question.count, sure=False, note="a glass taken as one serving")
    words, volume, number = _CAN_OF_DRINK if unit == "can" else _VESSELS[unit]
    amount = _by_volume(replace(question, count=question.count * number), volume)
    return replace(amount, sure=False, note=f"a {unit} taken as {words}")


def _best_of(question: _Question, fitting: list[KnownPortion]) -> Amount:
    """Of "slice", "slice, thin", "slice, large": the size asked for, else plain, else medium."""
    size = question.item.size
    fewest = min(len(p.words) for p in fitting)  # "slice", not "slice crust not eaten"
    plain = [p for p in fitting if not p.size and len(p.words) == fewest]
    sized = [p for p in fitting if p.size == (size or "medium")]
    choices = (sized or plain or fitting) if size else (plain or sized or fitting)
    if choices[0].head & _FOR_SEVERAL and choices[0].each > _FOR_ONE:
        return _rows(
            choices[0], question.count, sure=False, note=f"{round(choices[0].each)} g each"
        )
    sure = _alike(p.each for p in choices) and not (size and not sized)
    return _rows(choices[0], question.count, sure=sure, note="its portions weigh differently")


def _handful(question: _Question) -> Amount:
    """Of nuts and seeds the ounce that is SR28's serving; of all else the same, to be looked at."""
    ounces = [p for p in question.portions if p.unit == UNITS["oz"]]
    nuts = _NUTS.search(question.food_name) is not None
    note = "a handful taken as 1 oz"
    if ounces:
        return _rows(ounces[0], question.count, sure=nuts, note=note)
    return _weight(question.count * UNITS["oz"].size, sure=nuts, note="" if nuts else note)


# --- "2 eggs" -------------------------------------------------------------------------------------


def _by_number(question: _Question) -> Amount:
    counted = [p for p in question.portions if not p.unit and not p.is_odd]
    ranked = sorted(counted, key=lambda portion: (-_score(question, portion), len(portion.words)))
    if not ranked or _score(question, ranked[0]) <= 0:
        pieces = [p for p in question.portions if p.pieces]
        if pieces:
            return _weight(question.count * pieces[0].grams / (pieces[0].pieces or 1))
        portion = _default(question, None)
        if portion is None:
            return _hundred_grams()
        if portion.unit and portion.unit.kind == "mass":  # ten cashews are not ten ounces
            return _rows(portion, portion.amount, sure=False, note="what one weighs is not known")
        return _rows(
            portion, question.count * portion.amount, sure=False, note="which portion was it?"
        )
    best = ranked[0]
    score = _score(question, best)
    equals = [p for p in ranked if _score(question, p) == score and len(p.words) == len(best.words)]
    only_kind = score > 1 and all(p.head & best.head for p in counted)
    has_size = not question.item.size or best.size == question.item.size
    sure = has_size and (score >= _SURE_SCORE or only_kind) and _alike(p.each for p in equals)
    return _rows(best, question.count, sure=sure, note="which portion was it?")


def _score(question: _Question, portion: KnownPortion) -> int:
    """How well the portion is one whole food of the kind asked for."""
    size = question.item.size
    usual = "large" if "egg" in question.noun else "medium"
    noun = question.noun
    head = portion.head - SIZE_WORDS
    score = 2 if portion.head & PACKS else 1 if portion.head & {"serving", "portion", "nlea"} else 3
    if head and head <= question.words | noun:
        score = 10 if head <= noun else 20  # "breast" of "chicken breast" says more than "chicken"
    elif head and head <= frozenset(stems(question.title.partition(",")[0])):
        score = 10  # the stick of "Fish sticks", when fish fingers were typed
    score = max([score, *(worth for word, worth in WHOLES.items() if word in portion.head)])
    if portion.size == (size or usual) and not portion.head & PARTS:
        score += 20 if size else 8
    elif portion.size and portion.size != usual:
        score -= 5
    return score


# --- no amount ------------------------------------------------------------------------------------


def _without_amount(
    question: _Question,
    last: tuple[Decimal, int | None, Decimal | None] | None,
    max_grams: Decimal | None,
) -> Amount:
    if last is not None:
        return Amount(*last, note="as last time")
    portion = _default(question, None if max_grams is None else Fraction(max_grams))
    if portion is None:
        return _hundred_grams()
    last_word = question.item.words.lower().split()[-1:]
    one_of_them = stems(" ".join(last_word)) == last_word and portion.amount == 1
    noun = question.words | question.noun
    whole = portion.head - SIZE_WORDS <= (noun | WHOLES.keys()) and not portion.head & PARTS
    natural = whole and not portion.unit and _score(question, portion) >= _SURE_SCORE
    return _rows(portion, portion.amount, sure=natural and one_of_them, note="amount not typed")


def _hundred_grams() -> Amount:
    return _weight(Fraction(100), sure=False, note="taken as 100 g")


def _default(question: _Question, max_grams: Fraction | None) -> KnownPortion | None:
    """The row to offer first: a whole fruit, an ounce of nuts, a slice, a serving, a spoon ..."""
    nuts = _NUTS.search(question.food_name) is not None
    lightest = sorted(question.portions, key=lambda p: p.grams)[:1]
    fitting = [
        p for p in question.portions if max_grams is None or p.grams <= max_grams
    ] or lightest
    best = [p for p in fitting if not p.is_odd] or fitting
    best.sort(key=lambda p: -_score(question, p) if not p.unit else 0)
    preferences: tuple[Callable[[KnownPortion], bool], ...] = (
        lambda p: not p.unit and _score(question, p) >= _SURE_SCORE and p.grams >= 10,
        lambda p: "clove" in p.head,
        lambda p: nuts and p.unit == UNITS["oz"],
        lambda p: bool(p.head & {"slice", "piece"}) and p.grams >= 10,
        lambda p: bool(p.head & {"serving", "nlea"}) and not p.unit,
        lambda p: p.unit == UNITS["oz"] and p.amount > 1,
        lambda p: p.unit == UNITS["tbsp"] and p.grams >= 10 and p.per_ml > _SYRUP,
        lambda p: p.unit in (UNITS["tbsp"], UNITS["cup"]) and p.grams >= 10,
        lambda p: p.unit == UNITS["oz"],
        lambda p: not p.unit and not p.head & PACKS,
    )
    for preferred in preferences:
        for portion in best:
            if preferred(portion):
                return portion
    return best[0] if best else None
