"""Whose token it is, and which ones a person has."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.backends import EmailBackend
from accounts.models import ApiToken, User
from accounts.tokens.secret import parse_token


class TokenAccess(NamedTuple):
    """A person, by a token."""

    user: User
    token_id: UUID
    may_write: bool


def authenticate_token(text: str, now: datetime) -> TokenAccess | None:
    """Who presents this token; None for an unknown, expired or revoked one, and for an account that
    is closed.

    Two queries: the token, and the person with the profile as every page asks for them.
    """
    presented = parse_token(text)
    if presented is None:
        return None
    tokens = ApiToken.objects.filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=now), user=presented.user_id
    )
    found = tokens.filter(digest=presented.digest).values_list("id", "scope").first()
    if found is None:
        return None
    user = EmailBackend().get_user(presented.user_id)
    if user is None or user.deletion_due_at is not None:
        return None
    return TokenAccess(user, found[0], found[1] == ApiToken.Scope.WRITE)


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """The newest first."""
    return ApiToken.objects.filter(user=user).order_by("-made_at", "-id")
