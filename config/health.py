"""`/healthz`: whether the database answers and can be read, within two seconds whatever hangs."""

import time
from concurrent.futures import Future, TimeoutError
from threading import Lock, Thread, Timer

from django.db import DatabaseError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.database_errors import classify_failure
from config.errors import log_damage

ANSWER_SECONDS = 1.8
CHECK_SECONDS = 0.1
MESSAGES = {
    "ok": "ok\n",
    "damaged": "the database is damaged: restore a backup\n",
    "unavailable": "the database does not answer\n",
}
_TABLES = """
    SELECT name FROM sqlite_master
    WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
    ORDER BY name
"""


class Probe:
    """Checks the database in a thread with a connection of its own, so that a check that hangs
    blocks no request.

    A worker runs one check at a time: checks must not pile up while the database hangs.
    """

    def __init__(self, check_seconds: float = CHECK_SECONDS) -> None:
        self.check_seconds = check_seconds
        self.lock = Lock()
        self.current_check: Future[str] | None = None
        self.next_table = 0

    def answer(self, seconds: float = ANSWER_SECONDS) -> str:
        """A key of MESSAGES."""
        with self.lock:
            if self.current_check is None or self.current_check.done():
                check: Future[str] = Future()
                Thread(target=self._run, args=[check], daemon=True).start()
                self.current_check = check
            check = self.current_check
        try:
            return check.result(timeout=seconds)
        except TimeoutError:
            return "unavailable"

    def _run(self, check: "Future[str]") -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
            result = "ok"
            if connection.vendor == "sqlite" and (table := self._damaged_table()):
                result = "damaged"
                log_damage(f"{table} cannot be read")
        except Exception as error:
            result = "unavailable"
            if classify_failure(error) == "damaged":
                result = "damaged"
                log_damage(error)
        connection.close()
        check.set_result(result)

    def _damaged_table(self) -> str | None:
        """Checks SQLite's tables and their indexes for a tenth of a second, and continues with the
        next table at the next call.

        Of a table that takes longer only the beginning is checked (SQLite reads 200 to 300 MB in a
        second).
        """
        with connection.cursor() as cursor:
            cursor.execute(_TABLES)
            tables = [name for (name,) in cursor.fetchall()]
            end = time.monotonic() + self.check_seconds
            for _ in tables:
                remaining = end - time.monotonic()
                if remaining <= 0:
                    break
                table = tables[self.next_table % len(tables)]
                if not _is_intact(table, remaining):
                    return str(table)  # checked again next time: "ok" must not alternate with it
                self.next_table += 1
        return None


def _is_intact(table: str, seconds: float) -> bool:
    """True also if the time was too short to find damage."""
    interrupt = Timer(seconds, connection.connection.interrupt)
    interrupt.start()
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA quick_check({connection.ops.quote_name(table)})")
            return all(line == ("ok",) for line in cursor.fetchall())
    except OperationalError as error:
        if "interrupted" not in str(error):
            raise
        return True
    except DatabaseError as error:
        if classify_failure(error) == "damaged":
            return False
        raise
    finally:
        interrupt.cancel()
        interrupt.join()  # before the connection is closed


probe = Probe()  # shared by the threads of a worker


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """For load balancers: 200 if all is well, else 503."""
    result = probe.answer()
    return HttpResponse(
        MESSAGES[result], status=200 if result == "ok" else 503, content_type="text/plain"
    )
