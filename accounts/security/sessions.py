"""Django's database sessions, read together with their user in one statement.

The session data name the user, but the database cannot read them. allauth's list of sessions names
the user, too, so that the statement can join the user's row. The session data still decide who is
signed in (`session_user`).
"""

from functools import lru_cache
from typing import Any, cast

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore as DatabaseSession
from django.core import signing
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.backends import EMAIL_BACKEND
from accounts.data_version import DATA_TABLE, SHARED_VERSION
from accounts.models import User, Versions
from accounts.person_rows import PERSON_COLUMNS, PROFILE_JOIN, user_from_row
from accounts.save_status import SAFE_METHODS
from accounts.sql import fetch_all

_SESSION = f"""
    SELECT session.session_data, data.version, {SHARED_VERSION}, {PERSON_COLUMNS}
    FROM django_session session
    LEFT JOIN usersessions_usersession listed ON listed.session_key = session.session_key
    LEFT JOIN accounts_user person ON person.id = listed.user_id {PROFILE_JOIN}
    LEFT JOIN {DATA_TABLE} data ON data.user_id = person.id
    WHERE session.session_key = %s AND session.expire_date > %s
"""  # noqa: S608 (names of ours)


class SessionStore(DatabaseSession):
    """`user_row` is the joined row of the user, or None; `versions` are of what the user sees."""

    user_row: tuple[Any, ...] | None = None
    versions = Versions(None, None)

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            return dict(self.serializer().loads(_signed_text(session_data, self.key_salt)))
        except Exception:  # Django knows them, and says so in the log
            return super().decode(session_data)

    def load(self) -> dict[str, Any]:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        for data, own, shared, *user_row in fetch_all(_SESSION, [self.session_key, now]):
            self.versions = Versions(own, shared)
            self.user_row = None if user_row[0] is None else tuple(user_row)
            return self.decode(data)
        self._session_key = None
        return {}


class _AsItIs:
    """The serializer of data that are not to be read yet."""

    def loads(self, data: bytes) -> bytes:
        return data


@lru_cache(maxsize=1000)  # the same sessions come again with each request of their people
def _signed_text(session_data: str | bytes, salt: str) -> bytes:
    """The text of a session whose signature is right. Raises BadSignature."""
    data = signing.loads(session_data, salt=salt, serializer=_AsItIs)  # type: ignore[arg-type]
    return cast(bytes, data)


def session_user(request: HttpRequest) -> User | AnonymousUser:
    """The user of the request. If the joined row fails a check, Django fetches the user itself."""
    session = request.session
    user_id = session.get(SESSION_KEY)
    row = getattr(session, "user_row", None)
    if (
        row is not None
        and str(row[0]) == user_id
        and session.get(BACKEND_SESSION_KEY) == EMAIL_BACKEND
    ):
        user = user_from_row(row)
        session_hash = session.get(HASH_SESSION_KEY) or ""
        if user.is_active and constant_time_compare(session_hash, user.get_session_auth_hash()):
            if request.method in SAFE_METHODS:  # others may change the data, and then read them
                user.versions = cast(SessionStore, session).versions
            return user
    return get_user(request)
