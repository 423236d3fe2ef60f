"""A thing that is sent twice is made once: by the program's own id for it."""

import json
from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.ids import new_id
from accounts.models import User
from nutrition.api.problems import FieldProblem, Problem
from nutrition.api.schemas import Sent
from nutrition.diary.models import Dose, Entry, Water
from nutrition.diary.receipts import is_resend, keep_receipt
from nutrition.foods.wording import number_plain

Made = TypeVar("Made")


def once(
    user: User,
    kind: str,
    client_id: UUID | None,
    sent: Sent,
    make: Callable[[UUID], tuple[Made, bool]],
    *,
    of: str = "",
) -> tuple[Made, bool]:
    """What `make` makes under the client id, and whether it is new. Another body under the same id is a 409.

    `kind` names what is made, `of` what it is made from, where an address names that. Two at once: the unique
    (user, client_id) of what is made decides in the database.
    """
    if client_id is None:
        return make(new_id())
    digest = _digest(sent, of)
    with transaction.atomic():
        made, is_new = make(client_id)
        known = not is_new or not _keeps(user, kind, client_id, digest)
        if known and not is_resend(user, kind, client_id, digest):
            message = "Something else was sent under this client_id before. Nothing was changed."
            raise Problem(409, message, errors=[FieldProblem("client_id", message)])
    return made, is_new


def not_deleted(made: Entry | Dose | Water) -> None:
    """Whoever sends something again that was deleted meanwhile must learn it, and not log it a second time."""
    if made.deleted_at is not None:
        message = "This was logged under this client_id before, and deleted since. It can be restored."
        raise Problem(409, message, errors=[FieldProblem("client_id", message)])


def _keeps(user: User, kind: str, client_id: UUID, digest: str) -> bool:
    try:
        keep_receipt(user=user, kind=kind, client_id=client_id, digest=digest)
    except IntegrityError:
        return False
    return True


def _digest(sent: Sent, of: str) -> str:
    """Of what the body means: "30" is "30.0", and the order of keys says nothing."""
    body = sent.model_dump(exclude={"client_id"}, exclude_none=True) | {"": of}
    return sha256(json.dumps(body, default=_text, sort_keys=True).encode()).hexdigest()


def _text(value: Any) -> str:
    return number_plain(value) if isinstance(value, Decimal) else str(value)
