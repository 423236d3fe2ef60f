"""Versions of data, and what a process keeps until they are others (docs/adr/0026).

Whatever changes entries, doses, waters, statuses of days, saved supplements, marks or own foods
gives the person a new version, in the same transaction. Whatever changes what everybody sees, the
shared foods, gives that a new version. A request reads both together with its session. So what was
made from data holds as long as their versions do, whichever process or machine wrote since.
"""

import secrets
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Generic, NamedTuple, TypeVar

from django.db import connection, transaction

from accounts.models import DataVersion, SharedVersion, User, Versions
from accounts.sql import fetch_all

Value = TypeVar("Value")

# Not a count: after a rollback the same number would come again, with other data.
VERSION_BITS = 63
SHARED_ID = 1  # of the one row
DATA_TABLE, SHARED_TABLE = DataVersion._meta.db_table, SharedVersion._meta.db_table
SHARED_VERSION = f"(SELECT version FROM {SHARED_TABLE} WHERE id = {SHARED_ID})"  # noqa: S608
_VERSIONS = f"SELECT (SELECT version FROM {DATA_TABLE} WHERE user_id = %s), {SHARED_VERSION}"  # noqa: S608
_WRITE_OWN, _WRITE_SHARED = (
    f"INSERT INTO {table} ({key}, version) VALUES (%s, %s) "  # noqa: S608
    f"ON CONFLICT ({key}) DO UPDATE SET version = excluded.version"
    for table, key in ((DATA_TABLE, "user_id"), (SHARED_TABLE, "id"))
)


@contextmanager
def changing_data(user_id: int, *, alone: bool = False) -> Iterator[None]:
    """A transaction in which the person's data change, or may.

    The version is written last, so that two such transactions of one person hardly wait for each
    other. `alone` lets them wait from the beginning: on PostgreSQL, changes of several rows in
    another order each would block each other for good.
    """
    with transaction.atomic():
        if alone:
            lock_person(user_id)
        yield
        _write_version(_WRITE_OWN, user_id)


def lock_person(user_id: int) -> None:
    """Others who lock the person wait until the transaction ends. SQLite has one writer anyway."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user_id)


def shared_data_changed() -> None:
    """Call it in the transaction of each change of shared foods: of names, values, portions, state
    and aliases.
    """
    _write_version(_WRITE_SHARED, SHARED_ID)


def _write_version(statement: str, key: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [key, secrets.randbits(VERSION_BITS)])


def versions_of(user: User) -> Versions:
    """At most one query.

    The user of a request that only reads knows them (accounts/security/sessions.py). Others do not,
    because they may have changed something since they were fetched.
    """
    if user.versions is not None:
        return user.versions
    [row] = fetch_all(_VERSIONS, [user.pk])
    return Versions(*row)


def shared_version() -> int | None:
    """One query."""
    [(version,)] = fetch_all(f"SELECT {SHARED_VERSION}", [])
    return version


class KeptValue(NamedTuple, Generic[Value]):
    state: object
    value: Value


class StateCache(Generic[Value]):
    """What a process keeps of people until the state that it was made in changes.

    At most `size` values, also of old states; one more, and all are thrown away: the usual ones
    come back. Those that are not `keepable`, such as very large ones, are made each time.
    """

    def __init__(self, size: int, keepable: Callable[[Value], bool] = lambda _: True) -> None:
        self.size, self.keepable = size, keepable
        self._kept: dict[Hashable, KeptValue[Value]] = {}

    def of(self, key: Hashable, state: object, make: Callable[[], Value]) -> Value:
        """`state` must have been read before anything that `make` reads."""
        kept = self._kept.get(key)
        if kept is None or kept.state != state:
            kept = KeptValue(state, make())
            if self.keepable(kept.value):
                if len(self._kept) >= self.size:
                    self._kept.clear()
                self._kept[key] = kept
        return kept.value

    def clear(self) -> None:
        self._kept = {}
