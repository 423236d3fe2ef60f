"""Sessions as Django keeps them in the database, read together with the person who is signed in:
one statement.

The session's own data say who that is, which no database can read; the list of places where people
are signed in (allauth's) says it, too. It only brings the row along: who somebody is, the session
decides (`signed_in`).
"""

from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore as DatabaseSession
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.backends import EMAIL_BACKEND
from accounts.models import User
from accounts.person_rows import PERSON_COLUMNS, PROFILE_JOIN, user_from_row
from accounts.sql import fetch_all

_SESSION = f"""
    SELECT session.session_data, {PERSON_COLUMNS}
    FROM django_session session
    LEFT JOIN usersessions_usersession place ON place.session_key = session.session_key
    LEFT JOIN accounts_user person ON person.id = place.user_id {PROFILE_JOIN}
    WHERE session.session_key = %s AND session.expire_date > %s
"""  # noqa: S608 (names of ours)


class SessionStore(DatabaseSession):
    """`person` is the row of whoever is signed in with it, as far as it came along."""

    person: tuple[Any, ...] | None = None

    def load(self) -> dict[str, Any]:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        for data, *person in fetch_all(_SESSION, [self.session_key, now]):
            self.person = None if person[0] is None else tuple(person)
            return self.decode(data)
        self._session_key = None
        return {}


def session_user(request: HttpRequest) -> User | AnonymousUser:
    """Who asks. Where the row that came along fails a check, Django asks and decides on its own."""
    session = request.session
    claimed = session.get(SESSION_KEY)
    row = getattr(session, "person", None)
    if (
        row is not None
        and str(row[0]) == claimed
        and session.get(BACKEND_SESSION_KEY) == EMAIL_BACKEND
    ):
        person = user_from_row(row)
        proof = session.get(HASH_SESSION_KEY) or ""
        if person.is_active and constant_time_compare(proof, person.get_session_auth_hash()):
            return person
    return get_user(request)
