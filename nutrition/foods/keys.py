"""The keys of foods and portions: a number in the shared tables, a UUID for a person's own. Pure.

In addresses, forms and the API they are text: "123" and "own:0199...".
"""

import re
from uuid import UUID

FoodKey = int | UUID
OWN = "own:"
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# A cluster of databases gives out numbers above 2^48; programs read them exactly up to 2^53.
OWN_KEY_PATTERN = rf"{OWN}{_UUID}"
KEY_PATTERN = rf"(?:[0-9]{{1,16}}|{OWN_KEY_PATTERN})"
LARGEST_NUMBER = 2**53 - 1
_KEY = re.compile(KEY_PATTERN)


def write_key(key: FoodKey) -> str:
    return f"{OWN}{key}" if isinstance(key, UUID) else str(key)


def read_key(text: str) -> FoodKey | None:
    """None for a text that is no key."""
    if not _KEY.fullmatch(text):
        return None
    if text.startswith(OWN):
        return UUID(text.removeprefix(OWN))
    number = int(text)
    return number if number <= LARGEST_NUMBER else None
