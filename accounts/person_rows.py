"""A person as one row: the account with the profile, for the statement that every request of
somebody asks.

Written by hand: accounts/sql.py says why.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from accounts.models import Profile, User
from accounts.sql import as_date, as_instant


def _field_names(model: type[Model], *but: str) -> tuple[str, ...]:
    """In the model's order, which `from_db` goes by."""
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname not in but)


# What requests need; the other fields are fetched when somebody asks for them.
_USER_FIELDS = _field_names(User, "last_login", "date_joined")
_PROFILE_FIELDS = _field_names(Profile, "set_up_at")

# For a statement that calls the account `person`.
PERSON_COLUMNS = ", ".join(
    [
        *(f"person.{name}" for name in _USER_FIELDS),
        *(f"profile.{name}" for name in _PROFILE_FIELDS),
        "EXISTS (SELECT 1 FROM accounts_lifestageperiod period WHERE period.user_id = person.id)",
    ]
)
PROFILE_JOIN = "LEFT JOIN accounts_profile profile ON profile.user_id = person.id"


def user_from_row(row: tuple[Any, ...]) -> User:
    """The account with its profile; `has_periods` says whether to ask for life-stage periods."""
    account = dict(zip(_USER_FIELDS, row, strict=False))
    account["deletion_due_at"] = (
        None if (due := account["deletion_due_at"]) is None else as_instant(due)
    )
    for name in ("is_superuser", "is_staff", "is_active"):
        account[name] = bool(account[name])
    person: Any = User.from_db(DEFAULT_DB_ALIAS, account.keys(), account.values())
    person.has_periods = bool(row[-1])
    profile = dict(zip(_PROFILE_FIELDS, row[len(_USER_FIELDS) :], strict=False))
    if profile["user_id"] is not None:
        profile["birth_date"] = None if (born := profile["birth_date"]) is None else as_date(born)
        profile["keyboard_shortcuts"] = bool(profile["keyboard_shortcuts"])
        person.profile = Profile.from_db(DEFAULT_DB_ALIAS, profile.keys(), profile.values())
    return person
