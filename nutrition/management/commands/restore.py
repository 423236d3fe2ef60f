"""Restores a backup. Stop the server first."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nutrition.management.backup.actions import restore_backup
from nutrition.management.backup.files import BackupError


class Command(BaseCommand):
    help = "Make the database what it was when `backup` wrote PATH. Stop the server first."
    requires_system_checks: list[str] = []  # the database may be empty or broken

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="Delete what the database holds now."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            restore_backup(options["path"], replace=options["replace"])
        except BackupError as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"Restored {options['path']}. Start the server.")
