"""Whether the database answers, within two seconds whatever hangs, and can be read."""

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
    "fine": "ok\n",
    "damaged": "the database is damaged: restore a backup\n",
    "unavailable": "the database does not answer\n",
}
_TABLES = """
    SELECT name FROM sqlite_master
    WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
    ORDER BY name
"""


class Probe:
    """Looks at the database in a thread and on a connection of its own: what hangs there holds
    nobody up.

    There is one at a time in each worker, so that they do not pile up behind a database that hangs.
    """

    def __init__(self, look_seconds: float = CHECK_SECONDS) -> None:
        self.look_seconds = look_seconds
        self.lock = Lock()
        self.looking: Future[str] | None = None
        self.turn = 0

    def answer(self, seconds: float = ANSWER_SECONDS) -> str:
        with self.lock:
            if self.looking is None or self.looking.done():
                looking: Future[str] = Future()
                Thread(target=self._look, args=[looking], daemon=True).start()
                self.looking = looking
            looking = self.looking
        try:
            return looking.result(timeout=seconds)
        except TimeoutError:
            return "unavailable"

    def _look(self, looking: "Future[str]") -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
            seen = "fine"
            if connection.vendor == "sqlite" and (unreadable := self._damaged_table()):
                seen = "damaged"
                log_damage(f"{unreadable} cannot be read")
        except Exception as error:
            seen = "unavailable"
            if classify_failure(error) == "damaged":
                seen = "damaged"
                log_damage(error)
        connection.close()
        looking.set_result(seen)

    def _damaged_table(self) -> str | None:
        """Looks through SQLite's tables and their indexes for a tenth of a second; next time it
        goes on with the next.

        Of a table for which that is too short, it looks at the beginning (SQLite checks 200 to 300
        MB in a second).
        """
        with connection.cursor() as cursor:
            cursor.execute(_TABLES)
            tables = [name for (name,) in cursor.fetchall()]
            end = time.monotonic() + self.look_seconds
            for _ in tables:
                left = end - time.monotonic()
                if left <= 0:
                    break
                table = tables[self.turn % len(tables)]
                if not _is_intact(table, left):
                    return str(table)  # and again the next time: it must not be "ok" in between
                self.turn += 1
        return None


def _is_intact(table: str, seconds: float) -> bool:
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


probe = Probe()  # the threads of a worker share it


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when all is well, 503 when not; for load balancers."""
    seen = probe.answer()
    return HttpResponse(
        MESSAGES[seen], status=200 if seen == "fine" else 503, content_type="text/plain"
    )
