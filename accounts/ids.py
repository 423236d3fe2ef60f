"""Keys of the rows that people own."""

from uuid import UUID

from uuid_utils import compat


def new_id() -> UUID:
    """A UUIDv7: unique without asking the database, and sorted by time, so that an index on it grows at one end."""
    return compat.uuid7()
