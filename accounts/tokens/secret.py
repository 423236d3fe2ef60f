"""What a token looks like: "mw_" for whoever finds one lying about, its person, and 256 random
bits. Pure.

    mw_15_u3Jx0Lk...

The person's number is in it because every question about a person's rows names the person
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
    """A token as somebody sent it: whose it says it is, and its digest."""

    user_id: int
    digest: str


def new_token(user_id: int) -> str:
    return f"{PREFIX}{user_id}_{secrets.token_urlsafe(RANDOM_BYTES)}"


def digest(token: str) -> str:
    """SHA-256, in hexadecimal. A slow hash protects what can be guessed; 256 random bits cannot,
    and every request of a program would pay for it. Looking a digest up tells nobody how near a
    wrong token was."""
    return sha256(token.encode()).hexdigest()


def parse_token(text: str) -> ParsedToken | None:
    """None for what is no token of ours."""
    match = _TOKEN.fullmatch(text)
    return match and ParsedToken(int(match[1]), digest(text))
