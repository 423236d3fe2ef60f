"""Prints the figures of docs/performance.md and fails when a bound is broken."""

import logging
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.test.utils import override_settings

from nutrition.foods.loading.builtin import load_builtin
from tools.bench.figure import Figure
from tools.bench.floor import PLAIN_BACKEND, PLAIN_TEMPLATES
from tools.bench.parts import PARTS, all_figures

FOR_BENCH = {
    "ROOT_URLCONF": "tools.bench.floor",
    "ALLOWED_HOSTS": ["localhost"],
    "LOGGING_CONFIG": None,  # or Django would undo discard_logs()
    "AUTHENTICATION_BACKENDS": [*settings.AUTHENTICATION_BACKENDS, PLAIN_BACKEND],
    "TEMPLATES": [*settings.TEMPLATES, PLAIN_TEMPLATES],
}


class Command(BaseCommand):
    help = (
        "Measure pages, search and totals on a database made for it. Fails when a bound is broken."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--large",
            type=int,
            nargs="?",
            const=1_000_000,
            metavar="ENTRIES",
            help="399,000 foods too.",
        )
        parser.add_argument(
            "--load", type=int, nargs="?", const=60, metavar="SECONDS", help="32 people at once."
        )
        parser.add_argument(
            "--only",
            choices=PARTS,
            nargs="*",
            default=PARTS,
            help="Of the rest these parts, or none.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        discard_logs()
        with tempfile.TemporaryDirectory() as folder:
            if connection.vendor == "sqlite":
                settings.DATABASES["default"]["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
            name = settings.DATABASES["default"]["NAME"]
            connection.creation.create_test_db(verbosity=0, autoclobber=True)
            try:
                load_builtin()
                with override_settings(**FOR_BENCH):
                    for figure in all_figures(options["only"], options["large"], options["load"]):
                        self.stdout.write(_line(figure))
                        broken += not figure.holds
            finally:
                connection.creation.destroy_test_db(name, verbosity=0)
        if broken:
            sys.exit(f"{broken} bounds are broken.")


def _line(figure: Figure) -> str:
    mark = "  " if figure.holds else "✗ "
    value = f"{figure.value:.2f}".rstrip("0").rstrip(".")
    bound = "" if figure.bound is None else f"(at most {figure.bound:g})"
    return f"{mark}{figure.name:42} {value:>8} {figure.unit:3} {bound:14} {figure.detail}"


def discard_logs() -> None:
    """Format a line for each request as in production, but write it nowhere."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(Path(os.devnull).open("w"))  # noqa: SIM115 (as long as the process)
