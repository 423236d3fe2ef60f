"""Lists that are read page by page: their queries, and what each page has besides its items."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field, WithJsonSchema

from nutrition.api.fields import SINCE_2000, DiaryDay, Instant, PageSize
from nutrition.api.schemas.base import OutSchema
from nutrition.diary.removal import SYNC_PERIOD

# The microsecond and the id of the row that a page ended with.
LATEST_CURSOR = r"^[0-9]{1,16}\.[0-9a-f]{32}$"
# The day (of changes the microsecond) and the id of the row that a page ended with, and when the
# first page was requested.
LIST_CURSOR = rf"^(?:{SINCE_2000[1:-1]}|[0-9]{{1,16}})\.[0-9a-f]{{32}}\.[0-9]{{1,16}}$"


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
    cursor: (
        Annotated[
            str, Field(max_length=66), WithJsonSchema({"type": "string", "pattern": LIST_CURSOR})
        ]
        | None
    ) = Field(None, description="`next` of the page before.")


class LatestQuery(Schema):
    limit: PageSize = 200
    cursor: Annotated[str, Field(max_length=49, pattern=LATEST_CURSOR)] | None = Field(
        None, description="`next` of the page before."
    )


class RemovedOut(OutSchema):
    """A row that is gone for good: tidied away long after its deletion, or with the import that had
    brought it.
    """

    id: UUID = Field(validation_alias="row_id")
    removed_at: datetime


class ListOut(OutSchema):
    """`next` goes into `cursor` for the page after this one; null on the last. `as_of` is the next
    `updated_since`.
    """

    next: str | None
    as_of: datetime = Field(description="The same on all pages of one reading.")
    removed: list[RemovedOut] = Field(description="Only with `updated_since`.")
