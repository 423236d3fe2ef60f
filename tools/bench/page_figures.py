"""The figures of pages: counts and ratios, because times vary between machines."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from accounts.ids import new_id
from accounts.models import User
from nutrition.diary.models import Entry, Meal
from nutrition.foods.models import Food
from tools.bench.api_figures import api_figures
from tools.bench.figure import Figure
from tools.bench.first_look import forget_people
from tools.bench.floor import floor_visitor
from tools.bench.people import demo_person
from tools.bench.search import search_figure
from tools.bench.trends import trend_figures
from tools.bench.typing_figures import typing_figures
from tools.bench.visitor import Visitor, compare_cpu, count_queries, cpu_ms

TODAY = date.today()
YESTERDAY = TODAY - timedelta(days=1)
CROWDED_DAY = TODAY - timedelta(days=400)
QUIET_DAY = TODAY - timedelta(days=401)
ORDINARY_DAY = TODAY - timedelta(days=30)
CROWD = 400

DAYS_OF_FIVE_YEARS = 5 * 365


def page_figures() -> Iterator[Figure]:
    """All figures, on the connected database, which has the food table and is thrown away."""
    user = demo_person("pages")
    _add_crowded_days(user)
    visitor, floor = Visitor(user), floor_visitor(user)
    yield from _query_counts(visitor)
    yield from _cpu(visitor, floor)
    yield from typing_figures(visitor, floor, TODAY)
    yield from _growth_over_years(visitor)
    yield from _sources_and_gap(visitor)
    yield from trend_figures(floor)
    yield search_figure(user)
    yield from api_figures(user, YESTERDAY)


def _add_crowded_days(user: User) -> None:
    """One day with 400 entries, one with a single entry."""
    revisions = list(Food.objects.order_by("rank").values_list("current_id", flat=True)[:CROWD])
    Entry.objects.bulk_create(
        Entry(user=user, eaten_on=on, meal=Meal.LUNCH, revision_id=revision, grams=Decimal(10))
        for on, eaten in ((CROWDED_DAY, revisions), (QUIET_DAY, revisions[:1]))
        for revision in eaten
    )


def _add_entry(visitor: Visitor, on: date) -> Callable[[], object]:
    food = Food.objects.order_by("rank").values_list("pk", flat=True)[0]
    return lambda: visitor.post(
        f"/diary/{on}/add/", meal="snack", pick=f"{food}:g:1", client_id=str(new_id())
    )


def _week(on: date) -> str:
    year, week, _ = on.isocalendar()
    return f"/week/{year}-W{week:02}/"


def _nutrients(on: date) -> str:
    return f"/nutrients/{on}/"


def _query_counts(visitor: Visitor) -> Iterator[Figure]:
    pages = {
        "day": lambda on: f"/diary/{on}/",
        "week": _week,
        "nutrients": _nutrients,
        "nutrients, 7 days": lambda on: f"{_nutrients(on)}?days=7",
        "choices": lambda on: f"/diary/{on}/choices/?q=alm",
    }
    for name, path in pages.items():
        few, many = (
            count_queries(lambda: visitor.get(path(on)))  # noqa: B023
            for on in (QUIET_DAY, CROWDED_DAY)
        )
        detail = f"{few} with 1 entry a day"
        yield Figure(f"queries: {name}", max(few, many), "", "queries", detail)
    few, many = (count_queries(_add_entry(visitor, on)) for on in (QUIET_DAY, CROWDED_DAY))
    yield Figure("queries: add", many, "", detail=f"{few} with 1 entry a day")


def _cpu(visitor: Visitor, floor: Visitor) -> Iterator[Figure]:
    def f1() -> bytes:
        """The yardstick: a plain page of Django (docs/glossary.md)."""
        return floor.get("/bench/f1/")

    yield Figure(
        "CPU: F0, plain middleware and the person", cpu_ms(lambda: floor.get("/bench/f0/")), "ms"
    )
    yield Figure("CPU: F1, and a template of 12 rows", cpu_ms(f1), "ms")
    ours = compare_cpu(lambda: visitor.get("/bench/f1/"), f1)
    yield Figure("CPU: the same through our session", ours.ratio, "F1", detail=ours.words)
    week = _week(YESTERDAY - timedelta(days=7))
    pages: dict[str, tuple[Callable[[], bytes], str]] = {
        "day": (lambda: visitor.get(f"/diary/{YESTERDAY}/"), "day"),
        "week": (lambda: visitor.get(week), "week"),
        "nutrients": (lambda: visitor.get(_nutrients(YESTERDAY)), "nutrients"),
        "nutrients, 7 days": (lambda: visitor.get(f"{_nutrients(YESTERDAY)}?days=7"), ""),
    }
    for name, (request, gate) in pages.items():
        cpu = compare_cpu(request, f1)
        detail = f"{cpu.words}, {len(request()):,} bytes"
        yield Figure(f"CPU: {name}", cpu.ratio, "F1", gate, detail)
    for name in ("day", "week"):
        request, gate = pages[name]
        cpu = compare_cpu(request, f1, undo=forget_people)
        yield Figure(f"CPU: {name}, first look", cpu.ratio, "F1", gate, cpu.words)
    cpu = compare_cpu(
        _add_entry(visitor, ORDINARY_DAY), f1, undo=_remove_added(visitor.user, ORDINARY_DAY)
    )
    yield Figure("CPU: add an entry, with the new day", cpu.ratio, "F1", "add", cpu.words)


def _remove_added(user: User, on: date) -> Callable[[], object]:
    """A function that removes the added entries, so that measuring does not grow the day."""
    entries = Entry.objects.filter(user=user, eaten_on=on)
    kept_ids = list(entries.values_list("id", flat=True))
    return lambda: entries.exclude(id__in=kept_ids).delete()


def _growth_over_years(visitor: Visitor) -> Iterator[Figure]:
    """Pages with five years of diary against one year: they should not read the older years."""
    veteran = Visitor(demo_person("five-years", days=DAYS_OF_FIVE_YEARS))
    pages = {
        "day": f"/diary/{YESTERDAY}/",
        "week": _week(YESTERDAY - timedelta(days=7)),
        "nutrients, 7 days": f"{_nutrients(YESTERDAY)}?days=7",
        "choices": f"/diary/{TODAY}/choices/?q=alm",
    }
    for name, path in pages.items():
        cpu = compare_cpu(lambda: veteran.get(path), lambda: visitor.get(path), times=40)  # noqa: B023
        yield Figure(f"five years of diary: {name}", cpu.ratio, "x", "growth", cpu.words)


def _sources_and_gap(visitor: Visitor) -> Iterator[Figure]:
    """The sources of a year, and what would close a gap."""
    year = f"/sources/?from={TODAY - timedelta(days=365)}&to={TODAY}"
    paths = {
        "sources of a year": year,
        "gap": "/diary/gap/",
        "usual gap": "/gap/",
        "rich foods": "/foods/rich/",
    }
    for name, path in paths.items():
        query_count = count_queries(lambda: visitor.get(path))  # noqa: B023
        yield Figure(f"queries: {name}", query_count, "", "queries")
        milliseconds = cpu_ms(lambda: visitor.get(path), times=20)  # noqa: B023
        yield Figure(f"CPU: {name}", milliseconds, "ms", detail=f"{len(visitor.get(path)):,} bytes")
