"""A user with the profile as one row, for the SQL that every request of a signed-in person runs.

It is written by hand for the reason that accounts/sql.py gives.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from accounts.models import Profile, User
from accounts.sql import as_date, as_instant


def _field_names(model: type[Model], *omit: str) -> tuple[str, ...]:
    """In the model's order, which `from_db` needs."""
    names = (field.attname for field in model._meta.concrete_fields)
    return tuple(name for name in names if name not in omit)


# What requests need. Django fetches the omitted fields when they are used.
_USER_FIELDS = _field_names(User, "last_login", "date_joined")
_PROFILE_FIELDS = _field_names(Profile, "set_up_at")

# For a statement in which `accounts_user` is called `person`.
PERSON_COLUMNS = ", ".join(
    [
        *(f"person.{name}" for name in _USER_FIELDS),
        *(f"profile.{name}" for name in _PROFILE_FIELDS),
        "EXISTS (SELECT 1 FROM accounts_lifestageperiod period WHERE period.user_id = person.id)",
    ]
)
PROFILE_JOIN = "LEFT JOIN accounts_profile profile ON profile.user_id = person.id"


def user_from_row(row: tuple[Any, ...]) -> User:
    """The user with its profile, if there is one. The attribute `has_periods` says whether there
    are life-stage periods to fetch.
    """
    fields = dict(zip(_USER_FIELDS, row, strict=False))
    if fields["deletion_due_at"] is not None:
        fields["deletion_due_at"] = as_instant(fields["deletion_due_at"])
    for name in ("is_superuser", "is_staff", "is_active"):
        fields[name] = bool(fields[name])
    user: Any = User.from_db(DEFAULT_DB_ALIAS, fields.keys(), fields.values())
    user.has_periods = bool(row[-1])
    profile = dict(zip(_PROFILE_FIELDS, row[len(_USER_FIELDS) :], strict=False))
    if profile["user_id"] is not None:
        if profile["birth_date"] is not None:
            profile["birth_date"] = as_date(profile["birth_date"])
        profile["keyboard_shortcuts"] = bool(profile["keyboard_shortcuts"])
        user.profile = Profile.from_db(DEFAULT_DB_ALIAS, profile.keys(), profile.values())
    return user
