"""Which of the foods that match is meant: one order for both databases, in plain Python.

Every food gets a number for what speaks against it; the smallest comes first. The weights were set
on the word lists in tests/data (docs/adr/0003-search.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from math import log10
from typing import NamedTuple

from nutrition.foods.search.query import MENDED, Term, Way
from nutrition.foods.search.words import HEAD_END, PHRASE_END

UNFINISHED = 0.8  # the word goes on: "alm" for "almonds"
LETTER_TO_GO = 0.05
SLIP = 2.0  # another word was meant
IN_TAIL = 1.0  # "water" in "Oatmeal, cooked with water"
MISSING = 5.0
HEAD_WORD_LEFT = 1.2  # "butter" in "Almond butter" when "almond" was typed
HEAD_NOUN_LEFT = 1.0  # the last word of the head says what it is: almond butter is a butter
TAIL_WORD_LEFT = 0.15
OTHER_BEGINNING = 0.4
LATER_NAME = 0.5  # a synonym, or the source's own wording
SOURCE_TAIL_WORD_LEFT = 0.05  # the source's own wording is long
STATE_WORDS = 3  # what follows the comma is the food's state, or else what is in it
SPREAD = 2.0  # the words are in different names of the food
RANK_WEIGHT = 0.8
HABIT_WEIGHT = 1.5  # among the foods eaten before


@dataclass(frozen=True)
class Candidate:
    """A food that the index found: `words` by `food_words`; `rank` is the quality order."""

    food_id: int
    rank: int
    own: bool
    words: str


class Fit(Enum):
    """How much of what was typed a food has: all, all but slips of the finger, or some words."""

    WORDS = "words"
    SLIPS = "slips"
    PART = "part"


class Found(NamedTuple):
    """A food of the list. `against` speaks against it, habits aside: foods as good are close."""

    food_id: int
    against: float
    fit: Fit


def ranked(
    candidates: Sequence[Candidate],
    ways: Sequence[Way],
    *,
    habits: Mapping[int, int],
    limit: int,
    loose: bool = False,
) -> list[Found]:
    """The best foods: what the person ate before, then the person's own, then by what speaks
    against them.

    A food must have all the words of one of the ways; when `loose`, one of the words.
    """
    found = []
    for candidate in candidates:
        fitting = [way for way in ways if _may_match(candidate.words, way, loose)]
        if not fitting:  # most of the foods that the person usually eats
            continue
        names = _names(candidate.words)
        against = min(_against(names, way, loose) for way in fitting)
        if against < _TOO_MUCH:
            against += RANK_WEIGHT * log10(1 + candidate.rank / 100)
            eaten = habits.get(candidate.food_id, 0)
            usual = HABIT_WEIGHT * log10(1 + eaten)
            found.append(
                (
                    not eaten,
                    not candidate.own,
                    against - usual,
                    candidate.rank,
                    candidate.food_id,
                    against,
                )
            )
    found.sort()
    words = {candidate.food_id: candidate.words for candidate in candidates}
    return [
        Found(food_id, against, _fit(words[food_id], ways))
        for *_, food_id, against in found[:limit]
    ]


def _fit(words: str, ways: Sequence[Way]) -> Fit:
    stems = words.split()
    if any(
        way.doubt < MENDED and all(_is_among(term, stems) for term in way.terms) for way in ways
    ):
        return Fit.WORDS
    mended = (
        all(
            _is_among(term, stems) or any(word in stems for word in term.meant)
            for term in way.terms
        )
        for way in ways
    )
    return Fit.SLIPS if any(mended) else Fit.PART


def _is_among(term: Term, stems: Sequence[str]) -> bool:
    return term.word in stems or (
        term.unfinished and any(stem.startswith(term.word) for stem in stems)
    )


def _may_match(words: str, way: Way, loose: bool) -> bool:
    """Whether the letters of all terms (`loose`: of one) are there at all, before reading."""
    enough = any if loose else all
    return enough(
        term.word in words or any(other in words for other in term.meant) for term in way.terms
    )


_Name = tuple[list[str], list[str]]
_TOO_MUCH = 1_000.0


def _names(words: str) -> list[_Name]:
    """Head and tail of each name."""
    parts = (name.partition(f" {HEAD_END} ") for name in words.split(f" {PHRASE_END} "))
    return [(head.split(), tail.split()) for head, _, tail in parts]


def _against(names: list[_Name], way: Way, loose: bool) -> float:
    last = len(names) - 1
    best = _TOO_MUCH
    for at, (head, tail) in enumerate(names):
        if 0 < at < last and not tail and len(names[0][1]) <= STATE_WORDS:
            # "Pasta, cooked" is cooked spaghetti
            missing, against = _against_name(head, names[0][1], way.terms, 0.0)
        else:
            left = SOURCE_TAIL_WORD_LEFT if at == last else TAIL_WORD_LEFT
            missing, against = _against_name(head, tail, way.terms, left)
        if at:
            against += LATER_NAME
        if missing and (not loose or missing == len(way.terms)):
            continue
        best = min(best, against + MISSING * missing)
    if best == _TOO_MUCH and len(way.terms) > 1:
        everything = [word for head, tail in names for word in head + tail]
        missing, against = _against_name(everything, [], way.terms, 0.0)
        if not missing:
            best = SPREAD + against
    return best + way.doubt


def _against_name(
    head: list[str], tail: list[str], terms: Sequence[Term], tail_word_left: float
) -> tuple[int, float]:
    """How many terms one name lacks, and what else speaks against it."""
    missing = 0
    against = 0.0
    head_left = set(head)
    tail_left = len(tail)
    for at, term in enumerate(terms):
        cost, place = _best_match(term, head)
        if cost and tail:
            tail_cost, _ = _best_match(term, tail)
            if tail_cost + IN_TAIL < cost:
                against += tail_cost + IN_TAIL
                tail_left -= 1
                continue
        if place < 0:
            missing += 1
            continue
        against += cost
        head_left.discard(head[place])
        if at == 0 and place:
            against += OTHER_BEGINNING
    if head and head[-1] in head_left:
        against += HEAD_NOUN_LEFT
    return missing, against + HEAD_WORD_LEFT * len(head_left) + tail_word_left * max(0, tail_left)


_NO_MATCH = (100.0, -1)


def _best_match(term: Term, words: list[str]) -> tuple[float, int]:
    """How little speaks against the best of `words`, and where it is."""
    if term.word in words:
        return 0.0, words.index(term.word)
    best = _NO_MATCH
    for at, word in enumerate(words):
        if term.unfinished and word.startswith(term.word):
            cost = UNFINISHED + LETTER_TO_GO * (len(word) - len(term.word))
        elif word in term.meant:
            cost = SLIP + 0.5 * term.meant.index(word)
        else:
            continue
        if cost < best[0]:
            best = (cost, at)
    return best
