"""Erases what people deleted long ago. Run it once a day, for example from cron."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.security.deletion import WIPE_FAILED, wipe_freed_space
from nutrition.diary.removal import remove_expired
from nutrition.diary.undo import UNDO_PERIOD
from nutrition.transfer.actions import tidy_imports


class Command(BaseCommand):
    help = (
        f"Remove what was deleted more than {UNDO_PERIOD.days} days ago, and forgotten uploads. "
        "Safe to run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        removed = remove_expired(before=timezone.now() - UNDO_PERIOD)
        tidy_imports(now=timezone.now())
        if problem := wipe_freed_space():
            self.stderr.write(WIPE_FAILED.format(problem))
        self.stdout.write(f"Removed {removed:,} {'entry' if removed == 1 else 'entries'}.")
