"""Asks the index for the foods that may be meant: the first few in quality order, never all.

SQLite answers from an FTS5 table whose rowid is the quality order, PostgreSQL from two GIN indexes,
plain foods first.
Both give the same rows, so the order of the results (ranking.py) is the same.
"""

from collections.abc import Iterable, Sequence

from django.db import connection

from nutrition.foods.models import FoodWords
from nutrition.foods.names import PLAIN_END
from nutrition.foods.search.query import Term, Way
from nutrition.foods.search.ranking import Candidate

MATCHES_LIMIT = 60
"""Foods read for the words as typed, and as many again for those in which the last word goes on."""
OWN_LIMIT = 300
HABITS_LIMIT = 100

PLAIN_POSITIONS_END = PLAIN_END << FoodWords.RANK_SHIFT

_ROW = "food_id, position, owner_id, words"
_OWN = f"""SELECT {_ROW} FROM nutrition_foodwords
    WHERE owner_id = %s ORDER BY food_id DESC LIMIT {OWN_LIMIT}"""  # noqa: S608
# The plus keeps SQLite from the index of owners, in which nearly all foods have none.
_USUAL = (
    f"SELECT {_ROW} FROM nutrition_foodwords WHERE +owner_id IS NULL AND food_id IN ({{usual}})"  # noqa: S608
)


def candidates(
    ways: Sequence[Way],
    *,
    person_id: int | None,
    habits: Iterable[int],
    enough: int,
    all_words: bool = True,
) -> list[Candidate]:
    """Shared foods that match one of the readings, and the person's own and usual foods, matching
    or not. One query.

    Brands and the like are asked only when fewer than `enough` plain foods match: a common word is
    in tens of thousands of them. With `all_words` false one word of a reading is enough.
    """
    dialect = _POSTGRES if connection.vendor == "postgresql" else _SQLITE
    typed, going_on = (dialect.expression(ways, all_words, going_on) for going_on in (False, True))
    usual = list(habits)[:HABITS_LIMIT]
    with connection.cursor() as cursor:
        cursor.execute(
            dialect.statement.format(usual=", ".join(["%s"] * len(usual)) or "NULL"),
            [typed, going_on, typed, enough, going_on, enough, person_id, *usual],
        )
        rows = cursor.fetchall()
    found = {
        food_id: Candidate(food_id, position >> FoodWords.RANK_SHIFT, owner_id is not None, words)
        for food_id, position, owner_id, words in rows
    }
    return list(found.values())


class _Dialect:
    """How a database is asked for words. `matching` reads the best {limit} of the shared foods that
    match the expression %s and whose position is {side}.
    """

    def __init__(self, *, matching: str, both: str, either: str, word: str, beginning: str) -> None:
        self.both, self.either, self.word, self.beginning = both, either, word, beginning
        plain = matching.format(side=f"< {PLAIN_POSITIONS_END}", limit=MATCHES_LIMIT)
        # A limit of 0, not a condition: SQLite would ask a condition for every row.
        needed = f"(SELECT CASE WHEN count(*) < %s THEN {MATCHES_LIMIT} ELSE 0 END FROM plain)"  # noqa: S608
        others = matching.format(side=f">= {PLAIN_POSITIONS_END}", limit=needed)
        self.statement = f"""
            WITH plain AS MATERIALIZED (
                SELECT * FROM ({plain}) AS typed UNION SELECT * FROM ({plain}) AS unfinished)
            SELECT * FROM plain
            UNION ALL SELECT * FROM ({others}) AS typed
            UNION ALL SELECT * FROM ({others}) AS unfinished
            UNION ALL SELECT * FROM ({_OWN}) AS own UNION ALL {_USUAL}"""  # noqa: S608

    def expression(self, ways: Sequence[Way], all_words: bool, going_on: bool) -> str:
        """One of the ways. Words are letters and digits only (words.py): nothing needs escaping."""
        between = self.both if all_words else self.either
        return self.either.join(
            f"({between.join(self._any(term, going_on) for term in way.terms)})" for way in ways
        )

    def _any(self, term: Term, going_on: bool) -> str:
        first = (self.beginning if going_on and term.unfinished else self.word).format(term.word)
        return f"({self.either.join([first, *map(self.word.format, term.meant)])})"


# FTS5's language: ("spinach"*) AND ("raw")
_SQLITE = _Dialect(
    matching=f"""SELECT {_ROW} FROM nutrition_foodwords WHERE position IN (
        SELECT rowid FROM nutrition_food_fts WHERE nutrition_food_fts MATCH %s AND rowid {{side}}
        ORDER BY rowid LIMIT {{limit}})""",  # noqa: S608
    both=" AND ",
    either=" OR ",
    word='"{}"',
    beginning='"{}"*',
)
# A tsquery: ('spinach':*) & ('raw'). `+ 0` makes the planner use the two indexes of words, whose
# conditions say it too, instead of walking through all foods in the order of their key.
_POSTGRES = _Dialect(
    matching=f"""SELECT {_ROW} FROM nutrition_foodwords
        WHERE owner_id IS NULL AND array_to_tsvector(string_to_array(words, ' ')) @@ %s::tsquery
        AND position + 0 {{side}} ORDER BY position + 0 LIMIT {{limit}}""",  # noqa: S608
    both=" & ",
    either=" | ",
    word="'{}'",
    beginning="'{}':*",
)
