"""Measures the search: how fast it is, and what it finds among many foods (`--foods`)."""

import csv
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from accounts.models import User
from nutrition.foods.loading.bulk import insert_rows
from nutrition.foods.models import Food, Source
from nutrition.foods.search.actions import apply_names
from nutrition.foods.search.queries import search
from tools.bench.figure import Figure
from tools.bench.gates import GATES
from tools.bench.growth import update_statistics
from tools.bench.visitor import cpu_seconds

SOURCE = "BENCH"
WORDS = Path(settings.BASE_DIR) / "tests/data/words_everyday.csv"


class Timing(NamedTuple):
    """CPU milliseconds for one search, the database's included."""

    searches: int
    p50_ms: float
    p95_ms: float


def search_figure(person: User) -> Figure:
    """Searches in the connected database, as words are typed."""
    foods = Food.objects.count()
    timing = time_searches(typing_steps(list(_everyday_words())), person=person)
    gate = f"search of {foods:,} foods"
    return Figure(
        f"{gate}, 95th percentile",
        timing.p95_ms,
        "ms",
        gate if gate in GATES else "search",
        f"median {timing.p50_ms:.1f} ms, {timing.searches} searches",
    )


def search_figures(person: User, counts: Collection[int]) -> Iterator[Figure]:
    """Searches in the built-in table, and in tables of so many foods."""
    names = list(Food.objects.order_by("pk").values_list("name", flat=True))
    percent_found = _percent_found(person)
    words = f"of {len(_everyday_words())} words"
    yield Figure("search: plain food in the first 3", percent_found, "%", "search finds", words)
    for count in sorted(counts):
        add_foods(names, count - Food.objects.count())
        update_statistics()
        yield search_figure(person)
        lost = percent_found - _percent_found(person)
        name = f"search of {count:,} foods: found less"
        yield Figure(name, lost, "", "search quality", f"points of 100, {words}")


def time_searches(typed: Sequence[str], *, person: User) -> Timing:
    """Search for each text once, after one search that fills the lexicon."""
    search(typed[0], person=person)
    milliseconds = sorted(
        cpu_seconds(lambda: search(text, person=person)) * 1000  # noqa: B023
        for text in typed
    )
    searches = len(milliseconds)
    return Timing(searches, milliseconds[searches // 2], milliseconds[searches * 95 // 100])


def typing_steps(words: Sequence[str]) -> list[str]:
    """Each word as it is typed: its first letter, its first three, and the whole of it."""
    return [word[:length] for word in words for length in (1, 3, len(word))]


def add_foods(names: Sequence[str], count: int) -> None:
    """Adds `count` foods with variations of `names`, and indexes them."""
    source, _ = Source.objects.get_or_create(code=SOURCE, defaults={"name": "Made for measuring"})
    first = Food.objects.filter(source=source).count()
    rows = (
        (source.pk, str(place), name)
        for place, name in enumerate(vary_names(names, first + count))
        if place >= first
    )
    insert_rows(Food, ["source_id", "source_ref", "name"], rows, lambda written: None)
    apply_names()


def vary_names(names: Sequence[str], count: int) -> Iterator[str]:
    """The names, and then the names again, each preceded by the first word of another one."""
    for place in range(count):
        round_, at = divmod(place, len(names))
        other = names[(at * 31 + round_ * 7919) % len(names)].split()[0]
        yield (f"{other} {names[at]}" if round_ else names[at])[:300]


def _percent_found(person: User) -> float:
    """Percent of the everyday words that have the plain food in the first three."""
    wanted = _everyday_words()
    hits = [
        any(
            hit.source_ref in foods and hit.source == "SR28"
            for hit in search(word, person=person, limit=3)
        )
        for word, foods in wanted.items()
    ]
    return 100 * sum(hits) / len(hits)


def _everyday_words() -> dict[str, set[str]]:
    """The words of tests/foods/search/test_quality.py with the foods that they mean."""
    with WORDS.open(encoding="utf-8", newline="") as file:
        return {row["word"]: set(row["foods"].split()) for row in csv.DictReader(file)}
