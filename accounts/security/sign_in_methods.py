"""How a person signs in (app codes, passkeys, recovery codes), and on which devices."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from accounts.models import User
from accounts.security.device_names import device_name


@dataclass(frozen=True)
class Device:
    id: int
    name: str
    ip: str
    last_seen_at: datetime
    is_current: bool


@dataclass(frozen=True)
class Passkey:
    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True)
class SignInMethods:
    """`app_since` is None without app codes, `recovery_codes_left` without a second factor."""

    app_since: datetime | None
    passkeys: list[Passkey]
    recovery_codes_left: int | None
    devices: list[Device]

    @property
    def has_other_devices(self) -> bool:
        return any(not device.is_current for device in self.devices)


def sign_in_methods_of(user: User, *, session_key: str) -> SignInMethods:
    """`session_key` is that of the current session. Its device comes first, then the last seen."""
    app_since, recovery_codes_left, passkeys = None, None, []
    for factor in Authenticator.objects.filter(user=user).order_by("pk"):
        if factor.type == Authenticator.Type.TOTP:
            app_since = factor.created_at
        elif factor.type == Authenticator.Type.RECOVERY_CODES:
            # allauth would decrypt the seed, whose key may be missing; the count does not need it.
            used = factor.data["used_mask"].bit_count()
            recovery_codes_left = app_settings.RECOVERY_CODE_COUNT - used
        else:
            passkeys.append(
                Passkey(factor.pk, factor.wrap().name, factor.created_at, factor.last_used_at)
            )
    devices = [
        Device(
            row.pk,
            device_name(row.user_agent),
            row.ip,
            row.last_seen_at,
            row.session_key == session_key,
        )
        for row in UserSession.objects.purge_and_list(user)
    ]
    devices.sort(key=lambda device: (not device.is_current, -device.last_seen_at.timestamp()))
    return SignInMethods(app_since, passkeys, recovery_codes_left, devices)


def sign_out(user: User, *, except_session: str = "") -> None:
    """Signs out on all devices, except that with this session key."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=except_session):
        session.end()


def remove_second_factor(user: User) -> int:
    """Leaves the password as the only way in; returns how many methods were removed."""
    sign_out(user)
    return Authenticator.objects.filter(user=user).delete()[0]
