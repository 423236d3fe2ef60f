"""Reads the lexicon from the index."""

from nutrition.foods.models import FoodWords, SearchAlias
from nutrition.foods.names import PLAIN_END
from nutrition.foods.search.query import Lexicon
from nutrition.foods.search.words import HEAD_END, PHRASE_END


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
