"""Making and revoking tokens."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.ids import new_id
from accounts.models import ApiToken, User
from accounts.tokens.secret import digest, new_token

MOST_TOKENS = 50  # nobody has so many programs


class CannotMake(Exception):
    """No token was made; the message tells the person why."""


def make_token(
    *,
    user: User,
    name: str,
    scope: ApiToken.Scope,
    lasts: timedelta | None,
    client_id: UUID | None = None,
) -> str:
    """Makes a token and returns its text, which is kept nowhere. `lasts` None never expires. Raises
    CannotMake.

    The same `client_id` again makes no second token: while the first was never used, its text is
    replaced by the one returned, so that a double tap shows one that works.
    """
    text, now = new_token(user.pk), timezone.now()
    if ApiToken.objects.filter(user=user).count() >= MOST_TOKENS:
        raise CannotMake(f"You have {MOST_TOKENS} tokens. Revoke one that is not in use.")
    expires_at = _end(now, lasts)
    token = ApiToken(
        user=user,
        client_id=client_id or new_id(),
        name=name,
        scope=scope,
        digest=digest(text),
        expires_at=expires_at,
    )
    try:
        with transaction.atomic():
            token.save(force_insert=True)
    except IntegrityError:
        fresh = ApiToken.objects.filter(
            user=user, client_id=token.client_id, last_used_at__isnull=True
        )
        if not fresh.update(digest=token.digest):
            raise CannotMake(
                "This token was made before and is in use. It was shown once only."
            ) from None
    return text


def _end(now: datetime, lasts: timedelta | None) -> datetime | None:
    return None if lasts is None else now + lasts


def revoke_token(*, user: User, token_id: UUID) -> int:
    """Whoever has the token is shut out at once."""
    return ApiToken.objects.filter(user=user, pk=token_id).delete()[0]


def revoke_all_tokens(*, user: User) -> int:
    return ApiToken.objects.filter(user=user).delete()[0]
