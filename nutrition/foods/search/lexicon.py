"""The lexicon of this process: read from the index when first needed, and again when it is old."""

from time import monotonic

from nutrition.foods.models import FoodWords, SearchAlias
from nutrition.foods.names import PLAIN_END
from nutrition.foods.search.query import Lexicon
from nutrition.foods.search.words import HEAD_END, PHRASE_END

FRESH_SECONDS = 300.0

_remembered: tuple[Lexicon, float] | None = None


def lexicon() -> Lexicon:
    """At most five minutes old, so that an alias of a curator reaches every process."""
    global _remembered
    now = monotonic()
    if _remembered is None or now - _remembered[1] > FRESH_SECONDS:
        _remembered = _read_lexicon(), now
    return _remembered[0]


def forget() -> None:
    """The names have changed: read them again at the next search of this process."""
    global _remembered
    _remembered = None


def _read_lexicon() -> Lexicon:
    plain = FoodWords.objects.filter(owner=None, position__lt=PLAIN_END << FoodWords.RANK_SHIFT)
    ranks: dict[str, int] = {}
    for position, words in plain.order_by("position").values_list("position", "words").iterator():
        for word in words.split():
            ranks.setdefault(word, position >> FoodWords.RANK_SHIFT)
    ranks.pop(HEAD_END, None)
    ranks.pop(PHRASE_END, None)
    return Lexicon(ranks, dict(SearchAlias.objects.values_list("phrase", "replacement")))
