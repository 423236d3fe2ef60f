"""Reads candidates for a search from the index: the first few in quality order, never all.

Plain foods come from memory (word_index.py). For others SQLite answers from an FTS5 table whose
rowid is the quality order, PostgreSQL from a GIN index. Both give the same rows, so the order of
the results (ranking.py) is the same.
"""

from collections.abc import Sequence

from django.db import connection

from accounts.sql import as_uuid, fetch_all
from nutrition.foods.models import FoodWords
from nutrition.foods.names import PLAIN_END
from nutrition.foods.search.query import Reading, Term
from nutrition.foods.search.ranking import SearchCandidate
from nutrition.foods.search.word_index import MATCHES_LIMIT, WordIndex

OWN_LIMIT = 300
OWN_RANK = 1_000_000  # as of a shared food that nobody ranked

PLAIN_POSITIONS_END = PLAIN_END << FoodWords.RANK_SHIFT

_ROW = "food_id, position, words"
# The id of an own food begins with the time: the highest are the newest.
_OWN_FOODS = f"""
    SELECT id, words FROM nutrition_ownfood
    WHERE user_id = %s AND state = 'active' ORDER BY id DESC LIMIT {OWN_LIMIT}"""  # noqa: S608


def read_own_candidates(person_id: int) -> list[SearchCandidate]:
    """The person's own foods, the newest. One query."""
    return [
        SearchCandidate(as_uuid(food_id), OWN_RANK, is_own=True, words=words)
        for food_id, words in fetch_all(_OWN_FOODS, [person_id])
    ]


def read_plain_foods() -> WordIndex:
    """The plain foods with their words. One query."""
    sql = f"""SELECT {_ROW} FROM nutrition_foodwords
        WHERE position < {PLAIN_POSITIONS_END} ORDER BY position"""  # noqa: S608
    return WordIndex(
        (food_id, position >> FoodWords.RANK_SHIFT, words)
        for food_id, position, words in fetch_all(sql, [])
    )


def find_other_foods(readings: Sequence[Reading], *, all_words: bool) -> list[SearchCandidate]:
    """The best shared foods that match a reading and are not plain, such as brands. One query.

    Without `all_words` one word of a reading is enough.
    """
    dialect = _POSTGRES if connection.vendor == "postgresql" else _SQLITE
    typed = dialect.expression(readings, all_words, as_prefix=False)
    unfinished = dialect.expression(readings, all_words, as_prefix=True)
    rows = fetch_all(dialect.statement, [typed, unfinished])
    return [
        SearchCandidate(food_id, position >> FoodWords.RANK_SHIFT, is_own=False, words=words)
        for food_id, position, words in rows
    ]


class _Dialect:
    """How a database searches for words.

    `matching` selects the best foods behind the plain ones that match the expression %s; the other
    parameters are the parts of an expression.
    """

    def __init__(self, *, matching: str, and_: str, or_: str, word: str, prefix: str) -> None:
        self.and_, self.or_, self.word, self.prefix = and_, or_, word, prefix
        self.statement = f"""
            SELECT * FROM ({matching}) AS typed
            UNION SELECT * FROM ({matching}) AS unfinished"""  # noqa: S608

    def expression(self, readings: Sequence[Reading], all_words: bool, *, as_prefix: bool) -> str:
        """Matches any reading. Words are letters and digits (words.py): none needs escaping."""
        between = self.and_ if all_words else self.or_
        return self.or_.join(
            f"({between.join(self._term(term, as_prefix) for term in reading.terms)})"
            for reading in readings
        )

    def _term(self, term: Term, as_prefix: bool) -> str:
        pattern = self.prefix if as_prefix and term.is_prefix else self.word
        words = [pattern.format(term.word), *map(self.word.format, term.corrections)]
        return f"({self.or_.join(words)})"


# FTS5's language: ("spinach"*) AND ("raw")
_SQLITE = _Dialect(
    matching=f"""SELECT {_ROW} FROM nutrition_foodwords WHERE position IN (
        SELECT rowid FROM nutrition_food_fts WHERE nutrition_food_fts MATCH %s
        AND rowid >= {PLAIN_POSITIONS_END} ORDER BY rowid LIMIT {MATCHES_LIMIT})""",  # noqa: S608
    and_=" AND ",
    or_=" OR ",
    word='"{}"',
    prefix='"{}"*',
)
# A tsquery: ('spinach':*) & ('raw'). `+ 0` makes the planner use the index of words, whose
# condition has it too, instead of walking through all foods in the order of their key.
_POSTGRES = _Dialect(
    matching=f"""SELECT {_ROW} FROM nutrition_foodwords
        WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %s::tsquery
        AND position + 0 >= {PLAIN_POSITIONS_END}
        ORDER BY position + 0 LIMIT {MATCHES_LIMIT}""",  # noqa: S608
    and_=" & ",
    or_=" | ",
    word="'{}'",
    prefix="'{}':*",
)
