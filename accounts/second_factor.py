"""Codes of an app and passkeys, as django-allauth's second factor asks for them."""

from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode.main import QRCode

from accounts.devices import device_in_words
from accounts.models import User

# A code holds for 30 seconds, and with MFA_TOTP_TOLERANCE for 30 more before and after.
CODE_SECONDS = 90
QUIET_ZONE = 4  # white squares around a QR code, as its standard asks for


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Code is not right. It may have been used, or a new one may show by now",
    }

    def get_totp_issuer(self) -> str:
        return "Magwise"

    def build_totp_svg(self, url: str) -> SafeString:
        """The QR code as an element of the page: our Content-Security-Policy lets no image out of data in."""
        code = QRCode(border=QUIET_ZONE)
        code.add_data(url)
        rows = code.get_matrix()
        path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
        return format_html(
            '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="QR code" shape-rendering="crispEdges">'
            '<path d="{1}"/></svg>',
            len(rows),
            path,
        )

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """What stands in the field at first: the device that is making the passkey."""
        return device_in_words(context.request.META.get("HTTP_USER_AGENT", ""))


def use_code_once(user: User, code: str) -> bool:
    """Whether the code is new. allauth remembers a used one for half a minute only, not for as long as it holds."""
    return cache.add(f"code-used:{user.pk}:{normalize_user_code(code)}", True, timeout=CODE_SECONDS)
