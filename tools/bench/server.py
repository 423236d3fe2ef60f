"""Runs the server as `./run` does, and reads what its processes cost."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

START_SECONDS, ANSWER_SECONDS = 600, 60  # on busy cores a first start takes minutes
GUNICORN = ("gunicorn", "--config", "config/gunicorn.py", "config.wsgi")


def database_url(name: str = "") -> str:
    """The address of the connected database, or of another one beside it, for another process."""
    database = connection.settings_dict
    name = name or database["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    options = database["OPTIONS"]
    place = {
        "host": database["HOST"] or options.get("host", ""),
        "port": database["PORT"] or options.get("port", ""),
        **{name: options[name] for name in ("sslmode", "sslrootcert") if name in options},
    }
    query = urlencode({name: value for name, value in place.items() if value})
    person = quote(database["USER"], safe="")
    if database["PASSWORD"]:
        person += f":{quote(database['PASSWORD'], safe='')}"
    return f"postgres://{person}@/{name}?{query}"


@contextmanager
def running_server(
    database: str,
    data: Path,
    page: str = "/healthz",
    workers: int = 2,
    program: Sequence[str] = GUNICORN,
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run the server; yield its address and process once it answers `page`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    variables = environment(database, data) | {"BIND": address, "WORKERS": str(workers)}
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", *program],
        env=variables,
        cwd=settings.BASE_DIR,
        stdout=nowhere,
        stderr=nowhere,
    )
    try:
        _wait_until_it_answers(process, address, page)
        yield address, process
    finally:
        process.terminate()
        process.wait(timeout=30)


def environment(database: str, data: Path) -> dict[str, str]:
    settings_of_bench = {
        "DATABASE_URL": database,
        "DATA_DIR": str(data),
        "SECRET_KEY": settings.SECRET_KEY,
    }
    variables = os.environ | settings_of_bench | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    variables.pop("PYTHONDONTWRITEBYTECODE", None)  # as `./run` does
    return variables


def _wait_until_it_answers(process: subprocess.Popen[bytes], address: str, page: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        server = http.client.HTTPConnection(address, timeout=ANSWER_SECONDS)
        try:
            server.request("GET", page)
            if server.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.02)
        finally:
            server.close()
    raise RuntimeError("gunicorn did not start")


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def with_children(pid: int) -> list[int]:
    return [pid, *children(pid)]


def cpu_seconds(pid: int, *, with_ended_children: bool = False) -> float:
    """CPU seconds of the process so far."""
    columns = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = columns[11:15] if with_ended_children else columns[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def database_seconds() -> float:
    """CPU seconds of PostgreSQL with all its processes, also the ended ones; 0 if it runs
    elsewhere. SQLite works inside the server.
    """
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    try:
        status = Path(f"/proc/{backend}/stat").read_text().rpartition(")")
        if "postgres" not in status[0]:
            return 0
        postmaster = int(status[2].split()[1])
        return cpu_seconds(postmaster, with_ended_children=True) + sum(
            cpu_seconds(pid) for pid in with_children(postmaster)[1:]
        )
    except OSError:
        return 0
