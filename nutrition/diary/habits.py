"""What somebody eats: which foods how often, and how much of them last time."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import DateField, DateTimeField, FilteredRelation, Q, QuerySet, Value

from accounts.models import User
from nutrition.diary.models import Entry, Favourite, Meal
from nutrition.diary.picks import Pick, write_pick
from nutrition.foods.models import Food
from nutrition.foods.wording import amount_words

# About three weeks of meals: habits change, and typing must not wait for a year of diary.
LAST_ENTRIES = 250
LATELY = timedelta(days=30)

# Grams, portion, quantity: as the entry has them.
LastAmount = tuple[Decimal, int | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class Habits:
    """By food id: how often it was eaten lately, and the last amount."""

    times: Mapping[int, int] = field(default_factory=dict)
    last: Mapping[int, LastAmount] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UsualFood:
    """A food with the amount of the last time; a favourite that was never eaten comes with its first portion."""

    food_id: int
    title: str
    grams: Decimal
    portion_id: int | None
    quantity: Decimal | None
    per: Decimal | None  # units in a portion, such as 0.75 "cup"
    unit: str | None
    portion_grams: Decimal | None
    starred: bool = False

    @property
    def number(self) -> Decimal | None:
        """How many units: two portions of 0.75 "cup" are 1.5. None for grams."""
        return None if self.quantity is None or self.per is None else self.quantity * self.per

    @property
    def words(self) -> str:
        return amount_words(self.grams, self.number, self.unit)

    @property
    def short_words(self) -> str:
        """For a chip: "½ cup", or "30 g"."""
        return self.words.partition(" · ")[0]

    @property
    def pick(self) -> str:
        """Exact, so that a third of a cup weighs what it weighed the last time."""
        one = Decimal(1) if self.portion_grams is None else self.portion_grams
        return write_pick(Pick(self.food_id, self.portion_id, Fraction(self.grams) / Fraction(one)))


def habits_of(user: User) -> Habits:
    """From the newest entries (one query)."""
    rows = _newest(user).values_list("revision__food_id", "grams", "portion_id", "quantity")[:LAST_ENTRIES]
    times: Counter[int] = Counter()
    last: dict[int, LastAmount] = {}
    for food_id, grams, portion_id, quantity in rows:
        times[food_id] += 1
        last.setdefault(food_id, (grams, portion_id, quantity))
    return Habits(times, last)


def _newest(user: User) -> QuerySet[Entry]:
    return Entry.objects.of(user).order_by("-eaten_on", "-logged_at")


def usual_foods(user: User, meal: Meal, today: date, *, limit: int) -> list[UsualFood]:
    """The person's favourites, then what they lately ate most often at that meal (one query)."""
    times: Counter[int] = Counter()
    last: dict[int, UsualFood] = {}
    stars = set()
    rows = sorted(_eaten_rows(user, meal, today).union(_starred_rows(user), all=True), key=_age)
    for food_id, short_name, name, *amount, is_starred, eaten_on, _ in rows:
        if eaten_on is not None:
            times[food_id] += 1
        if is_starred:
            stars.add(food_id)
        last.setdefault(food_id, UsualFood(food_id, short_name or name, *_whole(amount)))
    best = sorted(last, key=lambda food_id: (food_id not in stars, -times[food_id]))
    return [replace(last[food_id], starred=food_id in stars) for food_id in best[:limit]]


# Both halves of the query give: food, its two names, the amount and its portion, starred, and when it was eaten.
_NO_TIME = (Value(None, DateField()), Value(None, DateTimeField()))


def _eaten_rows(user: User, meal: Meal, today: date) -> Any:
    return (
        Entry.objects.of(user)
        .filter(eaten_on__gt=today - LATELY, eaten_on__lte=today, revision__food__state=Food.State.ACTIVE)
        .filter(Q(meal=meal) | Q(revision__food__in=Favourite.objects.filter(user=user).values("food")))
        .values_list(
            "revision__food_id", "revision__food__short_name", "revision__food__name",
            "grams", "portion_id", "quantity", "portion__amount", "portion__unit", "portion__grams",
            Value(False), "eaten_on", "logged_at",
        )
    )  # fmt: skip


def _starred_rows(user: User) -> Any:
    first = FilteredRelation("food__portions", condition=Q(food__portions__position=1))
    return (
        Favourite.objects.filter(user=user, food__state=Food.State.ACTIVE)
        .annotate(first=first)
        .values_list(
            "food_id", "food__short_name", "food__name",
            "first__grams", "first__id", Value(Decimal(1)), "first__amount", "first__unit", "first__grams",
            Value(True), *_NO_TIME,
        )
    )  # fmt: skip


def _age(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Sorts the newest entry first, and what was never eaten last."""
    *_, eaten_on, logged_at = row
    return (True, 0, 0) if eaten_on is None else (False, -eaten_on.toordinal(), -logged_at.timestamp())


def _whole(amount: Sequence[Any]) -> Sequence[Any]:
    """The amount as it is; 100 g of a starred food that has no portions and was never eaten."""
    grams, portion_id, *_ = amount
    if portion_id is None:
        return Decimal(100) if grams is None else grams, None, None, None, None, None
    return amount
