"""The words that plain foods have, and which of them somebody may have meant."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from nutrition.foods.search.words import stem

MEANT_LIMIT = 3
SHORTEST_PART = 3
SHORTEST_MEANT = 3
MAX_LENGTHS_APART = 2
SHORTEST_SOUND = 4
UNHEARD = 0.5  # of a slip: one that does not change how the word sounds

# How English spells one sound: what is left are consonants that are heard, and vowels' places.
_SOUNDS = (
    (re.compile(r"ph|gh"), "f"),
    (re.compile(r"sch|sh|ch|tch"), "x"),
    (re.compile(r"c(?=[eiy]|$)|z"), "s"),  # at its end a stem has lost an "e": "lettuc"
    (re.compile(r"qu?|ck|c"), "k"),
    (re.compile(r"[aeiouy]+"), "a"),
    (re.compile(r"(.)\1+"), r"\1"),
)


class Vocabulary:
    """Stems, each with the rank of the best food that has it."""

    def __init__(self, ranks: Mapping[str, int]) -> None:
        self.ranks = ranks
        self.words = sorted(ranks)
        self.alike: dict[str, list[str]] = defaultdict(list)
        for word in self.words:
            self.alike[sound(word)].append(word)

    def __contains__(self, word: str) -> bool:
        return word in self.ranks

    def begins(self, beginning: str) -> bool:
        """Whether any word begins so: then nothing is wrong with it yet."""
        place = bisect_left(self.words, beginning)
        return place < len(self.words) and self.words[place].startswith(beginning)

    def meant(self, word: str) -> tuple[str, ...]:
        """Up to three words within a few slips of `word` (swapped, missing, doubled, wrong
        letters), nearest first.

        A word that sounds the same comes before one that only looks alike: "beaf" is "beef", not
        "bean".
        """
        slips = allowed_slips(word)
        if not slips:
            return ()
        # the stem of "turky" is "turki"
        spellings = {word, word[:-1] + "y"} if word.endswith("i") else {word}
        alike = self.alike.get(sound(word), ()) if len(word) >= SHORTEST_SOUND else ()
        weighed: list[tuple[float, int, str]] = [
            (UNHEARD * OSA.distance(word, found), self.ranks[found], found)
            for found in alike
            if abs(len(found) - len(word)) <= MAX_LENGTHS_APART
        ]
        for spelling in spellings:
            for found, away, _ in process.extract(
                spelling, self.words, scorer=OSA.distance, score_cutoff=slips, limit=None
            ):
                weight = away + (found[0] != word[0])  # the first letter is seldom wrong
                if weight <= slips and abs(len(found) - len(word)) <= MAX_LENGTHS_APART:
                    weighed.append((weight, self.ranks[found], found))
        weighed.sort()
        near = dict.fromkeys(found for weight, _, found in weighed if weight <= weighed[0][0] + 1)
        return tuple(near)[:MEANT_LIMIT]

    def split(self, word: str) -> tuple[str, str] | None:
        """The stems of two words that were typed as one: "peanutbutter" is "peanut butter"."""
        cuts = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
        pairs = [(stem(word[:cut]), stem(word[cut:])) for cut in cuts]
        known = [pair for pair in pairs if pair[0] in self.ranks and pair[1] in self.ranks]
        return min(known, key=lambda pair: self.ranks[pair[0]] + self.ranks[pair[1]], default=None)


def sound(word: str) -> str:
    """Roughly how a word is said: "hummas" and "hummus", "kinoa" and "quinoa" sound the same.

    Without an "s" at the end, which one of the two may have lost as a plural's.
    """
    for spelling, heard in _SOUNDS:
        word = spelling.sub(heard, word)
    return word.removesuffix("s")


def allowed_slips(word: str) -> int:
    """Short words mean too many others: none below 3 letters, 1 below 6, 2 below 9, then 3."""
    if len(word) < SHORTEST_MEANT or not word.isalpha():
        return 0
    return 1 if len(word) < 6 else 2 if len(word) < 9 else 3
