"""Makes an API token for a person and prints it, once."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import ApiToken, User
from accounts.tokens.actions import CannotMakeToken, make_token


class Command(BaseCommand):
    help = "Make a token for the API and print it. It is stored as a digest only: copy it now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--scope", choices=ApiToken.Scope.values, default=ApiToken.Scope.READ.value
        )
        parser.add_argument("--name", default="Made on the command line")
        parser.add_argument("--days", type=int, default=365, help="When it expires; 0 for never.")

    def handle(self, *args: Any, **options: Any) -> None:
        days, name = options["days"], options["name"].strip()
        if not 0 <= days <= 36_500 or not 0 < len(name) <= 60:
            raise CommandError(
                "A token lasts 0 to 36500 days and has a name of 1 to 60 characters."
            )
        user = User.objects.filter(email__iexact=options["email"].strip()).first()
        if user is None:
            raise CommandError(f"Nobody here has the address {options['email']}.")
        lasts = timedelta(days=days) if days else None
        try:
            text = make_token(
                user=user, name=name, scope=ApiToken.Scope(options["scope"]), lasts=lasts
            )
        except CannotMakeToken as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(text)
