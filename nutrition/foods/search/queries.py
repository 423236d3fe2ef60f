"""Finds the foods that somebody most likely means by what they typed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from accounts.data_version import StateCache, versions_of
from nutrition.foods.keys import FoodKey
from nutrition.foods.search.catalogue import catalogue_cache
from nutrition.foods.search.hits import FoodHit, read_own_foods
from nutrition.foods.search.index import read_own_candidates
from nutrition.foods.search.ranking import RankedFood, SearchCandidate, rank_foods

if TYPE_CHECKING:
    from accounts.models import User

MAX_LIMIT = 50

# Own foods of more are read for each search: 300 with long names take 300 kB.
MOST_KEPT_OWN_FOODS = 60
own_candidates_cache: StateCache[list[SearchCandidate]] = StateCache(
    size=500, keepable=lambda own: len(own) <= MOST_KEPT_OWN_FOODS
)


class FoodFinder:
    """Finds foods for one person during one request: the shared ones and the person's own.

    `habits` says how often the person ate a food, by its id. Only what this process does not keep,
    and own foods that are found, take queries.
    """

    def __init__(self, person: "User", habits: Mapping[FoodKey, int] | None = None) -> None:
        self.person_id = person.pk
        self.habits = habits or {}
        versions = versions_of(person)
        own = own_candidates_cache.of(
            person.pk, versions.own, lambda: read_own_candidates(person.pk)
        )
        self.catalogue = catalogue_cache.at(versions.shared)
        eaten = self.catalogue.foods(_shared(self.habits)).values()
        self._candidates = own + [food.candidate for food in eaten if food.candidate]

    def search(self, text: str, *, limit: int = 8) -> list[FoodHit]:
        """The best foods first, and those that the person has eaten before all others.

        Any text is safe; a text without a word finds nothing.
        """
        limit = max(0, min(limit, MAX_LIMIT))
        ranked = self._rank(text, limit) or self._rank(text, limit, any_word=True)
        hits = self._hits([food.food_id for food in ranked])
        return [
            hits[food_id]._replace(
                times_eaten=self.habits.get(food_id, 0), fit=fit, penalty=penalty
            )
            for food_id, penalty, fit in ranked
            if food_id in hits
        ]

    def hits(self, food_ids: Sequence[FoodKey]) -> list[FoodHit]:
        """These foods in this order, without those that the person may not log."""
        hits = self._hits(food_ids)
        return [
            hits[food_id]._replace(times_eaten=self.habits.get(food_id, 0))
            for food_id in food_ids
            if food_id in hits
        ]

    def _rank(self, text: str, limit: int, *, any_word: bool = False) -> list[RankedFood]:
        readings, shared = self.catalogue.answer(text, limit, any_word=any_word)
        first = rank_foods(
            self._candidates, readings, habits=self.habits, limit=limit, any_word=any_word
        )
        ids = {food.food_id for food in first}
        return [*first, *(food for food in shared if food.food_id not in ids)][:limit]

    def _hits(self, food_ids: Sequence[FoodKey]) -> dict[FoodKey, FoodHit]:
        """By the key that was asked for, which may be the former number of an own food."""
        shared = self.catalogue.foods(_shared(food_ids))
        hits: dict[FoodKey, FoodHit] = {food_id: food.hit for food_id, food in shared.items()}
        if others := [food_id for food_id in food_ids if food_id not in hits]:
            hits.update(read_own_foods(others, self.person_id))
        return hits


def _shared(food_ids: Iterable[FoodKey]) -> list[int]:
    return [food_id for food_id in food_ids if isinstance(food_id, int)]


def search(
    text: str, *, person: "User", limit: int = 8, habits: Mapping[FoodKey, int] | None = None
) -> list[FoodHit]:
    return FoodFinder(person, habits).search(text, limit=limit)


def food_hits(
    food_ids: Sequence[FoodKey], *, person: "User", habits: Mapping[FoodKey, int] | None = None
) -> list[FoodHit]:
    return FoodFinder(person, habits).hits(food_ids) if food_ids else []
