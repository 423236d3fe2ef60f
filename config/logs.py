"""The format of the log (lines, or JSON with LOG_FORMAT=json), and what is kept out of it.

A log outlives a diary and is read by more people. It names the route, never the path (which
contains ids, days and reset keys), and no person, e-mail address, food or IP address. The text of
an exception is left out, too, because it may quote what somebody typed; only MACHINE_ERRORS keep
theirs.
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
# Characters that are harmless in a log line, a header, and a query of whoever reads the log.
SAFE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
# Errors about the machine: a full disk, a server that does not answer.
MACHINE_ERRORS = (OperationalError, InterfaceError, OSError)


def request_id_for(sent: str) -> str:
    """The id that a proxy sent, if it is harmless; else a new one."""
    return sent if SAFE_ID.fullmatch(sent) else uuid4().hex


def route_of(request: HttpRequest) -> str:
    """The name of the URL pattern, such as "diary:day"; "-" if none matches."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name or match.route) if match else "-"


def log_failed_sign_in(sender: object, **kwargs: Any) -> None:
    """Receives Django's signal `user_login_failed`. The account is left out on purpose."""
    SECURITY.warning("sign-in failed")


class RedactionFilter(logging.Filter):
    """Removes what a client sent from Django's messages, and drops those that repeat access
    lines.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is None:
            return True
        route = route_of(request) if isinstance(request, HttpRequest) else "-"
        if record.name == "django.security.DisallowedHost":
            # The Host is what the operator needs to know; everything else is left out.
            host = request.META.get("HTTP_HOST", "") if isinstance(request, HttpRequest) else ""
            record.msg, record.args, record.exc_info = (
                "%s is not in ALLOWED_HOSTS",
                (ascii(host[:MAX_HOST_LENGTH]),),
                None,
            )
            return True
        if record.name.startswith("django.security"):
            record.msg, record.args = f"{record.name.rpartition('.')[2]} in {route}", ()
            record.exc_info = None  # the stack of Django's own checks says nothing
            return True
        record.msg, record.args = f"failed in {route}", ()
        return record.levelno >= logging.ERROR


class GunicornFilter(logging.Filter):
    """Removes the request and the IP address that gunicorn quotes when it cannot answer."""

    QUOTING_MESSAGE = re.compile(r"(Invalid request|Error handling request)\b.*", re.DOTALL)

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], BlockingIOError):
            # The timeouts of config/gunicorn.py close half-sent requests: no fault, so no stack.
            record.msg, record.args, record.exc_info = "a connection fell silent", (), None
        if match := self.QUOTING_MESSAGE.match(record.getMessage()):
            record.msg, record.args = match[1], ()
        return True


class LineFormatter(logging.Formatter):
    """Time, level, logger, message, then the other fields as key=value."""

    def format(self, record: logging.LogRecord) -> str:
        fields = getattr(record, "fields", {}) | {"request_id": request_id.get()}
        start = f"{_timestamp(record)} {record.levelname} {record.name} {record.getMessage()}"
        line = " ".join([start, *(f"{key}={value}" for key, value in fields.items())])
        return f"{line}\n{stack}" if (stack := _stack_trace(record)) else line


class JsonFormatter(logging.Formatter):
    """The same as one JSON object per line."""

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
    """The stack and type of the error, without the text of chained errors."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return ""
    frames = [
        f"  {frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    return "\n".join([*frames, f"{name}: {error}" if isinstance(error, MACHINE_ERRORS) else name])
