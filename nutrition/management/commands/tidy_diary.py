"""Removes for good what people deleted long ago. Run it once a day, for example from cron."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from nutrition.diary.actions import tidy
from nutrition.diary.undo import KEPT


class Command(BaseCommand):
    help = f"Remove diary entries that were deleted more than {KEPT.days} days ago. Safe to run again at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        removed = tidy(before=timezone.now() - KEPT)
        self.stdout.write(f"Removed {removed:,} {'entry' if removed == 1 else 'entries'}.")
