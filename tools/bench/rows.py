"""The figures that PERFORMANCE goals are set for. Counts and ratios gate; milliseconds inform."""

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from statistics import median, quantiles

from accounts.ids import new_id
from accounts.models import User
from nutrition.diary.models import Entry, Meal
from nutrition.foods.models import Food
from nutrition.foods.search.queries import search
from tools.bench.api_rows import api_figures
from tools.bench.floor import floor_visitor
from tools.bench.row import Row
from tools.bench.trends import trend_rows
from tools.bench.visitor import Visitor, cpu_against, cpu_ms, queries
from tools.demo import make_demo

TODAY = date.today()
YESTERDAY = TODAY - timedelta(days=1)
CROWDED_DAY = TODAY - timedelta(days=400)
LONELY_DAY = TODAY - timedelta(days=401)
ORDINARY_DAY = TODAY - timedelta(days=30)
CROWD = 400
TYPED = (
    "alm",
    "almonds",
    "spinach",
    "oat",
    "milk",
    "chick",
    "choc",
    "2 eggs, 1 cup rice, 30 g almonds",
    "brocoli",
)

MOST_TO_READ, MOST_TO_WRITE = 4, 5
# How much longer a page may take when the diary is five times as long.
DAYS_OF_FIVE_YEARS, MOST_GROWTH = 5 * 365, 1.3


def measure() -> Iterator[Row]:
    """All rows, on whatever database is connected: it holds the food table and nothing of worth."""
    make_demo(email="bench@magwise.example", password="not a secret", today=TODAY)  # noqa: S106
    user = User.objects.get(email="bench@magwise.example")
    _crowd(user)
    visitor, floor = Visitor(user), floor_visitor(user)
    yield from _query_counts(visitor)
    yield from _cpu(visitor, floor)
    yield from _five_years(visitor)
    yield from _sources_and_gap(visitor)
    yield from trend_rows(floor)
    yield from _search(user)
    for name, ms, asked, size in api_figures(user, YESTERDAY):
        yield Row(
            f"API: {name}", ms, "ms", None, f"{asked} queries beyond the person, {size:,} bytes"
        )


def _crowd(user: User) -> None:
    """One day with 400 entries, one with a single entry."""
    revisions = list(Food.objects.order_by("rank").values_list("current_id", flat=True)[:CROWD])
    Entry.objects.bulk_create(
        Entry(user=user, eaten_on=on, meal=Meal.LUNCH, revision_id=revision, grams=Decimal(10))
        for on, some in ((CROWDED_DAY, revisions), (LONELY_DAY, revisions[:1]))
        for revision in some
    )


def _add(visitor: Visitor, on: date) -> Callable[[], object]:
    food = Food.objects.order_by("rank").values_list("pk", flat=True)[0]
    return lambda: visitor.post(
        f"/diary/{on}/add/", meal="snack", pick=f"{food}:g:1", client_id=str(new_id())
    )


def _week(on: date) -> str:
    year, week, _ = on.isocalendar()
    return f"/week/{year}-W{week:02}/"


def _nutrients(on: date) -> str:
    return f"/nutrients/{on}/"


def _query_counts(visitor: Visitor) -> Iterator[Row]:
    pages = {
        "day": lambda on: f"/diary/{on}/",
        "week": _week,
        "nutrients": _nutrients,
        "nutrients, 7 days": lambda on: f"{_nutrients(on)}?days=7",
        "choices": lambda on: f"/diary/{on}/choices/?q=alm",
    }
    for name, path in pages.items():
        few, many = (queries(lambda: visitor.get(path(on))) for on in (LONELY_DAY, CROWDED_DAY))  # noqa: B023
        yield Row(
            f"queries: {name}",
            many,
            "",
            MOST_TO_READ if few == many else few,
            f"{few} with 1 entry a day",
        )
    few, many = (queries(_add(visitor, on)) for on in (LONELY_DAY, CROWDED_DAY))
    yield Row(
        "queries: add", many, "", MOST_TO_WRITE if few == many else few, f"{few} with 1 entry a day"
    )


def _cpu(visitor: Visitor, floor: Visitor) -> Iterator[Row]:
    def f1() -> bytes:
        return floor.get("/bench/f1/")

    yield Row(
        "CPU: F0, plain middleware and the person", cpu_ms(lambda: floor.get("/bench/f0/")), "ms"
    )
    yield Row("CPU: F1, and a template of 12 rows", cpu_ms(f1), "ms")
    ours = cpu_against(lambda: visitor.get("/bench/f1/"), f1)
    yield Row("CPU: the same through our session", ours.ratio, "F1", None, ours.words)
    typed = count()
    pages: dict[str, tuple[Callable[[], bytes], float | None]] = {
        "day": (lambda: visitor.get(f"/diary/{YESTERDAY}/"), 2.1),
        "week": (lambda: visitor.get(_week(YESTERDAY - timedelta(days=7))), 1.3),
        "nutrients": (lambda: visitor.get(_nutrients(YESTERDAY)), None),
        "nutrients, 7 days": (lambda: visitor.get(f"{_nutrients(YESTERDAY)}?days=7"), None),
        "choices": (
            lambda: visitor.get(
                f"/diary/{TODAY}/choices/?q={TYPED[next(typed) % len(TYPED)].replace(' ', '+')}"
            ),
            1.3,
        ),
    }
    for name, (ask, gate) in pages.items():
        taken = cpu_against(ask, f1)
        yield Row(f"CPU: {name}", taken.ratio, "F1", gate, f"{taken.words}, {len(ask()):,} bytes")
    taken = cpu_against(
        _add(visitor, ORDINARY_DAY), f1, back=_taking_back(visitor.user, ORDINARY_DAY)
    )
    yield Row("CPU: add an entry, with the new day", taken.ratio, "F1", 0.8, taken.words)


def _taking_back(user: User, on: date) -> Callable[[], object]:
    """Leaves of the day what it has now, so that it does not grow while adding is measured."""
    entries = Entry.objects.filter(user=user, eaten_on=on)
    before = list(entries.values_list("pk", flat=True))
    return lambda: entries.exclude(pk__in=before).delete()


def _five_years(visitor: Visitor) -> Iterator[Row]:
    """Pages with five years of diary against those with one: what grows is asked in vain."""
    make_demo(
        email="five-years@magwise.example",
        password="not a secret",  # noqa: S106
        today=TODAY,
        days=DAYS_OF_FIVE_YEARS,
    )
    steady = Visitor(User.objects.get(email="five-years@magwise.example"))
    pages = {
        "day": f"/diary/{YESTERDAY}/",
        "week": _week(YESTERDAY - timedelta(days=7)),
        "nutrients, 7 days": f"{_nutrients(YESTERDAY)}?days=7",
        "choices": f"/diary/{TODAY}/choices/?q=alm",
    }
    for name, path in pages.items():
        taken = cpu_against(lambda: steady.get(path), lambda: visitor.get(path), times=40)  # noqa: B023
        yield Row(f"five years of diary: {name}", taken.ratio, "x", MOST_GROWTH, taken.words)


def _sources_and_gap(visitor: Visitor) -> Iterator[Row]:
    """The sources of a year, and what would close a gap. Their CPU only informs."""
    year = f"/sources/?from={TODAY - timedelta(days=365)}&to={TODAY}"
    paths = {
        "sources of a year": year,
        "gap": "/diary/gap/",
        "usual gap": "/gap/",
        "rich foods": "/foods/rich/",
    }
    for name, path in paths.items():
        asked = queries(lambda: visitor.get(path))  # noqa: B023
        yield Row(f"queries: {name}", asked, "", MOST_TO_READ)
        taken = cpu_ms(lambda: visitor.get(path), times=20)  # noqa: B023
        yield Row(f"CPU: {name}", taken, "ms", detail=f"{len(visitor.get(path)):,} bytes")


def _search(user: User) -> Iterator[Row]:
    words = list(Food.objects.order_by("rank").values_list("name", flat=True)[:200])
    prefixes = [name.split(",")[0][:5] for name in words]
    taken = []
    for text in prefixes * 2:
        start = time.process_time()
        search(text, person=user)
        taken.append((time.process_time() - start) * 1000)
    yield Row("search over the table, median", median(taken), "ms")
    yield Row("search over the table, 95th percentile", quantiles(taken, n=20)[-1], "ms", 6)
