"""How often somebody may try to sign in, send a form of the accounts or cause a mail, and the page
for those who tried too often (docs/adr/0014-limits-on-tries.md).

A stranger's attempts never keep the owner out: wrong passwords and codes are counted by account and
network, while a session, and a device that signed in before, have counters of their own. Only
guessing from several networks reaches the limit of the account as a whole. The account is then
guarded, and the page says which ways in stay open.
"""

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from accounts.queries import emails_of
from accounts.rate_limits import Attempt, RateLimit, count_attempt, refund, reset_limit
from accounts.security.device_cookie import known_device_id

MINUTE, HOUR = 60, 60 * 60

SIGN_INS_FROM_NETWORK = RateLimit("signing in", 30, MINUTE)
PASSWORDS_FROM_PLACE = RateLimit("passwords of an account from one place", 5, 10 * MINUTE)
CODES_FROM_PLACE = RateLimit("codes of an account from one place", 5, 10 * MINUTE)
PASSWORDS_FROM_NETWORK = RateLimit("passwords from a network", 10, MINUTE)
# The limits of an account as a whole, for all places that are not its own. They are above what one
# place can reach in an hour (35), so that no single stranger makes an account guarded.
PASSWORDS_OF_ACCOUNT = RateLimit("passwords of an account", 50, HOUR)
CODES_OF_ACCOUNT = RateLimit("codes of an account", 40, HOUR)
# Where no mail is sent, what each network may still try at a guarded account.
ATTEMPTS_WHILE_GUARDED = RateLimit("while the brake is on", 1, 10 * MINUTE)
# Mails that strangers can cause by typing somebody's address.
MAILS_TO_ADDRESS = RateLimit("mails to an address", 3, 10 * MINUTE)
RESETS_TO_ADDRESS = RateLimit("resets of an address", 5, 10 * MINUTE)
MAILS_FROM_NETWORK = RateLimit("mails from a network", 30, HOUR)


# --- places ---------------------------------------------------------------------------------------
def client_network(request: HttpRequest) -> str:
    """The IPv4 address, or the /64 of an IPv6 address: what a household has."""
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


def own_place(request: HttpRequest, email: str) -> str | None:
    """The session or device on which this account signed in before; None for a new device."""
    if request.user.is_authenticated and request.user.email.lower() == email.lower():
        return f"session {request.session.session_key}"
    device = known_device_id(request, email)
    return f"device {device}" if device else None


# --- passwords and codes --------------------------------------------------------------------------
def count_password_attempt(request: HttpRequest, email: str) -> list[Attempt]:
    """Counts an attempt before the password is checked; `refund` the result if it was right.

    Addresses without an account are counted alike, so that the answer does not tell them apart.
    Raises ImmediateHttpResponse with the page that explains a refusal.
    """
    email = email.strip().lower()
    if place := own_place(request, email):
        return _count_all(request, [(PASSWORDS_FROM_PLACE, f"{email} {place}")])
    network = client_network(request)
    # A right password counts as a sign-in, too: that attempt is not refunded.
    _, *attempts = _count_all(
        request,
        [
            (SIGN_INS_FROM_NETWORK, network),
            (PASSWORDS_FROM_NETWORK, network),
            (PASSWORDS_FROM_PLACE, f"{email} {network}"),
        ],
    )
    return _count_for_account(request, PASSWORDS_OF_ACCOUNT, email, network, attempts)


def count_code_attempt(request: HttpRequest, user: User) -> list[Attempt]:
    """The same for a code of the second factor: whoever gets here knows the password."""
    if place := own_place(request, user.email):
        return _count_all(request, [(CODES_FROM_PLACE, f"{user.pk} {place}")])
    network = client_network(request)
    attempts = _count_all(request, [(CODES_FROM_PLACE, f"{user.pk} {network}")])
    return _count_for_account(request, CODES_OF_ACCOUNT, str(user.pk), network, attempts)


def reset_account_limits(user: User) -> None:
    """For a new password: guesses at the old one no longer matter."""
    for email in emails_of(user):
        reset_limit(PASSWORDS_OF_ACCOUNT, email.lower())
    reset_limit(CODES_OF_ACCOUNT, str(user.pk))


def _count_all(request: HttpRequest, counters: Iterable[tuple[RateLimit, str]]) -> list[Attempt]:
    """Counts one attempt for each pair of limit and subject, up to the first that refuses.

    The later ones are not counted then, or a flood would fill the table with made-up subjects; the
    earlier ones are refunded, because a refused attempt must not use up other limits.
    """
    attempts: list[Attempt] = []
    for limit, subject in counters:
        attempt = count_attempt(limit, subject)
        if attempt.is_refused:
            refund(attempts)
            raise ImmediateHttpResponse(too_many_attempts_page(request, attempt.wait))
        attempts.append(attempt)
    return attempts


def _count_for_account(
    request: HttpRequest, limit: RateLimit, account: str, network: str, attempts: list[Attempt]
) -> list[Attempt]:
    attempt = count_attempt(limit, account)
    if attempt.is_refused and not settings.SENDS_MAIL:
        attempt = count_attempt(ATTEMPTS_WHILE_GUARDED, f"{limit.name} {account} {network}")
    if attempt.is_refused:
        refund(attempts)
        page = guarded_account_page(request, attempt.wait, is_code=limit is CODES_OF_ACCOUNT)
        raise ImmediateHttpResponse(page)
    return [*attempts, attempt]


# --- mails ----------------------------------------------------------------------------------------
def allow_mail(request: HttpRequest, email: str) -> bool:
    """Counts a mail to the address, and says whether it may be sent."""
    counters = [
        (MAILS_TO_ADDRESS, email.strip().lower()),
        (MAILS_FROM_NETWORK, client_network(request)),
    ]
    return not any(count_attempt(limit, subject).is_refused for limit, subject in counters)


def allow_reset_mail(email: str) -> bool:
    """The same for a link to a new password. Past the limit no mail is sent, but the page stays the
    same: strangers cannot keep the owner from asking, who has valid links in the mailbox by then.
    """
    return not count_attempt(RESETS_TO_ADDRESS, email.strip().lower()).is_refused


# --- forms ----------------------------------------------------------------------------------------
def _session_subject(request: HttpRequest) -> str | None:
    return request.session.session_key


def _account_subject(request: HttpRequest) -> str | None:
    return str(request.user.pk) if request.user.is_authenticated else None


# A limit, and for whom a request counts; None is not counted.
FormLimits = list[tuple[RateLimit, Callable[[HttpRequest], str | None]]]
REAUTHENTICATIONS: FormLimits = [(RateLimit("confirming who it is", 10, MINUTE), _session_subject)]
PASSWORD_CHANGES: FormLimits = [(RateLimit("changing the password", 5, MINUTE), _session_subject)]
# By the name of a page: how often forms may be sent to it.
FORM_LIMITS: dict[str, FormLimits] = {
    "account_signup": [
        (RateLimit("signing up", 20, MINUTE), client_network),
        (RateLimit("signing up in an hour", 100, HOUR), client_network),
    ],
    "account_reset_password": [(RateLimit("asking for a reset", 20, MINUTE), client_network)],
    "account_reset_password_from_key": [
        (RateLimit("choosing a new password", 20, MINUTE), client_network)
    ],
    "account_reauthenticate": REAUTHENTICATIONS,
    "mfa_reauthenticate": REAUTHENTICATIONS,
    "mfa_reauthenticate_webauthn": REAUTHENTICATIONS,
    "account_change_password": PASSWORD_CHANGES,
    "account_set_password": PASSWORD_CHANGES,
    "account_email": [(RateLimit("changing addresses", 10, MINUTE), _account_subject)],
    "mfa_login_webauthn": [(RateLimit("signing in with a passkey", 10, MINUTE), client_network)],
}


def refuse_if_too_often(request: HttpRequest, page: str) -> HttpResponse | None:
    """Counts a form sent to the page; returns the answer if it was sent too often."""
    counters = ((limit, subject_of(request)) for limit, subject_of in FORM_LIMITS.get(page, ()))
    try:
        _count_all(request, [(limit, subject) for limit, subject in counters if subject])
    except ImmediateHttpResponse as refusal:
        return refusal.response
    return None


# --- pages ----------------------------------------------------------------------------------------
def too_many_attempts_page(request: HttpRequest, wait: int) -> HttpResponse:
    return _refusal_page(request, "429.html", wait, {})


def guarded_account_page(request: HttpRequest, wait: int, *, is_code: bool) -> HttpResponse:
    """For a new device, while many others guess at the account (which need not exist)."""
    return _refusal_page(
        request, "accounts/guarded.html", wait, {"is_code": is_code, "by_mail": settings.SENDS_MAIL}
    )


def _refusal_page(
    request: HttpRequest, template: str, wait: int, context: dict[str, Any]
) -> HttpResponse:
    """`wait` is in seconds, until the limit that was reached allows another attempt."""
    response = render(request, template, context | {"minutes": -(-wait // MINUTE)}, status=429)
    response.headers["Retry-After"] = str(wait)
    return response
