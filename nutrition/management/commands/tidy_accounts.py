"""Erases the accounts whose 14 days are over, and encrypts second factors with the current secret
key. Run it once a day, for example from cron.
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.security.deletion import GRACE_PERIOD, WIPE_FAILED, wipe_freed_space
from accounts.security.second_factor import reencrypt_secrets
from nutrition.diary.erasure import erase_due_accounts

MISSING_KEY = (
    "Codes of apps and recovery codes cannot be checked: "
    "the secret key that encrypted them is missing ({} records). Put it into SECRET_KEY_FALLBACKS, "
    "or help each person with `./run manage remove_second_factor EMAIL`."
)


class Command(BaseCommand):
    help = (
        f"Erase the accounts that their owners deleted {GRACE_PERIOD.days} days ago, "
        "expired sessions and rate-limit counters; "
        "encrypt second factors with the current secret key. Safe to run again at any time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        erased = erase_due_accounts(now=timezone.now())
        if problem := wipe_freed_space():
            self.stderr.write(WIPE_FAILED.format(problem))
        result = reencrypt_secrets()
        if result.unreadable:
            self.stderr.write(MISSING_KEY.format(result.unreadable))
        if options["verbosity"]:
            self.stdout.write(f"Erased {erased:,} {'account' if erased == 1 else 'accounts'}.")
