"""Pages of a list that go on where the last one ended, whatever was added or deleted in between."""

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
    """What of a list is wanted. `changed_since` lists deleted rows, too."""

    first: date | None
    last: date | None
    changed_since: datetime | None
    deleted: bool
    limit: int
    cursor: str | None


def page_of(rows: QuerySet[Any], asked: Asked, day: str, show: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """One page of a person's rows by day and id; `day` is the field of their local date. One query."""
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
    if asked.cursor is not None:
        on, id_ = _read_cursor(asked.cursor)
        rows = rows.filter(Q(**{f"{day}__gt": on}) | Q(**{day: on, "id__gt": id_}))
    found = list(rows.order_by(day, "id")[: asked.limit + 1])
    shown = found[: asked.limit]
    more = len(found) > asked.limit
    return {
        "items": [show(row) for row in shown],
        "next": f"{getattr(shown[-1], day)}.{shown[-1].pk.hex}" if more else None,
        "as_of": instant(as_of),
    }


def _read_cursor(cursor: str) -> tuple[date, UUID]:
    """The day and the id of the last row that was shown."""
    day, _, id_ = cursor.partition(".")
    try:
        return date.fromisoformat(day), UUID(id_)
    except ValueError:
        raise refused("cursor", "This is not the `next` of such a list. Begin without a cursor.") from None
