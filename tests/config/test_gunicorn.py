"""Stopping the server that `./run` starts."""

import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.serving import HANGS_SECONDS, ROOT, environment, free_address

# A worker that boots until a stop has reached it, and a server that would wait for it for longer
# than the test does.
BOOTING = """
import pathlib
import signal
import time
exec(compile(open({config!r}).read(), {config!r}, "exec"))
graceful_timeout = 10_000

def post_fork(server, worker):
    pathlib.Path({mark!r}).touch()
    while not signal.sigpending():
        time.sleep(0.01)
"""
LOST_SECONDS = 120


def serve_at(bind: str, config: Path = ROOT / "config" / "gunicorn.py") -> list[str]:
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        str(config),
        "--bind",
        bind,
        "config.wsgi",
    ]


def test_ctrl_c_while_the_workers_boot_is_not_lost(tmp_path: Path) -> None:
    mark, config = tmp_path / "booting", tmp_path / "slow.py"
    config.write_text(BOOTING.format(config=str(ROOT / "config" / "gunicorn.py"), mark=str(mark)))
    variables = environment(tmp_path) | {"SECRET_KEY": "of-a-test" * 9}
    with free_address() as address:
        server = subprocess.Popen(
            serve_at(address, config), env=variables, cwd=ROOT, start_new_session=True
        )
        try:
            while not mark.exists() and server.poll() is None:
                time.sleep(0.05)

            server.send_signal(signal.SIGINT)

            assert server.wait(timeout=LOST_SECONDS) == 0
        finally:
            with suppress(ProcessLookupError):  # as it should be: nothing of it is left
                os.killpg(server.pid, signal.SIGKILL)
            server.wait()


ONE_THREAD = """
exec(compile(open({config!r}).read(), {config!r}, "exec"))
workers = threads = 1
SILENT_SECONDS = 1
"""


@contextmanager
def one_thread(folder: Path) -> Iterator[tuple[str, int]]:
    """A server that answers one request at a time, and waits for a second only; its address."""
    config = folder / "one.py"
    config.write_text(ONE_THREAD.format(config=str(ROOT / "config" / "gunicorn.py")))
    variables = environment(folder) | {"SECRET_KEY": "of-a-test" * 9}
    with free_address() as address:
        server = subprocess.Popen(
            serve_at(address, config), env=variables, cwd=ROOT, stdout=subprocess.PIPE
        )
        try:
            assert server.stdout
            assert b"Magwise is ready" in server.stdout.readline()
            host, port = address.split(":")
            yield host, int(port)
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=HANGS_SECONDS)


@pytest.mark.skipif(
    sys.platform != "linux", reason="connections get the limit of their listener on Linux only"
)
def test_silent_client_blocks_nobody(tmp_path: Path) -> None:
    with one_thread(tmp_path) as address, socket.create_connection(address) as silent:
        silent.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")

        with socket.create_connection(address, timeout=HANGS_SECONDS) as other:
            other.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
            answer = other.recv(100)

    assert b" 503 " in answer  # nobody made a database here, and it says so


def test_proxy_of_another_user_reaches_the_socket_file(tmp_path: Path) -> None:
    """Its folder says who may: the file is open, although all else that is written is private."""
    path = tmp_path / "socket"
    variables = environment(tmp_path) | {"SECRET_KEY": "of-a-test" * 9}
    server = subprocess.Popen(serve_at(f"unix:{path}"), env=variables, cwd=ROOT)
    try:
        while not path.exists() and server.poll() is None:
            time.sleep(0.05)
        mode = path.stat().st_mode
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=HANGS_SECONDS)

    assert stat.S_ISSOCK(mode)
    assert mode & 0o666 == 0o666


def test_server_refuses_the_database_of_a_newer_magwise(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "magwise.sqlite3")) as database:
        database.execute("CREATE TABLE django_migrations (id, app, name, applied)")
        database.execute(
            "INSERT INTO django_migrations "
            "VALUES (1, 'nutrition', '9999_later', '2030-01-01 00:00:00')"
        )
        database.commit()
    variables = environment(tmp_path) | {"SECRET_KEY": "of-a-test" * 9}

    with free_address() as address:
        server = subprocess.run(
            serve_at(address),
            env=variables,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=HANGS_SECONDS,
            check=False,
        )

    assert server.returncode == 1
    assert "This database was used by a newer Magwise" in server.stderr
    assert "Traceback" not in server.stderr
