"""What is answered when the database cannot, or we erred: no query, no session."""

import logging
import sys
from collections.abc import Mapping
from http import HTTPStatus
from typing import NamedTuple

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from accounts.database_errors import DatabaseFailure, classify_failure
from accounts.save_status import SAVE_STATUS_DETAILS, save_status_of

RETRY_SECONDS = 30
API = "/api/"
SAVED_HEADER = "Magwise-Saved"  # for static/magwise.js, which never sees the page
STATUS: dict[DatabaseFailure | None, int] = {
    "full": 507,
    "unavailable": 503,
    "damaged": 500,
    None: 500,
}
PAGES: dict[DatabaseFailure | None, str] = {
    "full": "507.html",
    "unavailable": "503.html",
    "damaged": "damaged.html",
    None: "500.html",
}
TOLD: dict[DatabaseFailure | None, str] = {
    None: "This is a fault of ours. Nothing that was sent is to blame.",
    "unavailable": "The database cannot be reached. Send it again in half a minute.",
    "full": "The disk of this Magwise is full. Reading goes on.",
    "damaged": (
        "A part of the database is damaged. Whoever runs this Magwise must restore a backup."
    ),
}
# Who types these types them again: they stand in no page of ours.
SECRETS = {
    "password",
    "password1",
    "password2",
    "oldpassword",
    "code",
    "credential",
    "csrfmiddlewaretoken",
}
logger = logging.getLogger("magwise.database")


class Again(NamedTuple):
    """A form that sends the same once more, with the same ids in it."""

    address: str
    token: str
    fields: list[tuple[str, str]]


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500. What went wrong is the exception that is being handled."""
    error = sys.exc_info()[1]
    trouble, saved = classify_failure(error), save_status_of(request, error)
    if trouble == "damaged":
        tell_operator_of_damage(error)
    headers = {"Retry-After": str(RETRY_SECONDS)} if trouble == "unavailable" else {}
    if saved:
        headers[SAVED_HEADER] = saved
    status = STATUS[trouble]
    if request.path.startswith(API):
        members = {"saved": saved} if saved else {}
        return problem(
            status, TOLD[trouble] + SAVE_STATUS_DETAILS[saved], headers=headers, **members
        )
    words = {"saved": saved, "again": again_with(request) if saved else None}
    return HttpResponse(render_to_string(PAGES[trouble], words), status=status, headers=headers)


def problem(
    status: int, detail: str, *, headers: Mapping[str, str] | None = None, **members: str
) -> HttpResponse:
    """Problem details (RFC 9457) for programs, without the API: it may not be there."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    } | members
    return JsonResponse(
        body, status=status, headers=headers, content_type="application/problem+json"
    )


def tell_operator_of_damage(found: object) -> None:
    logger.critical(
        "The database is damaged: stop Magwise and restore a backup (./run manage restore FILE). "
        "It says: %s",
        found,
    )


def again_with(request: HttpRequest) -> Again | None:
    """None where the page could not carry everything: files, and what shall stand in no page."""
    try:
        sent = [(name, value) for name, values in request.POST.lists() for value in values]
        files = len(request.FILES)
    except (OSError, SuspiciousOperation):  # the body cannot be read
        return None
    names = {name for name, _ in sent} - {"csrfmiddlewaretoken"}
    if files or names & SECRETS:
        return None
    fields = [(name, value) for name, value in sent if name != "csrfmiddlewaretoken"]
    return Again(request.get_full_path(), get_token(request), fields)
