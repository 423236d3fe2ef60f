"""How a person signs in: the second factors and the devices."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import (
    did_recently_reauthenticate,
    reauthenticate_by_password,
)
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from accounts.security.devices import device_in_words


@dataclass(frozen=True)
class Device:
    id: int
    name: str
    ip: str
    seen_at: datetime
    is_current: bool


@dataclass(frozen=True)
class Passkey:
    id: int
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class WaysIn:
    """`codes_left` are unused recovery codes; None when there is no second factor."""

    app_since: datetime | None
    passkeys: list[Passkey]
    codes_left: int | None
    devices: list[Device]

    @property
    def others(self) -> int:
        return sum(not device.is_current for device in self.devices)


def ways_in_of(user: User, *, current: str) -> WaysIn:
    """Devices with the current one first, then the one seen last; `current` is its session key."""
    app_since, codes_left, passkeys = None, None, []
    for factor in Authenticator.objects.filter(user=user).order_by("pk"):
        if factor.type == Authenticator.Type.TOTP:
            app_since = factor.created_at
        elif factor.type == Authenticator.Type.RECOVERY_CODES:
            # without its secret
            codes_left = app_settings.RECOVERY_CODE_COUNT - factor.data["used_mask"].bit_count()
        else:
            passkeys.append(
                Passkey(factor.pk, factor.wrap().name, factor.created_at, factor.last_used_at)
            )
    devices = [
        Device(
            row.pk,
            device_in_words(row.user_agent),
            row.ip,
            row.last_seen_at,
            row.session_key == current,
        )
        for row in UserSession.objects.purge_and_list(user)
    ]
    devices.sort(key=lambda device: (not device.is_current, -device.seen_at.timestamp()))
    return WaysIn(app_since, passkeys, codes_left, devices)


def sign_out(user: User, *, but: str = "") -> None:
    """On every device but the one with this session key."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=but):
        session.end()


def remove_second_factor(user: User) -> int:
    """Leaves the password as the only way in; returns how many ways were removed."""
    sign_out(user)
    return Authenticator.objects.filter(user=user).delete()[0]


def recently_confirmed(request: HttpRequest) -> bool:
    """Whether the person has given the password, a code or a passkey within the last minutes."""
    return did_recently_reauthenticate(request)


def keep_confirmed(request: HttpRequest) -> None:
    """For the next minutes, after the password was given in a form of ours."""
    reauthenticate_by_password(request)


def way_without_password(user: User) -> str:
    """The page where a code or a passkey proves who it is; empty for somebody who has neither."""
    pages = [way["url"] for way in get_adapter().get_reauthentication_methods(user)]
    return next((page for page in pages if page != reverse("account_reauthenticate")), "")
