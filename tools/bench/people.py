"""Adds many people with diaries, as fast as the database can write them."""

import secrets
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from accounts.models import User
from nutrition.diary.models import Entry
from nutrition.foods.loading.bulk import update_statistics
from tools.demo import DAYS, make_demo

ENTRIES_A_DAY = 12  # about as many as the demo person has
FIRST_HOUR = 7
# In SQL, from the milliseconds since 1970: a UUIDv7 of that time.
NEW_ID = {
    "sqlite": "new_id(%s)",
    "postgresql": """overlay(overlay(md5(random()::text)
        placing lpad(to_hex(%s::bigint), 12, '0') || '7' from 1) placing '8' from 17)::uuid""",
}
ANY_NUMBER = {"sqlite": "random()", "postgresql": "(random() * 9e18)::bigint"}


def demo_person(name: str, *, days: int = DAYS) -> User:
    """A person with a year of diary."""
    email = f"{name}@magwise.example"
    make_demo(email=email, password="not a secret", today=date.today(), days=days)  # noqa: S106
    return User.objects.get(email=email)


def add_people(like: User, *, people: int, days: int, until: date) -> None:
    """Add people who eat what `like` eats, `ENTRIES_A_DAY` a day.

    Entries are written hour by hour for all people, as in real life: person by person they would
    leave no gaps in the indexes.
    """
    former = User.objects.count()
    users = User.objects.bulk_create(
        (User(email=f"bench-{former + place}@magwise.example") for place in range(people)),
        batch_size=500,
    )
    # Else PostgreSQL looks for the person of each new entry among all people, row by row.
    update_statistics(User)
    eaten = cycle(
        Entry.objects.of(like).order_by("-eaten_on", "logged_at").values_list("id", flat=True)[:200]
    )
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.create_function("new_id", 1, _new_id)
    for ago in range(days, 0, -1):
        with transaction.atomic(), connection.cursor() as cursor:
            for hour in range(FIRST_HOUR, FIRST_HOUR + ENTRIES_A_DAY):
                at = datetime.combine(until - timedelta(days=ago), time(hour), UTC)
                _log_for_all(cursor, users[0].pk, Entry.objects.get(user=like, id=next(eaten)), at)


def _log_for_all(cursor: CursorWrapper, first_user: int, entry: Entry, at: datetime) -> None:
    """Log the same at the same time for all people from `first_user` on."""
    milliseconds = int(at.timestamp()) * 1000
    special: dict[str, tuple[str, list[Any]]] = {
        "id": (NEW_ID[connection.vendor], [milliseconds]),
        "user_id": ("person.id", []),
        "digest": (ANY_NUMBER[connection.vendor], []),
    }
    entry.eaten_on, entry.logged_at = at.date(), at
    expressions: list[str] = []
    parameters: list[Any] = []
    columns: list[str] = []
    for field in Entry._meta.local_concrete_fields:
        stored = field.get_db_prep_save(getattr(entry, field.attname), connection)
        expression, values = special.get(str(field.column), ("%s", [stored]))
        columns.append(str(field.column))
        expressions.append(expression)
        parameters += values
    cursor.execute(
        f"INSERT INTO {Entry._meta.db_table} ({', '.join(columns)}) "  # noqa: S608
        f"SELECT {', '.join(expressions)} FROM accounts_user person WHERE id >= %s ORDER BY id",
        [*parameters, first_user],
    )


def _new_id(milliseconds: int) -> bytes:
    """Ids sort in the order in which they were made, by the millisecond."""
    head = milliseconds << 16 | 0x7000 | secrets.randbits(12)
    return head.to_bytes(8) + (1 << 63 | secrets.randbits(62)).to_bytes(8)
