"""Whether a request that ends with an error has saved anything.

The answer is "no" only if the error came before the commit was sent. A commit that fails may have
been carried out (the server stored it, and died before it could answer), and an error after a
commit does not undo it.
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
# For API responses, after the sentence that says what went wrong.
SAVE_STATUS_DETAILS: dict[SaveStatus | None, str] = {
    None: "",
    "no": " Nothing was changed.",
    "unknown": (
        " It may or may not have been saved: the same client_id again will not be counted twice."
    ),
}
# Magwise's own records, which do not belong to what somebody sent.
BOOKKEEPING_STATEMENT = re.compile(
    r'\b(accounts_tries|django_session|usersessions_usersession)\b|SET "window_count"'
)


class WriteTracker:
    """Observes the statements of a request (`connection.execute_wrapper`) and its commits."""

    def __init__(self) -> None:
        self.may_be_saved = False
        self.wrote_in_transaction = False
        self.failures: list[BaseException] = []

    def __call__(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
    ) -> Any:
        writes = not READ_STATEMENT.match(sql) and not BOOKKEEPING_STATEMENT.search(sql)
        in_transaction = context["connection"].in_atomic_block
        if writes and in_transaction:
            self.wrote_in_transaction = True
            context["connection"].on_commit(self._record_commit)
        try:
            result = execute(sql, params, many, context)
        except (DatabaseError, InterfaceError) as error:
            self.failures.append(error)
            self.may_be_saved |= writes and not in_transaction and not is_certain_rejection(error)
            raise
        self.may_be_saved |= writes and not in_transaction  # autocommit
        return result

    def _record_commit(self) -> None:
        self.may_be_saved = True

    def save_status(self, error: BaseException | None) -> SaveStatus:
        """For a request that ended with this error."""
        if self.may_be_saved:
            return "unknown"
        # An error of a statement rolled its transaction back. One that no statement raised came
        # from the commit itself.
        commit_errors = [
            cause
            for cause in exception_chain(error)
            if isinstance(cause, DatabaseError | InterfaceError)
            and cause not in self.failures
            and classify_failure(cause) != "full"
        ]
        return "unknown" if self.wrote_in_transaction and commit_errors else "no"


class WriteTrackingMiddleware:
    """Tracks the requests that may change something."""

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
    """None if the request would not have saved anything."""
    if request.method in SAFE_METHODS:
        return None
    tracker: WriteTracker | None = getattr(request, "write_tracker", None)
    return tracker.save_status(error) if tracker else "unknown"
