"""Adds foods of another source, as many as one likes, by a few statements."""

from collections.abc import Iterator, Sequence

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max

from accounts.data_version import shared_data_changed
from nutrition.foods.loading.bulk import update_statistics
from nutrition.foods.models import Food, FoodWords, Source
from nutrition.foods.names import FoodDescription, rank_of
from nutrition.foods.search.words import name_words

SOURCE = "BENCH"
# The first round has the names, each other one has them behind the first word of another name. One
# place in all rounds is one food.
_MADE = """
    WITH RECURSIVE rounds(number) AS (
        SELECT 0 UNION ALL SELECT number + 1 FROM rounds WHERE number < %s)
    SELECT %s + 1 + rounds.number * %s + base.place AS id, rounds.number * %s + base.place AS place,
        CASE WHEN rounds.number = 0 THEN base.name
            ELSE substr(other.first || ' ' || base.name, 1, 300) END AS name,
        CASE WHEN rounds.number = 0 THEN base.words
            WHEN other.ends_head THEN other.first_words || ' , ' || replace(base.words, ' ,', '')
            ELSE trim(other.first_words || ' ' || base.words) END AS words,
        base.rank
    FROM rounds CROSS JOIN bench_names AS base
    JOIN bench_names AS other ON other.place = (base.place * 31 + rounds.number * 7919) %% %s
    WHERE rounds.number * %s + base.place BETWEEN %s AND %s"""


def add_foods(names: Sequence[str], count: int) -> None:
    """Add `count` foods with variations of `names`, and index them."""
    source, _ = Source.objects.get_or_create(code=SOURCE, defaults={"name": "Made for measuring"})
    first, size = Food.objects.filter(source=source).count(), len(names)
    last_id = (Food.objects.aggregate(last=Max("id"))["last"] or 0) - first
    rounds = (first + count) // size
    made = [rounds, last_id, size, size, size, size, first, first + count - 1]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE bench_names"
            "(place integer PRIMARY KEY, first text, ends_head boolean, first_words text, "
            "name text, words text, rank integer)"
        )
        cursor.executemany(
            "INSERT INTO bench_names VALUES (%s, %s, %s, %s, %s, %s, %s)", list(_name_rows(names))
        )
        cursor.execute(f"CREATE TEMPORARY TABLE bench_foods AS {_MADE}", made)
        _insert_foods(source)
        indexes = _drop_word_indexes()
        cursor.execute(
            f"""INSERT INTO {FoodWords._meta.db_table} (position, food_id, words, given)
            SELECT rank * {1 << FoodWords.RANK_SHIFT} + id, id, words, '' FROM bench_foods
            ORDER BY 1"""  # noqa: S608
        )
        if indexes:
            connection.check_constraints()  # PostgreSQL makes no index while keys wait for it
        for index in indexes:
            cursor.execute(index)
        cursor.execute("DROP TABLE bench_foods")
        cursor.execute("DROP TABLE bench_names")
        for statement in connection.ops.sequence_reset_sql(no_style(), [Food]):
            cursor.execute(statement)
        shared_data_changed()
    _tidy()


def _name_rows(names: Sequence[str]) -> Iterator[tuple[int, str, bool, str, str, str, int]]:
    for place, name in enumerate(names):
        first = name.split()[0]
        rank = rank_of(FoodDescription(SOURCE, "", name, "", "", ""), None)
        yield place, first, first.endswith(","), name_words(first), name, name_words(name), rank


def _insert_foods(source: Source) -> None:
    made = {"id": "id", "source_ref": "CAST(place AS varchar(20))", "name": "name", "rank": "rank"}
    columns, expressions, parameters = [], [], []
    blank = Food(source=source)
    for field in Food._meta.local_concrete_fields:
        columns.append(str(field.column))
        expressions.append(made.get(str(field.column), "%s"))
        if field.column not in made:
            value = field.pre_save(blank, add=True)
            parameters.append(field.get_db_prep_save(value, connection))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Food._meta.db_table} ({', '.join(columns)}) "  # noqa: S608
            f"SELECT {', '.join(expressions)} FROM bench_foods",
            parameters,
        )


def _drop_word_indexes() -> list[str]:
    """PostgreSQL's, which are made faster afterwards; return the statements that make them."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes "
            "WHERE tablename = %s AND indexdef LIKE '%%USING gin%%'",
            [FoodWords._meta.db_table],
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
    return [statement for _, statement in indexes]


def _tidy() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO nutrition_food_fts(nutrition_food_fts) VALUES ('optimize')")
    update_statistics(Food, FoodWords)
