"""Which figures are wanted, on which database."""

from collections.abc import Collection, Iterator
from datetime import date

from django.db import connection

from accounts.models import User
from tools.bench.drawing import drawing_row
from tools.bench.floor import floor_visitor
from tools.bench.growth import catalogue_rows, growth_rows
from tools.bench.importing import import_rows
from tools.bench.people import add_people
from tools.bench.row import Row
from tools.bench.rows import measure
from tools.bench.server import load_rows, memory_row, start_row
from tools.bench.storage import storage_rows
from tools.demo import make_demo

PARTS = ("pages", "drawing", "storage", "memory", "start", "import")
# whose entries are weighed: one person's alone would lie in the indexes without a gap
PEOPLE, DAYS = 200, 30


def all_rows(
    parts: Collection[str], entries: int | None, load_seconds: int | None
) -> Iterator[Row]:
    """The wanted parts; `entries` adds what grows, seconds add many at once."""
    if "start" in parts and connection.vendor == "sqlite":
        yield start_row()
    if "pages" in parts:
        yield from measure()
    make_demo(email="weighed@magwise.example", password="not a secret", today=date.today())  # noqa: S106
    person = User.objects.get(email="weighed@magwise.example")
    if "drawing" in parts:
        yield drawing_row(person)
    if entries:
        yield from growth_rows(person, floor_visitor(person), entries)
    elif {"storage", "memory"} & set(parts) or load_seconds:
        add_people(person, people=PEOPLE, days=DAYS, until=date.today())
    if "storage" in parts:
        yield from storage_rows()
    if "memory" in parts:
        yield memory_row(person)
    if load_seconds:
        people = list(User.objects.exclude(pk=person.pk).order_by("-pk")[:100])
        yield from load_rows(people, load_seconds)
    if entries:
        yield from catalogue_rows(person)
    if "import" in parts:
        yield from import_rows(person)
