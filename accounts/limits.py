"""How often somebody may try, and what they see who tried too often
(docs/adr/0014-limits-on-tries.md).

A stranger's tries never keep the owner out: wrong passwords and codes are counted for an account
and the network address they come from, a device that signed in before has its own count, and so has
a session. Only who guesses from several networks meets the brake on the account itself, and its
page says which ways stay open.
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
from accounts.security.known_devices import known_device
from accounts.tries import Counted, Limit, count, forget, give_back

MINUTE, HOUR = 60, 60 * 60

SIGNING_IN = Limit("signing in", 30, MINUTE)
WRONG_PASSWORDS = Limit("passwords of an account from one place", 5, 10 * MINUTE)
WRONG_CODES = Limit("codes of an account from one place", 5, 10 * MINUTE)
WRONG_FROM_NETWORK = Limit("passwords from a network", 10, MINUTE)
# The brakes: what all unknown places together may try, more than a single one an hour (35).
GUESSED_PASSWORDS = Limit("passwords of an account", 50, HOUR)
GUESSED_CODES = Limit("codes of an account", 40, HOUR)
# While a brake is on and no mail is sent, each place may try so often:
SLOWLY = Limit("while the brake is on", 1, 10 * MINUTE)
# Mails that strangers can have sent to an address that they type.
MAILS_TO_ADDRESS = Limit("mails to an address", 3, 10 * MINUTE)
RESETS_TO_ADDRESS = Limit("resets of an address", 5, 10 * MINUTE)
MAILS_FROM_NETWORK = Limit("mails from a network", 30, HOUR)

Steps = Iterable[tuple[Limit, str]]


# --- who is counted apart -------------------------------------------------------------------------
def network_of(request: HttpRequest) -> str:
    """The network address; of IPv6 the part that a household has, not a single machine."""
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


def own_place(request: HttpRequest, email: str) -> str | None:
    """The session or device that this account was signed in with before; None for a stranger's."""
    if request.user.is_authenticated and request.user.email.lower() == email.lower():
        return f"session {request.session.session_key}"
    device = known_device(request, email)
    return f"device {device}" if device else None


# --- wrong passwords and codes --------------------------------------------------------------------
def try_password(request: HttpRequest, email: str) -> list[Counted]:
    """Counts a try before it is made; `give_back` when the password was right. An address without a
    diary counts alike.

    Raises ImmediateHttpResponse with a page that says what is the matter.
    """
    email = email.strip().lower()
    if place := own_place(request, email):
        return _take(request, [(WRONG_PASSWORDS, f"{email} {place}")])
    network = network_of(request)
    # Signing in counts for SIGNING_IN also with the right password: that one is not given back.
    _, *counted = _take(
        request,
        [
            (SIGNING_IN, network),
            (WRONG_FROM_NETWORK, network),
            (WRONG_PASSWORDS, f"{email} {network}"),
        ],
    )
    return _brake(request, GUESSED_PASSWORDS, email, network, counted)


def try_code(request: HttpRequest, user: User) -> list[Counted]:
    """The same for a code of the second factor: whoever gets here knows the password."""
    if place := own_place(request, user.email):
        return _take(request, [(WRONG_CODES, f"{user.pk} {place}")])
    network = network_of(request)
    counted = _take(request, [(WRONG_CODES, f"{user.pk} {network}")])
    return _brake(request, GUESSED_CODES, str(user.pk), network, counted)


def release_brakes(user: User) -> None:
    """After the password was changed: whoever guessed it, or knew it, begins anew."""
    for email in emails_of(user):
        forget(GUESSED_PASSWORDS, email.lower())
    forget(GUESSED_CODES, str(user.pk))


def _take(request: HttpRequest, steps: Steps) -> list[Counted]:
    counted: list[Counted] = []
    for limit, who in steps:
        one = count(limit, who)
        # those behind it are not asked: a flood would fill the table with what it makes up
        if one.is_refused:
            give_back(counted)  # and what was refused makes no other limit fuller
            raise ImmediateHttpResponse(too_many_tries(request, one.wait))
        counted.append(one)
    return counted


def _brake(
    request: HttpRequest, limit: Limit, account: str, network: str, counted: list[Counted]
) -> list[Counted]:
    one = count(limit, account)
    if one.is_refused and not settings.SENDS_MAIL:
        one = count(SLOWLY, f"{limit.name} {account} {network}")
    if one.is_refused:
        give_back(counted)
        raise ImmediateHttpResponse(guarded(request, one.wait, is_code=limit is GUESSED_CODES))
    return [*counted, one]


# --- mails and pages ------------------------------------------------------------------------------
def may_mail(request: HttpRequest, email: str) -> bool:
    steps = [(MAILS_TO_ADDRESS, email.strip().lower()), (MAILS_FROM_NETWORK, network_of(request))]
    return not any(count(limit, who).is_refused for limit, who in steps)


def may_mail_reset(email: str) -> bool:
    """Whoever asks once more gets the same page: refusing it would let a stranger keep the owner
    from asking, who has good links in the mailbox by then."""
    return not count(RESETS_TO_ADDRESS, email.strip().lower()).is_refused


def _session(request: HttpRequest) -> str | None:
    return request.session.session_key


def _account(request: HttpRequest) -> str | None:
    return str(request.user.pk) if request.user.is_authenticated else None


Who = Callable[[HttpRequest], str | None]
CONFIRMING: list[tuple[Limit, Who]] = [(Limit("confirming who it is", 10, MINUTE), _session)]
CHANGING_PASSWORD: list[tuple[Limit, Who]] = [(Limit("changing the password", 5, MINUTE), _session)]
# Of each page, how often a form may be sent to it. Who is None is not counted.
PAGES: dict[str, list[tuple[Limit, Who]]] = {
    "account_signup": [
        (Limit("signing up", 20, MINUTE), network_of),
        (Limit("signing up in an hour", 100, HOUR), network_of),
    ],
    "account_reset_password": [(Limit("asking for a reset", 20, MINUTE), network_of)],
    "account_reset_password_from_key": [(Limit("choosing a new password", 20, MINUTE), network_of)],
    "account_reauthenticate": CONFIRMING,
    "mfa_reauthenticate": CONFIRMING,
    "mfa_reauthenticate_webauthn": CONFIRMING,
    "account_change_password": CHANGING_PASSWORD,
    "account_set_password": CHANGING_PASSWORD,
    "account_email": [(Limit("changing addresses", 10, MINUTE), _account)],
    "mfa_login_webauthn": [(Limit("signing in with a passkey", 10, MINUTE), network_of)],
}


def limited(request: HttpRequest, page: str) -> HttpResponse | None:
    """Counts a form that is sent to the page; the answer when it was sent too often."""
    steps = ((limit, who(request)) for limit, who in PAGES.get(page, ()))
    try:
        _take(request, [(limit, who) for limit, who in steps if who is not None])
    except ImmediateHttpResponse as refused:
        return refused.response
    return None


def too_many_tries(request: HttpRequest, wait: int) -> HttpResponse:
    """`Retry-After` says in how many seconds the limit that was reached lets one more through."""
    return _refused(request, "429.html", wait, {})


def guarded(request: HttpRequest, wait: int, *, is_code: bool) -> HttpResponse:
    """For a new device, while many others try to get into the account (which may not be there)."""
    return _refused(
        request, "accounts/guarded.html", wait, {"is_code": is_code, "by_mail": settings.SENDS_MAIL}
    )


def _refused(request: HttpRequest, template: str, wait: int, words: dict[str, Any]) -> HttpResponse:
    response = render(request, template, words | {"minutes": -(-wait // MINUTE)}, status=429)
    response.headers["Retry-After"] = str(wait)
    return response
