"""What is written to the log: readable lines, or JSON with LOG_FORMAT=json.

A log outlives a diary and is read by more people than a diary. So it names the route, never the
path (which has ids, days and reset keys in it), and no person, e-mail address, food or IP address.
The text of an exception stays out, too:
it may quote what somebody typed; only those of the machine are told.
"""

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest

ACCESS, SECURITY = logging.getLogger("magwise.access"), logging.getLogger("magwise.security")

NO_REQUEST = "-"
MAX_HOST_LENGTH = 100
request_id: ContextVar[str] = ContextVar("request_id", default=NO_REQUEST)
# Nothing that could break out of a line, a header, or a query of whoever reads the log.
SAFE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
# These speak of the machine: a disk that is full, a server that is away.
MACHINE_ERRORS = (OperationalError, InterfaceError, OSError)


def request_id_for(sent: str) -> str:
    """The id that a proxy gave the request, if it is a harmless one; else a new one."""
    return sent if SAFE_ID.fullmatch(sent) else uuid4().hex


def route_of(request: HttpRequest) -> str:
    """The name of the address, such as "diary:day"; "-" where there is none."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name or match.route) if match else "-"


def log_failed_sign_in(sender: object, **kwargs: Any) -> None:
    """Django's signal; the access line says when. Whose account it was about stays out."""
    SECURITY.warning("sign-in failed")


class RedactionFilter(logging.Filter):
    """Takes what a sender chose out of Django's messages; drops repeated access lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is None:
            return True
        route = route_of(request) if isinstance(request, HttpRequest) else "-"
        if record.name == "django.security.DisallowedHost":
            # A machine's name as it was called, and what the operator needs; all else stays out.
            host = request.META.get("HTTP_HOST", "") if isinstance(request, HttpRequest) else ""
            record.msg, record.args, record.exc_info = (
                "%s is not in ALLOWED_HOSTS",
                (ascii(host[:MAX_HOST_LENGTH]),),
                None,
            )
            return True
        if record.name.startswith("django.security"):
            record.msg, record.args = f"{record.name.rpartition('.')[2]} in {route}", ()
            record.exc_info = None  # Django's own checks: their stack says nothing more
            return True
        record.msg, record.args = f"failed in {route}", ()
        return record.levelno >= logging.ERROR


class GunicornFilter(logging.Filter):
    """Its messages about requests it could not answer quote them, with the sender's address."""

    QUOTING = re.compile(r"(Invalid request|Error handling request)\b.*", re.DOTALL)

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], BlockingIOError):
            # config/gunicorn.py hangs up on who sends half a request: no fault, no stack.
            record.msg, record.args, record.exc_info = "a connection fell silent", (), None
        if quoting := self.QUOTING.match(record.getMessage()):
            record.msg, record.args = quoting[1], ()
        return True


class LineFormatter(logging.Formatter):
    """Time, level, logger, message, then what else is known as key=value."""

    def format(self, record: logging.LogRecord) -> str:
        fields = getattr(record, "fields", {}) | {"request_id": request_id.get()}
        start = f"{_timestamp(record)} {record.levelname} {record.name} {record.getMessage()}"
        line = " ".join([start, *(f"{key}={value}" for key, value in fields.items())])
        return f"{line}\n{stack}" if (stack := _stack_trace(record)) else line


class JsonFormatter(logging.Formatter):
    """The same as one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = {
            "time": _timestamp(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_id.get(),
        }
        fields |= getattr(record, "fields", {})
        if stack := _stack_trace(record):
            fields["stack"] = stack
        return json.dumps(fields, default=str)


def _timestamp(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _stack_trace(record: logging.LogRecord) -> str:
    """Where it went wrong and with what kind of error; never the text of a chained error."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return ""
    places = [
        f"  {frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    return "\n".join([*places, f"{kind}: {error}" if isinstance(error, MACHINE_ERRORS) else kind])
