"""Pages of a list: each begins where the last one ended, whatever was added or deleted since."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.ids import EPOCH, MICROSECOND
from accounts.models import User
from nutrition.api.problems import ApiProblem, field_problem
from nutrition.api.schemas.lists import ListQuery
from nutrition.diary.models import Tombstone
from nutrition.diary.removal import SYNC_PERIOD

# A row is stamped before its transaction ends: a request for changes must look back a little.
OVERLAP = timedelta(seconds=60)
TOO_LONG_AGO = (
    f"What was deleted more than {SYNC_PERIOD.days} days ago is not known any more. "
    "Read everything again, without `updated_since`."
)


class Cursor(NamedTuple):
    """The place and the id of the row that a page ended with, and when the first page was
    requested. A place is a day, or the microseconds of a change.
    """

    place: str
    id: UUID
    as_of: datetime


@dataclass(frozen=True, slots=True)
class ListPage:
    """The values of a ListOut: rows, tombstones, and the cursor of the next page."""

    items: list[Any]
    removed: list[Tombstone]
    next: str | None
    as_of: datetime


# The place and the id of the last row of a page that others follow.
End = tuple[object, UUID] | None
Rows = tuple[list[Any], list[Tombstone], End]


def page_of(user: User, rows: QuerySet[Any], query: ListQuery, day: str) -> ListPage:
    """One page of the person's rows; `day` is the field of their local date."""
    if query.from_ and query.to and query.to < query.from_:
        raise field_problem("to", "This is before `from`.")
    cursor = None if query.cursor is None else _read_cursor(query.cursor)
    # Rows that change while a program reads page after page come with the next reading.
    as_of = cursor.as_of if cursor else timezone.now() - OVERLAP
    if query.updated_since is None:
        items, removed, end = _by_day(rows, query, day, cursor)
    else:
        items, removed, end = _changes(user, rows, query, query.updated_since, day, cursor)
    following = None if end is None else f"{end[0]}.{end[1].hex}.{_microseconds(as_of)}"
    return ListPage(items, removed, following, as_of)


def _by_day(rows: QuerySet[Any], query: ListQuery, day: str, cursor: Cursor | None) -> Rows:
    """One query."""
    rows = _of_days(rows, query, day).filter(deleted_at__isnull=not query.deleted)
    if cursor:
        on = _read_day(cursor.place)
        rows = rows.filter(Q(**{f"{day}__gt": on}) | Q(**{day: on, "id__gt": cursor.id}))
    found = list(rows.order_by(day, "id")[: query.limit + 1])
    page = found[: query.limit]
    end = (getattr(page[-1], day), page[-1].id) if len(found) > query.limit else None
    return page, [], end


def _changes(
    user: User,
    rows: QuerySet[Any],
    query: ListQuery,
    since: datetime,
    day: str,
    cursor: Cursor | None,
) -> Rows:
    """In the order of time. Two queries: for existing rows, and for those that are gone for good.

    All of the person's rows are compared by key and time, and only those of the page are read. An
    index by time would cost each entry more bytes than it saves milliseconds (docs/performance.md).
    """
    if since < timezone.now() - SYNC_PERIOD:
        raise ApiProblem(410, TOO_LONG_AGO)
    own = rows.model._default_manager.filter(user=user)
    keys = _of_days(
        own.annotate(updated=Coalesce("changed_at", "logged_at")).filter(updated__gte=since),
        query,
        day,
    )
    # Whoever imports a file again, or sends an old request, brings back the ids that were gone.
    gone = Tombstone.objects.filter(
        ~Exists(own.filter(id=OuterRef("row_id"))),
        user=user,
        kind=rows.model.KIND,
        removed_at__gte=since,
    )
    if cursor:
        at = _read_moment(cursor.place)
        keys = keys.filter(Q(updated__gt=at) | Q(updated=at, id__gt=cursor.id))
        gone = gone.filter(Q(removed_at__gt=at) | Q(removed_at=at, row_id__gt=cursor.id))
    changed = keys.order_by("updated", "id").values("id")[: query.limit + 1]
    removed = gone.order_by("removed_at", "row_id")[: query.limit + 1]
    found = [(row.updated_at, row.id, row) for row in rows.filter(id__in=changed)]
    found += [(tombstone.removed_at, tombstone.row_id, tombstone) for tombstone in removed]
    found.sort(key=lambda change: change[:2])
    page = found[: query.limit]
    items = [row for _, _, row in page if not isinstance(row, Tombstone)]
    tombstones = [row for _, _, row in page if isinstance(row, Tombstone)]
    end = (_microseconds(page[-1][0]), page[-1][1]) if len(found) > query.limit else None
    return items, tombstones, end


def latest(
    rows: QuerySet[Any], stamp: str, limit: int, cursor: str | None
) -> tuple[list[Any], str | None]:
    """A page of rows, the one with the latest stamp first, and its `next`."""
    if cursor is not None:
        place, _, id_ = cursor.partition(".")
        at = _read_moment(place)
        rows = rows.filter(Q(**{f"{stamp}__lt": at}) | Q(**{stamp: at, "id__lt": UUID(id_)}))
    found = list(rows.order_by(f"-{stamp}", "-id")[: limit + 1])
    page = found[:limit]
    if len(found) == len(page):
        return page, None
    return page, f"{_microseconds(getattr(page[-1], stamp))}.{page[-1].pk.hex}"


def _of_days(rows: QuerySet[Any], query: ListQuery, day: str) -> QuerySet[Any]:
    if query.from_:
        rows = rows.filter(**{f"{day}__gte": query.from_})
    return rows.filter(**{f"{day}__lte": query.to}) if query.to else rows


def _microseconds(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


def _read_cursor(cursor: str) -> Cursor:
    place, _, rest = cursor.partition(".")
    id_, _, as_of = rest.partition(".")
    try:
        return Cursor(place, UUID(id_), _moment(as_of))
    except ValueError:
        raise _bad_cursor() from None


def _read_day(place: str) -> date:
    try:
        return date.fromisoformat(place)
    except ValueError:
        raise _bad_cursor() from None


def _read_moment(place: str) -> datetime:
    try:
        return _moment(place)
    except ValueError:
        raise _bad_cursor() from None


def _moment(digits: str) -> datetime:
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 16):
        raise ValueError(digits)
    return EPOCH + int(digits) * MICROSECOND


def _bad_cursor() -> ApiProblem:
    return field_problem("cursor", "This is not the `next` of such a list. Begin without a cursor.")
