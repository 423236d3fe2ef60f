"""How many requests a token may make in a minute, over all workers, and when it was last used.

The count is in the token's own row. A worker adds its requests in batches, because writing for each
request would cost more than many of the requests: the limit is exact to one batch per worker. While
the database accepts no writes (its disk is full, another process holds its lock), each worker
counts alone, so that reading goes on.
"""

from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.db.models import Case, F, Value, When

from accounts.database_errors import classify_failure
from accounts.models import ApiToken, User
from accounts.sql import short_lock_timeout

BATCHES_PER_LIMIT = 60


@dataclass(slots=True)
class _TokenCount:
    """Requests of this minute: of this worker since it last wrote, and the last known total of all
    workers (None before the first write).
    """

    unwritten: int = 0
    total: int | None = None


@dataclass(slots=True)
class _Minute:
    began_at: datetime | None = None
    counts: dict[UUID, _TokenCount] = field(default_factory=dict)


# The threads of a worker share it, under the lock.
_minute = _Minute()
_lock = Lock()


def seconds_to_wait(user: User, token_id: UUID, now: datetime) -> int:
    """Counts a request; 0 if it may be answered, else the seconds until the next may."""
    limit, began_at = settings.API_REQUESTS_PER_MINUTE, now.replace(second=0, microsecond=0)
    with _lock:
        if _minute.began_at != began_at:
            _minute.began_at, _minute.counts = began_at, {}
        count = _minute.counts.setdefault(token_id, _TokenCount())
        if count.total is not None and count.total + count.unwritten >= limit:
            return 60 - now.second
        count.unwritten += 1
        if count.total is not None and count.unwritten < max(1, limit // BATCHES_PER_LIMIT):
            return 0
        batch, count.unwritten = count.unwritten, 0
    stored = _write_batch(user, token_id, batch, began_at, now)
    with _lock:
        total = count.total = (count.total or 0) + batch if stored is None else stored
    return 60 - now.second if total > limit else 0


def _write_batch(
    user: User, token_id: UUID, requests: int, began_at: datetime, now: datetime
) -> int | None:
    """The requests of all workers in this minute, this batch included; None if it was not written.

    A request must not wait long for a lock only to be counted.
    """
    try:
        with short_lock_timeout():
            return _add_to_row(user, token_id, requests, began_at, now)
    except (DatabaseError, InterfaceError) as error:
        if classify_failure(error) is None:
            raise
        return None


def _add_to_row(
    user: User, token_id: UUID, requests: int, began_at: datetime, now: datetime
) -> int:
    rows = ApiToken.objects.filter(user=user, pk=token_id)
    rows.update(
        window_count=Case(
            When(window_began_at=began_at, then=F("window_count") + requests),
            default=Value(requests),
        ),
        window_began_at=began_at,
        last_used_at=now,
    )
    return rows.values_list("window_count", flat=True).first() or 0
