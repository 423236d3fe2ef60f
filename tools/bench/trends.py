"""The charts of people with long diaries: two years with 10,000 entries, five with 25,000."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from statistics import median, quantiles

from accounts.models import User
from nutrition.diary.actions import set_day_status
from nutrition.diary.models import Dose, Entry, Meal
from nutrition.diary.sums import sums_between
from nutrition.foods.models import Food
from tools.bench.figure import Figure
from tools.bench.first_look import forget_people
from tools.bench.raw_sums import sums_by_day
from tools.bench.visitor import Visitor, compare_cpu, count_queries, cpu_ms, cpu_seconds

TODAY = date.today()
A_DAY = 14  # entries; more than 10,000 in two years
FOODS = 400  # different ones, which is many for one person


def trend_figures(floor: Visitor) -> Iterator[Figure]:
    """`floor` requests the plain page of Django."""
    user = _person(5 * 365)
    visitor = Visitor(user)
    two, five = (
        f"/trends/?from={TODAY - timedelta(days=365 * years - 1)}&to={TODAY}" for years in (2, 5)
    )
    entries = Entry.objects.filter(user=user, eaten_on__gt=TODAY - timedelta(days=730)).count()
    for name, path in {
        "week": "/week/",
        "4 weeks": "/trends/?range=4w",
        "2 years": two,
        "5 years": five,
    }.items():
        query_count = count_queries(lambda: visitor.get(path))  # noqa: B023
        yield Figure(f"queries: {name}, 5 years of diary", query_count, "", "queries")
    pages = {
        "week": "/week/",
        "4 weeks": "/trends/?range=4w",
        "3 months": "/trends/?range=3m",
        "2 years": two,
        "2 years of calcium": f"{two}&nutrient=301",
        "5 years": five,
    }
    for name, path in pages.items():
        milliseconds = cpu_ms(lambda: visitor.get(path), times=7)  # noqa: B023
        detail = f"{len(visitor.get(path)):,} bytes" + (
            f", {entries:,} entries" if name == "2 years" else ""
        )
        yield Figure(f"CPU: {name}, 5 years of diary", milliseconds, "ms", detail=detail)
    name = "CPU: a year beyond F1, against its sums"
    yield _year(name, visitor, floor)
    yield _year(f"{name}, first look", visitor, floor, before=forget_people)
    yield _totals(user)


def _person(days: int) -> User:
    user = User.objects.create_user("years@magwise.example", "not a secret")
    revisions = list(Food.objects.order_by("rank").values_list("current_id", flat=True)[:FOODS])
    dates = [TODAY - timedelta(days=ago) for ago in range(1, days)]
    Entry.objects.bulk_create(
        (
            Entry(
                user=user,
                eaten_on=on,
                meal=Meal.LUNCH,
                grams=Decimal(10 + (place * 7) % 90),
                revision_id=revisions[(place * 31) % len(revisions)],
            )
            for place, on in enumerate(on for on in dates for _ in range(A_DAY))
        ),
        batch_size=500,
    )
    Dose.objects.bulk_create(
        Dose(user=user, taken_on=on, name="Glycinate", elemental_mg=100) for on in dates[::2]
    )
    for start in range(0, len(dates), 500):
        set_day_status(user=user, days=dates[start : start + 500], status="complete")
    return user


def _year(
    name: str,
    visitor: Visitor,
    floor: Visitor,
    *,
    before: Callable[[], object] = lambda: None,
) -> Figure:
    """The chart of a year: what it takes beyond a plain page, in times of the sums it needs, which
    are those of the year and the one before. `before` is done before each of them.
    """
    first = TODAY - timedelta(days=2 * 365)
    calls = (
        lambda: visitor.get("/trends/?range=1y"),
        lambda: floor.get("/bench/f1/"),
        lambda: sums_by_day(visitor.user, first, TODAY),
    )
    rounds = []
    for _ in range(3 + 25):
        before()
        rounds.append([cpu_seconds(call) for call in calls])
    rounds = rounds[3:]
    low, ratio, high = quantiles([(page - plain) / sums for page, plain, sums in rounds], n=4)
    page, plain, sums = (median(column) * 1000 for column in zip(*rounds, strict=True))
    detail = (
        f"{page:.1f} ms, plain page {plain:.1f}, its sums by SQL {sums:.1f}, "
        f"half of the ratios {low:.2f} to {high:.2f}"
    )
    return Figure(name, ratio, "x", "year", detail)


def _totals(user: User) -> Figure:
    """The totals of each day of a year, known and unknown, against the sums by SQL alone."""
    first = TODAY - timedelta(days=365)

    cpu = compare_cpu(
        lambda: sums_between(user, first, TODAY), lambda: sums_by_day(user, first, TODAY), times=25
    )
    return Figure("CPU: totals of a year against raw SQL", cpu.ratio, "x", "totals", cpu.words)
