"""Ranks the foods that match, in plain Python: the order is the same for both databases.

Every food gets a penalty; the smallest comes first. The weights were set on the word lists in
tests/data (docs/adr/0003-search.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from math import log10
from typing import NamedTuple

from nutrition.foods.search.query import CORRECTION_DOUBT, Reading, Term
from nutrition.foods.search.words import HEAD_END, PHRASE_END

UNFINISHED = 0.8  # "alm" for "almonds"
UNTYPED_LETTER = 0.05
SLIP = 2.0  # another word was meant
LESS_LIKELY_SLIP = 0.5  # for each correction before it in the list
IN_TAIL = 1.0  # "water" in "Oatmeal, cooked with water"
MISSING = 5.0
UNTYPED_HEAD_WORD = 1.2  # "butter" in "Almond butter" when "almond" was typed
UNTYPED_HEAD_NOUN = 1.0  # the last word of the head says what it is: almond butter is a butter
UNTYPED_TAIL_WORD = 0.15
OTHER_BEGINNING = 0.4
LATER_NAME = 0.5  # a synonym, or the source's own name
UNTYPED_SOURCE_TAIL_WORD = 0.05  # the source's own names are long
STATE_WORDS = 3  # a tail of up to so many words is the food's state, a longer one its contents
SPREAD = 2.0  # the words are in different names of the food
RANK_WEIGHT = 0.8
HABIT_WEIGHT = 1.5  # among the foods eaten before


@dataclass(frozen=True)
class SearchCandidate:
    """A food from the index; `words` are from `food_words`, `rank` is the quality order."""

    food_id: int
    rank: int
    is_own: bool
    words: str


class Fit(Enum):
    """How well a food matches what was typed: all words, all words but for slips, or some words."""

    WORDS = "words"
    SLIPS = "slips"
    PART = "part"


class RankedFood(NamedTuple):
    """A food of the results; `penalty` ignores habits: equally good matches have similar ones."""

    food_id: int
    penalty: float
    fit: Fit


def rank_foods(
    candidates: Sequence[SearchCandidate],
    readings: Sequence[Reading],
    *,
    habits: Mapping[int, int],
    limit: int,
    any_word: bool = False,
) -> list[RankedFood]:
    """The best foods: those that the person ate before, then the person's own, then by penalty.

    A food must have all the words of one of the readings; with `any_word` one word is enough.
    """
    matches = []
    for candidate in candidates:
        possible = [
            reading for reading in readings if _may_match(candidate.words, reading, any_word)
        ]
        if not possible:  # most of the foods that the person usually eats
            continue
        names = _names(candidate.words)
        penalty = min(_penalty(names, reading, any_word) for reading in possible)
        if penalty < _NO_FOOD:
            penalty += RANK_WEIGHT * log10(1 + candidate.rank / 100)
            times_eaten = habits.get(candidate.food_id, 0)
            habit = HABIT_WEIGHT * log10(1 + times_eaten)
            matches.append(
                (
                    not times_eaten,
                    not candidate.is_own,
                    penalty - habit,
                    candidate.rank,
                    candidate.food_id,
                    penalty,
                )
            )
    matches.sort()
    words = {candidate.food_id: candidate.words for candidate in candidates}
    return [
        RankedFood(food_id, penalty, _fit(words[food_id], readings))
        for *_, food_id, penalty in matches[:limit]
    ]


def _fit(words: str, readings: Sequence[Reading]) -> Fit:
    stems = words.split()
    if any(
        reading.doubt < CORRECTION_DOUBT and all(_is_among(term, stems) for term in reading.terms)
        for reading in readings
    ):
        return Fit.WORDS
    has_all_but_slips = any(
        all(
            _is_among(term, stems) or any(word in stems for word in term.corrections)
            for term in reading.terms
        )
        for reading in readings
    )
    return Fit.SLIPS if has_all_but_slips else Fit.PART


def _is_among(term: Term, stems: Sequence[str]) -> bool:
    return term.word in stems or (
        term.is_prefix and any(stem.startswith(term.word) for stem in stems)
    )


def _may_match(words: str, reading: Reading, any_word: bool) -> bool:
    """A fast check of the letters alone, before the names are split into words."""
    enough = any if any_word else all
    return enough(
        term.word in words or any(other in words for other in term.corrections)
        for term in reading.terms
    )


_Name = tuple[list[str], list[str]]
_NO_FOOD = 1_000.0


def _names(words: str) -> list[_Name]:
    """Head and tail of each name."""
    parts = (name.partition(f" {HEAD_END} ") for name in words.split(f" {PHRASE_END} "))
    return [(head.split(), tail.split()) for head, _, tail in parts]


def _penalty(names: list[_Name], reading: Reading, any_word: bool) -> float:
    """The penalty of the food's best name; at least _NO_FOOD if none matches."""
    last = len(names) - 1
    best = _NO_FOOD
    for at, (head, tail) in enumerate(names):
        if 0 < at < last and not tail and len(names[0][1]) <= STATE_WORDS:
            # A synonym shares the state of the short name: "Pasta, cooked" is cooked spaghetti.
            missing, penalty = _name_penalty(head, names[0][1], reading.terms, 0.0)
        else:
            tail_word = UNTYPED_SOURCE_TAIL_WORD if at == last else UNTYPED_TAIL_WORD
            missing, penalty = _name_penalty(head, tail, reading.terms, tail_word)
        if at:
            penalty += LATER_NAME
        if missing and (not any_word or missing == len(reading.terms)):
            continue
        best = min(best, penalty + MISSING * missing)
    if best == _NO_FOOD and len(reading.terms) > 1:
        all_words = [word for head, tail in names for word in head + tail]
        missing, penalty = _name_penalty(all_words, [], reading.terms, 0.0)
        if not missing:
            best = SPREAD + penalty
    return best + reading.doubt


def _name_penalty(
    head: list[str], tail: list[str], terms: Sequence[Term], untyped_tail_word: float
) -> tuple[int, float]:
    """How many terms one name lacks, and its penalty for everything else."""
    missing = 0
    penalty = 0.0
    untyped_head = set(head)
    untyped_tail = len(tail)
    for at, term in enumerate(terms):
        cost, place = _best_match(term, head)
        if cost and tail:
            tail_cost, _ = _best_match(term, tail)
            if tail_cost + IN_TAIL < cost:
                penalty += tail_cost + IN_TAIL
                untyped_tail -= 1
                continue
        if place < 0:
            missing += 1
            continue
        penalty += cost
        untyped_head.discard(head[place])
        if at == 0 and place:
            penalty += OTHER_BEGINNING
    if head and head[-1] in untyped_head:
        penalty += UNTYPED_HEAD_NOUN
    penalty += UNTYPED_HEAD_WORD * len(untyped_head)
    return missing, penalty + untyped_tail_word * max(0, untyped_tail)


_NO_MATCH = (100.0, -1)


def _best_match(term: Term, words: list[str]) -> tuple[float, int]:
    """The cost and the place of the word that matches best."""
    if term.word in words:
        return 0.0, words.index(term.word)
    best = _NO_MATCH
    for at, word in enumerate(words):
        if term.is_prefix and word.startswith(term.word):
            cost = UNFINISHED + UNTYPED_LETTER * (len(word) - len(term.word))
        elif word in term.corrections:
            cost = SLIP + LESS_LIKELY_SLIP * term.corrections.index(word)
        else:
            continue
        if cost < best[0]:
            best = (cost, at)
    return best
