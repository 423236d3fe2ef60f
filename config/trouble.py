"""Pages for when the database cannot do its work: no query, no session, no context."""

import sqlite3
import sys
from http import HTTPStatus
from typing import Literal

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

Trouble = Literal["full", "away"]
RETRY_SECONDS = 30
API = "/api/"
TOLD_PROGRAMS = {
    500: "This is a fault of ours. Nothing that was sent is to blame.",
    503: "The database cannot be reached. Nothing was changed; send it again in half a minute.",
    507: "The disk of this Magwise is full. Nothing was changed; reading goes on.",
}
HEALTH_MILLISECONDS = 2_000

# SQLite: busy, locked, read-only, input/output error, corrupt, cannot open, not a database.
SQLITE_AWAY = {5, 6, 8, 10, 11, 14, 26}
SQLITE_FULL = 13
# PostgreSQL's classes of errors: no connection, too few resources, an operator's hand, its system.
POSTGRES_AWAY = ("08", "53", "57P", "58")
POSTGRES_FULL = "53100"
READ_ONLY = "25006"  # a standby


def trouble_of(error: BaseException | None) -> Trouble | None:
    """Whether that error is the machine's: its disk is "full", or the database is "away". None for our own faults."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return None
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the rest tells which kind of it
        return "full" if code == SQLITE_FULL else "away" if code in SQLITE_AWAY else None
    if cause is None:
        return None
    state = getattr(cause, "pgcode", None)
    if state is None:  # the connection was never made, or broke
        return "away" if type(cause).__name__ in ("OperationalError", "InterfaceError") else None
    if state == POSTGRES_FULL:
        return "full"
    return "away" if state == READ_ONLY or state.startswith(POSTGRES_AWAY) else None


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500. What went wrong is the exception that is being handled."""
    status = {"full": 507, "away": 503, None: 500}[trouble_of(sys.exc_info()[1])]
    headers = {"Retry-After": str(RETRY_SECONDS)} if status == 503 else {}
    if request.path.startswith(API):
        title = HTTPStatus(status).phrase
        problem = {"type": "about:blank", "title": title, "status": status, "detail": TOLD_PROGRAMS[status]}
        return JsonResponse(problem, status=status, headers=headers, content_type="application/problem+json")
    return HttpResponse(render_to_string(f"{status}.html"), status=status, headers=headers)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers within two seconds, 503 when not; for load balancers."""
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"SET statement_timeout = {HEALTH_MILLISECONDS}")
            try:
                cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
            finally:
                if connection.vendor == "postgresql":
                    cursor.execute("RESET statement_timeout")
    except (DatabaseError, InterfaceError):
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
