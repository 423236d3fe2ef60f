"""Erases for good the accounts whose 14 days are over. Run it once a day, for example from cron."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.leaving import GRACE
from nutrition.diary.erasing import erase_who_left


class Command(BaseCommand):
    help = (
        f"Erase the accounts that their owners deleted {GRACE.days} days ago, sessions that are over and old counters "
        "of tries. Safe to run again at any time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        erased = erase_who_left(now=timezone.now())
        if options["verbosity"]:
            self.stdout.write(f"Erased {erased:,} {'account' if erased == 1 else 'accounts'}.")
