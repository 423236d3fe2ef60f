"""The parts of the bench, and the figures of each."""

from collections.abc import Collection, Iterator
from datetime import date

from django.db import connection

from accounts.models import User
from tools.bench.drawing import drawing_figure
from tools.bench.figure import Figure
from tools.bench.floor import floor_visitor
from tools.bench.growth import growth_figures, search_figures
from tools.bench.importing import import_figures
from tools.bench.page_figures import measure
from tools.bench.people import add_people
from tools.bench.server import load_figures, memory_figure, start_figure
from tools.bench.storage import storage_figures
from tools.demo import make_demo

PARTS = ("pages", "drawing", "storage", "memory", "start", "import")
# Many people, for storage: the entries of one person would fill the indexes without gaps.
PEOPLE, DAYS = 200, 30


def all_figures(
    parts: Collection[str], entries: int | None, load_seconds: int | None
) -> Iterator[Figure]:
    """The figures of these parts; `entries` adds those of growth, `load_seconds` those of load."""
    if "start" in parts and connection.vendor == "sqlite":
        yield start_figure()
    if "pages" in parts:
        yield from measure()
    make_demo(email="weighed@magwise.example", password="not a secret", today=date.today())  # noqa: S106
    person = User.objects.get(email="weighed@magwise.example")
    if "drawing" in parts:
        yield drawing_figure(person)
    if entries:
        yield from growth_figures(person, floor_visitor(person), entries)
    elif {"storage", "memory"} & set(parts) or load_seconds:
        add_people(person, people=PEOPLE, days=DAYS, until=date.today())
    if "storage" in parts:
        yield from storage_figures()
    if "memory" in parts:
        yield memory_figure(person)
    if load_seconds:
        people = list(User.objects.exclude(pk=person.pk).order_by("-pk")[:100])
        yield from load_figures(people, load_seconds)
    if entries:
        yield from search_figures(person)
    if "import" in parts:
        yield from import_figures(person)
