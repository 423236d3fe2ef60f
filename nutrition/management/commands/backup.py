"""Backs the database up into a file. The server may run meanwhile."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nutrition.management.safekeeping.actions import back_up
from nutrition.management.safekeeping.files import CannotKeep


class Command(BaseCommand):
    help = "Write the whole database into PATH and its checksum into PATH.sha256. The server may run meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--overwrite", action="store_true", help="Replace an older backup of that name.")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        try:
            size = back_up(path, overwrite=options["overwrite"])
        except CannotKeep as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"{path}: {size:,} bytes, checksum in {path.name}.sha256")
