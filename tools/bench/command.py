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
from tools.bench.floor import PLAIN_BACKEND, PLAIN_TEMPLATES
from tools.bench.parts import PARTS, all_rows

FOR_BENCH = {
    "ROOT_URLCONF": "tools.bench.floor",
    "ALLOWED_HOSTS": ["localhost"],
    "LOGGING_CONFIG": None,  # keeps what log_into_nothing() did
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
        log_into_nothing()
        with tempfile.TemporaryDirectory() as folder:
            if connection.vendor == "sqlite":
                settings.DATABASES["default"]["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
            name = settings.DATABASES["default"]["NAME"]
            connection.creation.create_test_db(verbosity=0, autoclobber=True)
            try:
                load_builtin()
                with override_settings(**FOR_BENCH):
                    for row in all_rows(options["only"], options["large"], options["load"]):
                        bound = "" if row.gate is None else f"(at most {row.gate:g})"
                        mark = "  " if row.holds else "✗ "
                        figure = f"{row.figure:.2f}".rstrip("0").rstrip(".")
                        self.stdout.write(
                            f"{mark}{row.name:42} {figure:>8} {row.unit:3} {bound:14} {row.detail}"
                        )
                        broken += not row.holds
            finally:
                connection.creation.destroy_test_db(name, verbosity=0)
        if broken:
            sys.exit(f"{broken} bounds are broken.")


def log_into_nothing() -> None:
    """As in production a line is written for each request, but nobody wants to read thousands."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(Path(os.devnull).open("w"))  # noqa: SIM115 (as long as the process)
