"""What a process keeps of the shared foods until somebody changes them: nothing of a person.

A request knows the version of the shared foods (accounts/data_version.py), so that a change counts
in all processes and on all machines as soon as it is committed. Facts about the whole table may be
a minute old.
"""

import time
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, TypeVar

from accounts.data_version import shared_version
from nutrition.foods.models import SearchAlias
from nutrition.foods.search.hits import FoundFood, read_shared_foods
from nutrition.foods.search.index import find_other_foods, read_plain_foods
from nutrition.foods.search.query import Lexicon, Reading, loosen, parse_query
from nutrition.foods.search.ranking import RankedFood, rank_foods
from nutrition.foods.search.word_index import WordIndex

# About 2 kB each. More are thrown away together: the usual ones soon come back.
MAX_FOODS = 4_000
MAX_ANSWERS = 2_000
MAX_TEXT = 60  # longer texts are seldom typed twice
MINUTE_SECONDS = 60

Fact = TypeVar("Fact")

Answer = tuple[list[Reading], list[RankedFood]]
"""How a text was read, and the best shared foods for it."""


class Catalogue:
    """The shared foods at one version. Threads share it: what it keeps never changes."""

    def __init__(self, version: object) -> None:
        self.version = version
        self._foods: dict[int, FoundFood | None] = {}
        self._answers: dict[tuple[str, int, bool], Answer] = {}
        self._facts: dict[Callable[[], Any], Any] = {}

    def fact(self, read: Callable[[], Fact]) -> Fact:
        """What `read` finds in the table, which is read once."""
        if read not in self._facts:
            self._facts[read] = read()
        known: Fact = self._facts[read]
        return known

    @cached_property
    def plain_foods(self) -> WordIndex:
        return read_plain_foods()

    @cached_property
    def lexicon(self) -> Lexicon:
        aliases = dict(SearchAlias.objects.values_list("phrase", "replacement"))
        return Lexicon(self.plain_foods.ranks(), aliases)

    def foods(self, food_ids: Iterable[int]) -> dict[int, FoundFood]:
        """Those of the foods that are shared and not retired. At most one query."""
        ids = list(food_ids)
        found = {food_id: self._foods[food_id] for food_id in ids if food_id in self._foods}
        if new := [food_id for food_id in ids if food_id not in found]:
            read = read_shared_foods(new)
            found.update((food_id, read.get(food_id)) for food_id in new)
            if len(self._foods) + len(new) > MAX_FOODS:
                self._foods.clear()
            self._foods.update((food_id, found[food_id]) for food_id in new)
        return {food_id: food for food_id, food in found.items() if food is not None}

    def answer(self, text: str, limit: int, *, any_word: bool = False) -> Answer:
        """The readings of the text and the best shared foods; at most one query.

        With `any_word` one word of a reading is enough, and each may be a slip.
        """
        key = (text, limit, any_word)
        answer = self._answers.get(key)
        if answer is None:
            answer = self._find(text, limit, any_word)
            if len(self._answers) >= MAX_ANSWERS:
                self._answers.clear()
            if len(text) <= MAX_TEXT:
                self._answers[key] = answer
        return answer

    def _find(self, text: str, limit: int, any_word: bool) -> Answer:
        readings = parse_query(text, self.lexicon)
        if any_word:
            readings = loosen(readings, self.lexicon.vocabulary)
        if not readings:
            return readings, []
        candidates = self.plain_foods.find(readings, all_words=not any_word)
        if len(candidates) < limit:
            candidates += find_other_foods(readings, all_words=not any_word)
        return readings, rank_foods(candidates, readings, habits={}, limit=limit, any_word=any_word)


class CatalogueCache:
    """The catalogue that this process saw last."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self._catalogue = Catalogue(None)
        self._seen_at = -float(MINUTE_SECONDS)

    def at(self, version: object) -> Catalogue:
        self._seen_at = time.monotonic()
        catalogue = self._catalogue
        if catalogue.version != version:
            catalogue = self._catalogue = Catalogue(version)
        return catalogue

    def recent(self) -> Catalogue:
        """As it was up to a minute ago. One query a minute, none while people search."""
        if time.monotonic() - self._seen_at < MINUTE_SECONDS:
            return self._catalogue
        return self.at(shared_version())

    def read_ahead(self) -> None:
        """The lexicon, which the first search would have to read."""
        self.at(shared_version()).lexicon  # noqa: B018 (it keeps itself)


catalogue_cache = CatalogueCache()
