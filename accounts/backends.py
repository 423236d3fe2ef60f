from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User
from accounts.person_rows import PERSON_COLUMNS, PROFILE_JOIN, user_from_row
from accounts.sql import fetch_all

_PERSON = f"SELECT {PERSON_COLUMNS} FROM accounts_user person {PROFILE_JOIN} WHERE person.id = %s"  # noqa: S608 (names of ours)


class EmailBackend(AuthenticationBackend):
    """allauth's sign-in by e-mail, which fetches the user together with the profile: one query.

    A request with a session has both from the session's statement (accounts/security/sessions.py).
    """

    def get_user(self, user_id: Any) -> User | None:
        for row in fetch_all(_PERSON, [user_id]):
            user = user_from_row(row)
            return user if self.user_can_authenticate(user) else None
        return None


EMAIL_BACKEND = f"{EmailBackend.__module__}.{EmailBackend.__qualname__}"
