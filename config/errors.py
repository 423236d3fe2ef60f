"""Responses when the database fails, Magwise errs, or a request is refused before its view runs.

They use neither the database nor the session, and repeat nothing that was sent, except the form
that a page offers to send again.
"""

import logging
import sys
from collections.abc import Mapping
from http import HTTPStatus
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import DisallowedHost, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.views.csrf import csrf_failure as django_csrf_failure

from accounts.database_errors import DatabaseFailure, classify_failure
from accounts.save_status import SAVE_STATUS_DETAILS, save_status_of
from config.logs import SECURITY

RETRY_SECONDS = 30
API_PATH = "/api/"
SAVED_HEADER = "Magwise-Saved"  # for static/magwise.js, which does not see the page
STATUS_CODES: dict[DatabaseFailure | None, int] = {
    "full": 507,
    "unavailable": 503,
    "damaged": 500,
    None: 500,
}
TEMPLATES: dict[DatabaseFailure | None, str] = {
    "full": "507.html",
    "unavailable": "503.html",
    "damaged": "500_damaged.html",
    None: "500.html",
}
DETAILS: dict[DatabaseFailure | None, str] = {
    None: "This is a fault of ours. Nothing that was sent is to blame.",
    "unavailable": "The database cannot be reached. Send it again in half a minute.",
    "full": "The disk of this Magwise is full. Reading goes on.",
    "damaged": (
        "A part of the database is damaged. Whoever runs this Magwise must restore a backup."
    ),
}
# A form with one of these is not offered again: a secret must not stand in a page.
SECRET_FORM_FIELDS = {
    "password",
    "password1",
    "password2",
    "oldpassword",
    "code",
    "credential",
}
CSRF_FIELD = "csrfmiddlewaretoken"
HTTPS_SETTING_MISSING = "reached over https, but HTTPS=true is not set"
logger = logging.getLogger("magwise.database")


# --- errors ---------------------------------------------------------------------------------------
class Resubmission(NamedTuple):
    """A form that sends the same request again, with the same ids in it."""

    url: str
    csrf_token: str
    fields: list[tuple[str, str]]


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500, called while the exception is being handled."""
    error = sys.exc_info()[1]
    failure, saved = classify_failure(error), save_status_of(request, error)
    if failure == "damaged":
        log_damage(error)
    headers = {"Retry-After": str(RETRY_SECONDS)} if failure == "unavailable" else {}
    if saved:
        headers[SAVED_HEADER] = saved
    status = STATUS_CODES[failure]
    if request.path.startswith(API_PATH):
        members = {"saved": saved} if saved else {}
        detail = DETAILS[failure] + SAVE_STATUS_DETAILS[saved]
        return problem_response(status, detail, headers=headers, **members)
    context = {"saved": saved, "resubmission": resubmission_of(request) if saved else None}
    page = render_to_string(TEMPLATES[failure], context)
    return HttpResponse(page, status=status, headers=headers)


def problem_response(
    status: int, detail: str, *, headers: Mapping[str, str] | None = None, **members: str
) -> HttpResponse:
    """Problem details (RFC 9457), without the API's modules, which may be what is broken."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    } | members
    return JsonResponse(
        body, status=status, headers=headers, content_type="application/problem+json"
    )


def log_damage(evidence: object) -> None:
    logger.critical(
        "The database is damaged: stop Magwise and restore a backup (./run manage restore FILE). "
        "It says: %s",
        evidence,
    )


def resubmission_of(request: HttpRequest) -> Resubmission | None:
    """None if a page cannot hold everything that was sent: files, secrets, an unreadable body."""
    try:
        sent = [(name, value) for name, values in request.POST.lists() for value in values]
        files = len(request.FILES)
    except (OSError, SuspiciousOperation):  # the body cannot be read
        return None
    fields = [(name, value) for name, value in sent if name != CSRF_FIELD]
    if files or SECRET_FORM_FIELDS.intersection(name for name, _ in fields):
        return None
    return Resubmission(request.get_full_path(), get_token(request), fields)


# --- refusals -------------------------------------------------------------------------------------
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400. The page names ALLOWED_HOSTS to somebody who sets Magwise up; once HTTPS
    is set, only the log does.
    """
    is_unknown_host = isinstance(exception, DisallowedHost) and not settings.HTTPS
    if request.path.startswith(API_PATH):
        detail = (
            "The host of this request is not in ALLOWED_HOSTS."
            if is_unknown_host
            else "This cannot be read."
        )
        return problem_response(400, detail)
    template = "400_unknown_host.html" if is_unknown_host else "400.html"
    return HttpResponse(render_to_string(template), status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW, which also explains a common fault of the installation."""
    if not is_https_setting_missing(request):
        return django_csrf_failure(request, reason)
    SECURITY.warning(HTTPS_SETTING_MISSING)
    return HttpResponse(render_to_string("403_https.html"), status=403)


def is_https_setting_missing(request: HttpRequest) -> bool:
    """Whether the browser speaks https to a proxy while Magwise takes the request for http: then no
    form can pass the CSRF check.

    The browser itself sends the Origin. If its host is not that of the request, which a proxy may
    have changed, the form could come from another site: then the proxy or the browser must confirm.
    """
    origin = request.headers.get("Origin", "")
    if settings.HTTPS or request.is_secure() or not origin.startswith("https://"):
        return False
    forwarded_proto = request.headers.get("X-Forwarded-Proto", "").partition(",")[0]
    is_confirmed_by_proxy = forwarded_proto.strip().lower() == "https"
    is_confirmed_by_browser = request.headers.get("Sec-Fetch-Site") == "same-origin"
    return (
        is_confirmed_by_proxy
        or is_confirmed_by_browser
        or origin == f"https://{request.get_host()}"
    )
