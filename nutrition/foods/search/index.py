"""Reads candidates for a search from the index: the first few in quality order, never all.

SQLite answers from an FTS5 table whose rowid is the quality order, PostgreSQL from two GIN indexes,
plain foods first. Both give the same rows, so the order of the results (ranking.py) is the same.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from accounts.sql import fetch_all
from nutrition.foods.models import FoodWords
from nutrition.foods.names import PLAIN_END
from nutrition.foods.search.query import Reading, Term
from nutrition.foods.search.ranking import SearchCandidate

MATCHES_LIMIT = 60
"""Foods read for the words as typed, and as many again with the last word as a prefix."""
OWN_LIMIT = 300

PLAIN_POSITIONS_END = PLAIN_END << FoodWords.RANK_SHIFT

_ROW = "food_id, position, words"
_SCOPE = f"""
    SELECT catalogue.version, own.*
    FROM (SELECT (SELECT version FROM nutrition_catalogueversion) AS version) AS catalogue
    LEFT JOIN (
        SELECT {_ROW} FROM nutrition_foodwords
        WHERE owner_id = %s ORDER BY food_id DESC LIMIT {OWN_LIMIT}
    ) AS own ON TRUE"""  # noqa: S608


def read_scope(person_id: int) -> tuple[object, list[SearchCandidate]]:
    """The version of the catalogue, and the person's own foods (the newest). One query."""
    rows = fetch_all(_SCOPE, [person_id])
    return rows[0][0], [_candidate(row[1:], is_own=True) for row in rows if row[1] is not None]


def read_version() -> object:
    """The version of the catalogue, without a person. One query."""
    rows = fetch_all("SELECT version FROM nutrition_catalogueversion", [])
    return rows[0][0] if rows else None


def find_matches(
    readings: Sequence[Reading], *, enough: int, all_words: bool = True
) -> list[SearchCandidate]:
    """The shared foods that match a reading. One query.

    Other foods, such as brands, are read only if fewer than `enough` plain foods match: a common
    word is in tens of thousands of them. Without `all_words` one word of a reading is enough.
    """
    dialect = _POSTGRES if connection.vendor == "postgresql" else _SQLITE
    typed = dialect.expression(readings, all_words, as_prefix=False)
    unfinished = dialect.expression(readings, all_words, as_prefix=True)
    rows = fetch_all(dialect.statement, [typed, unfinished, typed, enough, unfinished, enough])
    return list({row[0]: _candidate(row, is_own=False) for row in rows}.values())


def _candidate(row: Sequence[Any], *, is_own: bool) -> SearchCandidate:
    food_id, position, words = row
    return SearchCandidate(food_id, position >> FoodWords.RANK_SHIFT, is_own, words)


class _Dialect:
    """How a database searches for words.

    `matching` selects the best {limit} shared foods that match the expression %s and whose position
    is {side}; the other parameters are the parts of an expression.
    """

    def __init__(self, *, matching: str, and_: str, or_: str, word: str, prefix: str) -> None:
        self.and_, self.or_, self.word, self.prefix = and_, or_, word, prefix
        plain = matching.format(side=f"< {PLAIN_POSITIONS_END}", limit=MATCHES_LIMIT)
        # A limit of 0 instead of a condition, which SQLite would evaluate for every row.
        limit_of_others = (
            f"(SELECT CASE WHEN count(*) < %s THEN {MATCHES_LIMIT} ELSE 0 END FROM plain)"  # noqa: S608
        )
        others = matching.format(side=f">= {PLAIN_POSITIONS_END}", limit=limit_of_others)
        self.statement = f"""
            WITH plain AS MATERIALIZED (
                SELECT * FROM ({plain}) AS typed UNION SELECT * FROM ({plain}) AS unfinished)
            SELECT * FROM plain
            UNION ALL SELECT * FROM ({others}) AS typed
            UNION ALL SELECT * FROM ({others}) AS unfinished"""  # noqa: S608

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
        SELECT rowid FROM nutrition_food_fts WHERE nutrition_food_fts MATCH %s AND rowid {{side}}
        ORDER BY rowid LIMIT {{limit}})""",  # noqa: S608
    and_=" AND ",
    or_=" OR ",
    word='"{}"',
    prefix='"{}"*',
)
# A tsquery: ('spinach':*) & ('raw'). `+ 0` makes the planner use the two indexes of words, whose
# conditions have it too, instead of walking through all foods in the order of their key.
_POSTGRES = _Dialect(
    matching=f"""SELECT {_ROW} FROM nutrition_foodwords
        WHERE owner_id IS NULL AND array_to_tsvector(string_to_array(words, ' ')) @@ %s::tsquery
        AND position + 0 {{side}} ORDER BY position + 0 LIMIT {{limit}}""",  # noqa: S608
    and_=" & ",
    or_=" | ",
    word="'{}'",
    prefix="'{}':*",
)
