"""Backs the database up into a file. The server may be running."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from nutrition.management.backup.actions import back_up, back_up_into
from nutrition.management.backup.files import BackupError


class Command(BaseCommand):
    help = (
        "Write the whole database into PATH and its checksum into PATH.sha256. "
        "The server may run meanwhile."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        modes = parser.add_mutually_exclusive_group()
        modes.add_argument(
            "--overwrite", action="store_true", help="Replace an older backup of that name."
        )
        modes.add_argument(
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
        deleted: list[Path] = []
        try:
            if keep is None:
                summary = back_up(path, overwrite=options["overwrite"])
            elif keep < 1:
                raise BackupError("--keep is how many backups are left: 1 or more.")
            else:
                path, summary, deleted = back_up_into(path, keep=keep, now=timezone.now())
        except BackupError as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(
            f"{path}: {summary} ({path.stat().st_size:,} bytes, checksum in {path.name}.sha256)"
        )
        if deleted:
            self.stdout.write(f"Deleted {', '.join(file.name for file in deleted)}.")
        if not summary.people:
            self.stderr.write("Nobody is in this database. Is DATABASE_URL right?")
