"""Logs a request that is sent twice only once, by the `client_id` that the program made for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypedDict
from uuid import UUID

from accounts.ids import new_id
from nutrition.api.problems import ApiProblem, field_problem
from nutrition.api.schemas.base import IdempotentIn
from nutrition.diary.amounts import CannotLog
from nutrition.diary.digests import digest_of
from nutrition.diary.models import Dose, Entry, Water


class RequestIdentity(TypedDict):
    """The arguments by which the actions recognise a resend."""

    client_id: UUID
    digest: int


def identity_of(body: IdempotentIn, *, of: str = "") -> RequestIdentity:
    """`of` is the id of the row to copy, where the address has it and the body does not."""
    values = body.model_dump(exclude={"client_id"}, exclude_none=True) | {"": of}
    return {"client_id": body.client_id or new_id(), "digest": digest_of(values)}


def conflict(reason: CannotLog, day_field: str = "") -> ApiProblem:
    """The request is valid, but conflicts with what is stored: another request with its client id,
    or a full day. `day_field` is the name of the day in the body.
    """
    if reason.about == "client_id":
        return field_problem(
            "client_id",
            "Something else was sent under this client_id before. Nothing was changed.",
            status=409,
        )
    if day_field and reason.about == "day":
        return field_problem(day_field, str(reason), status=409)
    return ApiProblem(409, str(reason))


@contextmanager
def conflicts(day_field: str = "") -> Iterator[None]:
    """Turn CannotLog into a conflict."""
    try:
        yield
    except CannotLog as reason:
        raise conflict(reason, day_field) from None


def check_not_deleted(row: Entry | Dose | Water) -> None:
    """Raises ApiProblem for a resend of a deleted row: it must not be logged again in silence."""
    if row.deleted_at is not None:
        raise field_problem(
            "client_id",
            "This was logged under this client_id before, and deleted since. It can be restored.",
            status=409,
        )
