"""Pages for when the database cannot do its work: no query, no session, no context."""

import sqlite3
import sys
from typing import Literal

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

Trouble = Literal["full", "away"]
RETRY_SECONDS = 30
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
    match trouble_of(sys.exc_info()[1]):
        case "full":
            return HttpResponse(render_to_string("507.html"), status=507)
        case "away":
            return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": str(RETRY_SECONDS)})
    return HttpResponse(render_to_string("500.html"), status=500)


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
