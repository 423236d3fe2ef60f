"""Offers foods of the table for those of a file without magnesium; matches none unasked."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from accounts.models import User
from nutrition.diary.quickadd.matching import choose_amount
from nutrition.diary.quickadd.parser import Item, read_line
from nutrition.foods.search.queries import FoodHit, hits, search
from nutrition.foods.wording import number_plain
from nutrition.transfer.importing.batch import Measure
from nutrition.transfer.importing.cells import Amount
from nutrition.transfer.importing.foods import Chosen, Weighed, weigh

# A search takes some milliseconds; the foods eaten most often come first.
MOST_FOODS = 100
OFFERED = 3


class Offer(NamedTuple):
    """A food of the table; `is_same_name` is the highest confidence there is."""

    food_id: int
    label: str
    is_same_name: bool


def offers(user: User, name: str, amounts: Iterable[Amount | None]) -> list[Offer]:
    """The best foods of the table of which every amount in the file has a known weight."""
    amounts = list(amounts)
    return [
        Offer(hit.id, _label(hit), _plain(name) in (_plain(hit.title), _plain(hit.name)))
        for hit in search(name, person=user, limit=OFFERED)
        if not hit.own and all(weigher(hit, name)(amount) is not None for amount in amounts)
    ]


def _label(hit: FoodHit) -> str:
    mg = (
        "no magnesium value"
        if hit.magnesium_mg is None
        else f"{number_plain(hit.magnesium_mg)} mg in 100 g"
    )
    return f"{hit.title} ({mg})"


def _plain(name: str) -> str:
    return " ".join(name.lower().replace(",", " ").split())


def chosen_foods(user: User, wanted: dict[str, int]) -> dict[str, Chosen]:
    """What somebody chose: the names of the file's foods, and ids of foods that they may log."""
    found = {hit.id: hit for hit in hits(list(dict.fromkeys(wanted.values())), person=user)}
    return {
        name: Chosen(id_, weigher(found[id_], name)) for name, id_ in wanted.items() if id_ in found
    }


def weigher(hit: FoodHit, name: str) -> Callable[[Amount | None], Weighed | None]:
    """Weighs amounts with the portions of the food; None for one that nobody could be sure of."""

    def weighed(amount: Amount | None) -> Weighed | None:
        if amount is None:
            return None
        by_mass = weigh(amount)
        if by_mass is not None and by_mass.is_weighed:
            return Weighed(by_mass.grams, None, None, True)
        item = _item(amount, name)
        if item is None:
            return None
        best = choose_amount(item, hit.portions, food_name=hit.name)
        if not best.sure or not 0 < best.grams <= 10_000:
            return None
        portion = next((one for one in hit.portions if one.id == best.portion_id), None)
        if portion is None or best.quantity is None:
            return Weighed(best.grams, None, None, True)
        return Weighed(
            best.grams, Measure(portion.amount, portion.unit, portion.grams), best.quantity, True
        )

    return weighed


def _item(amount: Amount, name: str) -> Item | None:
    """The amount as the quick-add line reads it: "2 large" of whatever food."""
    words = read_line(f"{number_plain(amount.quantity)} {amount.unit} food").items
    if len(words) != 1 or words[0].quantity != Fraction(amount.quantity):
        return None
    return replace(words[0], words=name[:200], text=name[:200])
