"""Offers foods of the database for foods of a file without magnesium; the person chooses."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from accounts.models import User
from nutrition.diary.quickadd.matching import choose_amount
from nutrition.diary.quickadd.parser import ParsedItem, parse_line
from nutrition.foods.amount_words import plain_number
from nutrition.foods.search.hits import FoodHit
from nutrition.foods.search.queries import food_hits, search
from nutrition.transfer.importing.batch import FilePortion
from nutrition.transfer.importing.cells import ServingAmount
from nutrition.transfer.importing.foods import FoodMatch
from nutrition.transfer.importing.serving_weights import MAX_GRAMS, ServingWeight, weigh_amount

# A search takes some milliseconds; the foods eaten most often come first.
MAX_FOODS = 100
MAX_OPTIONS = 3


class MatchOption(NamedTuple):
    """A shared food. Only one with `is_same_name` is preselected."""

    food_id: int
    label: str
    is_same_name: bool


def match_options(
    user: User, name: str, amounts: Iterable[ServingAmount | None]
) -> list[MatchOption]:
    """The best matches by name for which every amount in the file has a known weight."""
    amounts = list(amounts)
    wanted = _normalize_name(name)
    return [
        MatchOption(
            hit.id,
            _option_label(hit),
            wanted in (_normalize_name(hit.title), _normalize_name(hit.name)),
        )
        for hit in search(name, person=user, limit=MAX_OPTIONS)
        if isinstance(hit.id, int)
        and all(_weigh_as(hit, name, amount) is not None for amount in amounts)
    ]


def _option_label(hit: FoodHit) -> str:
    mg = (
        "no magnesium value"
        if hit.magnesium_mg is None
        else f"{plain_number(hit.magnesium_mg)} mg in 100 g"
    )
    return f"{hit.title} ({mg})"


def _normalize_name(name: str) -> str:
    return " ".join(name.lower().replace(",", " ").split())


def food_matches(user: User, food_ids: dict[str, int]) -> dict[str, FoodMatch]:
    """By the name in the file; only foods that everybody may log."""
    found = {hit.id: hit for hit in food_hits(list(dict.fromkeys(food_ids.values())), person=user)}
    return {
        name: FoodMatch(id_, partial(_weigh_as, found[id_], name))
        for name, id_ in food_ids.items()
        if id_ in found
    }


def _weigh_as(hit: FoodHit, name: str, amount: ServingAmount | None) -> ServingWeight | None:
    """Weighs with the portions of the food; None if nobody could be sure of the weight."""
    if amount is None:
        return None
    by_mass = weigh_amount(amount)
    if by_mass is not None and by_mass.grams is not None:
        return ServingWeight(by_mass.grams)
    item = _quick_add_item(amount, name)
    if item is None:
        return None
    match = choose_amount(item, hit.portions, food_name=hit.name)
    best, portion = match.amount, match.amount.portion
    if not match.is_sure or best.grams is None or not 0 < best.grams <= MAX_GRAMS:
        return None
    if portion is None or best.quantity is None:
        return ServingWeight(best.grams)
    file_portion = FilePortion(portion.amount, portion.unit, portion.grams)
    return ServingWeight(best.grams, file_portion, best.quantity)


def _quick_add_item(amount: ServingAmount, name: str) -> ParsedItem | None:
    """The amount as the quick-add line reads it: "2 large" of any food."""
    items = parse_line(f"{plain_number(amount.quantity)} {amount.unit} food").items
    if len(items) != 1 or items[0].quantity != Fraction(amount.quantity):
        return None
    return replace(items[0], words=name[:200], text=name[:200])
