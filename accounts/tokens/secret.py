"""The text of a token: a prefix that says what it is, the user's id, and 256 random bits. Pure.

    mw_15_u3Jx0Lk...

The user's id is part of it because every query of a person's rows names the person
(docs/development.md).
"""

import re
import secrets
from hashlib import sha256
from typing import NamedTuple

PREFIX = "mw_"
RANDOM_BYTES = 32
_TOKEN = re.compile(r"mw_([1-9][0-9]{0,17})_[A-Za-z0-9_-]{43}")


class ParsedToken(NamedTuple):
    """The user id that a token claims, and its digest."""

    user_id: int
    digest: str


def new_token(user_id: int) -> str:
    return f"{PREFIX}{user_id}_{secrets.token_urlsafe(RANDOM_BYTES)}"


def token_digest(token: str) -> str:
    """SHA-256, in hexadecimal. 256 random bits cannot be guessed, so a slow hash would protect
    nothing, and every API request would pay for it. Looking a digest up does not reveal how close a
    wrong token was.
    """
    return sha256(token.encode()).hexdigest()


def parse_token(text: str) -> ParsedToken | None:
    """None if the text does not have the form of a token."""
    match = _TOKEN.fullmatch(text)
    return match and ParsedToken(int(match[1]), token_digest(text))
