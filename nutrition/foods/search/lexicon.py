"""The lexicon of this process, read from the index and renewed every few minutes."""

from time import monotonic

from nutrition.foods.models import FoodWords, SearchAlias
from nutrition.foods.names import PLAIN_END
from nutrition.foods.search.query import Lexicon
from nutrition.foods.search.words import HEAD_END, PHRASE_END

MAX_AGE_SECONDS = 300.0


class LexiconCache:
    """Keeps the lexicon for five minutes, so that a curator's new alias reaches every process."""

    def __init__(self) -> None:
        self._lexicon: Lexicon | None = None
        self._read_at = 0.0

    def get(self) -> Lexicon:
        lexicon, now = self._lexicon, monotonic()
        if lexicon is None or now - self._read_at > MAX_AGE_SECONDS:
            lexicon = read_lexicon()
            self._lexicon, self._read_at = lexicon, now
        return lexicon

    def clear(self) -> None:
        """Call it when names or aliases change; the next search of this process rereads them."""
        self._lexicon = None


lexicon_cache = LexiconCache()


def read_lexicon() -> Lexicon:
    """The words of the plain foods, each with the rank of the best food that has it."""
    plain = FoodWords.objects.filter(owner=None, position__lt=PLAIN_END << FoodWords.RANK_SHIFT)
    ranks: dict[str, int] = {}
    for position, words in plain.order_by("position").values_list("position", "words").iterator():
        for word in words.split():
            ranks.setdefault(word, position >> FoodWords.RANK_SHIFT)
    ranks.pop(HEAD_END, None)
    ranks.pop(PHRASE_END, None)
    return Lexicon(ranks, dict(SearchAlias.objects.values_list("phrase", "replacement")))
