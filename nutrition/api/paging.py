"""Pages of a list that go on where the last one ended, whatever was added or deleted in between."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.ids import EPOCH, MICROSECOND
from accounts.models import User
from nutrition.api.problems import Problem, refused
from nutrition.api.showing import instant
from nutrition.diary.models import Tombstone
from nutrition.diary.tombstones import SYNC_PERIOD, TOMBSTONE_KINDS

# A row is stamped before its transaction ends: asking for changes must look back a little.
OVERLAP = timedelta(seconds=60)
TOO_LONG_AGO = (
    f"What was deleted more than {SYNC_PERIOD.days} days ago is not known any more. "
    "Read everything again, without `updated_since`."
)
Show = Callable[[Any], dict[str, Any]]


class Asked(NamedTuple):
    """What of a list is wanted. `changed_since` lists deleted rows, too."""

    first: date | None
    last: date | None
    changed_since: datetime | None
    deleted: bool
    limit: int
    cursor: str | None


class Cursor(NamedTuple):
    """The place and the id of the row that a page ended with, and when the first page was asked."""

    place: str
    id: UUID
    as_of: datetime


def page_of(user: User, rows: QuerySet[Any], asked: Asked, day: str, show: Show) -> dict[str, Any]:
    """One page of the person's rows; `day` is the field of their local date."""
    if asked.first and asked.last and asked.last < asked.first:
        raise refused("to", "This is before `from`.")
    cursor = None if asked.cursor is None else _read_cursor(asked.cursor)
    # What changes while somebody reads page after page is told the next time: as of the first page.
    as_of = cursor.as_of if cursor else timezone.now() - OVERLAP
    page, end = (_changes if asked.changed_since else _by_day)(user, rows, asked, day, cursor, show)
    following = None if end is None else f"{end[0]}.{end[1].hex}.{_microseconds(as_of)}"
    return page | {"next": following, "as_of": instant(as_of)}


# The place and the id of the last row of a page that others follow.
End = tuple[object, UUID] | None
Items = dict[str, list[dict[str, Any]]]


def _by_day(
    user: User, rows: QuerySet[Any], asked: Asked, day: str, cursor: Cursor | None, show: Show
) -> tuple[Items, End]:
    """One query."""
    rows = _of_days(rows, asked, day).filter(deleted_at__isnull=not asked.deleted)
    if cursor:
        on = _read_day(cursor.place)
        rows = rows.filter(Q(**{f"{day}__gt": on}) | Q(**{day: on, "id__gt": cursor.id}))
    found = list(rows.order_by(day, "id")[: asked.limit + 1])
    shown = found[: asked.limit]
    end = (getattr(shown[-1], day), shown[-1].pk) if len(found) > asked.limit else None
    return {"items": [show(row) for row in shown], "removed": []}, end


def _changes(
    user: User, rows: QuerySet[Any], asked: Asked, day: str, cursor: Cursor | None, show: Show
) -> tuple[Items, End]:
    """In the order of time. Two queries: for the rows that are there, and for those that are gone
    for good.

    All keys of the person are looked at, and what belongs to a row is read for the page alone. An
    index by time would cost each entry more bytes than it saves milliseconds (docs/performance.md).
    """
    since = asked.changed_since
    if since is None or since < timezone.now() - SYNC_PERIOD:
        raise Problem(410, TOO_LONG_AGO)
    keys = _of_days(
        rows.model._default_manager.filter(user=user, changed_at__gte=since), asked, day
    )
    gone = Tombstone.objects.filter(
        user=user, kind=TOMBSTONE_KINDS[rows.model], removed_at__gte=since
    )
    if cursor:
        at = _read_moment(cursor.place)
        keys = keys.filter(Q(changed_at__gt=at) | Q(changed_at=at, id__gt=cursor.id))
        gone = gone.filter(Q(removed_at__gt=at) | Q(removed_at=at, row_id__gt=cursor.id))
    page = keys.order_by("changed_at", "id").values("pk")[: asked.limit + 1]
    found = [(row.changed_at, row.pk, row) for row in rows.filter(pk__in=page)]
    found += [
        (one.removed_at, one.row_id, None)
        for one in gone.order_by("removed_at", "row_id")[: asked.limit + 1]
    ]
    found.sort(key=lambda one: one[:2])
    shown = found[: asked.limit]
    return {
        "items": [show(row) for _, _, row in shown if row is not None],
        "removed": [
            {"id": str(id_), "removed_at": instant(at)} for at, id_, row in shown if row is None
        ],
    }, (_microseconds(shown[-1][0]), shown[-1][1]) if len(found) > asked.limit else None


def latest(
    rows: QuerySet[Any], stamp: str, limit: int, cursor: str | None
) -> tuple[list[Any], str | None]:
    """A page of rows, the one with the latest stamp first, and its `next`."""
    if cursor is not None:
        place, _, id_ = cursor.partition(".")
        at = _read_moment(place)
        rows = rows.filter(Q(**{f"{stamp}__lt": at}) | Q(**{stamp: at, "id__lt": UUID(id_)}))
    found = list(rows.order_by(f"-{stamp}", "-id")[: limit + 1])
    shown = found[:limit]
    if len(found) == len(shown):
        return shown, None
    return shown, f"{_microseconds(getattr(shown[-1], stamp))}.{shown[-1].pk.hex}"


def _of_days(rows: QuerySet[Any], asked: Asked, day: str) -> QuerySet[Any]:
    if asked.first:
        rows = rows.filter(**{f"{day}__gte": asked.first})
    return rows.filter(**{f"{day}__lte": asked.last}) if asked.last else rows


def _microseconds(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


def _read_cursor(cursor: str) -> Cursor:
    place, _, rest = cursor.partition(".")
    id_, _, as_of = rest.partition(".")
    try:
        return Cursor(place, UUID(id_), _moment(as_of))
    except ValueError:
        raise _no_cursor() from None


def _read_day(place: str) -> date:
    try:
        return date.fromisoformat(place)
    except ValueError:
        raise _no_cursor() from None


def _read_moment(place: str) -> datetime:
    try:
        return _moment(place)
    except ValueError:
        raise _no_cursor() from None


def _moment(digits: str) -> datetime:
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 16):
        raise ValueError(digits)
    return EPOCH + int(digits) * MICROSECOND


def _no_cursor() -> Problem:
    return refused("cursor", "This is not the `next` of such a list. Begin without a cursor.")
