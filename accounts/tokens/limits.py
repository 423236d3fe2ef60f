"""How many requests a token may make in a minute, over all workers, and when it was last used.

The count stands in the token's own row. A worker adds its requests there in handfuls, because a
write for every request would cost more than many of the requests: the limit is exact to a handful
per worker. While the database takes no writes (its disk is full, another process holds its lock),
each worker counts alone, so that reading goes on.
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

HANDFULS = 60  # in a minute's limit


@dataclass(slots=True)
class _Count:
    """`known` is what the row said last; None before the first request of the minute."""

    mine: int = 0
    known: int | None = None


@dataclass(slots=True)
class _Minute:
    began_at: datetime | None = None
    counts: dict[UUID, _Count] = field(default_factory=dict)


_minute = _Minute()
_lock = Lock()


def seconds_to_wait(user: User, token_id: UUID, now: datetime) -> int:
    """Counts a request; 0 when it may be answered, else the seconds until the next one may."""
    limit, began_at = settings.API_REQUESTS_PER_MINUTE, now.replace(second=0, microsecond=0)
    with _lock:
        if _minute.began_at != began_at:
            _minute.began_at, _minute.counts = began_at, {}
        count = _minute.counts.setdefault(token_id, _Count())
        if count.known is not None and count.known + count.mine >= limit:
            return 60 - now.second
        count.mine += 1
        if count.known is not None and count.mine < max(1, limit // HANDFULS):
            return 0
        added, count.mine = count.mine, 0
    stored = _add(user, token_id, added, began_at, now)
    with _lock:
        known = count.known = (count.known or 0) + added if stored is None else stored
    return 60 - now.second if known > limit else 0


def _add(
    user: User, token_id: UUID, requests: int, began_at: datetime, now: datetime
) -> int | None:
    """The requests of all workers in this minute, these too; None where none could be noted."""
    try:
        with short_lock_timeout():
            return _write_down(user, token_id, requests, began_at, now)
    except (DatabaseError, InterfaceError) as error:
        if classify_failure(error) is None:
            raise
        return None


def _write_down(
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
