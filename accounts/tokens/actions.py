"""Making and revoking tokens."""

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.ids import new_id
from accounts.models import ApiToken, User
from accounts.tokens.secret import new_token, token_digest

MAX_TOKENS = 50  # more than anybody has programs


class CannotMakeToken(Exception):
    """The message tells the person why."""


def make_token(
    *,
    user: User,
    name: str,
    scope: ApiToken.Scope,
    lasts: timedelta | None,
    client_id: UUID | None = None,
) -> str:
    """Makes a token and returns its text, which is not stored. It never expires if `lasts` is None.
    Raises CannotMakeToken.

    The same `client_id` again makes no second token: as long as the first was never used, its text
    is replaced by the one returned, so that a double tap shows one that works.
    """
    text, now = new_token(user.pk), timezone.now()
    if ApiToken.objects.filter(user=user).count() >= MAX_TOKENS:
        raise CannotMakeToken(f"You have {MAX_TOKENS} tokens. Revoke one that is not in use.")
    token = ApiToken(
        user=user,
        client_id=client_id or new_id(),
        name=name,
        scope=scope,
        digest=token_digest(text),
        expires_at=None if lasts is None else now + lasts,
    )
    try:
        with transaction.atomic():
            token.save(force_insert=True)
    except IntegrityError:
        unused = ApiToken.objects.filter(
            user=user, client_id=token.client_id, last_used_at__isnull=True
        )
        if not unused.update(digest=token.digest):
            raise CannotMakeToken(
                "This token was made before and is in use. It was shown once only."
            ) from None
    return text


def revoke_token(*, user: User, token_id: UUID) -> int:
    """Takes effect with the program's next request."""
    return ApiToken.objects.filter(user=user, pk=token_id).delete()[0]


def revoke_all_tokens(*, user: User) -> int:
    return ApiToken.objects.filter(user=user).delete()[0]
