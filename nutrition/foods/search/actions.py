"""Updates the names of foods and the search index."""

from collections.abc import Callable, Iterable
from functools import cache
from hashlib import md5, sha256
from pathlib import Path
from typing import NamedTuple

from django.db import connection, transaction

from accounts.data_version import shared_data_changed
from nutrition.foods import names
from nutrition.foods.loading.bulk import Row, insert_rows, temporary_table, update_statistics
from nutrition.foods.models import Food, FoodWords, SearchAlias, Source
from nutrition.foods.names import FoodDescription, FoodNames, listed_aliases, names_of
from nutrition.foods.search import words
from nutrition.foods.search.words import food_words

_WORDS = ("position", "food_id", "words", "given")
_TIDY_INDEX = {
    # Merges the many small segments that insertions leave.
    "sqlite": "INSERT INTO nutrition_food_fts(nutrition_food_fts) VALUES ('optimize')",
    # New rows are pending until autovacuum, and PostgreSQL would read all foods: 37 ms per search.
    "postgresql": """
        SELECT gin_clean_pending_list(indexrelid) FROM pg_index
        JOIN pg_class index ON index.oid = indexrelid
        JOIN pg_am kind ON kind.oid = index.relam AND kind.amname = 'gin'
        WHERE indrelid = 'nutrition_foodwords'::regclass
    """,
}


class _NamedFood(NamedTuple):
    """A food with its names."""

    id: int
    source: str
    source_ref: str
    name: str
    short_name: str
    synonyms: str
    rank: int
    group: str | None
    manufacturer: str
    state: str

    def description(self) -> FoodDescription:
        return FoodDescription(
            self.source,
            self.source_ref,
            self.name,
            self.synonyms,
            self.group or "",
            self.manufacturer,
        )


_COLUMNS = (
    "pk",
    "source__code",
    "source_ref",
    "name",
    "short_name",
    "synonyms",
    "rank",
    "category_id",
    "manufacturer",
    "state",
)


def apply_names() -> int:
    """Give all foods their short name, synonyms and rank, and index them; return how many changed.

    It can run at any time, such as after a load or with a new table of names. A food keeps names
    that were changed by hand: those that differ from what the table gave it last time.
    """
    with transaction.atomic():
        _add_aliases()
        foods = [_NamedFood(*row) for row in Food.objects.order_by("pk").values_list(*_COLUMNS)]
        given = dict(FoodWords.objects.values_list("food_id", "given"))
        named, digests = _give_names(foods, given)
        changed = [new for old, new in zip(foods, named, strict=True) if new != old]
        _save_names(changed)
        _write_index(named, digests)
        update_statistics(Food)  # whose names and current revisions came after its rows
        Source.objects.filter(code=Source.SR28).update(names_sha256=fingerprint_of_names())
        shared_data_changed()
    return len(changed)


def refresh_names() -> int:
    """Apply this version's names unless that was done before; return how many foods changed."""
    is_current = Source.objects.filter(
        code=Source.SR28, names_sha256=fingerprint_of_names()
    ).exists()
    return 0 if is_current else apply_names()


@cache
def fingerprint_of_names() -> str:
    """A hash of the tables of names and of the modules with the rules for names and their words."""
    files = (
        names.DATA / "names.csv",
        names.DATA / "aliases.csv",
        Path(names.__file__),
        Path(words.__file__),
    )
    return sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def index_food(food: Food) -> None:
    """Index a food as it is now, or remove a retired one; to be called after each renaming."""
    with transaction.atomic():
        given = FoodWords.objects.filter(food=food).values_list("given", flat=True).first() or ""
        FoodWords.objects.filter(food=food).delete()
        if food.state == Food.State.ACTIVE:
            FoodWords.objects.create(
                position=_free_position(food.rank, food.pk, _is_taken),
                food=food,
                words=food_words(
                    short_name=food.short_name, synonyms=food.synonyms, name=food.name
                ),
                given=given,
            )
        shared_data_changed()


def _add_aliases() -> None:
    """Add the table's aliases; a curator's change of a phrase stays."""
    aliases = [
        SearchAlias(phrase=phrase, replacement=replacement)
        for phrase, replacement in listed_aliases().items()
    ]
    SearchAlias.objects.bulk_create(aliases, ignore_conflicts=True)


def _give_names(
    foods: list[_NamedFood], given: dict[int, str]
) -> tuple[list[_NamedFood], dict[int, str]]:
    """The foods with their new names, and the digest of the names from the table by food id."""
    named = []
    digests = {}
    for food, new in zip(foods, names_of(food.description() for food in foods), strict=True):
        before = given.get(food.id, "")
        is_by_hand = _digest(food) != before if before else food.short_name != ""
        digests[food.id] = (before or "by hand") if is_by_hand else _digest(new)
        named.append(food if is_by_hand else food._replace(**new._asdict()))
    return named, digests


def _digest(names: _NamedFood | FoodNames) -> str:
    return md5(
        f"{names.short_name}\n{names.synonyms}\n{names.rank}".encode(), usedforsecurity=False
    ).hexdigest()


def _save_names(foods: list[_NamedFood]) -> None:
    """Hand-written: for 8,789 foods `bulk_update` takes seconds, this SQL a tenth of a second."""
    rows: list[Row] = [(food.id, food.short_name, food.synonyms, food.rank) for food in foods]
    columns = {"id": "bigint", "short_name": "text", "synonyms": "text", "rank": "integer"}
    with temporary_table("named", columns, rows), connection.cursor() as cursor:
        cursor.execute(
            """UPDATE nutrition_food
            SET short_name = named.short_name, synonyms = named.synonyms, rank = named.rank
            FROM named WHERE named.id = nutrition_food.id"""
        )


def _write_index(foods: Iterable[_NamedFood], digests: dict[int, str]) -> None:
    """Replace all rows, in the order of the index, in which searches read them."""
    FoodWords.objects.all().delete()
    active: dict[int, _NamedFood] = {}
    for food in foods:
        if food.state == Food.State.ACTIVE:
            active[_free_position(food.rank, food.id, active.__contains__)] = food
    insert_rows(
        FoodWords,
        _WORDS,
        (
            (
                position,
                food.id,
                food_words(short_name=food.short_name, synonyms=food.synonyms, name=food.name),
                digests[food.id],
            )
            for position, food in sorted(active.items())
        ),
        lambda written: None,
    )
    with connection.cursor() as cursor:
        cursor.execute(_TIDY_INDEX[connection.vendor])


def _free_position(rank: int, food_id: int, is_taken: Callable[[int], bool]) -> int:
    """The rank, then as much of the food's id as there is room for, or the next number that no
    other food of the rank has.
    """
    room = 1 << FoodWords.RANK_SHIFT
    places = (rank * room + (food_id + step) % room for step in range(room))
    return next(place for place in places if not is_taken(place))


def _is_taken(position: int) -> bool:
    return FoodWords.objects.filter(position=position).exists()
