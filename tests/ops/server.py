"""A real gunicorn with real workers on the tests' database, and people who send it entries."""

import http.client
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote, urlencode
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.ids import new_id
from accounts.models import User
from tests.conftest import signed_in
from tests.serving import HANGS_SECONDS, ROOT, environment, free_address

DAY = "2026-11-21"
DAYS = 1_800
EMPTY_DAY = "2020-01-01"  # what the answers show, so that they stay small
TOKEN = "t" * 32


def database_url() -> str:
    """The tests' database, for another process; PostgreSQL as careful as in production."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    host = connection.settings_dict["HOST"] or connection.settings_dict["OPTIONS"]["host"]
    careful = quote("-c synchronous_commit=on")
    return f"postgres://{connection.settings_dict['USER']}@/{name}?host={host}&options={careful}"


@dataclass
class Server:
    address: str
    process: subprocess.Popen[bytes]
    log: Path

    def workers(self) -> list[int]:
        pid = self.process.pid
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]

    def kill_a_worker(self) -> None:
        """As if the power went: no handler runs. Waits until another one has taken its place."""
        before = self.workers()
        victim = random.choice(before)  # noqa: S311
        os.kill(victim, signal.SIGKILL)
        limit = time.monotonic() + HANGS_SECONDS
        while victim in self.workers() or len(self.workers()) < len(before):
            assert time.monotonic() < limit, self.log.read_text()
            time.sleep(0.01)


@contextmanager
def serving(folder: Path, *, workers: int) -> Iterator[Server]:
    with free_address() as address:
        server = start(address, folder, workers)
        try:
            limit = time.monotonic() + HANGS_SECONDS
            while not answers(address):
                assert server.process.poll() is None and time.monotonic() < limit, (
                    server.log.read_text()
                )
                time.sleep(0.05)
            yield server
        finally:
            server.process.send_signal(signal.SIGINT)
            server.process.wait(timeout=HANGS_SECONDS)


def start(address: str, folder: Path, workers: int) -> Server:
    variables = {
        "DJANGO_SETTINGS_MODULE": "tests.ops.settings",
        "DATABASE_URL": database_url(),
        "BIND": address,
        "SECRET_KEY": settings.SECRET_KEY,
        "WORKERS": str(workers),
        "PYTHONPATH": str(ROOT),
    }
    log = folder / "server.log"
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=environment(folder) | variables,
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    return Server(address, process, log)


def answers(address: str) -> bool:
    try:
        return Browser(address, Client()).ask("GET", "/healthz") == 200
    except OSError:
        return False


class Browser:
    """Somebody who is signed in, as the server sees it; each request on its own connection."""

    def __init__(self, address: str, client: Client) -> None:
        self.address = address
        session = client.cookies.get(settings.SESSION_COOKIE_NAME)
        self.cookies = f"{settings.CSRF_COOKIE_NAME}={TOKEN}"
        if session:
            self.cookies += f"; {settings.SESSION_COOKIE_NAME}={session.value}"

    def ask(self, method: str, path: str, **fields: str) -> int:
        """The status. Raises OSError or HTTPException when no answer comes."""
        browser = http.client.HTTPConnection(self.address, timeout=HANGS_SECONDS)
        headers = {
            "Cookie": self.cookies,
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
            "HX-Request": "true",
            "HX-Current-URL": f"http://{self.address}/diary/{EMPTY_DAY}/",
        }
        try:
            browser.request(method, path, urlencode(fields), headers)
            response = browser.getresponse()
            response.read()
            return response.status
        finally:
            browser.close()

    def add(self, picks: str, client_id: UUID) -> int:
        day = day_of(client_id)
        return self.ask(
            "POST", f"/diary/{day}/add/", meal="lunch", client_id=str(client_id), pick=picks
        )


def day_of(client_id: UUID) -> date:
    """One of the last five years: a day takes no more than a few hundred entries."""
    return date.fromisoformat(DAY) - timedelta(days=client_id.int % DAYS)


@dataclass
class Writer:
    """Logs meals in turn, and sends each again under its id until the server says it is stored."""

    browser: Browser
    picks: str
    acknowledged: list[UUID] = field(default_factory=list)
    resent: int = 0
    refused: list[int] = field(default_factory=list)

    def log_until(self, done: threading.Event) -> None:
        while not done.is_set():
            self.log_one(new_id())

    def log_one(self, client_id: UUID) -> None:
        while True:
            try:
                status = self.browser.add(self.picks, client_id)
            except (OSError, http.client.HTTPException):
                status = 503
            if status == 503:
                self.resent += 1
                time.sleep(0.02)
                continue
            if status == 200:
                self.acknowledged.append(client_id)
                return
            self.refused.append(status)
            assert len(self.refused) < 100, self.refused


def browser_of(person: User, server: Server) -> Browser:
    return Browser(server.address, signed_in(person))
