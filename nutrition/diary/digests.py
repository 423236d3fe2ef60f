"""Tells a request that came twice from another one with the same client id.

A request has a digest, and so have the rows made from it. Rows of imports and of the first versions
have none: what they hold is compared instead.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Protocol

from nutrition.diary.amounts import CannotLog
from nutrition.foods.amount_words import plain_number

BYTES = 8


class RowWithDigest(Protocol):
    """A row made from a request; None where that was not known."""

    digest: int | None


class DeletableRow(Protocol):
    deleted_at: datetime | None


def digest_of(sent: Mapping[str, Any]) -> int:
    """A signed 64-bit number, the same for "30" and "30.0" and for keys in any order."""
    text = json.dumps(sent, default=_text, sort_keys=True)
    return int.from_bytes(sha256(text.encode()).digest()[:BYTES], signed=True)


def _text(value: Any) -> str:
    return plain_number(value) if isinstance(value, Decimal) else str(value)


def check_digests(rows: Iterable[RowWithDigest], digest: int | None) -> None:
    """Raises CannotLog when another request than this one made the rows."""
    if any(None not in (row.digest, digest) and row.digest != digest for row in rows):
        raise other_request()


def has_digests(rows: Iterable[RowWithDigest], digest: int | None) -> bool:
    """Whether check_digests has compared all of the rows."""
    return digest is not None and all(row.digest is not None for row in rows)


def other_request() -> CannotLog:
    return CannotLog(
        "This form had already added something else, so nothing was added now. "
        "Press again to add what you chose.",
        "client_id",
    )


def check_not_deleted(rows: Iterable[DeletableRow]) -> None:
    """Raises CannotLog when all rows that the same request made have been deleted since."""
    if all(row.deleted_at is not None for row in rows):
        raise CannotLog(
            "This was added before and deleted since, so nothing was added now. "
            "Press again to add it once more.",
            "client_id",
        )
