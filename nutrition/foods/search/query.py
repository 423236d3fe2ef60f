"""The possible readings of a typed text: with aliases, words joined or split, slips corrected."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nutrition.foods.search.spelling import Vocabulary
from nutrition.foods.search.words import stem, typed_words

READINGS_LIMIT = 5
ALIAS_MIN_LETTERS = 3
ALIASES_LIMIT = 2
MIN_LETTERS_TO_CORRECT = 5

# Doubt of a reading: what ranking adds to the penalty of each food that the reading finds.
JOINED_OR_SPLIT_DOUBT = 0.1
UNFINISHED_ALIAS_DOUBT = 0.5
CORRECTION_DOUBT = 2.0


@dataclass(frozen=True)
class Term:
    """A stem to look for. `corrections` are words that may have been meant, the likeliest first.

    A prefix also matches the words that start with it.
    """

    word: str
    corrections: tuple[str, ...] = ()
    is_prefix: bool = False


@dataclass(frozen=True)
class Reading:
    """One way to read what was typed; a food must have all its terms."""

    terms: tuple[Term, ...]
    doubt: float = 0.0


class Lexicon:
    """The words of the plain foods, and the aliases by stems: {"pb": ("peanut", "butter")}."""

    def __init__(self, ranks: Mapping[str, int], aliases: Mapping[str, str]) -> None:
        self.aliases = {
            " ".join(map(stem, typed_words(phrase))): tuple(map(stem, typed_words(replacement)))
            for phrase, replacement in aliases.items()
        }
        self.phrases = sorted(self.aliases)
        self.longest_phrase = max((phrase.count(" ") + 1 for phrase in self.phrases), default=0)
        single_words = {phrase: 0 for phrase in self.phrases if " " not in phrase}
        self.vocabulary = Vocabulary({**single_words, **ranks})

    def replacements_for_prefix(self, prefix: str) -> list[tuple[str, ...]]:
        """The replacements of the first few aliases that start with `prefix`."""
        place = bisect_left(self.phrases, prefix)
        phrases = [
            phrase
            for phrase in self.phrases[place : place + ALIASES_LIMIT]
            if phrase.startswith(prefix)
        ]
        return [self.aliases[phrase] for phrase in phrases]

    def expand_aliases(self, words: Sequence[str]) -> list[str]:
        """The words with every alias in them replaced, longer aliases first."""
        expanded: list[str] = []
        at = 0
        while at < len(words):
            for length in range(min(self.longest_phrase, len(words) - at), 0, -1):
                replacement = self.aliases.get(" ".join(words[at : at + length]))
                if replacement:
                    expanded += replacement
                    at += length
                    break
            else:
                expanded.append(words[at])
                at += 1
        return expanded


def parse_query(text: str, lexicon: Lexicon) -> list[Reading]:
    """The readings of a typed text, the most literal first; none when it has no word."""
    readings: dict[tuple[str, ...], Reading] = {}
    for words, doubt in _word_lists(typed_words(text), lexicon):
        readings.setdefault(tuple(words), _reading(words, doubt, lexicon.vocabulary))
    return list(readings.values())[:READINGS_LIMIT]


def loosen(readings: Iterable[Reading], vocabulary: Vocabulary) -> list[Reading]:
    """Readings to use if no food has all the words: any word may be a slip, even one that exists.

    Readings with corrections are left out: a slip of a slip is another word.
    """
    return [
        Reading(
            tuple(
                Term(
                    term.word,
                    term.corrections or vocabulary.corrections(term.word),
                    term.is_prefix,
                )
                for term in reading.terms
            )
        )
        for reading in readings
        if reading.doubt < CORRECTION_DOUBT
    ]


def _word_lists(typed: list[str], lexicon: Lexicon) -> Iterator[tuple[list[str], float]]:
    """The stems of each reading with its doubt."""
    words = [stem(word) for word in typed]
    if not words:
        return
    yield words, 0.0
    yield lexicon.expand_aliases(words), 0.0
    whole = " ".join(typed)  # not the stems: "ghee" is not a prefix of "gherkin", but its stem is
    if len(whole) >= ALIAS_MIN_LETTERS:
        for replacement in lexicon.replacements_for_prefix(whole):
            yield list(replacement), UNFINISHED_ALIAS_DOUBT
    yield from _joined_and_split(typed, words, lexicon.vocabulary)
    corrected = [_correct(word, lexicon.vocabulary) for word in words]
    if corrected != words:
        yield lexicon.expand_aliases(corrected), CORRECTION_DOUBT


def _joined_and_split(
    typed: list[str], words: list[str], vocabulary: Vocabulary
) -> Iterator[tuple[list[str], float]]:
    """Readings with two neighbouring words joined, and with one word split in two."""
    for at in range(len(typed) - 1):
        joined = stem(typed[at] + typed[at + 1])
        if joined in vocabulary:
            yield [*words[:at], joined, *words[at + 2 :]], JOINED_OR_SPLIT_DOUBT
    for at, word in enumerate(typed):
        parts = None if vocabulary.has_prefix(words[at]) else vocabulary.split(word)
        if parts:
            yield [*words[:at], *parts, *words[at + 1 :]], JOINED_OR_SPLIT_DOUBT


def _reading(words: Sequence[str], doubt: float, vocabulary: Vocabulary) -> Reading:
    last = len(words) - 1
    return Reading(
        tuple(
            Term(word, _corrections(word, vocabulary), is_prefix=at == last)
            for at, word in enumerate(words)
        ),
        doubt,
    )


def _corrections(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Empty for a word that exists, and for a short one that may be the start of a word."""
    is_right = (
        word in vocabulary if len(word) >= MIN_LETTERS_TO_CORRECT else vocabulary.has_prefix(word)
    )
    return () if is_right else vocabulary.corrections(word)


def _correct(word: str, vocabulary: Vocabulary) -> str:
    """The word that is most likely meant: the word itself if any known word starts with it."""
    if vocabulary.has_prefix(word):
        return word
    corrections = vocabulary.corrections(word)
    return corrections[0] if corrections else word
