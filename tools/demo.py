"""Makes a demo person with a year of plausible meals, invented but always the same."""

import secrets
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management import BaseCommand
from django.core.management.base import CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.models import Profile, User
from nutrition.diary.actions import entry_columns, set_day_status
from nutrition.diary.amounts import Amount, amount_of
from nutrition.diary.erasure import erase
from nutrition.diary.models import Day, Dose, Entry, Meal
from nutrition.diary.supplements.actions import SupplementLabel, save_supplement
from nutrition.foods.loading.bulk import update_statistics
from nutrition.foods.models import Food, FoodRevision, Source
from nutrition.units import read_number

DAYS = 365
# One day in 25 has no entries.
SKIPPED_SHARE = 0.04

# What the demo person eats: NDB number, amount, and the beginning of the portion (or "g" for
# grams), with semicolons between dishes. SMART SOUP and DOVE have no magnesium value in SR28, so
# that some days are "at least".
MENU: dict[Meal, list[str]] = {
    Meal.BREAKFAST: [
        "08121 1 cup; 09040 1 medium; 01079 1/2 cup; 14209 1 cup",
        "18075 2 slice; 16098 2 tbsp; 09003 1 medium; 14209 1 cup",
        "01256 1 container; 09302 1/2 cup; 12061 15 g; 14209 1 cup",
        "01123 2 large; 18069 2 slice; 09200 1 fruit; 14355 1 cup",
        "08121 1 cup; 12155 20 g; 14209 1 cup",
    ],
    Meal.LUNCH: [
        "06620 10 oz 1 pouch; 18075 1 slice; 11457 1 cup",
        "16015 1 cup; 20045 1 cup; 11529 1 medium whole; 09037 50 g",
        "18075 2 slice; 01009 2 slice (1; 11205 1/2 cup; 09003 1 medium",
        "20121 2 cup penne; 11529 1 cup, chopped; 04053 1 tablespoon; 01009 30 g",
        "06416 1 cup; 18069 2 slice; 01009 30 g; 09003 1 medium",
        "16070 1 cup; 11124 1 medium; 18075 2 slice; 04053 1 tablespoon",
        "05064 1 cup; 20045 1 cup; 11205 1 cup; 04053 1 tablespoon",
        "18075 2 slice; 01123 2 large; 11529 1 medium whole; 09200 1 fruit",
    ],
    Meal.DINNER: [
        "15209 6 oz; 11091 1 cup, chopped; 11674 1 potato medium; 04053 1 tablespoon",
        "05064 1 cup; 20037 1 cup; 11091 1 cup, chopped",
        "23564 6 oz; 11674 1 potato medium; 11529 1 medium whole; 04053 1 tablespoon",
        "16057 1 cup; 20137 1 cup; 11458 1/2 cup; 04053 1 tablespoon",
        "20121 2 cup penne; 23564 3 oz; 01009 30 g; 04053 1 tablespoon",
        "05064 1 cup; 20045 1 cup; 11148 1/2 cup",
    ],
    Meal.SNACK: [
        "12061 30 g",
        "09040 1 medium; 14209 1 cup",
        "19255 20 g",
        "19904 1 oz",
        "09003 1 medium; 12155 20 g",
        "12016 20 g",
        "01256 1 container; 09200 1 fruit",
        "18069 1 slice; 16098 1 tbsp",
        "",
    ],
}


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


@dataclass(frozen=True)
class Dish:
    """A food of the table with an amount."""

    revision: FoodRevision
    amount: Amount


@transaction.atomic
def make_demo(*, email: str, password: str, today: date, days: int = DAYS) -> int:
    """Make the person from scratch, with `days` days up to today; return how many entries."""
    for former in User.objects.filter(email=email):
        erase(former)
    user = User.objects.create_user(email, password)
    Profile.objects.create(
        user=user,
        sex="F",
        birth_date=date(1982, 3, 14),
        time_zone="Europe/Lisbon",
        set_up_at=timezone.now(),
    )
    menu = {meal: [_dishes(text) for text in texts] for meal, texts in MENU.items()}
    random = Random(304)  # noqa: S311 (a fixed seed: the demo is the same everywhere)
    entries = []
    for ago in range(days, -1, -1):
        if random.random() < SKIPPED_SHARE and ago:
            continue
        for meal in Meal:
            if ago == 0 and meal in (Meal.DINNER, Meal.SNACK):
                continue
            entries += _entries(user, today - timedelta(days=ago), meal, random.choice(menu[meal]))
    Entry.objects.bulk_create(entries, batch_size=500)
    _complete_days_and_log_doses(user, sorted({entry.eaten_on for entry in entries}), today)
    update_statistics(Entry, Day, Dose)
    return len(entries)


def _complete_days_and_log_doses(user: User, days: list[date], today: date) -> None:
    """Mark each day before today complete; log half a tablet on every third logged day."""
    set_day_status(user=user, days=[on for on in days if on < today], status="complete")
    label = SupplementLabel("Magnesium glycinate", Decimal(100), "tablet", Decimal("0.5"))
    save_supplement(user=user, label=label)
    Dose.objects.bulk_create(Dose(user=user, taken_on=on, **asdict(label)) for on in days[::-3])


def _entries(user: User, on: date, meal: Meal, dishes: list[Dish]) -> list[Entry]:
    hour = {Meal.BREAKFAST: 8, Meal.LUNCH: 13, Meal.DINNER: 19, Meal.SNACK: 16}[meal]
    logged_at = datetime.combine(on, time(hour), ZoneInfo("Europe/Lisbon"))
    return [
        Entry(
            user=user,
            eaten_on=on,
            meal=meal,
            logged_at=logged_at,
            **entry_columns(dish.revision.pk, dish.amount),
        )
        for dish in dishes
    ]


def _dishes(text: str) -> list[Dish]:
    return [_dish(*part.strip().split(" ", 2)) for part in text.split("; ") if part.strip()]


def _dish(ndb: str, amount: str, unit: str) -> Dish:
    food = Food.objects.get(source__code=Source.SR28, source_ref=ndb)
    portion = (
        None if unit == "g" else food.portions.filter(unit__startswith=unit).earliest("position")
    )
    number = read_number(amount)
    if number is None:
        raise ValueError(f"{amount} is no amount")
    quantity = number if portion is None else number / Fraction(portion.amount)
    return Dish(food.revisions.latest("number"), amount_of(quantity, portion))
