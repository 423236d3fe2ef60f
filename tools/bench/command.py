"""Prints the figures of docs/performance.md and fails when a gate is broken."""

import logging
import os
import sys
import tempfile
from argparse import SUPPRESS
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.test.utils import override_settings

from nutrition.foods.loading.builtin import load_builtin
from tools.bench.databases import NAMES, answer, database_urls, measuring
from tools.bench.figure import Figure
from tools.bench.floor import PLAIN_BACKEND, PLAIN_TEMPLATES
from tools.bench.parts import PARTS, Wanted, all_figures

FOR_BENCH = {
    "ROOT_URLCONF": "tools.bench.floor",
    "ALLOWED_HOSTS": ["localhost"],
    "LOGGING_CONFIG": None,  # or Django would undo discard_logs()
    "AUTHENTICATION_BACKENDS": [*settings.AUTHENTICATION_BACKENDS, PLAIN_BACKEND],
    "TEMPLATES": [*settings.TEMPLATES, PLAIN_TEMPLATES],
}
NAME_WIDTH, VALUE_WIDTH = 46, 11


class Command(BaseCommand):
    help = (
        "Measure pages, search and totals on SQLite and PostgreSQL, in databases made for it. "
        "Fails when a gate is broken."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--only", choices=PARTS, nargs="*", default=PARTS, help="These parts, or none."
        )
        parser.add_argument(
            "--on", choices=NAMES, nargs="+", default=list(NAMES), help="One database only."
        )
        parser.add_argument(
            "--large",
            type=int,
            nargs="*",
            metavar="ENTRIES",
            help="Pages with 1000000 entries of others, or as many as you say, against 10,000.",
        )
        parser.add_argument(
            "--foods",
            type=int,
            nargs="*",
            metavar="FOODS",
            help="Searches in 399000 foods, or in as many as you say.",
        )
        parser.add_argument(
            "--load", type=int, nargs="?", const=60, metavar="SECONDS", help="32 people at once."
        )
        parser.add_argument("--answer", action="store_true", help=SUPPRESS)

    def run_from_argv(self, argv: list[str]) -> None:
        self.arguments = argv[2:]
        super().run_from_argv(argv)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["answer"]:
            entries = _counts(options["large"], 1_000_000)
            foods = _counts(options["foods"], 399_000)
            wanted = Wanted(options["only"], entries, foods, options["load"])
            answer(figures_of_connection(wanted))
            return
        with database_urls(options["on"]) as urls, ExitStack() as stack:
            broken = self.show(
                {
                    NAMES[name]: stack.enter_context(measuring(url, self.arguments))
                    for name, url in urls.items()
                }
            )
        if broken:
            sys.exit(f"✗ {broken} gates are broken.")

    def show(self, databases: Mapping[str, Iterator[Figure]]) -> int:
        """Write the figures as they come; return how many gates are broken."""
        self.stdout.write(_columns("", list(databases)))
        broken = 0
        for figures in zip(*databases.values(), strict=True):
            self.stdout.write(_row(list(databases), figures))
            broken += sum(not figure.holds for figure in figures)
        return broken


def _counts(given: list[int] | None, usual: int) -> list[int]:
    """What an option says; it may stand alone."""
    return [] if given is None else given or [usual]


def figures_of_connection(wanted: Wanted) -> Generator[Figure]:
    """Measure in a new database beside the connected one, with the food table."""
    discard_logs()
    with tempfile.TemporaryDirectory() as folder:
        if connection.vendor == "sqlite":
            settings.DATABASES["default"]["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        name = settings.DATABASES["default"]["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            load_builtin()
            with override_settings(**FOR_BENCH):
                yield from all_figures(wanted)
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


def _row(databases: Sequence[str], figures: Sequence[Figure]) -> str:
    """A figure of each database side by side, its gate, and the details below."""
    first = figures[0]
    values = [f"{'' if each.holds else '✗ '}{_number(each.value)}" for each in figures]
    line = _columns(first.name, values) + f" {first.unit:3} {_limits(figures)}"
    details = [
        f"    {database}: {each.detail}"
        for database, each in zip(databases, figures, strict=True)
        if each.detail
    ]
    return "\n".join([line.rstrip(), *details])


def _columns(name: str, values: Sequence[str]) -> str:
    return f"{name:{NAME_WIDTH}}" + "".join(f"{value:>{VALUE_WIDTH}}" for value in values)


def _limits(figures: Sequence[Figure]) -> str:
    """The gate and the aim, of each database where they differ."""
    limits = [each.limits for each in figures if each.limits]
    if not limits:
        return ""
    bounds, aims = (
        " / ".join(dict.fromkeys(map(_number, numbers)))
        for numbers in ([each.bound for each in limits], [each.aim for each in limits])
    )
    return f"at {'least' if limits[0].at_least else 'most'} {bounds} (aim {aims})"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.2f}".rstrip("0").rstrip(".")


def discard_logs() -> None:
    """Format a line for each request as in production, but write it nowhere."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(Path(os.devnull).open("w"))  # noqa: SIM115 (as long as the process)
