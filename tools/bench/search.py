"""Measures how fast the search is with many foods (`bench --large`)."""

from collections.abc import Iterator, Sequence
from time import thread_time
from typing import TYPE_CHECKING, NamedTuple

from nutrition.foods.loading.bulk import insert_rows
from nutrition.foods.models import Food, Source
from nutrition.foods.search.actions import apply_names
from nutrition.foods.search.queries import search

if TYPE_CHECKING:
    from accounts.models import User

SOURCE = "BENCH"


class Timing(NamedTuple):
    """CPU milliseconds of this process for one search (the database's own only on SQLite)."""

    searches: int
    p50_ms: float
    p95_ms: float


def time_searches(typed: Sequence[str], *, person: "User") -> Timing:
    """Search for each text once, after one search that fills the lexicon."""
    search(typed[0], person=person)
    milliseconds = []
    for text in typed:
        start = thread_time()
        search(text, person=person)
        milliseconds.append((thread_time() - start) * 1000)
    milliseconds.sort()
    searches = len(milliseconds)
    return Timing(searches, milliseconds[searches // 2], milliseconds[searches * 95 // 100])


def typing_steps(words: Sequence[str]) -> list[str]:
    """Each word as it is typed: its first letter, its first three, and the whole of it."""
    return [word[:length] for word in words for length in (1, 3, len(word))]


def add_foods(names: Sequence[str], count: int) -> None:
    """Adds `count` foods with variations of `names`, and indexes them."""
    source, _ = Source.objects.get_or_create(code=SOURCE, defaults={"name": "Made for measuring"})
    rows = ((source.pk, str(place), name) for place, name in enumerate(vary_names(names, count)))
    insert_rows(Food, ["source_id", "source_ref", "name"], rows, lambda written: None)
    apply_names()


def vary_names(names: Sequence[str], count: int) -> Iterator[str]:
    """The names, and then the names again, each preceded by the first word of another one."""
    for place in range(count):
        round_, at = divmod(place, len(names))
        other = names[(at * 31 + round_ * 7919) % len(names)].split()[0]
        yield (f"{other} {names[at]}" if round_ else names[at])[:300]
