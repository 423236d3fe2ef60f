"""Prepares texts for search: in lower case, without accents, cut to stems."""

import re
import unicodedata
from functools import lru_cache

MAX_TYPED = 200
MAX_TYPED_WORDS = 8
MAX_WORD = 30

PHRASE_END = "|"
"""Separates two names of one food, as a word of its own."""
HEAD_END = ","
"""Ends the head of a name: "Spinach, raw" is `spinach , raw`."""

_WORD = re.compile(r"[^\W_]+")
_HEAD_END = re.compile(r"[,;(]|\b(?:with|without|made|from|in)\b")
_APOSTROPHES = re.compile(r"['’ʼ`](?<=\w.)(?=\w)")  # a fixed first character is found faster
_LETTERS = str.maketrans({"ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
_FILLERS = frozenset(
    {"a", "an", "and", "for", "from", "in", "of", "on", "or", "some", "the", "to", "with"}
)
_IRREGULAR = {
    "leaves": "leaf",
    "loaves": "loaf",
    "halves": "half",
    "calves": "calf",
    "geese": "goose",
}
_IRREGULAR |= {f"{word}s": word for word in ("chili", "chilli", "kiwi", "salami", "zucchini")}


def fold(text: str) -> str:
    """Lower case without accents: "Crème Brûlée" is "creme brulee"."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The part that singular and plural share: "berry" and "berries" are "berri", "potatoes" is
    "potato".

    It is nearly always a prefix of the word, so that an unfinished word finds it, too.
    """
    if len(word) <= 3 or not word.isalpha():
        return word
    word = _IRREGULAR.get(word, word)
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if len(word) > 4 and word.endswith("ie"):
        return word[:-1]
    if len(word) > 3 and word.endswith("e"):
        return word[:-1]
    if len(word) > 3 and word.endswith("y") and word[-2] not in "aeou":
        return word[:-1] + "i"
    return word


def typed_words(text: str) -> list[str]:
    """The words that were typed, folded but not cut to stems: at most 8, of at most 30 letters."""
    words = [word[:MAX_WORD] for word in _WORD.findall(_without_apostrophes(text[:MAX_TYPED]))]
    return ([word for word in words if word not in _FILLERS] or words)[:MAX_TYPED_WORDS]


def name_words(name: str) -> str:
    """A name as the index stores it: stems separated by spaces, and a comma after the head."""
    head, _, tail = _HEAD_END.sub("\n", _without_apostrophes(name), count=1).partition("\n")
    parts = [
        " ".join(stem(word[:MAX_WORD]) for word in _WORD.findall(part) if word not in _FILLERS)
        for part in (head, tail)
    ]
    return f" {HEAD_END} ".join(filter(None, parts))


def food_words(*, short_name: str, synonyms: str, name: str) -> str:
    """All names of a food, the short name first: `almond | nut , almond`."""
    names = [short_name, *synonyms.split(","), name]
    return f" {PHRASE_END} ".join(dict.fromkeys(filter(None, map(name_words, filter(None, names)))))


def _without_apostrophes(text: str) -> str:
    return _APOSTROPHES.sub("", fold(text))
