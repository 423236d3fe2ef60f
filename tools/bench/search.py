"""Measures the search: how fast it is, and what it finds among many foods (`--foods`)."""

import csv
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from accounts.models import User
from nutrition.foods.models import Food
from nutrition.foods.search.queries import search
from tools.bench.figure import Figure
from tools.bench.gates import GATES
from tools.bench.many_foods import add_foods
from tools.bench.visitor import cpu_seconds

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
    words = len(_everyday_words())
    found = _found_words(person)
    percent = 100 * len(found) / words
    yield Figure(
        "search: plain food in the first 3", percent, "%", "search finds", f"of {words} words"
    )
    for count in sorted(counts):
        add_foods(names, count - Food.objects.count())
        yield search_figure(person)
        now = _found_words(person)
        lost = 100 * (len(found) - len(now)) / words
        name = f"search of {count:,} foods: found less"
        detail = f"points of 100; not found any more: {', '.join(sorted(found - now))}"
        yield Figure(name, lost, "", "search quality", detail)


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


def _found_words(person: User) -> set[str]:
    """The everyday words that have the plain food in the first three."""
    return {
        word
        for word, foods in _everyday_words().items()
        if any(
            hit.source_ref in foods and hit.source == "SR28"
            for hit in search(word, person=person, limit=3)
        )
    }


def _everyday_words() -> dict[str, set[str]]:
    """The words of tests/foods/search/test_quality.py with the foods that they mean."""
    with WORDS.open(encoding="utf-8", newline="") as file:
        return {row["word"]: set(row["foods"].split()) for row in csv.DictReader(file)}
