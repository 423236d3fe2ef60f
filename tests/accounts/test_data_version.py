"""What a process keeps of a person holds until their data change, and no longer."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.data_version import StateCache, changing_data, shared_data_changed, versions_of
from accounts.models import User
from nutrition.diary.actions import restore_day_statuses, set_day_status
from nutrition.diary.marks.actions import avoid_groups
from nutrition.diary.marks.models import Avoided
from nutrition.diary.models import Entry
from nutrition.foods.models import Food
from tests.builders import Foods, log
from tests.data_versions import VersionGate

pytestmark = pytest.mark.django_db


def test_there_is_no_version_before_the_first_change(alice: User) -> None:
    assert versions_of(alice).own is None


def test_each_change_gives_a_new_version_to_its_person_alone(alice: User, bob: User) -> None:
    versions = []
    for _ in range(3):
        with changing_data(alice.pk):
            pass
        versions.append(versions_of(alice).own)

    assert len(set(versions)) == 3
    assert None not in versions
    assert versions_of(bob).own is None


def test_a_change_of_what_everybody_sees_gives_everybody_a_new_version(
    alice: User, bob: User
) -> None:
    before = versions_of(alice)

    shared_data_changed()

    assert versions_of(alice).shared == versions_of(bob).shared != before.shared
    assert versions_of(alice).own == before.own


def test_a_change_that_fails_leaves_the_version(alice: User) -> None:
    with changing_data(alice.pk):
        pass
    before = versions_of(alice).own

    with pytest.raises(ValueError), transaction.atomic(), changing_data(alice.pk):
        raise ValueError

    assert versions_of(alice).own == before


def test_a_version_that_was_rolled_back_does_not_come_again(alice: User) -> None:
    seen = set()
    for _ in range(50):
        with transaction.atomic():
            with changing_data(alice.pk):
                pass
            seen.add(versions_of(alice).own)
            transaction.set_rollback(True)

    assert len(seen) == 50


def test_a_page_reads_the_version_together_with_the_session(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="30", on="2026-11-20")

    with CaptureQueriesContext(connection) as asked:
        alice_client.get("/week/2026-W47/")

    with_version = [query for query in asked if "accounts_dataversion" in query["sql"]]
    assert len(with_version) == 1
    assert "django_session" in with_version[0]["sql"]


def test_a_request_that_changes_something_asks_for_the_version_when_it_needs_it(
    alice: User, alice_client: Client
) -> None:
    """Its user does not know a version that may be the one before the change."""
    request = alice_client.post("/diary/2026-11-20/status/", {"status": "complete"}).wsgi_request

    assert request.user == alice
    assert request.user.versions is None


def test_values_are_kept_by_key_and_state_and_thrown_away_when_there_are_too_many() -> None:
    cache: StateCache[int] = StateCache(size=1)

    def make(value: int) -> Callable[[], int]:
        return lambda: value

    assert cache.of("a", "state", make(1)) == 1
    assert cache.of("b", "state", make(2)) == 2
    assert cache.of("a", "state", make(3)) == 3
    assert cache.of("a", "state", make(4)) == 3
    assert cache.of("a", "another state", make(5)) == 5


def test_what_is_not_keepable_is_made_each_time() -> None:
    cache: StateCache[int] = StateCache(size=9, keepable=lambda value: value < 2)

    assert [cache.of("a", "state", lambda: value) for value in (2, 3, 1, 4)] == [2, 3, 1, 1]  # noqa: B023


def test_the_gate_tells_of_a_write_without_a_new_version(
    alice: User, foods: Foods, data_version_gate: VersionGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.data_versions.is_let_through", lambda *_: False)
    faults = []
    log(alice, foods.almonds, grams="30", on="2026-11-20")
    assert data_version_gate.faults == []

    for write in (
        lambda: Entry.objects.filter(user=alice).update(meal=1),
        lambda: Entry.objects.filter(user=alice).delete(),
        lambda: Avoided.objects.bulk_create(
            [Avoided(user=alice, group="milk")], ignore_conflicts=True
        ),
        lambda: Food.objects.update(name="Nuts"),
    ):
        write()
        faults.append(len(data_version_gate.faults))
        with changing_data(alice.pk):
            shared_data_changed()

    assert (faults, data_version_gate.faults) == ([1, 1, 1, 1], [])


def test_the_gate_forgives_what_is_taken_back_and_nothing_before_it(
    alice: User, foods: Foods, data_version_gate: VersionGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.data_versions.is_let_through", lambda *_: False)
    for _ in range(2):
        with transaction.atomic():
            Food.objects.update(name="Nuts")
            transaction.set_rollback(True)
    assert data_version_gate.faults == []

    Food.objects.update(name="Nuts")
    with transaction.atomic():
        Food.objects.update(name="Almonds")
        transaction.set_rollback(True)

    assert len(data_version_gate.faults) == 1
    shared_data_changed()


def statuses(person: User) -> None:
    set_day_status(user=person, days=[date(2026, 11, 20)], status="in_progress")


def statuses_back(person: User) -> None:
    restore_day_statuses(user=person, before={date(2026, 11, 20): None})


def groups(person: User) -> None:
    avoid_groups(user=person, groups=["milk"])


@pytest.mark.parametrize("change", [statuses, statuses_back, groups])
def test_changes_of_several_rows_lock_the_person_before_they_touch_one(
    change: Callable[[User], None], alice: User
) -> None:
    """Else two of them at once blocked each other on PostgreSQL, until one failed."""
    with CaptureQueriesContext(connection) as asked:
        change(alice)

    statements = [query["sql"] for query in asked]
    first_write = next(
        place for place, sql in enumerate(statements) if sql.startswith(("INSERT", "DELETE"))
    )
    assert any('FROM "accounts_user"' in sql for sql in statements[:first_write])
