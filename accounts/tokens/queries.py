"""Authenticating a token, and listing a person's tokens."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.backends import EmailBackend
from accounts.models import ApiToken, User
from accounts.tokens.secret import parse_token


class TokenAccess(NamedTuple):
    """Whom a valid token belongs to, and what it may do."""

    user: User
    token_id: UUID
    may_write: bool


def authenticate_token(text: str, now: datetime) -> TokenAccess | None:
    """None if the token is malformed, unknown, expired or revoked, or if the account is disabled or
    waits for its deletion.

    Two queries: the token, and the person with the profile (EmailBackend).
    """
    parsed = parse_token(text)
    if parsed is None:
        return None
    tokens = ApiToken.objects.filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=now), user=parsed.user_id
    )
    row = tokens.filter(digest=parsed.digest).values_list("id", "scope").first()
    if row is None:
        return None
    user = EmailBackend().get_user(parsed.user_id)
    if user is None or user.deletion_due_at is not None:
        return None
    token_id, scope = row
    return TokenAccess(user, token_id, scope == ApiToken.Scope.WRITE)


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """The newest first."""
    return ApiToken.objects.filter(user=user).order_by("-made_at", "-id")
