"""What was typed, in all the ways it can be read: an alias, two words for one, slips mended."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nutrition.foods.search.spelling import Vocabulary
from nutrition.foods.search.words import stem, typed_words

WAYS_LIMIT = 5
ALIAS_MIN_TYPED = 3
ALIASES_BEGUN = 2
LONG_ENOUGH_TO_BE_WRONG = 5
MENDED = 2.0  # the doubt of words that were replaced by those of which they may be slips


@dataclass(frozen=True)
class Term:
    """One word looked for. `meant` are words it may be a slip of; an unfinished word may go on."""

    word: str
    meant: tuple[str, ...] = ()
    unfinished: bool = False


@dataclass(frozen=True)
class Way:
    """One reading: a food must have all its terms. `doubt` adds to what ranking says against it."""

    terms: tuple[Term, ...]
    doubt: float = 0.0


class Lexicon:
    """The words of the plain foods and the aliases, by stems: {"pb": ("peanut", "butter")}."""

    def __init__(self, ranks: Mapping[str, int], aliases: Mapping[str, str]) -> None:
        self.aliases = {
            " ".join(map(stem, typed_words(phrase))): tuple(map(stem, typed_words(replacement)))
            for phrase, replacement in aliases.items()
        }
        self.phrases = sorted(self.aliases)
        self.longest_phrase = max((phrase.count(" ") + 1 for phrase in self.phrases), default=0)
        single_words = {phrase: 0 for phrase in self.phrases if " " not in phrase}
        self.vocabulary = Vocabulary({**single_words, **ranks})

    def begun_by(self, beginning: str) -> list[tuple[str, ...]]:
        """What the first aliases that go on from `beginning` stand for."""
        place = bisect_left(self.phrases, beginning)
        begun = [
            phrase
            for phrase in self.phrases[place : place + ALIASES_BEGUN]
            if phrase.startswith(beginning)
        ]
        return [self.aliases[phrase] for phrase in begun]

    def replaced(self, words: Sequence[str]) -> list[str]:
        """The words with every alias in them written out, longer aliases first."""
        out: list[str] = []
        at = 0
        while at < len(words):
            for length in range(min(self.longest_phrase, len(words) - at), 0, -1):
                replacement = self.aliases.get(" ".join(words[at : at + length]))
                if replacement:
                    out += replacement
                    at += length
                    break
            else:
                out.append(words[at])
                at += 1
        return out


def read(text: str, lexicon: Lexicon) -> list[Way]:
    """The readings of what was typed, the most literal first; none when there is no word in it."""
    typed = typed_words(text)
    ways: dict[tuple[str, ...], Way] = {}
    for words, doubt in _readings(typed, lexicon):
        ways.setdefault(tuple(words), _way(words, doubt, lexicon.vocabulary))
    return list(ways.values())[:WAYS_LIMIT]


def loosely(ways: Iterable[Way], vocabulary: Vocabulary) -> list[Way]:
    """For when no food has all the words: each word may be a slip, also one that exists. Not what
    was mended already:
    a slip of a slip is another word.
    """
    return [
        Way(
            tuple(
                Term(term.word, term.meant or vocabulary.meant(term.word), term.unfinished)
                for term in way.terms
            )
        )
        for way in ways
        if way.doubt < MENDED
    ]


def _readings(typed: list[str], lexicon: Lexicon) -> Iterator[tuple[list[str], float]]:
    words = [stem(word) for word in typed]
    if not words:
        return
    yield words, 0.0
    yield lexicon.replaced(words), 0.0
    whole = " ".join(typed)  # not the stems: "ghee" is not the beginning of "gherkin"
    if len(whole) >= ALIAS_MIN_TYPED:
        for replacement in lexicon.begun_by(whole):
            yield list(replacement), 0.5
    yield from _joined_and_split(typed, words, lexicon.vocabulary)
    mended = [_mended(word, lexicon.vocabulary) for word in words]
    if mended != words:
        yield lexicon.replaced(mended), MENDED


def _joined_and_split(
    typed: list[str], words: list[str], vocabulary: Vocabulary
) -> Iterator[tuple[list[str], float]]:
    for at in range(len(typed) - 1):
        joined = stem(typed[at] + typed[at + 1])
        if joined in vocabulary:
            yield [*words[:at], joined, *words[at + 2 :]], 0.1
    for at, word in enumerate(typed):
        parts = None if vocabulary.begins(words[at]) else vocabulary.split(word)
        if parts:
            yield [*words[:at], *parts, *words[at + 1 :]], 0.1


def _way(words: Sequence[str], doubt: float, vocabulary: Vocabulary) -> Way:
    last = len(words) - 1
    return Way(
        tuple(
            Term(word, _meant(word, vocabulary), unfinished=at == last)
            for at, word in enumerate(words)
        ),
        doubt,
    )


def _meant(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What else it may be: nothing while it is a word, or the first letters of one."""
    right = word in vocabulary if len(word) >= LONG_ENOUGH_TO_BE_WRONG else vocabulary.begins(word)
    return () if right else vocabulary.meant(word)


def _mended(word: str, vocabulary: Vocabulary) -> str:
    if vocabulary.begins(word):
        return word
    meant = vocabulary.meant(word)
    return meant[0] if meant else word
