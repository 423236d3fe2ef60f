"""What became of what somebody sent, when the answer is an error.

Only an error before the commit was sent is sure to have stored nothing. A commit that fails may
have been done all the same (the server stored it, and died before it could say so), and what fails
after a commit says nothing against it.
"""

import re
from collections.abc import Callable
from typing import Any, Literal

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse

from accounts.database_errors import classify_failure, exception_chain, is_certain_rejection

SaveStatus = Literal["no", "unknown"]
SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")
READ_STATEMENT = re.compile(
    r"\s*(?:SELECT|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|PRAGMA|SET|RESET|SHOW|EXPLAIN"
    r"|WITH(?!.*\b(?:INSERT|UPDATE|DELETE)\b))\b",
    re.IGNORECASE | re.DOTALL,
)
# What a program is told of it, after what went wrong.
SAVE_STATUS_DETAILS: dict[SaveStatus | None, str] = {
    None: "",
    "no": " Nothing was changed.",
    "unknown": (
        " It may or may not have been saved: the same client_id again will not be counted twice."
    ),
}
# Where Magwise takes notes for itself: nobody sent what stands there.
BOOKKEEPING_STATEMENT = re.compile(
    r'\b(accounts_tries|django_session|usersessions_usersession)\b|SET "window_count"'
)


class WriteTracker:
    """Hears of each statement of a request (`connection.execute_wrapper`) and of each commit."""

    def __init__(self) -> None:
        self.stored = False
        self.wrote = False
        self.failures: list[BaseException] = []

    def __call__(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
    ) -> Any:
        writes = not READ_STATEMENT.match(sql) and not BOOKKEEPING_STATEMENT.search(sql)
        in_transaction = context["connection"].in_atomic_block
        if writes and in_transaction:
            self.wrote = True
            context["connection"].on_commit(self._committed)
        try:
            result = execute(sql, params, many, context)
        except (DatabaseError, InterfaceError) as error:
            self.failures.append(error)
            self.stored |= writes and not in_transaction and not is_certain_rejection(error)
            raise
        self.stored |= writes and not in_transaction  # such a statement commits itself
        return result

    def _committed(self) -> None:
        self.stored = True

    def save_status(self, error: BaseException | None) -> SaveStatus:
        """After a request that ended with this error."""
        if self.stored:
            return "unknown"
        # A statement that failed took its transaction along: the commit itself failed.
        unheard = [
            one
            for one in exception_chain(error)
            if isinstance(one, DatabaseError | InterfaceError)
            and one not in self.failures
            and classify_failure(one) != "full"
        ]
        return "unknown" if self.wrote and unheard else "no"


class WriteTrackingMiddleware:
    """Follows the requests that may change something."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE_METHODS:
            return self.get_response(request)
        tracker = WriteTracker()
        request.write_tracker = tracker  # type: ignore[attr-defined]
        with connection.execute_wrapper(tracker):
            return self.get_response(request)


def save_status_of(request: HttpRequest, error: BaseException | None) -> SaveStatus | None:
    """None where nothing was to be saved."""
    if request.method in SAFE_METHODS:
        return None
    tracker: WriteTracker | None = getattr(request, "write_tracker", None)
    return tracker.save_status(error) if tracker else "unknown"
