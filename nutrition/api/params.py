"""What several addresses ask of a request: the person's day, a diary's day, a list's query."""

from datetime import date
from typing import Annotated

from django.http import Http404
from ninja import Query, Schema
from pydantic import Field, WithJsonSchema

from accounts.clock import today_for
from accounts.models import User
from accounts.queries import profile_of
from nutrition.api.fields import LATEST_CURSOR, LIST_CURSOR, DiaryDay, Instant, PageSize
from nutrition.api.paging import Asked
from nutrition.api.problems import refused
from nutrition.diary.days import OUTSIDE_DIARY, is_diary_day
from nutrition.diary.tombstones import SYNC_PERIOD


def today_of(user: User) -> date:
    return today_for(profile_of(user))


def day_in_path(user: User, on: date) -> date:
    """The day of an address: one that no diary has is not found, as with the pages."""
    if not is_diary_day(on, today_of(user)):
        raise Http404(OUTSIDE_DIARY)
    return on


def day_in_body(user: User, on: date, field: str = "date") -> date:
    if not is_diary_day(on, today_of(user)):
        raise refused(field, OUTSIDE_DIARY)
    return on


Cursor = Annotated[
    str, Field(max_length=66), WithJsonSchema({"type": "string", "pattern": LIST_CURSOR})
]


class ListQuery(Schema):
    """Days from and to, both included; or what was changed since an instant, deleted rows with it.

    With `updated_since` the row that was changed first comes first; rows that are gone for good are
    in `removed`.
    """

    from_: DiaryDay | None = Field(None, alias="from")
    to: DiaryDay | None = None
    updated_since: Instant | None = Field(
        None,
        description=f"`as_of` of the list before, at most {SYNC_PERIOD.days} days old: then 410.",
    )
    deleted: bool = Field(
        False, description="What was deleted in the last 30 days, instead of what is there."
    )
    limit: PageSize = 50
    cursor: Cursor | None = Field(None, description="`next` of the page before.")

    def asked(self) -> Asked:
        return Asked(self.from_, self.to, self.updated_since, self.deleted, self.limit, self.cursor)


Listed = Query[ListQuery]


class LatestQuery(Schema):
    limit: PageSize = 200
    cursor: Annotated[str, Field(max_length=49, pattern=LATEST_CURSOR)] | None = Field(
        None, description="`next` of the page before."
    )


Latest = Query[LatestQuery]
