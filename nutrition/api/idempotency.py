"""A thing that is sent twice is made once: by the program's own id for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypedDict
from uuid import UUID

from accounts.ids import new_id
from nutrition.api.problems import FieldProblem, Problem
from nutrition.api.schemas import Sent
from nutrition.diary.amounts import CannotLog
from nutrition.diary.digests import digest_of
from nutrition.diary.models import Dose, Entry, Water


class Identified(TypedDict):
    """What the actions know a resend by."""

    client_id: UUID
    digest: int


def identified(sent: Sent, client_id: UUID | None, *, of: str = "") -> Identified:
    """`of` names what something is made from, where the address names that."""
    body = sent.model_dump(exclude={"client_id"}, exclude_none=True) | {"": of}
    return {"client_id": client_id or new_id(), "digest": digest_of(body)}


def conflict(reason: CannotLog, day_field: str = "") -> Problem:
    """Fine by itself, but at odds with what is there: another thing under its id, a full day."""
    if reason.about == "client_id":
        message = "Something else was sent under this client_id before. Nothing was changed."
        return Problem(409, message, errors=[FieldProblem("client_id", message)])
    errors = [FieldProblem(day_field, str(reason))] if day_field and reason.about == "day" else []
    return Problem(409, str(reason), errors=errors)


@contextmanager
def conflicts(day_field: str = "") -> Iterator[None]:
    """What cannot be logged in here is a conflict; `day_field` is the day's name in the body."""
    try:
        yield
    except CannotLog as reason:
        raise conflict(reason, day_field) from None


def not_deleted(made: Entry | Dose | Water) -> None:
    """Who sends again what was deleted meanwhile must learn it, and not log it a second time."""
    if made.deleted_at is not None:
        message = (
            "This was logged under this client_id before, and deleted since. It can be restored."
        )
        raise Problem(409, message, errors=[FieldProblem("client_id", message)])
