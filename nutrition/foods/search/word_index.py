"""The words of the plain foods in memory, and which foods have each: finding them needs no
statement (docs/adr/0022-plain-foods-in-memory.md). Pure.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import islice
from operator import and_, or_

from nutrition.foods.search.query import Reading, Term
from nutrition.foods.search.ranking import SearchCandidate
from nutrition.foods.search.words import HEAD_END, PHRASE_END

MATCHES_LIMIT = 60
"""Foods taken for the words as typed, and as many again with the last word as a prefix."""
AFTER_ALL_LETTERS = "\U0010ffff"


class WordIndex:
    """Foods in quality order. In the number of a word, bit n says that the n-th food has it."""

    def __init__(self, foods: Iterable[tuple[int, int, str]]) -> None:
        """`foods` are id, rank and words of each, the best first."""
        self._ids = array("q")
        self._ranks = array("q")
        self._names: list[str] = []
        places: dict[str, list[int]] = defaultdict(list)
        for place, (food_id, rank, words) in enumerate(foods):
            self._ids.append(food_id)
            self._ranks.append(rank)
            self._names.append(words)
            for word in {*words.split()}:
                places[word].append(place)
        self._foods = {word: _number_of(bits) for word, bits in places.items()}
        self._words = sorted(self._foods)

    def ranks(self) -> Mapping[str, int]:
        """Each word with the rank of the best food that has it."""
        return {
            word: self._ranks[next(_places(foods))]
            for word, foods in self._foods.items()
            if word not in (HEAD_END, PHRASE_END)
        }

    def find(self, readings: Sequence[Reading], *, all_words: bool) -> list[SearchCandidate]:
        """The best foods that match a reading, in quality order; see MATCHES_LIMIT.

        Without `all_words` one word of a reading is enough.
        """
        join = and_ if all_words else or_
        found: set[int] = set()
        for with_prefixes in (False, True):
            matching = [
                reduce(join, [self._foods_with(term, with_prefixes) for term in reading.terms])
                for reading in readings
            ]
            found.update(islice(_places(reduce(or_, matching)), MATCHES_LIMIT))
        return [
            SearchCandidate(self._ids[place], self._ranks[place], False, self._names[place])
            for place in sorted(found)
        ]

    def _foods_with(self, term: Term, with_prefixes: bool) -> int:
        """The number of the foods that have the word or one of its corrections."""
        words = [term.word, *term.corrections]
        if with_prefixes and term.is_prefix:
            start = bisect_left(self._words, term.word)
            words += self._words[start : bisect_left(self._words, term.word + AFTER_ALL_LETTERS)]
        return reduce(or_, [self._foods.get(word, 0) for word in words])


def _number_of(bits: Sequence[int]) -> int:
    """The number that has these bits, in ascending order."""
    octets = bytearray(bits[-1] // 8 + 1)
    for bit in bits:
        octets[bit // 8] |= 1 << bit % 8
    return int.from_bytes(octets, "little")


def _places(number: int) -> Iterator[int]:
    """Its bits in ascending order."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
