"""Measures pages as others' diaries grow (`--large`)."""

from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta

from django.db import connection

from accounts.ids import new_id
from accounts.models import User
from nutrition.diary.models import Entry
from nutrition.foods.models import Food
from tools.bench.figure import Figure
from tools.bench.people import ENTRIES_A_DAY, add_people
from tools.bench.visitor import Visitor, compare_cpu

TODAY = date.today()
FEW_ENTRIES = 10_000
ROUNDS = 40


def growth_figures(person: User, floor: Visitor, entries: Collection[int]) -> Iterator[Figure]:
    """The cost of pages in F1 with so many entries, against that with 10,000 entries."""
    visitor = Visitor(person)
    _grow(person, FEW_ENTRIES)
    before = _pages(person, visitor, floor)
    for count in sorted(entries):
        _grow(person, count)
        for name, after in _pages(person, visitor, floor).items():
            detail = f"{after:.2f} F1, with {FEW_ENTRIES:,} entries {before[name]:.2f}"
            yield Figure(f"{count:,} entries: {name}", after / before[name], "x", "growth", detail)


def _grow(like: User, entries: int) -> None:
    missing = max(0, entries - Entry.objects.count())
    days = 30 if missing < 100_000 else 90
    people = missing // (days * ENTRIES_A_DAY)
    if people:
        add_people(like, people=people, days=days, until=TODAY)
    update_statistics()


def update_statistics() -> None:
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
        "year": lambda: visitor.get("/trends/?range=1y"),
        "key": lambda: visitor.get(f"/diary/{TODAY}/choices/?q=alm"),
        "add": lambda: visitor.post(f"/diary/{quiet_day}/add/", client_id=str(new_id()), **pick),
    }
    figures = {}
    for name, request in pages.items():
        figures[name] = compare_cpu(request, lambda: floor.get("/bench/f1/"), times=ROUNDS).ratio
        Entry.objects.filter(user=person, eaten_on=quiet_day).delete()
    return figures
