"""An id stands for what was sent with it: its digest tells a resend from another thing."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Protocol

from nutrition.diary.amounts import CannotLog
from nutrition.foods.amount_words import plain_number

BYTES = 8


class Sent(Protocol):
    """What was made of something sent. Rows of older versions and of imports know no digest."""

    digest: int | None


class Deletable(Protocol):
    deleted_at: datetime | None


def digest_of(sent: Mapping[str, Any]) -> int:
    """Of what it means: "30" is "30.0", keys in any order. As eight bytes of a database."""
    text = json.dumps(sent, default=_text, sort_keys=True)
    return int.from_bytes(sha256(text.encode()).digest()[:BYTES], signed=True)


def _text(value: Any) -> str:
    return plain_number(value) if isinstance(value, Decimal) else str(value)


def check_digests(rows: Iterable[Sent], digest: int | None) -> None:
    """Raises CannotLog when the rows under an id were made of something else than what came now."""
    if any(None not in (row.digest, digest) and row.digest != digest for row in rows):
        raise CannotLog(
            "This form had already added something else, so nothing was added now. "
            "Press again to add what you chose.",
            "client_id",
        )


def check_not_deleted(rows: Iterable[Deletable]) -> None:
    """Raises CannotLog when everything that was made of the same thing before is deleted since."""
    if all(row.deleted_at is not None for row in rows):
        raise CannotLog(
            "This was added before and deleted since, so nothing was added now. "
            "Press again to add it once more.",
            "client_id",
        )
