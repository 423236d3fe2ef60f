"""The bench measures what it says; `./run bench` itself takes minutes."""

from datetime import date, timedelta
from random import Random

import pytest

from accounts.models import User
from nutrition.diary.models import Entry
from tests.builders import Foods, log
from tools.bench.importing import import_figures
from tools.bench.load import SimulatedPerson
from tools.bench.people import ENTRIES_A_DAY, add_people
from tools.bench.storage import storage_figures
from tools.bench.visitor import Visitor

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 11, 21)


@pytest.fixture
def crowd(alice: User, foods: Foods) -> list[User]:
    log(alice, foods.spinach, grams="28.35", on="2026-11-20")
    log(alice, foods.almonds, grams="30", on="2026-11-20")
    add_people(alice, people=3, days=7, until=UNTIL)
    return list(User.objects.exclude(pk=alice.pk).order_by("pk"))


def test_people_eat_every_day_what_the_first_one_ate(crowd: list[User], alice: User) -> None:
    for person in crowd:
        entries = Entry.objects.of(person)
        assert entries.count() == 7 * ENTRIES_A_DAY
        assert set(entries.values_list("eaten_on", flat=True)) == {
            UNTIL - timedelta(days=ago) for ago in range(1, 8)
        }
        assert set(entries.values_list("grams", flat=True)) == set(
            Entry.objects.of(alice).values_list("grams", flat=True)
        )


def test_ids_of_added_entries_are_of_version_7_and_follow_each_other(crowd: list[User]) -> None:
    ids = list(Entry.objects.of(crowd[0]).order_by("logged_at", "id").values_list("id", flat=True))

    assert {id_.version for id_ in ids} == {7}
    assert len(set(ids)) == len(ids)
    assert ids == sorted(ids)


def test_the_weight_of_an_entry_is_that_of_its_table_and_of_each_index(crowd: list[User]) -> None:
    [figure] = storage_figures()

    pieces = figure.detail.partition(": ")[2].split(", ")

    table, key, day, indexes_of_own_foods = 1, 1, 1, 3
    assert len(pieces) == table + key + day + indexes_of_own_foods
    assert figure.value == pytest.approx(
        sum(float(piece.split()[1]) for piece in pieces), abs=len(pieces)
    )


def test_seven_of_ten_requests_of_the_load_are_searches(alice: User, foods: Foods) -> None:
    person = SimulatedPerson(Visitor(alice), Random(3))  # noqa: S311
    requests = [person.next_request() for _ in range(2_000)]

    searches = sum("/choices/" in path for _, path, _ in requests)
    additions = sum(method == "POST" for method, _, _ in requests)

    assert 0.65 < searches / 2_000 < 0.75
    assert 0.07 < additions / 2_000 < 0.13


def test_import_is_stored_and_partly_taken_back(alice: User, foods: Foods) -> None:
    names = [figure.name for figure in import_figures(alice, entries=24)]

    assert names == ["import of 24 entries: storing", "Undo of an import: 24 rows"]
    assert not Entry.objects.filter(user=alice).exists()
