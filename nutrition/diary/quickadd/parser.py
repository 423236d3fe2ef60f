"""Parses the line of the add box: "breakfast: 2 eggs, 1 cup cooked spinach and 30 g almonds".

A line is `[meal:] [amount] [unit] food, ...`; the amount may also come last. Any text is parsed
without an error, in linear time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from nutrition.diary.quickadd.tokens import SEPARATORS, Token, clean, tokenize
from nutrition.diary.quickadd.typed_amounts import (
    TypedAmount,
    combine_amounts,
    find_amounts,
    is_unit,
)
from nutrition.diary.quickadd.vocabulary import (
    COUNT_UNITS,
    CUTS,
    DESCRIPTORS,
    DRINK_ADDITIONS,
    FILLERS,
    FOR_MEAL,
    HOT_DRINKS,
    KEEPS_ITS_UNIT,
    MEAL_FIRST,
    MEALS,
    NOT_DRINK_ADDITIONS,
    SIZES,
    TRAILING_UNITS,
    Meal,
    Size,
)

MAX_CHARACTERS = 1_000
MAX_ITEMS = 30
MAX_QUANTITY = 100_000  # of any unit: more is a typing error; in grams it is 100 kg


@dataclass(frozen=True)
class ParsedItem:
    """One food. `unit` is a name in nutrition.units.UNITS or COUNT_UNITS; `quantity` is None where
    none was typed.

    `start` and `end` are places in the text as typed; `text` is that piece without invisible
    characters, `words` what to search for. `is_doubtful`: the amount was guessed ("2-3", "0 eggs").
    """

    text: str
    quantity: Fraction | None
    unit: str | None
    size: Size | None
    words: str
    start: int
    end: int
    is_doubtful: bool = False

    @property
    def has_amount(self) -> bool:
        return self.quantity is not None or self.size is not None


@dataclass(frozen=True)
class ParsedLine:
    """`problems` are sentences for the person about what was not understood."""

    meal: Meal | None
    items: tuple[ParsedItem, ...]
    problems: tuple[str, ...]


def parse_line(text: str) -> ParsedLine:
    """Parses the text of the add box. One that is too long gives no items: half a meal misleads."""
    if len(text) > MAX_CHARACTERS:
        return ParsedLine(
            None,
            (),
            (f"That is {len(text):,} characters. Enter up to {MAX_CHARACTERS:,} at a time.",),
        )
    cleaned, places = clean(text)
    meals, blanked = _split_meals(cleaned)
    foods = _split_foods(tokenize(blanked))
    meal = meals[0] if meals else None
    if len(foods) > MAX_ITEMS:
        return ParsedLine(
            meal, (), (f"That is {len(foods)} foods. Enter up to {MAX_ITEMS} at a time.",)
        )
    problems = []
    if len(set(meals)) > 1:
        problems.append(
            f"This names {' and '.join(dict.fromkeys(meals))}. Enter one meal at a time."
        )
    items: list[ParsedItem] = []
    for food in foods:
        piece = cleaned[food[0].start : food[-1].end]
        item, problem = _parse_item(
            food, piece, places[food[0].start], places[food[-1].end - 1] + 1
        )
        if (
            item
            and items
            and _is_splash(item, into=items[-1], between=text[items[-1].end : item.start])
        ):
            item = replace(item, quantity=Fraction(1), unit="splash")
        items += [item] if item else []
        problems += [problem] if problem else []
    return ParsedLine(meal, tuple(items), tuple(problems))


def _split_meals(text: str) -> tuple[list[Meal], str]:
    """The meals named ("lunch:", "for lunch"), and the text with line breaks in their place."""
    meals: list[Meal] = []
    lines = text.split("\n")
    matches = []
    place = 0
    for line in lines:
        if match := MEAL_FIRST.match(text, place):
            matches.append(match)
        place += len(line) + 1
    matches += [
        match
        for match in FOR_MEAL.finditer(text)
        if not any(match.start() < m.end() for m in matches)
    ]
    for match in matches:
        meals.append(MEALS[match[1].lower()])
        text = text[: match.start()] + "\n" * (match.end() - match.start()) + text[match.end() :]
    return meals, text


def _split_foods(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens of each food: cut at separators, unless a part belongs to the food before it."""
    foods: list[list[Token]] = []
    depth = 0
    separator: Token | None = None
    part: list[Token] = []
    for token in (*_join_halves(tokens), Token("break", "", 0, 0)):
        depth += (token.kind == "open") - (token.kind == "close" and depth > 0)
        if token.kind in SEPARATORS and (depth == 0 or token.kind == "break"):
            if part and not _attach_to_last(foods, part, separator):
                foods.append(part)
            part, separator, depth = [], token, 0
        elif token.kind not in SEPARATORS:
            part.append(token)
    return foods


def _join_halves(tokens: Sequence[Token]) -> list[Token]:
    """ "a cup and a half of rice" is 1.5 cups; "2 cups and half a melon" stays two."""
    result: list[Token] = []
    for place, token in enumerate(tokens):
        follows_unit = [t.kind for t in result[-3:]] == ["number", "word", "join"] and is_unit(
            result[-2].text
        )
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        ends_amount = following is None or following.kind in SEPARATORS or following.lower == "of"
        if follows_unit and ends_amount and token.value and token.value < 1:
            number = result[-3]
            result[-3:] = [replace(number, value=(number.value or 0) + token.value), result[-2]]
        else:
            result.append(token)
    return result


def _attach_to_last(foods: list[list[Token]], part: list[Token], separator: Token | None) -> bool:
    """Adds `part` to the food before it if it belongs there: "spinach, cooked", "30 g, almonds"."""
    if not foods or separator is None or separator.kind != "comma":
        return False
    before = foods[-1]
    describes = all(t.kind == "word" and t.lower in DESCRIPTORS for t in part) and not _is_amount(
        before
    )
    amount_after = _is_amount(part) and not any(t.kind == "number" for t in before)
    amount_before = _is_amount(before) and not any(t.kind == "number" for t in part)
    if describes or amount_after or amount_before:
        before.extend(part)
        return True
    return False


def _is_amount(tokens: Sequence[Token]) -> bool:
    """Whether the tokens say how much and nothing else: "30 g", "1 can", "2 large"."""
    kinds = {token.kind for token in tokens if not is_unit(token.text) and token.lower not in SIZES}
    return any(token.kind == "number" for token in tokens) and kinds <= {
        "number",
        "times",
        "open",
        "close",
    }


def _parse_item(
    tokens: Sequence[Token], piece: str, start: int, end: int
) -> tuple[ParsedItem | None, str | None]:
    """The food with its amount, and a problem for the person."""
    while tokens and tokens[0].kind == "word" and tokens[0].lower in FILLERS:
        tokens = tokens[1:]
    amount, rest = _split_amount(tokens)
    unit, size = (amount.unit, amount.size) if amount else (None, None)
    words = [token.text for token in rest]
    if amount and unit is None:
        unit, words = _split_trailing_unit(words)
    size, words = (size, words) if size else _split_trailing_size(words)
    words = _without_cuts(words)
    if not words:
        return None, f"“{shorten(piece)}”: which food?" if amount else None
    quantity = amount.quantity if amount else None
    is_doubtful = bool(amount and amount.is_doubtful)
    problem = None
    if quantity is not None and not 0 < quantity <= MAX_QUANTITY:
        quantity, is_doubtful = None, True
        problem = f"“{shorten(piece)}”: enter an amount such as 1, 0.5 or 1/2."
    return ParsedItem(
        piece, quantity, unit, size, " ".join(words), start, end, is_doubtful
    ), problem


def _is_splash(item: ParsedItem, *, into: ParsedItem, between: str) -> bool:
    """Whether this is the milk in the tea before it, and has no amount of its own."""
    drink, words = into.words.lower().split(), item.words.lower()
    return (
        item.quantity is None
        and drink[-1:] != []
        and drink[-1] in HOT_DRINKS
        and words.split()[-1] in DRINK_ADDITIONS
        and words not in NOT_DRINK_ADDITIONS
        and not set(",;\n") & set(between)
    )


def shorten(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _split_amount(tokens: Sequence[Token]) -> tuple[TypedAmount | None, list[Token]]:
    """The amount of the food, and the tokens that are not part of it."""
    amounts = find_amounts(tokens)
    chosen: TypedAmount | None = None
    used: set[int] = set()
    if amounts and amounts[0].start == 0:
        for amount in amounts:
            together = combine_amounts(chosen, amount, tokens) if chosen else amount
            if together:
                used.update(range(amount.start, amount.end))
                chosen = replace(together, end=amount.end)
    else:
        chosen = next(
            (amount for amount in reversed(amounts) if _is_amount_after_name(amount, tokens)), None
        )
        used.update(range(chosen.start, chosen.end) if chosen else ())
    rest = [
        token
        for place, token in enumerate(tokens)
        if place not in used and token.kind in ("word", "number")
    ]
    if chosen and chosen.is_exact and len(rest) > 1 and rest[0].lower in COUNT_UNITS:
        rest = rest[1:]  # the can of "1 (15 oz) can of beans"
    while chosen and rest and rest[0].lower in ("of", "the"):
        rest = rest[1:]
    return chosen, rest


def _is_amount_after_name(amount: TypedAmount, tokens: Sequence[Token]) -> bool:
    """Whether an amount after the name is one: "eggs 2", but not "chicken a la king"."""
    if amount.unit:
        return True
    at_the_end = all(token.kind == "close" for token in tokens[amount.end :])
    return at_the_end and tokens[amount.start].lower not in ("a", "an")


def _split_trailing_unit(words: list[str]) -> tuple[str | None, list[str]]:
    """ "3 garlic cloves": the unit after the food, if its name is complete without it."""
    unit = COUNT_UNITS.get(words[-1].lower()) if len(words) > 1 else None
    if unit in TRAILING_UNITS and words[-2].lower() not in KEEPS_ITS_UNIT:
        return unit, words[:-1]
    return None, words


def _split_trailing_size(words: list[str]) -> tuple[Size | None, list[str]]:
    """ "banana, large", "egg, extra large"."""
    for count in (2, 1):
        size = SIZES.get(" ".join(words[-count:]).lower())
        if size and len(words) > count:
            return size, words[:-count]
    return None, words


def _without_cuts(words: list[str]) -> list[str]:
    left = [word for word in words if word.lower() not in CUTS]
    return left or words
