"""Helps somebody who has lost their phone, passkey and recovery codes. Verify who is asking:
afterwards the password alone is enough to sign in.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.security.sign_in_methods import remove_second_factor


class Command(BaseCommand):
    help = (
        "Remove a person's passkeys, codes from an app and recovery codes, "
        "and sign them out everywhere."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError("There is no account with this main address.")
        removed = remove_second_factor(person)
        self.stdout.write(f"Removed {removed}. They sign in with their password now.")
