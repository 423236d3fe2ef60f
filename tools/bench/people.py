"""Many people with diaries, written as fast as the database takes them."""

import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from accounts.models import User
from nutrition.diary.models import Entry
from nutrition.foods.loading.bulk import Cell, Row, insert_rows

A_DAY = 12  # entries, about as many as the demo person has
DAYS_AT_A_TIME = 5  # in one transaction
COLUMNS = (
    "id",
    "client_id",
    "user_id",
    "revision_id",
    "logged_at",
    "changed_at",
    "eaten_on",
    "meal",
    "grams",
    "quantity",
    "portion_id",
    "digest",
)
FIRST_HOUR = 7


class Plate(NamedTuple):
    """What is the same each time a dish is logged: revision, grams, quantity, portion, meal."""

    revision: int
    grams: str
    quantity: str | None
    portion: int | None
    meal: int


def add_people(like: User, *, people: int, days: int, until: date) -> int:
    """People who eat like that one, `A_DAY` entries a day; returns how many entries.

    In the order of life, one hour of all of them after the other: a bulk by person would leave no
    gaps in the indexes.
    """
    former = User.objects.count()
    emails = (f"bench-{former + place}@magwise.example" for place in range(people))
    users = [
        user.pk
        for user in User.objects.bulk_create(
            (User(email=email) for email in emails), batch_size=500
        )
    ]
    plates = cycle(_plates(like))
    for start in range(days, 0, -DAYS_AT_A_TIME):
        some = [
            until - timedelta(days=ago) for ago in range(start, max(0, start - DAYS_AT_A_TIME), -1)
        ]
        with transaction.atomic():
            meals = (
                (user, on, FIRST_HOUR + hour)
                for on in some
                for hour in range(A_DAY)
                for user in users
            )
            rows = (_row(*meal, plate) for meal, plate in zip(meals, plates, strict=False))
            insert_rows(Entry, COLUMNS, rows, lambda written: None)
    return people * days * A_DAY


def _plates(person: User) -> list[Plate]:
    """In the order of a week or so of that person's life."""
    columns = ("revision_id", "grams", "quantity", "portion_id", "meal")
    rows = Entry.objects.of(person).order_by("-eaten_on", "logged_at").values_list(*columns)[:200]
    return [
        Plate(revision, str(grams), None if quantity is None else str(quantity), portion, meal)
        for revision, grams, quantity, portion, meal in rows
    ]


def _row(user: int, on: date, hour: int, plate: Plate) -> Row:
    instant, seconds = _instant(on, hour)
    id_, client_id = (_id(seconds) for _ in range(2))
    return (
        id_,
        client_id,
        user,
        plate.revision,
        instant,
        instant,
        on.isoformat(),
        plate.meal,
        plate.grams,
        plate.quantity,
        plate.portion,
        secrets.randbits(64) - (1 << 63),
    )


def _instant(on: date, hour: int) -> tuple[Cell, int]:
    """As the column keeps it, and in seconds since 1970."""
    at = datetime.combine(on, time(hour), UTC)
    seconds = int(at.timestamp())
    return (at.isoformat() if connection.vendor == "postgresql" else seconds * 1_000_000), seconds


_NUMBERS: Iterator[int] = iter(range(1 << 39))


def _id(seconds: int) -> Cell:
    """A UUIDv7 of that second; they follow each other in the order in which they are made."""
    head = (seconds * 1000 << 16 | 0x7000).to_bytes(8)
    id_ = head + (1 << 39 | next(_NUMBERS)).to_bytes(5) + secrets.token_bytes(3)
    return str(UUID(bytes=id_)) if connection.vendor == "postgresql" else id_
