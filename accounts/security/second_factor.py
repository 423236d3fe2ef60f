"""django-allauth's second factor (app codes, recovery codes, passkeys) with our names, encrypted
secrets and single-use codes.
"""

from typing import NamedTuple

from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode.main import QRCode

from accounts.models import User
from accounts.rate_limits import RateLimit, count_attempt
from accounts.security.device_names import device_name
from accounts.security.encryption import MissingKey, current_key_prefix, decrypt, encrypt

# A code is valid for 30 seconds, and with MFA_TOTP_TOLERANCE for 30 more before and after.
USED_CODE = RateLimit("a code", 1, 90)
QUIET_ZONE = 4  # modules of white margin around a QR code, as its standard requires


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Code is not right. It may have been used, or a new one may show by now",
    }

    def get_totp_issuer(self) -> str:
        return "Magwise"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """allauth would name the site by the Host header."""
        return super().get_public_key_credential_rp_entity() | {"name": "Magwise"}

    def build_totp_svg(self, url: str) -> SafeString:
        """An inline element: our Content-Security-Policy forbids the data: image that allauth
        makes.
        """
        code = QRCode(border=QUIET_ZONE)
        code.add_data(url)
        rows = code.get_matrix()
        path = "".join(
            f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
        )
        return format_html(
            '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="QR code"'
            ' shape-rendering="crispEdges"><path d="{1}"/></svg>',
            len(rows),
            path,
        )

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """The initial name of a passkey: the device that creates it."""
        return device_name(context.request.META.get("HTTP_USER_AGENT", ""))

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Without the key a code cannot be checked: a page says so, instead of "wrong code"."""
        try:
            return decrypt(encrypted_text)
        except MissingKey:
            raise ImmediateHttpResponse(
                render(context.request, "mfa/missing_key.html", status=503)
            ) from None


class ReencryptionResult(NamedTuple):
    """Numbers of secrets: encrypted again with the current key, and unreadable with any key."""

    reencrypted: int
    unreadable: int


# The field of `Authenticator.data` that holds the secret; passkeys have none.
SECRET_DATA_FIELDS = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


def reencrypt_secrets() -> ReencryptionResult:
    """Encrypts with the current key all secrets that are under an older key or in plain text."""
    reencrypted = unreadable = 0
    for kind, field in SECRET_DATA_FIELDS.items():
        outdated = Authenticator.objects.filter(type=kind).exclude(
            **{f"data__{field}__startswith": current_key_prefix()}
        )
        for pk, user_id in outdated.values_list("pk", "user_id"):
            if _reencrypt(pk, user_id, field):
                reencrypted += 1
            else:
                unreadable += 1
    return ReencryptionResult(reencrypted, unreadable)


@transaction.atomic
def _reencrypt(pk: int, user_id: int, field: str) -> bool:
    """Whether the secret is readable. Locks the row: `data` also records used recovery codes."""
    factor = Authenticator.objects.select_for_update().filter(user_id=user_id, pk=pk).first()
    if factor is None:
        return True  # removed meanwhile
    try:
        factor.data[field] = encrypt(decrypt(factor.data[field]))
    except MissingKey:
        return False
    factor.save(update_fields=["data"])
    return True


def claim_code(user: User, code: str) -> bool:
    """True the first time a code is used. allauth remembers used codes for too short a time."""
    return not count_attempt(USED_CODE, f"{user.pk} {normalize_user_code(code)}").is_refused
