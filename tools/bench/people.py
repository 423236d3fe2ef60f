"""Adds many people with diaries, as fast as the database can write them."""

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

ENTRIES_A_DAY = 12  # about as many as the demo person has
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


class EntryTemplate(NamedTuple):
    """The values of an entry that stay the same whoever logs it."""

    revision: int
    grams: str
    quantity: str | None
    portion: int | None
    meal: int


def add_people(like: User, *, people: int, days: int, until: date) -> int:
    """Add people who eat what `like` eats, `ENTRIES_A_DAY` a day; return how many entries.

    Entries are written hour by hour for all people, as in real life: person by person they would
    leave no gaps in the indexes.
    """
    former = User.objects.count()
    emails = (f"bench-{former + place}@magwise.example" for place in range(people))
    users = [
        user.pk
        for user in User.objects.bulk_create(
            (User(email=email) for email in emails), batch_size=500
        )
    ]
    templates = cycle(_entry_templates(like))
    for start in range(days, 0, -DAYS_AT_A_TIME):
        dates = [
            until - timedelta(days=ago) for ago in range(start, max(0, start - DAYS_AT_A_TIME), -1)
        ]
        with transaction.atomic():
            meals = (
                (user, on, FIRST_HOUR + hour)
                for on in dates
                for hour in range(ENTRIES_A_DAY)
                for user in users
            )
            rows = (_row(*meal, template) for meal, template in zip(meals, templates, strict=False))
            insert_rows(Entry, COLUMNS, rows, lambda written: None)
    return people * days * ENTRIES_A_DAY


def _entry_templates(person: User) -> list[EntryTemplate]:
    """Templates from the person's last 200 entries, in the order in which they were logged."""
    columns = ("revision_id", "grams", "quantity", "portion_id", "meal")
    rows = Entry.objects.of(person).order_by("-eaten_on", "logged_at").values_list(*columns)[:200]
    return [
        EntryTemplate(
            revision, str(grams), None if quantity is None else str(quantity), portion, meal
        )
        for revision, grams, quantity, portion, meal in rows
    ]


def _row(user: int, on: date, hour: int, template: EntryTemplate) -> Row:
    instant, seconds = _instant(on, hour)
    id_, client_id = (_id(seconds) for _ in range(2))
    return (
        id_,
        client_id,
        user,
        template.revision,
        instant,
        instant,
        on.isoformat(),
        template.meal,
        template.grams,
        template.quantity,
        template.portion,
        secrets.randbits(64) - (1 << 63),
    )


def _instant(on: date, hour: int) -> tuple[Cell, int]:
    """The time as the database stores it, and in seconds since 1970."""
    at = datetime.combine(on, time(hour), UTC)
    seconds = int(at.timestamp())
    return (at.isoformat() if connection.vendor == "postgresql" else seconds * 1_000_000), seconds


_NUMBERS: Iterator[int] = iter(range(1 << 39))


def _id(seconds: int) -> Cell:
    """A UUIDv7 of that second; ids sort in the order in which they were made."""
    head = (seconds * 1000 << 16 | 0x7000).to_bytes(8)
    id_ = head + (1 << 39 | next(_NUMBERS)).to_bytes(5) + secrets.token_bytes(3)
    return str(UUID(bytes=id_)) if connection.vendor == "postgresql" else id_
