"""How fast the search is with many foods; `bench --large` prints it."""

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
    taken = []
    for text in typed:
        begun = thread_time()
        search(text, person=person)
        taken.append((thread_time() - begun) * 1000)
    taken.sort()
    return Timing(len(taken), taken[len(taken) // 2], taken[len(taken) * 95 // 100])


def as_typed(words: Sequence[str]) -> list[str]:
    """Each word as it is typed: its first letter, its first three, and the whole of it."""
    return [word[:length] for word in words for length in (1, 3, len(word))]


def add_foods(names: Sequence[str], count: int) -> None:
    """Adds `count` foods named after `names`, and indexes them. For a throw-away database."""
    source, _ = Source.objects.get_or_create(code=SOURCE, defaults={"name": "Made for measuring"})
    rows = ((source.pk, str(place), name) for place, name in enumerate(varied(names, count)))
    insert_rows(Food, ["source_id", "source_ref", "name"], rows, lambda written: None)
    apply_names()


def varied(names: Sequence[str], count: int) -> Iterator[str]:
    """The names, and when they run out each with the first word of another one before it."""
    for place in range(count):
        again, at = divmod(place, len(names))
        other = names[(at * 31 + again * 7919) % len(names)].split()[0]
        yield (f"{other} {names[at]}" if again else names[at])[:300]
