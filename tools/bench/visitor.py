"""Requests pages from the application itself, without a network or a test client in between."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.middleware.csrf import CSRF_SECRET_LENGTH
from django.test.utils import CaptureQueriesContext
from django.utils.crypto import get_random_string

from accounts.models import User


class Visitor:
    """A signed-in person's browser, as the server sees it."""

    def __init__(self, user: User, *, backend: str = "") -> None:
        self.user = user
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = backend or settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        self.csrf = get_random_string(CSRF_SECRET_LENGTH)
        session_cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
        self.cookies = f"{session_cookie}; {settings.CSRF_COOKIE_NAME}={self.csrf}"
        self.application = get_wsgi_application()

    def get(self, path: str) -> bytes:
        return self._request("GET", path)

    def post(self, path: str, **fields: str) -> bytes:
        """Post the fields as htmx does."""
        return self._request("POST", path, urlencode(fields).encode())

    def _request(self, method: str, target: str, body: bytes = b"") -> bytes:
        path, _, query = target.partition("?")
        status: list[str] = []
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": self.cookies,
            "HTTP_X_CSRFTOKEN": self.csrf,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
            "wsgi.url_scheme": "http",
            "wsgi.errors": BytesIO(),
            "SCRIPT_NAME": "",
        }
        if method == "POST":
            environ["HTTP_HX_REQUEST"] = "true"
        response = self.application(environ, lambda code, *_: status.append(code))  # type: ignore[arg-type]
        answer = b"".join(response)
        response.close()
        if not status[0].startswith("2"):
            raise RuntimeError(f"{method} {target}: {status[0]}")
        return answer


def cpu_ms(call: Callable[[], object], *, times: int = 60) -> float:
    """CPU milliseconds of the median call, after a warm-up."""
    for _ in range(5):
        call()
    return median(cpu_seconds(call) for _ in range(times)) * 1000


@dataclass(frozen=True)
class CpuComparison:
    """CPU milliseconds of a call and of a floor; the median of their ratios and its quartiles."""

    ms: float
    floor_ms: float
    ratio: float
    low: float
    high: float

    @property
    def words(self) -> str:
        return (
            f"{self.ms:.1f} ms against {self.floor_ms:.1f}, "
            f"half of the ratios {self.low:.2f} to {self.high:.2f}"
        )


def compare_cpu(
    call: Callable[[], object],
    floor: Callable[[], object],
    *,
    times: int = 150,
    undo: Callable[[], object] | None = None,
) -> CpuComparison:
    """The CPU of a call against that of `floor`, in turns, so that other work slows both alike.

    `undo` takes back what the call did; it is not measured.
    """
    seconds: list[tuple[float, float]] = []
    for _ in range(5 + times):
        seconds.append((cpu_seconds(floor), cpu_seconds(call)))
        if undo:
            undo()
    pairs = seconds[5:]  # the first ones warm up
    low, ratio, high = quantiles([page / plain for plain, page in pairs], n=4)
    plain, page = (median(column) * 1000 for column in zip(*pairs, strict=True))
    return CpuComparison(page, plain, ratio, low, high)


def cpu_seconds(call: Callable[[], object]) -> float:
    """CPU seconds of a call in this process, and in PostgreSQL if it runs on this machine."""
    start = time.process_time_ns() + _database_ns()
    call()
    return (time.process_time_ns() + _database_ns() - start) / 1e9


def _database_ns() -> int:
    if connection.vendor != "postgresql":
        return 0
    try:
        return int(
            Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]
        )
    except (OSError, AttributeError):
        return 0


def count_queries(call: Callable[[], object]) -> int:
    """SQL statements, with those that read session and person; BEGIN and the like do not count."""
    call()
    with CaptureQueriesContext(connection) as captured:
        call()
    statements = [query["sql"] for query in captured.captured_queries]
    return sum(
        not sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for sql in statements
    )
