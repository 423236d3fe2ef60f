"""Backs the database up into a file. The server may run meanwhile."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from nutrition.management.backup.actions import back_up, back_up_into
from nutrition.management.backup.files import CannotKeep


class Command(BaseCommand):
    help = (
        "Write the whole database into PATH and its checksum into PATH.sha256. "
        "The server may run meanwhile."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument(
            "--overwrite", action="store_true", help="Replace an older backup of that name."
        )
        ways.add_argument(
            "--keep",
            type=int,
            metavar="N",
            help=(
                "PATH is a folder: write a new backup there, then delete the oldest, "
                "so that N good ones are left."
            ),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path, keep = options["path"], options["keep"]
        gone: list[Path] = []
        try:
            if keep is None:
                saved = back_up(path, overwrite=options["overwrite"])
            elif keep < 1:
                raise CannotKeep("--keep is how many backups are left: 1 or more.")
            else:
                path, saved, gone = back_up_into(path, keep=keep, now=timezone.now())
        except CannotKeep as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(
            f"{path}: {saved} ({path.stat().st_size:,} bytes, checksum in {path.name}.sha256)"
        )
        if gone:
            self.stdout.write(f"Deleted {', '.join(file.name for file in gone)}.")
        if not saved.people:
            self.stderr.write("Nobody is in this database. Is DATABASE_URL right?")
