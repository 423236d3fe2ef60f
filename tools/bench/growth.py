"""Measures pages as others' diaries grow, and searches as foods grow (`--large`)."""

import csv
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from accounts.ids import new_id
from accounts.models import User
from nutrition.diary.models import Entry
from nutrition.foods.models import Food
from nutrition.foods.search.queries import search
from tools.bench.figure import Figure
from tools.bench.people import ENTRIES_A_DAY, add_people
from tools.bench.search import add_foods, time_searches, typing_steps
from tools.bench.visitor import Visitor, compare_cpu

TODAY = date.today()
FEW_ENTRIES = 10_000
FOODS = 399_000
MAX_GROWTH, MAX_SEARCH_MS, MIN_PERCENT_FOUND, MAX_PERCENT_LOST = 1.3, 6, 90, 1
WORDS = Path(settings.BASE_DIR) / "tests/data"
ROUNDS = 80


def growth_figures(person: User, floor: Visitor, entries: int) -> Iterator[Figure]:
    """Day, week and adding: their cost in F1 with `entries` against that with 10,000 entries."""
    visitor = Visitor(person)
    _grow(person, FEW_ENTRIES)
    before = _pages(person, visitor, floor)
    _grow(person, entries)
    for name, after in _pages(person, visitor, floor).items():
        detail = f"{after:.2f} F1, with {FEW_ENTRIES:,} entries {before[name]:.2f}"
        yield Figure(
            f"{Entry.objects.count():,} entries: {name}",
            after / before[name],
            "x",
            MAX_GROWTH,
            detail,
        )


def _grow(like: User, entries: int) -> None:
    missing = max(0, entries - Entry.objects.count())
    days = 30 if missing < 100_000 else 90
    people = missing // (days * ENTRIES_A_DAY)
    if people:
        add_people(like, people=people, days=days, until=TODAY)
    _update_statistics()


def _update_statistics() -> None:
    """PostgreSQL does this by itself after a while; Magwise never does it on SQLite."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _pages(person: User, visitor: Visitor, floor: Visitor) -> dict[str, float]:
    """CPU time in F1, measured in turns with it, so that other work slows both alike."""
    yesterday = TODAY - timedelta(days=1)
    year, week, _ = (yesterday - timedelta(days=7)).isocalendar()
    food = Food.objects.order_by("rank").values_list("pk", flat=True)[0]
    pick = {"meal": "snack", "pick": f"{food}:g:1"}
    quiet_day = TODAY - timedelta(days=500)
    pages: dict[str, Callable[[], object]] = {
        "day": lambda: visitor.get(f"/diary/{yesterday}/"),
        "week": lambda: visitor.get(f"/week/{year}-W{week:02}/"),
        "add": lambda: visitor.post(f"/diary/{quiet_day}/add/", client_id=str(new_id()), **pick),
    }
    figures = {}
    for name, request in pages.items():
        figures[name] = compare_cpu(request, lambda: floor.get("/bench/f1/"), times=ROUNDS).ratio
        Entry.objects.filter(user=person, eaten_on=quiet_day).delete()
    return figures


def search_figures(person: User) -> Iterator[Figure]:
    """Searching the built-in table and one of 399,000 foods."""
    percent_found = _percent_found(person)
    words = f"of {len(_everyday_words())} words"
    yield Figure(
        "search: plain food not in the first 3",
        100 - percent_found,
        "%",
        100 - MIN_PERCENT_FOUND,
        words,
    )
    names = list(Food.objects.order_by("pk").values_list("name", flat=True))
    add_foods(names, FOODS - len(names))
    _update_statistics()
    foods = Food.objects.count()
    timing = time_searches(typing_steps(list(_everyday_words())), person=person)
    detail = f"median {timing.p50_ms:.1f} ms, {timing.searches} searches"
    yield Figure(
        f"search: {foods:,} foods, 95th percentile", timing.p95_ms, "ms", MAX_SEARCH_MS, detail
    )
    lost = percent_found - _percent_found(person)
    yield Figure(
        f"search: found less than in {len(names):,}",
        lost,
        "%",
        MAX_PERCENT_LOST,
        f"points of the same words, {foods:,} foods",
    )


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
    with (WORDS / "words_everyday.csv").open(encoding="utf-8", newline="") as file:
        return {row["word"]: set(row["foods"].split()) for row in csv.DictReader(file)}
