"""The parts of the bench, and the figures of each."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

from accounts.models import User
from tools.bench.drawing import drawing_figure
from tools.bench.figure import Figure
from tools.bench.first_visit import first_visit_figure
from tools.bench.floor import floor_visitor
from tools.bench.growth import growth_figures
from tools.bench.importing import import_figures
from tools.bench.load import load_figures
from tools.bench.memory import memory_figures
from tools.bench.network import network_figures
from tools.bench.page_figures import page_figures
from tools.bench.people import add_people, demo_person
from tools.bench.search import search_figures
from tools.bench.start import start_figures
from tools.bench.storage import storage_figures

PARTS = ("start", "pages", "network", "drawing", "storage", "memory", "import")
# Many people, for storage: the entries of one person would fill the indexes without gaps.
PEOPLE, DAYS = 200, 30


class Wanted(NamedTuple):
    """Which parts to measure; pages among so many entries, searches in so many foods, and so many
    seconds of load, or none.
    """

    parts: Collection[str]
    entries: Collection[int]
    foods: Collection[int]
    load_seconds: int | None


def all_figures(wanted: Wanted) -> Iterator[Figure]:
    """On the connected database, which has the food table and is thrown away."""
    if "start" in wanted.parts:
        yield from start_figures()
    if "pages" in wanted.parts:
        yield from page_figures()
    person = demo_person("bench")
    if "network" in wanted.parts:
        yield from network_figures(person)
    if "drawing" in wanted.parts:
        yield drawing_figure(person)
    if "memory" in wanted.parts:
        yield from memory_figures(person)
        yield first_visit_figure(person)
    if wanted.entries:
        yield from growth_figures(person, floor_visitor(person), wanted.entries)
    elif "storage" in wanted.parts or wanted.load_seconds:
        add_people(person, people=PEOPLE, days=DAYS, until=date.today())
    if "storage" in wanted.parts:
        yield from storage_figures()
    if wanted.load_seconds:
        people = list(User.objects.exclude(pk=person.pk).order_by("-pk")[:100])
        yield from load_figures(people, wanted.load_seconds, floor_visitor(person))
    if wanted.foods:
        yield from search_figures(person, wanted.foods)
    if "import" in wanted.parts:
        yield from import_figures(person)
