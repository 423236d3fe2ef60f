"""The words of the plain foods, and which of them a misspelt word may mean."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from nutrition.foods.search.words import stem

CORRECTIONS_LIMIT = 3
SHORTEST_PART = 3
SHORTEST_CORRECTED = 3
MAX_LENGTH_DIFFERENCE = 2
SHORTEST_SOUND = 4
SAME_SOUND_WEIGHT = 0.5  # of a slip that does not change how the word sounds

# Spellings of one sound in English. What remains are the audible consonants and the places of
# vowels.
_SOUNDS = (
    (re.compile(r"ph|gh"), "f"),
    (re.compile(r"sch|sh|ch|tch"), "x"),
    (re.compile(r"c(?=[eiy]|$)|z"), "s"),  # a stem may have lost its final "e": "lettuc"
    (re.compile(r"qu?|ck|c"), "k"),
    (re.compile(r"[aeiouy]+"), "a"),
    (re.compile(r"(.)\1+"), r"\1"),
)


class Vocabulary:
    """Stems, each with the rank of the best food that has it."""

    def __init__(self, ranks: Mapping[str, int]) -> None:
        self.ranks = ranks
        self.words = sorted(ranks)
        self.words_by_sound: dict[str, list[str]] = defaultdict(list)
        for word in self.words:
            self.words_by_sound[sound(word)].append(word)

    def __contains__(self, word: str) -> bool:
        return word in self.ranks

    def has_prefix(self, prefix: str) -> bool:
        """Whether any word starts with it: then it may be right but unfinished."""
        place = bisect_left(self.words, prefix)
        return place < len(self.words) and self.words[place].startswith(prefix)

    def corrections(self, word: str) -> tuple[str, ...]:
        """Up to three words within a few slips (swapped, missing, doubled, wrong letters), nearest
        first.

        A word that sounds the same comes before one that only looks alike: "beaf" is "beef", not
        "bean".
        """
        slips = allowed_slips(word)
        if not slips:
            return ()
        # the stem of "turky" is "turki"
        spellings = {word, word[:-1] + "y"} if word.endswith("i") else {word}
        same_sound = self.words_by_sound.get(sound(word), ()) if len(word) >= SHORTEST_SOUND else ()
        weighted: list[tuple[float, int, str]] = [
            (SAME_SOUND_WEIGHT * OSA.distance(word, other), self.ranks[other], other)
            for other in same_sound
            if abs(len(other) - len(word)) <= MAX_LENGTH_DIFFERENCE
        ]
        for spelling in spellings:
            for other, distance, _ in process.extract(
                spelling, self.words, scorer=OSA.distance, score_cutoff=slips, limit=None
            ):
                weight = distance + (other[0] != word[0])  # the first letter is seldom wrong
                if weight <= slips and abs(len(other) - len(word)) <= MAX_LENGTH_DIFFERENCE:
                    weighted.append((weight, self.ranks[other], other))
        weighted.sort()
        near = dict.fromkeys(other for weight, _, other in weighted if weight <= weighted[0][0] + 1)
        return tuple(near)[:CORRECTIONS_LIMIT]

    def split(self, word: str) -> tuple[str, str] | None:
        """The stems of two words that were typed as one: "peanutbutter" is "peanut butter"."""
        cuts = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
        pairs = [(stem(word[:cut]), stem(word[cut:])) for cut in cuts]
        words = [pair for pair in pairs if pair[0] in self.ranks and pair[1] in self.ranks]
        return min(words, key=lambda pair: self.ranks[pair[0]] + self.ranks[pair[1]], default=None)


def sound(word: str) -> str:
    """Roughly how a word is pronounced: "hummas" and "hummus", "kinoa" and "quinoa" sound alike.

    Without a final "s", which a stem may have lost as the ending of a plural.
    """
    for spelling, replacement in _SOUNDS:
        word = spelling.sub(replacement, word)
    return word.removesuffix("s")


def allowed_slips(word: str) -> int:
    """How many slips a word may have: 0 below 3 letters, 1 below 6, 2 below 9, then 3.

    Short words are close to too many others, and a word with a digit is not corrected.
    """
    if len(word) < SHORTEST_CORRECTED or not word.isalpha():
        return 0
    return 1 if len(word) < 6 else 2 if len(word) < 9 else 3
