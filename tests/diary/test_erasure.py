"""After somebody has left, a word that stood in every column of theirs is found nowhere."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError, connection, models
from django.test import Client

from accounts.actions import save_period
from accounts.models import User
from accounts.security.deletion import wipe_freed_space
from nutrition.diary.marks.models import Favourite
from nutrition.diary.models import Dose, Entry
from nutrition.diary.supplements.actions import label_of, save_supplement
from nutrition.foods.models import Food, FoodRevision
from nutrition.foods.own.models import OwnFood
from tests.builders import (
    PASSWORD,
    Foods,
    close,
    drink,
    log,
    make_foods,
    make_own_food,
    make_person,
    revise_own_food,
    take,
)
from tests.persons_tables import everything_in_the_database, make_row, paths_to_person, text_fields

CANARY = "zxqcanary"
EMAIL = f"{CANARY}@example.org"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
PATHS = paths_to_person()


@pytest.fixture
def foods(transactional_db: None) -> Iterator[Foods]:
    yield make_foods()
    cache.clear()  # its table belongs to no model: nobody else empties it


@pytest.fixture
def plain_sqlite(transactional_db: None) -> None:
    """Some builds of SQLite, such as Debian's, overwrite what is deleted; not all do."""
    if connection.vendor != "sqlite":
        pytest.skip("the files are the server's own")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = OFF")


@pytest.fixture
def leaver(foods: Foods) -> User:
    """Somebody who used all there is, with the word in every column; the 14 days are over."""
    person = make_person(CANARY, sex="F")
    use_everything(person, foods)
    sign_in_and_out(person)
    for model, path in PATHS.items():
        if (
            not model._meta.auto_created
            and not model._default_manager.filter(**{path: person.pk}).exists()
        ):
            make_row(model, path, person)
    for model, path in PATHS.items():
        write_word(model, path, person)
    User.objects.filter(pk=person.pk).update(email=EMAIL, deletion_due_at=LONG_AGO)
    return person


def use_everything(person: User, foods: Foods) -> None:
    soup = make_own_food("Soup", owner=person, magnesium="20", portions={"bowl": "300"})
    log(person, soup, grams="300", on="2026-11-21")
    revise_own_food(soup, magnesium="25")
    log(person, foods.almonds, grams="30", on="2026-11-21")
    Favourite.objects.create(user=person, own_food_id=soup.id)
    dose = take(person, "Glycinate", "100", on="2026-11-21")
    Dose.objects.filter(user=person, id=dose.id).update(form="magnesium oxide", compound_mg=500)
    dose.refresh_from_db()
    save_supplement(user=person, label=label_of(dose))
    drink(person, "1", "24", on="2026-11-21")
    close(person, date(2026, 11, 20))
    save_period(user=person, kind="pregnant", starts_on=date(2026, 1, 1), ends_on=None)
    address = EmailAddress.objects.create(user=person, email=f"second-{EMAIL}")
    EmailConfirmation.objects.create(email_address=address, key=CANARY)
    TOTP.activate(person, CANARY)
    RecoveryCodes.activate(person)
    person.groups.add(Group.objects.create(name="Readers"))
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(
        user=person, content_type=kind, object_id="1", object_repr=CANARY, action_flag=CHANGE
    )
    about = {"content_type": kind, "object_id": str(person.pk), "object_repr": EMAIL}
    LogEntry.objects.create(
        user=make_person("boss"), action_flag=CHANGE, change_message=CANARY, **about
    )


def sign_in_and_out(person: User) -> None:
    """Leaves sessions: one signed in, one before the second step, one of an unnoted device."""
    for password in ("wrong", PASSWORD):
        halfway = Client(headers={"user-agent": f"Firefox {CANARY}"})
        halfway.post("/accounts/login/", {"login": EMAIL, "password": password})
    Client().force_login(person)
    signed_in = Client(headers={"user-agent": f"Firefox {CANARY}"})
    signed_in.force_login(person)
    signed_in.get(f"/foods/?q={CANARY}")


def write_word(model: type[models.Model], path: str, person: User) -> None:
    for field in text_fields(model):
        word = {CANARY: CANARY} if isinstance(field, models.JSONField) else CANARY
        if field.get_attname_column()[1] != "email":
            rows = model._default_manager.filter(**{path: person.pk})
            first = rows.values_list("pk", flat=True)[:1]
            assert (
                model._default_manager.filter(pk__in=list(first)).update(**{field.name: word}) == 1
            ), field


def traces() -> list[str]:
    return [row[:200] for row in everything_in_the_database() if CANARY in row]


def in_sessions() -> list[str]:
    return [str(session.get_decoded()) for session in Session.objects.all()]


def test_word_stands_in_every_table_of_a_person(leaver: User) -> None:
    tables = {trace.partition(":")[0] for trace in traces()}

    assert {model._meta.db_table for model in PATHS if text_fields(model)} <= tables
    assert sum(str(leaver.pk) in data or EMAIL in data for data in in_sessions()) >= 3


def test_nothing_is_left_of_an_erased_person(
    leaver: User, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    key = leaver.pk

    with caplog.at_level(logging.INFO):
        call_command("tidy_accounts")

    assert traces() == []
    assert [data for data in in_sessions() if f"'{key}'" in data or EMAIL in data] == []
    assert [
        model
        for model, path in PATHS.items()
        if model._default_manager.filter(**{path: key}).exists()
    ] == []
    assert CANARY not in caplog.text + "".join(capsys.readouterr())


def test_bytes_of_an_erased_person_are_gone_from_the_files(
    plain_sqlite: None, leaver: User
) -> None:
    before = files_with_the_word()

    call_command("tidy_accounts")

    assert before != []
    assert files_with_the_word() == []


def files_with_the_word() -> list[str]:
    file = Path(connection.settings_dict["NAME"])
    return [
        path.name
        for path in file.parent.glob(f"{file.name}*")
        if CANARY.encode() in path.read_bytes()
    ]


@contextmanager
def somebody_reads() -> Iterator[None]:
    """A reader for whom SQLite has to keep what was there before."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM nutrition_entry").fetchone()
        yield
        reader.execute("ROLLBACK")


@contextmanager
def full_disk() -> Iterator[None]:
    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql == "VACUUM":
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.parametrize("later", ["tidy_diary", "tidy_accounts"])
@pytest.mark.parametrize("hindrance", [somebody_reads, full_disk])
def test_files_that_could_not_be_written_anew_are_written_by_the_next_run(
    plain_sqlite: None, leaver: User, hindrance: Any, later: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")
    with hindrance():
        call_command("tidy_accounts")
    before, said = files_with_the_word(), capsys.readouterr().err

    call_command(later)

    assert before != [] and "tries again" in said
    assert files_with_the_word() == []
    assert capsys.readouterr().err == ""


def test_file_is_not_written_anew_when_nobody_left(
    plain_sqlite: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        assert wipe_freed_space() == ""


def test_sqlite_overwrites_what_is_deleted(transactional_db: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the files are the server's own")
    dose = take(make_person("carol"), CANARY, "100", on="2026-11-21")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = files_with_the_word()

    dose.delete()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    assert before != []
    assert files_with_the_word() == []


def test_rows_of_others_stay(leaver: User, foods: Foods) -> None:
    bob = make_person("bob")
    log(bob, foods.almonds, grams="30", on="2026-11-21")
    soup = make_own_food("Bob's soup", magnesium="20", owner=bob)
    FoodRevision.objects.filter(food=foods.spinach).update(made_by=leaver)

    call_command("tidy_accounts")

    assert Entry.objects.of(bob).count() == 1
    assert OwnFood.objects.get() == soup
    assert Food.objects.count() == 5
    corrected = FoodRevision.objects.get(food=foods.spinach)
    assert (corrected.made_by, corrected.reason) == (None, "made for a test")
    assert bob.emailaddress_set.exists()
