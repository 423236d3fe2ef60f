"""Rows of older versions had two ids: both of them still name the row."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.ids import new_id
from accounts.models import User
from nutrition.diary.models import Day, Dose, Entry, Water
from nutrition.diary.removal import remove_expired
from nutrition.diary.rows import DiaryKind, FormerId
from nutrition.diary.stored_ids import stored_ids
from tests.api.programs import Program, json_of
from tests.builders import Foods, close, drink, log, take
from tests.foods.test_migrations import migrate_to
from tests.transfer.files import export_bytes, export_document, import_json

DAY = "2026-11-21"
MODELS = (Entry, Dose, Water)


def name_formerly(row: Entry | Dose | Water) -> UUID:
    """Gives the row a second id, as older versions did."""
    former = new_id()
    FormerId.objects.create(user=row.user, kind=row.KIND, id=former, row_id=row.id)
    return former


def rows_of(user: User) -> int:
    return sum(model._default_manager.filter(user=user).count() for model in MODELS)


@pytest.fixture
def old_rows(alice: User, foods: Foods) -> list[Entry | Dose | Water]:
    return [
        log(alice, foods.spinach, grams="30", on=DAY),
        take(alice, "Glycinate", "100", on=DAY),
        drink(alice, "1.5", "24", on=DAY),
    ]


def test_rows_are_found_by_both_of_their_ids(
    alice: User, bob: User, old_rows: list[Any], foods: Foods
) -> None:
    for row in old_rows:
        former = name_formerly(row)

        found = stored_ids(alice, type(row), [row.id, former, new_id()])

        assert found == {row.id: row.id, former: row.id}
        assert stored_ids(bob, type(row), [row.id, former]) == {}


def test_an_id_that_a_program_took_from_another_row_names_the_row_that_it_sent(
    alice: User, foods: Foods
) -> None:
    first, second = (log(alice, foods.spinach, grams=grams, on=DAY) for grams in ("30", "40"))
    FormerId.objects.create(user=alice, kind=DiaryKind.ENTRY, id=first.id, row_id=second.id)
    body = {"date": DAY, "meal": "lunch", "food_id": foods.spinach.pk, "grams": "40"}
    Entry.objects.filter(user=alice).update(digest=None)

    again = Program(alice).send("POST", "/entries", body | {"client_id": str(first.id)})

    assert (again.status_code, json_of(again)["id"]) == (200, str(second.id))
    assert rows_of(alice) == 2


@pytest.mark.parametrize(
    ("place", "path", "body"),
    [
        (0, "/entries", {"date": DAY, "meal": "lunch", "grams": "30"}),
        (1, "/doses", {"date": DAY, "name": "Glycinate", "magnesium_mg": "100"}),
        (2, "/waters", {"date": DAY, "litres": "1.5", "mg_per_litre": "24"}),
    ],
    ids=["entry", "dose", "water"],
)
def test_resend_under_a_former_id_is_answered_with_the_row(
    alice: User, old_rows: list[Any], foods: Foods, place: int, path: str, body: dict[str, Any]
) -> None:
    row, former = old_rows[place], name_formerly(old_rows[place])
    food = {"food_id": foods.spinach.pk} if path == "/entries" else {}
    type(row)._default_manager.filter(user=alice, id=row.id).update(digest=None)

    again = Program(alice).send("POST", path, body | food | {"client_id": str(former)})

    assert again.status_code == 200
    assert (json_of(again)["id"], json_of(again)["client_id"]) == (str(row.id), str(former))
    assert rows_of(alice) == 3


def test_resend_of_a_line_doubles_nothing_after_its_first_food_is_gone(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    sent, second = new_id(), log(alice, foods.almonds, grams="50", on=DAY)
    former = uuid5(sent, "1")  # the id that the second food of a line gets
    FormerId.objects.create(user=alice, kind=DiaryKind.ENTRY, id=former, row_id=second.id)
    picks = f"{foods.spinach.pk}:g:30,{foods.almonds.pk}:g:50"

    alice_client.post(
        f"/diary/{DAY}/add/", {"meal": "lunch", "pick": picks, "client_id": str(sent)}
    )

    assert rows_of(alice) == 1


@pytest.mark.parametrize("is_former", [True, False], ids=["former", "only"])
@pytest.mark.parametrize(
    ("place", "path", "body"),
    [
        (0, "/entries", {"date": DAY, "meal": "lunch", "grams": "31"}),
        (0, "/entries", {"date": "2026-11-20", "meal": "lunch", "grams": "30"}),
        (1, "/doses", {"date": DAY, "name": "Glycinate", "magnesium_mg": "120"}),
        (2, "/waters", {"date": DAY, "litres": "1", "mg_per_litre": "24"}),
    ],
    ids=["grams", "day", "dose", "water"],
)
def test_another_thing_under_the_id_of_a_row_without_a_digest_is_refused(
    alice: User,
    old_rows: list[Any],
    foods: Foods,
    place: int,
    path: str,
    body: dict[str, Any],
    is_former: bool,
) -> None:
    row = old_rows[place]
    used = name_formerly(row) if is_former else row.id
    food = {"food_id": foods.spinach.pk} if path == "/entries" else {}
    type(row)._default_manager.filter(user=alice, id=row.id).update(digest=None)

    refused = Program(alice).send("POST", path, body | food | {"client_id": str(used)})

    assert refused.status_code == 409
    assert rows_of(alice) == 3


def test_a_program_reads_the_ids_under_which_it_sent_rows(alice: User, old_rows: list[Any]) -> None:
    formers = [str(name_formerly(row)) for row in old_rows]
    program = Program(alice)

    for path, former, row in zip(("/entries", "/doses", "/waters"), formers, old_rows, strict=True):
        [item] = json_of(program.send("GET", path))["items"]
        one = json_of(program.send("GET", f"{path}/{row.id}"))
        assert (item["id"], item["client_id"]) == (str(row.id), former)
        assert item == one


def test_own_export_before_and_after_doubles_nothing(
    alice: User, bob: User, old_rows: list[Any]
) -> None:
    formers = [name_formerly(row) for row in old_rows]
    file = export_bytes(alice)

    import_json(alice, file)
    import_json(bob, file)
    import_json(bob, file)
    import_json(alice, export_bytes(bob))

    document = export_document(alice)
    assert [document[name][0]["client_id"] for name in ("entries", "doses", "waters")] == [
        str(former) for former in formers
    ]
    assert (rows_of(alice), rows_of(bob)) == (3, 3)


def test_what_is_removed_takes_its_former_id_with_it(alice: User, bob: User, foods: Foods) -> None:
    same = new_id()
    gone = log(alice, foods.spinach, grams="30", on=DAY)
    name_formerly(gone)
    other = log(bob, foods.spinach, grams="30", on=DAY)
    long_ago = timezone.now() - timedelta(days=31)
    for person, entry, deleted_at in ((alice, gone, long_ago), (bob, other, None)):
        Entry.objects.filter(user=person, id=entry.id).update(id=same, deleted_at=deleted_at)
    FormerId.objects.filter(user=alice).update(row_id=same)

    removed = remove_expired(before=timezone.now() - timedelta(days=30))

    assert removed == 1
    assert not FormerId.objects.filter(user=alice).exists()
    assert Entry.objects.filter(user=bob, id=same).exists()  # the other person's has the same id


LOGGED_AT = datetime(2026, 11, 21, 12, 30, 0, 123456, tzinfo=UTC)


def make_earlier_rows(apps: Any, alice: User, foods: Foods) -> list[Any]:
    """An entry with a portion, one that was changed and deleted, a dose, a water and a status."""
    once = {"user_id": alice.pk, "logged_at": LOGGED_AT, "changed_at": LOGGED_AT}
    entries = apps.get_model("nutrition", "Entry").objects
    apps.get_model("nutrition", "Day").objects.create(
        user_id=alice.pk, date=date(2024, 2, 29), status="complete"
    )
    return [
        entries.create(
            **once,
            eaten_on=date(2024, 2, 29),
            meal=2,
            revision_id=foods.spinach.current_id,
            grams=Decimal("0.001"),
            portion_id=foods.spinach.portions.get().pk,
            quantity=Decimal("99999.999"),
            digest=-(2**63),
        ),
        entries.create(
            **once | {"changed_at": LOGGED_AT + timedelta(microseconds=1)},
            deleted_at=LOGGED_AT,
            eaten_on=date(1970, 1, 1),
            meal=4,
            revision_id=foods.almonds.current_id,
            grams=Decimal("10000"),
        ),
        apps.get_model("nutrition", "Dose").objects.create(
            **once, taken_on=date(2026, 12, 31), name="D3", nutrients={"324": "400"}
        ),
        apps.get_model("nutrition", "Water").objects.create(
            **once,
            taken_on=date(2027, 1, 1),
            litres=Decimal("0.333"),
            mg_per_litre=Decimal("26.005"),
        ),
    ]


@pytest.mark.django_db(transaction=True)
def test_upgrade_keeps_ids_days_amounts_and_instants(alice: User, foods: Foods) -> None:
    apps = migrate_to(("nutrition", "0017_catalogue_version"))
    rows = make_earlier_rows(apps, alice, foods)
    kinds = [DiaryKind.ENTRY, DiaryKind.ENTRY, DiaryKind.DOSE, DiaryKind.WATER]

    migrate_to()

    kept, changed = (Entry.objects.get(user=alice, id=row.id) for row in rows[:2])
    assert (kept.eaten_on, kept.grams, kept.quantity) == (
        date(2024, 2, 29),
        Decimal("0.001"),
        Decimal("99999.999"),
    )
    assert (kept.portion_id, kept.digest) == (foods.spinach.portions.get().pk, -(2**63))
    assert (kept.logged_at, kept.changed_at, kept.updated_at) == (LOGGED_AT, None, LOGGED_AT)
    assert (changed.eaten_on, changed.grams) == (date(1970, 1, 1), 10_000)
    assert changed.updated_at - LOGGED_AT == timedelta(microseconds=1)
    assert (changed.portion_id, changed.deleted_at) == (None, LOGGED_AT)
    assert Dose.objects.get(user=alice, id=rows[2].id).nutrients == {"324": "400"}
    drunk = Water.objects.get(user=alice, id=rows[3].id)
    assert (drunk.taken_on, drunk.mg) == (date(2027, 1, 1), Decimal("0.333") * Decimal("26.005"))
    assert Day.objects.get(user=alice).date == date(2024, 2, 29)
    assert set(FormerId.objects.filter(user=alice).values_list("kind", "id", "row_id")) == {
        (kind, row.client_id, row.id) for kind, row in zip(kinds, rows, strict=True)
    }


@pytest.mark.django_db(transaction=True)
def test_upgrade_is_recorded_in_the_transaction_that_makes_the_tables() -> None:
    migrate_to(("nutrition", "0017_catalogue_version"))

    with CaptureQueriesContext(connection) as captured:
        migrate_to()

    statements = [query["sql"] for query in captured.captured_queries]
    recorded = next(n for n, sql in enumerate(statements) if "'0018_one_id'" in sql)
    made = [n for n, sql in enumerate(statements) if "entry_person_day" in sql and "CREATE" in sql]
    assert "COMMIT" not in statements[made[-1] : recorded]


@pytest.mark.django_db(transaction=True)
def test_downgrade_and_upgrade_change_nothing(alice: User, old_rows: list[Any]) -> None:
    formers = [name_formerly(row) for row in old_rows]
    close(alice, date.fromisoformat(DAY))
    before = {model: list(model._default_manager.filter(user=alice).values()) for model in MODELS}

    apps = migrate_to(("nutrition", "0017_catalogue_version"))
    earlier = [
        apps.get_model("nutrition", model.__name__).objects.get().client_id for model in MODELS
    ]
    migrate_to()

    assert earlier == formers
    assert before == {
        model: list(model._default_manager.filter(user=alice).values()) for model in MODELS
    }
    assert connection.introspection.table_names().count("nutrition_entry_before") == 0
