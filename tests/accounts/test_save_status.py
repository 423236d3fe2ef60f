"""Whether a failed request saved anything: "no" only where that is certain."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.test import Client, RequestFactory

from accounts.ids import new_id
from accounts.models import ApiToken, Profile, User
from accounts.save_status import WriteTracker, save_status_of
from accounts.tokens.actions import make_token
from nutrition.diary.models import Entry, Meal
from tests.builders import Foods, make_foods, make_person
from tests.conftest import signed_in
from tests.outages import full, lost, statements

pytestmark = pytest.mark.django_db(transaction=True)
DAY = "2026-11-21"
UNKNOWN = (
    "We cannot tell whether what you sent just now was saved. "
    "Send it again: it will not be counted twice."
)
SURE = "What you sent just now was not saved."


@contextmanager
def commits(then: Exception, *, stored: bool) -> Iterator[None]:
    """Each commit ends with that error: done, with its answer lost on the way, or not done."""
    commit = connection.commit

    def fails() -> None:
        if stored:
            commit()
        else:
            connection.rollback()
        raise then

    with patch.object(connection, "commit", fails):
        yield


@pytest.fixture
def alice() -> User:
    return make_person("alice")


@pytest.fixture
def foods() -> Foods:
    return make_foods()


def browser(person: User) -> Client:
    client = signed_in(person)
    client.raise_request_exception = False
    client.get("/diary/")  # "last seen" is written down
    return client


def meal(foods: Foods) -> dict[str, str]:
    return {
        "meal": "lunch",
        "client_id": str(new_id()),
        "pick": f"{foods.spinach.pk}:g:30",
        "q": "30 g <spinach>",
    }


@pytest.mark.parametrize("stored", [True, False])
def test_lost_answer_to_a_commit_gives_unknown_and_a_resend_saves_once(
    stored: bool, alice: User, foods: Foods
) -> None:
    client, sent = browser(alice), meal(foods)

    with commits(lost(), stored=stored):
        answer = client.post(f"/diary/{DAY}/add/", sent)
    kept = Entry.objects.filter(user=alice).count()
    again = client.post(f"/diary/{DAY}/add/", sent)

    assert (answer.status_code, answer["Magwise-Saved"], kept) == (503, "unknown", int(stored))
    assert UNKNOWN in answer.content.decode()
    assert again.status_code == 302
    assert Entry.objects.filter(user=alice).count() == 1


@pytest.mark.parametrize(
    ("beginning", "error", "status"),
    [("INSERT", lost(), 503), ("INSERT", full(), 507), ("SELECT", lost(), 503)],
)
def test_error_before_the_commit_gives_not_saved(
    beginning: str, error: Exception, status: int, alice: User, foods: Foods
) -> None:
    client = browser(alice)

    with statements(beginning, then=error):
        answer = client.post(f"/diary/{DAY}/add/", meal(foods))

    assert (answer.status_code, answer["Magwise-Saved"]) == (status, "no")
    assert SURE in answer.content.decode()
    assert not Entry.objects.filter(user=alice).exists()


def test_full_disk_at_the_commit_gives_not_saved(alice: User, foods: Foods) -> None:
    client = browser(alice)

    with commits(full(), stored=False):
        answer = client.post(f"/diary/{DAY}/add/", meal(foods))

    assert (answer.status_code, answer["Magwise-Saved"]) == (507, "no")


@pytest.mark.parametrize("error", [ValueError("ours"), lost()])
def test_error_after_the_commit_gives_unknown(error: Exception, alice: User) -> None:
    tracker = WriteTracker()

    with connection.execute_wrapper(tracker), transaction.atomic():
        Profile.objects.filter(user=alice).update(day_starts_at=3)

    assert tracker.save_status(error) == "unknown"


def test_our_own_error_in_a_transaction_gives_not_saved(alice: User) -> None:
    tracker = WriteTracker()

    with (
        pytest.raises(ValueError) as caught,
        connection.execute_wrapper(tracker),
        transaction.atomic(),
    ):
        Profile.objects.filter(user=alice).update(day_starts_at=3)
        raise ValueError

    assert tracker.save_status(caught.value) == "no"
    assert Profile.objects.get(user=alice).day_starts_at == 0


@pytest.mark.parametrize(
    ("error", "saved"),
    [
        (lost(), "unknown"),
        (full(), "no"),
        (InterfaceError("x"), "unknown"),
        (DatabaseError("x"), "unknown"),
    ],
)
def test_autocommitted_statement_may_be_saved_when_its_answer_is_lost(
    error: Exception, saved: str, alice: User
) -> None:
    tracker = WriteTracker()

    with (
        statements("UPDATE", then=error),
        connection.execute_wrapper(tracker),
        pytest.raises(type(error)),
    ):
        Profile.objects.filter(user=alice).update(day_starts_at=3)

    assert tracker.save_status(error) == saved


def test_rollback_to_a_savepoint_leaves_the_rest_saved(alice: User) -> None:
    tracker = WriteTracker()

    with connection.execute_wrapper(tracker), transaction.atomic():
        with (
            pytest.raises(OperationalError),
            statements("INSERT", then=full()),
            transaction.atomic(),
        ):
            Entry.objects.create(
                user=alice, eaten_on=DAY, meal=Meal.LUNCH, revision_id=1, grams=Decimal(1)
            )
        Profile.objects.filter(user=alice).update(day_starts_at=3)

    assert tracker.save_status(ValueError()) == "unknown"


def test_bookkeeping_of_magwise_does_not_count_as_saved() -> None:
    tracker = WriteTracker()

    with connection.execute_wrapper(tracker), connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_session WHERE session_key = 'none'")
        cursor.execute("WITH one AS (SELECT 1) SELECT * FROM one")

    assert tracker.save_status(ValueError()) == "no"


def test_reading_saves_nothing(rf: RequestFactory) -> None:
    assert save_status_of(rf.get("/"), lost()) is None
    assert save_status_of(rf.post("/"), lost()) == "unknown"  # nobody followed it


def test_page_offers_to_send_the_same_form_again(alice: User, foods: Foods) -> None:
    client, sent = browser(alice), meal(foods)

    with commits(lost(), stored=True):
        page = client.post(f"/diary/{DAY}/add/?from=box", sent).content.decode()

    assert f'<form method="post" action="/diary/{DAY}/add/?from=box">' in page
    assert f'<input type="hidden" name="client_id" value="{sent["client_id"]}">' in page
    assert '<input type="hidden" name="q" value="30 g &lt;spinach&gt;">' in page
    assert "Send it again</button>" in page


def test_page_never_repeats_a_password() -> None:
    client = Client(raise_request_exception=False)

    with statements("SELECT", then=lost()), statements("INSERT", then=lost()):
        answer = client.post(
            "/accounts/login/", {"login": "a@example.org", "password": "a secret of mine"}
        )

    assert answer.status_code == 503
    assert "a secret of mine" not in answer.content.decode()
    assert "go back one page" in answer.content.decode()


@pytest.mark.parametrize(("stored", "saved"), [(True, "unknown"), (False, "no")])
def test_api_problem_says_whether_it_was_saved(
    stored: bool, saved: str, alice: User, foods: Foods
) -> None:
    token = make_token(user=alice, name="Scale", scope=ApiToken.Scope.WRITE, lasts=None)
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})
    body = {
        "client_id": str(new_id()),
        "date": DAY,
        "meal": "lunch",
        "food_id": foods.spinach.pk,
        "grams": "30",
    }
    trouble = commits(lost(), stored=True) if stored else statements("INSERT", then=lost())

    with trouble:
        problem = client.post("/api/v1/entries", body, content_type="application/json").json()
    again = client.post("/api/v1/entries", body, content_type="application/json")

    assert (problem["status"], problem["saved"]) == (503, saved)
    assert ("Nothing was changed" in problem["detail"]) == (saved == "no")
    assert again.status_code == (200 if stored else 201)
    assert Entry.objects.filter(user=alice).count() == 1
