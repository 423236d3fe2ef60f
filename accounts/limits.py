"""What somebody sees who tries too often. The limits themselves: ACCOUNT_RATE_LIMITS in config/settings.py."""

import math
import time
from collections.abc import Iterator

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
    """The page for 429. `Retry-After` is when at least one more try is let through, in seconds."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(seconds_to_wait(request))
    return response


def seconds_to_wait(request: HttpRequest) -> int:
    """Until the limit of this network address or account ends; else the whole time of the limit per e-mail address."""
    match = request.resolver_match
    of_others = 0.0
    waits = [0.0]
    for app, action in LIMITS_OF.get((match and match.url_name) or "", WRONG_TRIES):
        for rate in get_rates(app=app, action=action):
            of_others = max(of_others, rate.duration if rate.per == "key" else 0)
            waits += _remaining(request, app, action, rate)
    return max(1, math.ceil(max(waits) or of_others or 60))


def _remaining(request: HttpRequest, app: str, action: str, rate: Rate) -> Iterator[float]:
    """How long a limit that is reached still holds: until the oldest try that counts has passed."""
    if rate.per == "ip" or (rate.per == "user" and request.user.is_authenticated):
        tries = cache.get(get_cache_key(request, app=app, action=action, rate=rate), [])
        if len(tries) >= rate.amount:
            yield max(0, tries[-1] + rate.duration - time.time())
