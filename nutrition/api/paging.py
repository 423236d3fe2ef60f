"""Pages of a list that go on where the last one ended, whatever was added or deleted in between."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from nutrition.api.problems import refused
from nutrition.api.showing import instant

# A row is stamped before its transaction ends: whoever asks for changes since then must look back a little.
OVERLAP = timedelta(seconds=60)


class Asked(NamedTuple):
    """What of a list is wanted. `changed` lists deleted rows, too, in the order in which they were changed."""

    first: date | None
    last: date | None
    changed_since: datetime | None
    deleted: bool
    limit: int
    cursor: str | None


def page_of(rows: QuerySet[Any], asked: Asked, day: str, show: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """One page of a person's rows; `day` is the field of their local date. One query."""
    as_of = timezone.now() - OVERLAP
    if asked.first and asked.last and asked.last < asked.first:
        raise refused("to", "This is before `from`.")
    if asked.changed_since:
        rows = rows.filter(changed_at__gte=asked.changed_since)
    else:
        rows = rows.filter(deleted_at__isnull=not asked.deleted)
    if asked.first:
        rows = rows.filter(**{f"{day}__gte": asked.first})
    if asked.last:
        rows = rows.filter(**{f"{day}__lte": asked.last})
    key = "changed_at" if asked.changed_since else day
    if asked.cursor:
        after, id_ = _read_cursor(asked.cursor, key)
        rows = rows.filter(Q(**{f"{key}__gt": after}) | Q(**{key: after, "id__gt": id_}))
    found = list(rows.order_by(key, "id")[: asked.limit + 1])
    shown = found[: asked.limit]
    more = len(found) > asked.limit
    return {
        "items": [show(row) for row in shown],
        "next": _write_cursor(key, getattr(shown[-1], key), shown[-1].pk) if more else None,
        "as_of": instant(as_of),
    }


def _write_cursor(key: str, value: date | datetime, id_: UUID) -> str:
    return urlsafe_b64encode(json.dumps([key, value.isoformat(), id_.hex]).encode()).decode().rstrip("=")


def _read_cursor(cursor: str, key: str) -> tuple[date | datetime, UUID]:
    """The key and the id of the last row that was shown."""
    try:
        of, value, id_ = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if of != key:
            raise ValueError
        after = datetime.fromisoformat(value) if key == "changed_at" else date.fromisoformat(value)
        if isinstance(after, datetime) and after.tzinfo is None:
            raise ValueError
        return after, UUID(id_)
    except (ValueError, TypeError, AttributeError, RecursionError, binascii.Error):
        raise refused("cursor", "This is not the `next` of such a list. Begin without a cursor.") from None


def write_number_cursor(number: int) -> str:
    """For a list in the order of integer keys."""
    return urlsafe_b64encode(str(number).encode()).decode().rstrip("=")


def read_number_cursor(cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        if not (text.isascii() and text.isdigit() and len(text) <= 15):
            raise ValueError
        return int(text)
    except (ValueError, binascii.Error):
        raise refused("cursor", "This is not the `next` of such a list. Begin without a cursor.") from None
