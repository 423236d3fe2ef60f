"""A cookie by which a browser shows that an account signed in with it before, so that a stranger's
attempts do not keep its owner out.

It grants no access. It holds a random device id, and for each account a mark that only this server
can compute from the id and the e-mail address. It names nobody, and a stolen one is worth a few
attempts.
"""

import re
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

NAME = "__Host-device" if settings.HTTPS else "device"
MAX_AGE = 400 * 24 * 60 * 60  # seconds; browsers keep no cookie for longer
MAX_MARKS = 5  # accounts on one device: a family's tablet
_HEX = re.compile(r"[0-9a-f]{32}")


def known_device_id(request: HttpRequest, email: str) -> str | None:
    """The id of the device if this account signed in on it before."""
    device_id, marks = _read_cookie(request)
    expected = _account_mark(device_id, email)
    if device_id and any(constant_time_compare(expected, mark) for mark in marks):
        return device_id
    return None


def remember_device(request: HttpRequest, response: HttpResponse, email: str) -> None:
    device_id, marks = _read_cookie(request)
    device_id = device_id or secrets.token_hex(16)
    new_mark = _account_mark(device_id, email)
    marks = [new_mark, *(mark for mark in marks if mark != new_mark)][:MAX_MARKS]
    response.set_cookie(
        NAME,
        ".".join([device_id, *marks]),
        max_age=MAX_AGE,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def _read_cookie(request: HttpRequest) -> tuple[str, list[str]]:
    """The device id, empty if the cookie is absent or malformed, and the marks."""
    device_id, *marks = request.COOKIES.get(NAME, "").split(".")
    if not _HEX.fullmatch(device_id):
        return "", []
    return device_id, [mark for mark in marks if _HEX.fullmatch(mark)][:MAX_MARKS]


def _account_mark(device_id: str, email: str) -> str:
    digest = salted_hmac(
        f"accounts.known_devices.{device_id}", email.strip().lower(), algorithm="sha256"
    ).hexdigest()
    return digest[:32]
