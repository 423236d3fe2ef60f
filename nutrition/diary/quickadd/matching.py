"""Matches a typed amount with the portions of a food: "2 eggs" are 2 large ones, 100 g."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from nutrition.diary.amounts import Amount, PortionValues
from nutrition.diary.quickadd.matches import (
    NOT_TYPED,
    NOT_WEIGHED,
    WHICH_PORTION,
    AmountMatch,
    LastAmount,
)
from nutrition.diary.quickadd.parser import ParsedItem
from nutrition.diary.quickadd.portions import (
    PACKS,
    PARTS,
    SIZE_WORDS,
    WHOLES,
    ParsedPortion,
    TypedName,
    parse_portions,
    stems,
    typed_name,
)
from nutrition.diary.quickadd.unweighed import match_unweighed
from nutrition.diary.quickadd.vocabulary import UNIT_SYNONYMS, Size
from nutrition.units import UNITS, Unit, find_unit, round_fraction


@dataclass(frozen=True)
class _Query:
    """A typed item and the food it names: what the rules below match."""

    count: Fraction
    portions: list[ParsedPortion]
    food_name: str
    title: str
    words: frozenset[str]
    text: str = ""
    size: Size | None = None

    @cached_property
    def noun(self) -> frozenset[str]:
        """The kind of food: "nut" of "Nuts, almonds". Portions are compared with it."""
        return frozenset(stems(self.food_name.partition(",")[0]))


# Where portions that fit equally well differ by a larger factor, the person has to choose, as
# between foods (MAX_DIFFERENCE in suggestions/choices.py).
_MAX_RATIO = Fraction(13, 10)
# What a vessel or a spoon holds when the table has no portion of that name: words, unit, number.
# Vessels differ, so a match with one is never sure.
_VESSELS = {
    **dict.fromkeys(("glass", "mug", "bowl"), ("1 cup", UNITS["cup"], 1)),
    **dict.fromkeys(("splash", "dollop", "spoonful"), ("1 tbsp", UNITS["tbsp"], 1)),
    **dict.fromkeys(("drizzle", "sprinkle", "squeeze"), ("1 tsp", UNITS["tsp"], 1)),
    "bottle": ("500 ml", UNITS["ml"], 500),
}
_CAN_OF_DRINK = ("12 fl oz", UNITS["fl oz"], 12)
_CAN_GRAMS = 400  # of beans, tomatoes or soup, when the table does not say
# A family's bag, or the slice of a very large loaf: few people eat a whole one of more than
# _MAX_FOR_ONE grams.
_FOR_SEVERAL = frozenset({"bag", "box", "package", "jar", "carton", "loaf", "slice"})
_MAX_FOR_ONE = 120
_PROCESSED = frozenset(
    {"mashed", "pureed", "ground", "melted", "crushed", "crumb", "grated", "powder", "cooked"}
)
_NUTS = re.compile(r"\b(?:nuts?|seeds?|kernels|peanuts|trail mix)\b", re.IGNORECASE)
_SYRUP_DENSITY = Fraction(105, 100)  # g/ml: denser than milk, so eaten by the spoon
_SURE_SCORE = 6


def usual_amount(
    portions: Sequence[PortionValues],
    food_name: str,
    title: str,
    typed: TypedName,
    max_grams: Decimal | None,
) -> AmountMatch:
    """A portion of at most `max_grams`, for a food without a typed amount."""
    query = _Query(Fraction(1), parse_portions(portions), food_name, title, typed.words)
    portion = _default_portion(query, None if max_grams is None else Fraction(max_grams))
    if portion is None:
        return _hundred_grams()
    noun = query.words | query.noun
    is_whole = portion.head - SIZE_WORDS <= (noun | WHOLES.keys()) and not portion.head & PARTS
    is_natural = is_whole and not portion.unit and _score(query, portion) >= _SURE_SCORE
    is_one = typed.is_singular and portion.amount == 1
    return _in_units(portion, portion.amount, is_sure=is_natural and is_one, note=NOT_TYPED)


def choose_amount(
    item: ParsedItem,
    portions: Sequence[PortionValues],
    *,
    food_name: str,
    title: str = "",
    last: LastAmount | None = None,
    max_grams: Decimal | None = None,
    usual: Callable[..., AmountMatch] = usual_amount,
) -> AmountMatch:
    """How much of the food the item means.

    `food_name` is the source's own ("Nuts, almonds"), `title` the short name. Where no amount was
    typed, the person's `last` one is used, else the `usual` one.
    """
    if any(portion.grams is None for portion in portions):
        match = match_unweighed(item, portions, last)
    elif item.has_amount:
        match = _match_typed_amount(item, portions, food_name, title)
    elif last is not None and last.grams is not None:
        match = _as_last_time(last, portions)
    else:
        match = usual(portions, food_name, title, typed_name(item.words, portions), max_grams)
    if item.is_doubtful:
        return AmountMatch(match.amount, is_sure=False, note="amount guessed")
    return match


def _match_typed_amount(
    item: ParsedItem, portions: Sequence[PortionValues], food_name: str, title: str
) -> AmountMatch:
    query = _Query(
        item.quantity or Fraction(1),
        parse_portions(portions),
        food_name,
        title,
        frozenset(stems(item.words)),
        item.text,
        item.size,
    )
    if item.unit in UNITS:
        return _match_unit(query, UNITS[item.unit])
    if item.unit is None:
        return _match_count(query)
    return _match_counted_unit(query, item.unit)


def _as_last_time(last: LastAmount, portions: Sequence[PortionValues]) -> AmountMatch:
    same = next((portion for portion in portions if portion.id == last.portion_id), None)
    amount = Amount(last.grams, same, None if same is None else last.quantity)
    return AmountMatch(amount, note="as last time")


def _in_units(
    portion: ParsedPortion, count: Fraction, *, is_sure: bool = True, note: str = ""
) -> AmountMatch:
    """`count` of the portion's unit."""
    grams = round_fraction(portion.each * count, 3)
    quantity = round_fraction(count / portion.amount, 3)
    amount = Amount(grams, portion.source, quantity)
    return AmountMatch(amount, is_sure, "" if is_sure else note)


def _in_grams(grams: Fraction, *, is_sure: bool = True, note: str = "") -> AmountMatch:
    return AmountMatch(Amount(round_fraction(grams, 3)), is_sure, note)


def _are_similar(weights: Iterable[Fraction]) -> bool:
    weights = list(weights)
    return max(weights) <= min(weights) * _MAX_RATIO


# --- "30 g", "1 cup" ------------------------------------------------------------------------------


def _match_unit(query: _Query, unit: Unit) -> AmountMatch:
    measured_as = {portion.unit.name for portion in query.portions if portion.unit}
    if unit.name == "oz" and "fl oz" in measured_as and "oz" not in measured_as:
        unit = UNITS["fl oz"]  # nobody weighs a drink: "12 oz cola"
    if unit.kind == "mass":
        return _in_grams(query.count * unit.size)
    return _match_volume(query, unit)


def _match_volume(query: _Query, unit: Unit) -> AmountMatch:
    volumes = [p for p in query.portions if p.is_volume and not p.is_odd]
    if not volumes:
        servings = [p for p in query.portions if p.holds_ml]
        if servings:
            return _in_grams(
                query.count * unit.size * servings[0].each / (servings[0].holds_ml or 1)
            )
        return _in_grams(query.count * unit.size, is_sure=False, note="weighed like water")
    fitting = _cups_as_typed(query, [p for p in volumes if p.unit == unit] or volumes)
    sure = _are_similar(p.per_ml for p in fitting)
    if fitting[0].unit == unit:
        return _in_units(fitting[0], query.count, is_sure=sure, note="its cups weigh differently")
    # The source rounds grams, so the largest portion is the most exact.
    chosen = max(fitting, key=lambda p: p.grams)
    note = "" if sure else "its cups weigh differently"
    return _in_grams(chosen.per_ml * unit.size * query.count, is_sure=sure, note=note)


def _cups_as_typed(query: _Query, volumes: list[ParsedPortion]) -> list[ParsedPortion]:
    """Cups cut as typed, else plain ones, else whole pieces, else those that are not mashed."""
    typed = {stem[:4] for stem in stems(query.text)}  # "slic" is in sliced and in slices
    cut = {
        p.id: {word[:4] for word in p.words if find_unit(word) is None and word != "fl"}
        for p in volumes
    }
    return (
        [p for p in volumes if cut[p.id] & typed]
        or [p for p in volumes if not cut[p.id]]
        or [p for p in volumes if "whol" in cut[p.id]]
        or [p for p in volumes if not p.words & _PROCESSED]
        or volumes
    )


# --- "2 slices" -----------------------------------------------------------------------------------


def _match_counted_unit(query: _Query, unit: str) -> AmountMatch:
    names = UNIT_SYNONYMS.get(unit, frozenset({unit}))
    fitting = [p for p in query.portions if p.head & names and not p.unit]
    # A spear's tip is not a spear.
    fitting = [p for p in fitting if "tip" not in p.words] or fitting
    if fitting:
        return _match_size(query, fitting)
    if unit == "piece":
        # A piece of chocolate is not a bar.
        whole = [p for p in query.portions if not p.head & (PACKS | {"bar"})]
        return _match_count(replace(query, portions=whole))
    if unit == "handful":
        return _match_handful(query)
    drunk = any(p.unit == UNITS["fl oz"] for p in query.portions)
    if unit == "can" and not drunk:
        return _in_grams(
            query.count * _CAN_GRAMS, is_sure=False, note=f"a can taken as {_CAN_GRAMS} g"
        )
    if unit in _VESSELS or unit == "can":
        return _match_vessel(query, unit)
    portion = _default_portion(query, None)
    if portion is None:
        return _hundred_grams()
    return _in_units(
        portion,
        query.count * portion.amount,
        is_sure=False,
        note=f"no {unit} of this food is known",
    )


def _match_vessel(query: _Query, unit: str) -> AmountMatch:
    servings = [p for p in query.portions if "serving" in p.head and not p.unit]
    if servings and unit == "glass":
        return _in_units(
            servings[0], query.count, is_sure=False, note="a glass taken as one serving"
        )
    words, volume, number = _CAN_OF_DRINK if unit == "can" else _VESSELS[unit]
    match = _match_volume(replace(query, count=query.count * number), volume)
    return replace(match, is_sure=False, note=f"a {unit} taken as {words}")


def _match_size(query: _Query, fitting: list[ParsedPortion]) -> AmountMatch:
    """Of "slice", "slice, thin", "slice, large": the typed size, else plain, else medium."""
    size = query.size
    fewest = min(len(p.words) for p in fitting)  # "slice", not "slice crust not eaten"
    plain = [p for p in fitting if not p.size and len(p.words) == fewest]
    sized = [p for p in fitting if p.size == (size or "medium")]
    choices = (sized or plain or fitting) if size else (plain or sized or fitting)
    if choices[0].head & _FOR_SEVERAL and choices[0].each > _MAX_FOR_ONE:
        return _in_units(
            choices[0], query.count, is_sure=False, note=f"{round(choices[0].each)} g each"
        )
    sure = _are_similar(p.each for p in choices) and not (size and not sized)
    return _in_units(choices[0], query.count, is_sure=sure, note="its portions weigh differently")


def _match_handful(query: _Query) -> AmountMatch:
    """An ounce. Of nuts and seeds this is SR28's serving, of other foods a guess."""
    ounces = [p for p in query.portions if p.unit == UNITS["oz"]]
    nuts = _NUTS.search(query.food_name) is not None
    note = "a handful taken as 1 oz"
    if ounces:
        return _in_units(ounces[0], query.count, is_sure=nuts, note=note)
    return _in_grams(query.count * UNITS["oz"].size, is_sure=nuts, note="" if nuts else note)


# --- "2 eggs" -------------------------------------------------------------------------------------


def _match_count(query: _Query) -> AmountMatch:
    counted = [p for p in query.portions if not p.unit and not p.is_odd]
    ranked = sorted(counted, key=lambda portion: (-_score(query, portion), len(portion.words)))
    if not ranked or _score(query, ranked[0]) <= 0:
        pieces = [p for p in query.portions if p.pieces]
        if pieces:
            return _in_grams(query.count * pieces[0].grams / (pieces[0].pieces or 1))
        portion = _default_portion(query, None)
        if portion is None:
            return _hundred_grams()
        if portion.unit and portion.unit.kind == "mass":  # ten cashews are not ten ounces
            return _in_units(portion, portion.amount, is_sure=False, note=NOT_WEIGHED)
        return _in_units(portion, query.count * portion.amount, is_sure=False, note=WHICH_PORTION)
    best = ranked[0]
    score = _score(query, best)
    equals = [p for p in ranked if _score(query, p) == score and len(p.words) == len(best.words)]
    only_kind = score > 1 and all(p.head & best.head for p in counted)
    has_size = not query.size or best.size == query.size
    sure = has_size and (score >= _SURE_SCORE or only_kind) and _are_similar(p.each for p in equals)
    return _in_units(best, query.count, is_sure=sure, note=WHICH_PORTION)


def _score(query: _Query, portion: ParsedPortion) -> int:
    """How likely the portion is one whole piece of the food that was typed."""
    size = query.size
    usual = "large" if "egg" in query.noun else "medium"
    noun = query.noun
    head = portion.head - SIZE_WORDS
    score = 2 if portion.head & PACKS else 1 if portion.head & {"serving", "portion", "nlea"} else 3
    if head and head <= query.words | noun:
        score = 10 if head <= noun else 20  # "breast" of "chicken breast" says more than "chicken"
    elif head and head <= frozenset(stems(query.title.partition(",")[0])):
        score = 10  # the stick of "Fish sticks", when fish fingers were typed
    score = max([score, *(worth for word, worth in WHOLES.items() if word in portion.head)])
    if portion.size == (size or usual) and not portion.head & PARTS:
        score += 20 if size else 8
    elif portion.size and portion.size != usual:
        score -= 5
    return score


# --- no amount ------------------------------------------------------------------------------------


def _hundred_grams() -> AmountMatch:
    return _in_grams(Fraction(100), is_sure=False, note="taken as 100 g")


def _default_portion(query: _Query, max_grams: Fraction | None) -> ParsedPortion | None:
    """The portion to offer first: a whole fruit, an ounce of nuts, a slice, a serving, a spoon."""
    nuts = _NUTS.search(query.food_name) is not None
    lightest = sorted(query.portions, key=lambda p: p.grams)[:1]
    fitting = [p for p in query.portions if max_grams is None or p.grams <= max_grams] or lightest
    best = [p for p in fitting if not p.is_odd] or fitting
    best.sort(key=lambda p: -_score(query, p) if not p.unit else 0)
    preferences: tuple[Callable[[ParsedPortion], bool], ...] = (
        lambda p: not p.unit and _score(query, p) >= _SURE_SCORE and p.grams >= 10,
        lambda p: "clove" in p.head,
        lambda p: nuts and p.unit == UNITS["oz"],
        lambda p: bool(p.head & {"slice", "piece"}) and p.grams >= 10,
        lambda p: bool(p.head & {"serving", "nlea"}) and not p.unit,
        lambda p: p.unit == UNITS["oz"] and p.amount > 1,
        lambda p: p.unit == UNITS["tbsp"] and p.grams >= 10 and p.per_ml > _SYRUP_DENSITY,
        lambda p: p.unit in (UNITS["tbsp"], UNITS["cup"]) and p.grams >= 10,
        lambda p: p.unit == UNITS["oz"],
        lambda p: not p.unit and not p.head & PACKS,
    )
    for preferred in preferences:
        for portion in best:
            if preferred(portion):
                return portion
    return best[0] if best else None
