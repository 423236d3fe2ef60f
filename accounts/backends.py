from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db import DEFAULT_DB_ALIAS

from accounts.models import Profile, User
from accounts.sql import as_date

# Written by hand: accounts/sql.py says why. Every request asks this.
_PERSON = """
    SELECT person.*, profile.sex AS profile_sex, profile.birth_date AS profile_birth_date,
           profile.time_zone AS profile_time_zone, profile.keyboard_shortcuts AS profile_keyboard_shortcuts,
           profile.week_starts_on AS profile_week_starts_on, profile.day_starts_at AS profile_day_starts_at,
           profile.ul_region AS profile_ul_region,
           EXISTS (SELECT 1 FROM accounts_lifestageperiod period WHERE period.user_id = person.id) AS has_periods
    FROM accounts_user person LEFT JOIN accounts_profile profile ON profile.user_id = person.id
    WHERE person.id = %s
"""


class EmailBackend(AuthenticationBackend):
    """Sign-in by e-mail through allauth. Each request fetches the person together with the profile: one query.

    `has_periods` says whether it is worth asking for life-stage periods, which few people have.
    """

    def get_user(self, user_id: Any) -> User | None:
        for user in User.objects.raw(_PERSON, [user_id]):
            _set_profile(user)
            return user if self.user_can_authenticate(user) else None
        return None


def _set_profile(person: Any) -> None:
    """Gives the person the profile with what pages need; the rest is fetched if somebody asks for it."""
    if person.profile_time_zone is None:
        return  # there is no profile yet
    birth_date = person.profile_birth_date
    values = {  # in the order of the model's fields, as from_db reads them
        "user_id": person.pk,
        "sex": person.profile_sex,
        "birth_date": None if birth_date is None else as_date(birth_date),
        "time_zone": person.profile_time_zone,
        "keyboard_shortcuts": bool(person.profile_keyboard_shortcuts),
        "ul_region": person.profile_ul_region,
        "week_starts_on": person.profile_week_starts_on,
        "day_starts_at": person.profile_day_starts_at,
    }
    person.profile = Profile.from_db(DEFAULT_DB_ALIAS, list(values), list(values.values()))
