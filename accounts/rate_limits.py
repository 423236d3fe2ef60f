"""Rate limits: counts attempts within a window of time, for all workers, in one statement each.

A window begins with its first attempt. A refused attempt does not extend it. A window that begins
in the future is over, so a clock that was set back keeps nobody out. A database error is raised,
never taken for too many attempts.
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

# The count stops one above the limit: more would say nothing new about refused attempts.
_IN_WINDOW = (
    "accounts_tries.began_at <= excluded.began_at AND excluded.began_at < accounts_tries.ends_at"
)
_COUNT_ATTEMPT = f"""
    INSERT INTO accounts_tries (key, count, began_at, ends_at) VALUES (%s, 1, %s, %s)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN {_IN_WINDOW} THEN
            CASE
                WHEN accounts_tries.count > %s THEN accounts_tries.count
                ELSE accounts_tries.count + 1
            END
        ELSE 1 END,
        began_at = CASE WHEN {_IN_WINDOW} THEN accounts_tries.began_at ELSE excluded.began_at END,
        ends_at = CASE WHEN {_IN_WINDOW} THEN accounts_tries.ends_at ELSE excluded.ends_at END
    RETURNING count, ends_at
"""  # noqa: S608 (names of ours)


class RateLimit(NamedTuple):
    """At most `amount` attempts within `seconds`. Each subject (an account, a network ...) has its
    own counter; `name` keeps the counters of different limits apart.
    """

    name: str
    amount: int
    seconds: int


class Attempt(NamedTuple):
    """An attempt that was counted; `wait` is the number of seconds until the next is allowed, or 0
    if this one is.
    """

    key: str
    wait: int

    @property
    def is_refused(self) -> bool:
        return self.wait > 0


def count_attempt(limit: RateLimit, subject: str) -> Attempt:
    now = timezone.now()
    key, ends_at = _counter_key(limit, subject), now + timedelta(seconds=limit.seconds)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_ATTEMPT, [key, _to_column(now), _to_column(ends_at), limit.amount])
        count, window_end = cursor.fetchone()
    if count <= limit.amount:
        return Attempt(key, 0)
    return Attempt(key, max(1, math.ceil((_from_column(window_end) - now).total_seconds())))


def refund(attempts: Iterable[Attempt]) -> None:
    """Subtracts attempts that should not count after all, such as a right password."""
    keys = [attempt.key for attempt in attempts if not attempt.is_refused]
    Tries.objects.filter(key__in=keys, count__gt=0).update(count=F("count") - 1)


def reset_limit(limit: RateLimit, subject: str) -> None:
    Tries.objects.filter(key=_counter_key(limit, subject)).delete()


def delete_expired_attempts() -> None:
    Tries.objects.filter(ends_at__lt=timezone.now()).delete()


def _counter_key(limit: RateLimit, subject: str) -> str:
    """Hashed, so that the table names neither accounts nor networks."""
    return salted_hmac(f"accounts.tries.{limit.name}", subject, algorithm="sha256").hexdigest()


def _to_column(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _from_column(value: datetime | str) -> datetime:
    return as_instant(value if isinstance(value, datetime) else datetime.fromisoformat(value))
