"""Offers foods of the table for those of a file without magnesium; matches none unasked."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from accounts.models import User
from nutrition.diary.quickadd.matching import choose_amount
from nutrition.diary.quickadd.parser import ParsedItem, parse_line
from nutrition.foods.amount_words import plain_number
from nutrition.foods.search.queries import FoodHit, food_hits, search
from nutrition.transfer.importing.batch import FilePortion
from nutrition.transfer.importing.cells import ServingAmount
from nutrition.transfer.importing.foods import FoodMatch, ServingWeight, weigh_amount

# A search takes some milliseconds; the foods eaten most often come first.
MOST_FOODS = 100
OFFERED = 3


class MatchOption(NamedTuple):
    """A food of the table; `is_same_name` is the highest confidence there is."""

    food_id: int
    label: str
    is_same_name: bool


def match_options(
    user: User, name: str, amounts: Iterable[ServingAmount | None]
) -> list[MatchOption]:
    """The best foods of the table of which every amount in the file has a known weight."""
    amounts = list(amounts)
    return [
        MatchOption(
            hit.id,
            _option_label(hit),
            _normalize_name(name) in (_normalize_name(hit.title), _normalize_name(hit.name)),
        )
        for hit in search(name, person=user, limit=OFFERED)
        if not hit.is_own and all(weigher(hit, name)(amount) is not None for amount in amounts)
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


def food_matches(user: User, wanted: dict[str, int]) -> dict[str, FoodMatch]:
    """What somebody chose: the names of the file's foods, and ids of foods that they may log."""
    found = {hit.id: hit for hit in food_hits(list(dict.fromkeys(wanted.values())), person=user)}
    return {
        name: FoodMatch(id_, weigher(found[id_], name))
        for name, id_ in wanted.items()
        if id_ in found
    }


def weigher(hit: FoodHit, name: str) -> Callable[[ServingAmount | None], ServingWeight | None]:
    """Weighs amounts with the portions of the food; None for one that nobody could be sure of."""

    def weighed(amount: ServingAmount | None) -> ServingWeight | None:
        if amount is None:
            return None
        by_mass = weigh_amount(amount)
        if by_mass is not None and by_mass.is_weighed:
            return ServingWeight(by_mass.grams, None, None, True)
        item = _quick_add_item(amount, name)
        if item is None:
            return None
        best = choose_amount(item, hit.portions, food_name=hit.name)
        if not best.sure or not 0 < best.grams <= 10_000:
            return None
        portion = next((one for one in hit.portions if one.id == best.portion_id), None)
        if portion is None or best.quantity is None:
            return ServingWeight(best.grams, None, None, True)
        return ServingWeight(
            best.grams,
            FilePortion(portion.amount, portion.unit, portion.grams),
            best.quantity,
            True,
        )

    return weighed


def _quick_add_item(amount: ServingAmount, name: str) -> ParsedItem | None:
    """The amount as the quick-add line reads it: "2 large" of whatever food."""
    words = parse_line(f"{plain_number(amount.quantity)} {amount.unit} food").items
    if len(words) != 1 or words[0].quantity != Fraction(amount.quantity):
        return None
    return replace(words[0], words=name[:200], text=name[:200])
