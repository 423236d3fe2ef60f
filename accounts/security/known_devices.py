"""A cookie by which a browser shows that somebody signed in with it before: it is not kept out by a
stranger's tries.

It is no key to anything. It holds a random number, and for each account a mark that only we can
make from the two: it names nobody, and one that is copied gives a few tries of its own.
"""

import re
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

NAME = "__Host-device" if settings.HTTPS else "device"
LASTS = 400 * 24 * 60 * 60  # seconds; browsers keep no cookie for longer
MOST_MARKS = 5  # a family's tablet
_DEVICE, _MARK = re.compile(r"[0-9a-f]{32}"), re.compile(r"[0-9a-f]{32}")


def known_device(request: HttpRequest, email: str) -> str | None:
    """The device's number, where this account was signed in on it."""
    device, marks = _read(request)
    mark = _mark(device, email)
    return device if device and any(constant_time_compare(mark, one) for one in marks) else None


def remember_device(request: HttpRequest, response: HttpResponse, email: str) -> None:
    device, marks = _read(request)
    device = device or secrets.token_hex(16)
    mark = _mark(device, email)
    marks = [mark, *(one for one in marks if one != mark)][:MOST_MARKS]
    response.set_cookie(
        NAME,
        ".".join([device, *marks]),
        max_age=LASTS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    device, *marks = request.COOKIES.get(NAME, "").split(".")
    if not _DEVICE.fullmatch(device):
        return "", []
    return device, [mark for mark in marks if _MARK.fullmatch(mark)][:MOST_MARKS]


def _mark(device: str, email: str) -> str:
    whole = salted_hmac(
        f"accounts.security.known_devices.{device}", email.strip().lower(), algorithm="sha256"
    ).hexdigest()
    return whole[:32]
