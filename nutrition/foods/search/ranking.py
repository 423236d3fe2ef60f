"""Ranks the foods that match, in plain Python: the order is the same for both databases.

Every food gets a penalty; the smallest comes first. The weights were set on the word lists in
tests/data (docs/adr/0003-search.md).
"""

from bisect import insort
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import lru_cache
from math import log10
from operator import itemgetter
from typing import NamedTuple

from nutrition.foods.keys import FoodKey
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


class SearchCandidate(NamedTuple):
    """A food that may be meant; `words` are from `food_words`, `rank` is the quality order."""

    food_id: FoodKey
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

    food_id: FoodKey
    penalty: float
    fit: Fit


def rank_foods(
    candidates: Sequence[SearchCandidate],
    readings: Sequence[Reading],
    *,
    habits: Mapping[FoodKey, int],
    limit: int,
    any_word: bool = False,
) -> list[RankedFood]:
    """The best foods: those that the person ate before, then the person's own, then by penalty.

    A food must have all the words of one of the readings; with `any_word` one word is enough. Names
    are compared in the order of the least penalty that a food can have, until none can be better.
    """
    if not limit:
        return []
    possible = []
    for candidate in candidates:
        matching = [
            reading for reading in readings if _may_match(candidate.words, reading, any_word)
        ]
        if matching:
            # What people call their own foods is not kept.
            names = (_names if candidate.is_own else _names_once)(candidate.words)
            times_eaten = habits.get(candidate.food_id, 0)
            group = (not times_eaten, not candidate.is_own)
            rank_penalty = RANK_WEIGHT * log10(1 + candidate.rank / 100)
            habit = HABIT_WEIGHT * log10(1 + times_eaten)
            least = _least_penalty(names, matching) + rank_penalty - habit - _TOLERANCE
            possible.append((group, least, candidate, names, matching, rank_penalty, habit))
    possible.sort(key=itemgetter(0, 1))
    matches: list[tuple[tuple[bool, bool], float, int, FoodKey, float]] = []
    words = {}
    for group, least, candidate, names, matching, rank_penalty, habit in possible:
        if len(matches) == limit and matches[-1] < (group, least):
            break
        penalty = min([_penalty(names.names, reading, any_word) for reading in matching])
        if penalty < _NO_FOOD:
            penalty += rank_penalty
            insort(matches, (group, penalty - habit, candidate.rank, candidate.food_id, penalty))
            del matches[limit:]
            words[candidate.food_id] = candidate.words
    return [
        RankedFood(food_id, penalty, _fit(words[food_id], readings))
        for *_, food_id, penalty in matches
    ]


def _fit(words: str, readings: Sequence[Reading]) -> Fit:
    among = f" {words} "
    fit = Fit.PART
    for reading in readings:
        slips = [term for term in reading.terms if not _is_among(term, among)]
        if not slips and reading.doubt < CORRECTION_DOUBT:
            return Fit.WORDS
        if all(any(f" {other} " in among for other in term.corrections) for term in slips):
            fit = Fit.SLIPS
    return fit


def _is_among(term: Term, words: str) -> bool:
    """Whether it is one of the words, which are between spaces, or the beginning of one."""
    return (f" {term.word}" if term.is_prefix else f" {term.word} ") in words


def _may_match(words: str, reading: Reading, any_word: bool) -> bool:
    """A fast check of the letters alone, before the words are compared."""
    for term in reading.terms:
        is_among = term.word in words
        if not is_among:
            for other in term.corrections:
                if other in words:
                    is_among = True
                    break
        if is_among == any_word:
            return any_word
    return not any_word


_NO_FOOD = 1_000.0
_TOLERANCE = 1e-9


class _Name(NamedTuple):
    """`least` is the least penalty of the name for one word that is typed in full."""

    head: list[str]
    tail: list[str]
    untyped_tail_word: float
    penalty: float
    least: float


class _Names(NamedTuple):
    """All names of a food. `heads` are the words of all heads, each between spaces; `least` is that
    of the best name.
    """

    names: list[_Name]
    heads: str
    least: float


def _names(words: str) -> _Names:
    parts = [name.partition(f" {HEAD_END} ") for name in words.split(f" {PHRASE_END} ")]
    names: list[_Name] = []
    for at, (head, _, tail) in enumerate(parts):
        penalty = LATER_NAME if at else 0.0
        tail_word = UNTYPED_SOURCE_TAIL_WORD if at == len(parts) - 1 else UNTYPED_TAIL_WORD
        head_words, tail_words = head.split(), tail.split()
        if 0 < at < len(parts) - 1 and not tail and len(names[0].tail) <= STATE_WORDS:
            # A synonym shares the state of the short name: "Pasta, cooked" is cooked spaghetti.
            tail_words, tail_word = names[0].tail, 0.0
        untyped = len({*head_words}) - 1
        least = penalty + UNTYPED_HEAD_WORD * untyped + tail_word * len(tail_words)
        if head_words[:1] != head_words[-1:]:
            least += min(OTHER_BEGINNING, UNTYPED_HEAD_NOUN)
        names.append(_Name(head_words, tail_words, tail_word, penalty, least))
    heads = " ".join([word for name in names for word in name.head])
    return _Names(names, f" {heads} ", min([name.least for name in names]))


_names_once = lru_cache(maxsize=1024)(_names)  # the next letter finds many of the same foods


def _least_penalty(names: _Names, readings: Sequence[Reading]) -> float:
    """No penalty of these readings is smaller; nearly that of a food found by one word."""
    least = _NO_FOOD
    for reading in readings:
        if len(reading.terms) > 1:
            return 0.0
        word = reading.terms[0].word
        if f" {word} " in names.heads:
            cost = 0.0
        else:
            cost = UNFINISHED if f" {word}" in names.heads else SLIP  # in a tail it costs more
        least = min(least, reading.doubt + names.least + cost)
    return least


def _penalty(names: Sequence[_Name], reading: Reading, any_word: bool) -> float:
    """The penalty of the food's best name; at least _NO_FOOD if none matches."""
    best = _NO_FOOD
    for name in names:
        if (name.least if len(reading.terms) == 1 else name.penalty) >= best:
            continue
        missing, penalty = _name_penalty(name, reading.terms, any_word)
        if missing and (not any_word or missing == len(reading.terms)):
            continue
        best = min(best, penalty + name.penalty + MISSING * missing)
    if best == _NO_FOOD and len(reading.terms) > 1:
        all_words = [word for name in names for word in name.head + name.tail]
        name = _Name(all_words, [], 0.0, 0.0, 0.0)
        missing, penalty = _name_penalty(name, reading.terms, any_word=False)
        if not missing:
            best = SPREAD + penalty
    return best + reading.doubt


def _name_penalty(name: _Name, terms: Sequence[Term], any_word: bool) -> tuple[int, float]:
    """How many terms one name lacks, and its penalty for everything else. Without `any_word` it is
    given up when it lacks one.
    """
    head, tail = name.head, name.tail
    missing = 0
    penalty = 0.0
    untyped_head = {*head}
    untyped_tail = len(tail)
    for at, term in enumerate(terms):
        cost, place = _best_match(term, head)
        if cost > IN_TAIL and tail:
            tail_cost, _ = _best_match(term, tail)
            if tail_cost + IN_TAIL < cost:
                penalty += tail_cost + IN_TAIL
                untyped_tail -= 1
                continue
        if place < 0:
            missing += 1
            if any_word:
                continue
            break
        penalty += cost
        untyped_head.discard(head[place])
        if at == 0 and place:
            penalty += OTHER_BEGINNING
    if untyped_head:
        if head[-1] in untyped_head:
            penalty += UNTYPED_HEAD_NOUN
        penalty += UNTYPED_HEAD_WORD * len(untyped_head)
    return missing, penalty + name.untyped_tail_word * max(0, untyped_tail)


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
