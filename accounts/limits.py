"""What somebody sees who tries too often. The limits themselves: ACCOUNT_RATE_LIMITS in config/settings.py."""

import math
import time
from collections.abc import Iterator

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import Rate, get_cache_key, get_rates
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

ACCOUNT, MFA = "allauth.account", "allauth.mfa"
# Which limits may have stopped a page; a page that is not here counts wrong passwords and codes.
LIMITS_OF = {
    "account_login": [(ACCOUNT, "login"), (ACCOUNT, "login_failed")],
    "account_signup": [(ACCOUNT, "signup")],
    "account_reset_password": [(ACCOUNT, "reset_password")],
    "account_reset_password_from_key": [(ACCOUNT, "reset_password_from_key")],
    "account_reauthenticate": [(ACCOUNT, "reauthenticate"), (ACCOUNT, "login_failed")],
    "account_change_password": [(ACCOUNT, "change_password")],
    "account_email": [(ACCOUNT, "manage_email")],
    "mfa_login_webauthn": [(MFA, "webauthn_login")],
}
WRONG_TRIES = [(ACCOUNT, "login_failed")]


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """The page for 429. `Retry-After` says in how many seconds one more try is let through."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(seconds_to_wait(request))
    return response


def seconds_to_wait(request: HttpRequest) -> int:
    """Until no limit on this page holds any longer, of those that this network address or account has reached."""
    match = request.resolver_match
    names = list(_names(request))
    waits = [
        _remaining(get_cache_key(request, app=app, action=action, rate=rate, key=name), rate)
        for app, action in LIMITS_OF.get((match and match.url_name) or "", WRONG_TRIES)
        for rate in get_rates(app=app, action=action)
        if rate.per != "user" or request.user.is_authenticated
        for name in (names if rate.per == "key" else [None])
    ]
    return max(1, math.ceil(max(waits, default=0)))


def _names(request: HttpRequest) -> Iterator[str]:
    """What allauth may have counted the tries of this request under: e-mail addresses and accounts."""
    user = request.user
    stage = getattr(request, "_login_stage", None)  # set by allauth between password and second step
    for email in (request.POST.get("login", ""), request.POST.get("email", ""), getattr(user, "email", "")):
        yield email.strip().lower()
        yield get_adapter()._get_login_attempts_cache_key(request, email=email.strip())
    for person in (user, stage.login.user if stage else None):
        yield f"mfa-auth-user-{getattr(person, 'pk', None)}"


def _remaining(name: str, rate: Rate) -> float:
    """How long a limit that is reached still holds: until the oldest try that counts has passed."""
    tries = cache.get(name, [])
    return tries[-1] + rate.duration - time.time() if len(tries) >= rate.amount else 0
