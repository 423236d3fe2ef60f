"""The databases that the bench measures, each by a process of its own.

A process waits until it is asked for the next figure, so that the databases are measured in turns
and never at the same time.
"""

import json
import os
import subprocess
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager, redirect_stdout
from dataclasses import asdict
from io import StringIO
from typing import IO

from django.conf import settings

from config.environment import read_text
from tests import postgres
from tools.bench.figure import Figure

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@contextmanager
def database_urls(wanted: Sequence[str]) -> Iterator[dict[str, str]]:
    """The address of a server for each of NAMES. The bench makes a database of its own there.

    For PostgreSQL it is the one of DATABASE_URL, else one that the tests start; without any,
    PostgreSQL is left out.
    """
    urls = {}
    if "sqlite" in wanted:
        urls["sqlite"] = f"sqlite:///{settings.DATA_DIR}/magwise.sqlite3"
    if "postgresql" not in wanted:
        yield urls
    elif settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        yield urls | {"postgresql": read_text("DATABASE_URL")}
    else:
        try:
            with postgres.server() as url:
                yield urls | {"postgresql": url}
        except postgres.NoServerError as reason:
            sys.stderr.write(f"PostgreSQL is not measured: there is no server. {reason}\n")
            yield urls


@contextmanager
def measuring(url: str, arguments: Sequence[str]) -> Iterator[Iterator[Figure]]:
    """Run the bench on this database in another process; each figure is measured when it is
    asked for.
    """
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "tools", "bench", *arguments, "--answer"],
        env={**os.environ, "DATABASE_URL": url},
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:  # closes its input at the end, by which it ends
        if process.stdin and process.stdout:
            yield _ask(process.stdin, process.stdout)


def _ask(questions: IO[str], answers: IO[str]) -> Iterator[Figure]:
    while True:
        print(file=questions, flush=True)
        answer = answers.readline()
        if not answer:
            sys.exit("The bench stopped too early.")  # the other process has said why
        if not (figure := json.loads(answer)):
            return
        yield Figure(**figure)


def answer(figures: Generator[Figure]) -> None:
    """Give a figure for each line that is read, and null at the end."""
    answers = sys.stdout
    with closing(figures), redirect_stdout(StringIO()):  # what else is said is no answer
        for _ in sys.stdin:
            figure = next(figures, None)
            answers.write(f"{json.dumps(figure and asdict(figure))}\n")
            answers.flush()
