"""Makes the demo person."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from nutrition.diary.demo import DAYS, make_demo


class Command(BaseCommand):
    help = "Make a demo person with a year of diary, or make that person anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", default="demo@magwise.example")
        parser.add_argument("--password", help="Made up and shown when not given.")
        parser.add_argument("--days", type=int, default=DAYS)

    def handle(self, *args: Any, **options: Any) -> None:
        password = options["password"] or secrets.token_urlsafe(12)
        today = timezone.localdate()
        count = make_demo(
            email=options["email"], password=password, today=today, days=options["days"]
        )
        self.stdout.write(
            f"{count:,} entries. Sign in as {options['email']} with the password {password}"
        )
