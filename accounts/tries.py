"""Counts tries within a time, for all workers together, in one statement each.

A time begins with its first try. What is refused does not make it longer, and a clock that was set
back ends it: a time that begins in the future says nothing. An error of the database is raised,
never taken for too many tries.
"""

import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Tries
from accounts.sql import as_instant

# One more than the most is enough to know: refused tries are not counted up.
_RUNS = (
    "accounts_tries.began_at <= excluded.began_at AND excluded.began_at < accounts_tries.ends_at"
)
_COUNT = f"""
    INSERT INTO accounts_tries (key, count, began_at, ends_at) VALUES (%s, 1, %s, %s)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN {_RUNS} THEN
            CASE
                WHEN accounts_tries.count > %s THEN accounts_tries.count
                ELSE accounts_tries.count + 1
            END
        ELSE 1 END,
        began_at = CASE WHEN {_RUNS} THEN accounts_tries.began_at ELSE excluded.began_at END,
        ends_at = CASE WHEN {_RUNS} THEN accounts_tries.ends_at ELSE excluded.ends_at END
    RETURNING count, ends_at
"""  # noqa: S608 (names of ours)


class Limit(NamedTuple):
    """`amount` tries within `seconds`, of each of those who are counted apart under this name."""

    name: str
    amount: int
    seconds: int


class Counted(NamedTuple):
    key: str
    wait: int

    @property
    def is_refused(self) -> bool:
        return self.wait > 0


def key_of(limit: Limit, who: str) -> str:
    return salted_hmac(f"accounts.tries.{limit.name}", who, algorithm="sha256").hexdigest()


def count(limit: Limit, who: str) -> Counted:
    """Counts one more try; `wait` are the seconds until the next is let through, 0 for this one."""
    now = timezone.now()
    key, ends_at = key_of(limit, who), now + timedelta(seconds=limit.seconds)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, _stored(now), _stored(ends_at), limit.amount])
        tries, over_at = cursor.fetchone()
    if tries <= limit.amount:
        return Counted(key, 0)
    return Counted(key, max(1, math.ceil((_instant(over_at) - now).total_seconds())))


def give_back(counted: Iterable[Counted]) -> None:
    """Takes back what was counted: it was no wrong try."""
    keys = [one.key for one in counted if not one.is_refused]
    Tries.objects.filter(key__in=keys, count__gt=0).update(count=F("count") - 1)


def forget(limit: Limit, who: str) -> None:
    Tries.objects.filter(key=key_of(limit, who)).delete()


def forget_old_tries() -> None:
    Tries.objects.filter(ends_at__lt=timezone.now()).delete()


def _stored(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _instant(value: datetime | str) -> datetime:
    return as_instant(value if isinstance(value, datetime) else datetime.fromisoformat(value))
