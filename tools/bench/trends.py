"""The charts of people with long diaries: two years with 10,000 entries, five with 25,000."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from accounts.models import User
from nutrition.diary.actions import set_day_status
from nutrition.diary.models import Dose, Entry, Meal
from nutrition.foods.models import Food, Nutrient
from tools.bench.figure import Figure
from tools.bench.visitor import Visitor, compare_cpu, count_queries, cpu_ms

TODAY = date.today()
A_DAY = 14  # entries; more than 10,000 in two years
FOODS = 400  # different ones, which is many for one person

# A chart may take at most six statements and 150 ms.
MAX_QUERIES, MAX_MS = 6, 150


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
        yield Figure(f"queries: {name}, 5 years of diary", query_count, "", MAX_QUERIES)
    pages = {
        "week": ("/week/", None),
        "4 weeks": ("/trends/?range=4w", None),
        "3 months": ("/trends/?range=3m", None),
        "2 years": (two, MAX_MS),
        "2 years of calcium": (f"{two}&nutrient=301", MAX_MS),
        "5 years": (five, None),
    }
    for name, (path, bound) in pages.items():
        milliseconds = cpu_ms(lambda: visitor.get(path), times=7)  # noqa: B023
        detail = f"{len(visitor.get(path)):,} bytes" + (
            f", {entries:,} entries" if name == "2 years" else ""
        )
        yield Figure(f"CPU: {name}, 5 years of diary", milliseconds, "ms", bound, detail)
    yield _year(visitor, user, floor)


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


def _year(visitor: Visitor, user: User, floor: Visitor) -> Figure:
    """The chart of a year against the least that it needs: a plain page and three sums in SQL."""
    first = TODAY - timedelta(days=365)

    def raw() -> object:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT e.eaten_on, SUM(e.grams * a.amount) / 100
                FROM nutrition_entry e
                LEFT JOIN nutrition_nutrientamount a
                       ON a.revision_id = e.revision_id AND a.nutrient_id = %s
                WHERE e.user_id = %s AND e.deleted_at IS NULL AND e.eaten_on >= %s
                GROUP BY e.eaten_on
                """,
                [Nutrient.MAGNESIUM, user.pk, first],
            )
            return cursor.fetchall()

    def cheapest() -> None:
        floor.get("/bench/f1/")
        for _ in range(3):
            raw()

    cpu = compare_cpu(lambda: visitor.get("/trends/?range=1y"), cheapest, times=25)
    return Figure("CPU: year against F1 and 3 raw SQL", cpu.ratio, "x", 1, cpu.words)
