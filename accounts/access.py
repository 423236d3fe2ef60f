"""Rows of the signed-in person. Another person's row gives 404, as if it did not exist."""

from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.shortcuts import get_object_or_404

from accounts.models import ApiToken, LifeStagePeriod, User


def own_period(user: User, pk: UUID) -> LifeStagePeriod:
    return get_object_or_404(LifeStagePeriod, user=user, pk=pk)


def own_session(user: User, pk: int) -> UserSession:
    return get_object_or_404(UserSession, user=user, pk=pk)


def own_recovery_codes(user: User) -> Authenticator:
    return get_object_or_404(Authenticator, user=user, type=Authenticator.Type.RECOVERY_CODES)


def own_token(user: User, pk: UUID) -> ApiToken:
    return get_object_or_404(ApiToken, user=user, pk=pk)
