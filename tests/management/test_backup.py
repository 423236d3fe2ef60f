"""Backup and restore, on the database that the tests run on: every table comes back as it was."""

import hashlib
import shutil
import sqlite3
import stat
import threading
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import LifeStagePeriod, User
from nutrition.diary.models import Entry, Meal
from nutrition.foods.models import Food
from nutrition.management.backup import files
from nutrition.management.backup.files import checksum_path
from tests.builders import PASSWORD, close, drink, log, make_foods, make_person, take
from tests.conftest import signed_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "postgresql" and not shutil.which("pg_dump"),
        reason="there is no pg_dump here",
    ),
]


def contents() -> dict[str, tuple[int, str]]:
    """Each table with its number of rows and what is in them."""
    with connection.cursor() as cursor:
        # SQLite's search index keeps its pages as it likes; what is searched is a table of its own.
        tables = [
            name for name in connection.introspection.table_names(cursor) if "_fts" not in name
        ]
        found = {}
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = sorted(map(repr, cursor.fetchall()))
            found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


def live_a_little() -> User:
    """Something in every table that a person has."""
    alice, foods = make_person("alice", sex="F", birth_date="1990-05-10"), make_foods()
    log(alice, foods.spinach, grams="33.333", on="2026-11-21")
    take(alice, "Glycinate \U0001f48a \u202e", "100.000001", on="2026-11-21")
    drink(alice, "1.5", "24", on="2026-11-21")
    LifeStagePeriod.objects.create(user=alice, kind="pregnant", starts_on="2026-01-01")
    close(alice, Entry.objects.get(user=alice).eaten_on)
    client = signed_in(alice)
    client.post(f"/foods/{foods.almonds.pk}/star/")
    client.get("/diary/?q=almonds")
    return alice


def test_everything_comes_back(tmp_path: Path) -> None:
    alice = live_a_little()
    before = contents()
    backup = tmp_path / "backup"

    call_command("backup", backup, verbosity=0)
    Entry.objects.filter(user=alice).delete()
    make_person("mallory")
    Food.objects.update(name="Spoiled")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE of_a_newer_version (id integer)")
    assert contents() != before
    call_command("restore", backup, replace=True, verbosity=0)

    assert contents() == before
    assert {table for table, (count, _) in before.items() if count} > {
        "accounts_user",
        "accounts_profile",
        "accounts_lifestageperiod",
        "nutrition_entry",
        "nutrition_dose",
        "nutrition_water",
        "nutrition_day",
        "nutrition_favourite",
        "nutrition_food",
        "django_session",
    }


def test_what_was_restored_works(tmp_path: Path) -> None:
    alice = live_a_little()
    call_command("backup", tmp_path / "first", verbosity=0)
    call_command("restore", tmp_path / "first", replace=True, verbosity=0)
    call_command("backup", tmp_path / "second", verbosity=0)

    call_command("restore", tmp_path / "second", replace=True, verbosity=0)

    spinach = Food.objects.get(name="Spinach, raw")
    log(alice, spinach, grams="10", on="2026-11-22")
    page = signed_in(alice).get("/diary/2026-11-21/choices/?q=spinach").content.decode()
    assert Entry.objects.filter(user=alice).count() == 2
    assert "Spinach, raw" in page
    assert User.objects.get(pk=alice.pk).check_password(PASSWORD)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no statistics")
def test_postgresql_knows_what_was_restored(tmp_path: Path) -> None:
    make_person("alice")
    call_command("backup", tmp_path / "backup", verbosity=0)

    call_command("restore", tmp_path / "backup", replace=True, verbosity=0)

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'accounts_user'")
        assert cursor.fetchall() == [(1,)]


def test_backup_is_private_and_has_a_checksum_that_sha256sum_reads(tmp_path: Path) -> None:
    make_person("alice")
    backup = tmp_path / "backup"

    call_command("backup", backup, verbosity=0)

    sums = checksum_path(backup)
    assert sums.read_text() == f"{hashlib.sha256(backup.read_bytes()).hexdigest()}  backup\n"
    assert {stat.S_IMODE(path.stat().st_mode) for path in (backup, sums)} == {0o600}
    assert sorted(tmp_path.iterdir()) == [backup, sums]


def test_backup_is_never_overwritten_unasked(tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    backup.write_text("precious")

    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", backup, verbosity=0)

    assert backup.read_text() == "precious"


def test_backup_is_overwritten_when_told(tmp_path: Path) -> None:
    make_person("alice")
    backup = tmp_path / "backup"
    backup.write_text("old")

    call_command("backup", backup, overwrite=True, verbosity=0)

    files.check_backup(backup)
    assert backup.stat().st_size > 10_000


def test_failure_leaves_the_old_backup_and_no_rubbish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_person("alice")
    backup = tmp_path / "backup"
    backup.write_text("old")
    monkeypatch.setattr(
        files, "checksum_of", lambda path: (_ for _ in ()).throw(OSError(28, "No space left"))
    )

    with pytest.raises(CommandError, match="could not be written: No space left"):
        call_command("backup", backup, overwrite=True, verbosity=0)

    assert backup.read_text() == "old"
    assert sorted(tmp_path.iterdir()) == [backup]


def test_backup_into_no_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("backup", tmp_path / "nowhere" / "backup", verbosity=0)


def test_restore_refuses_a_database_with_people_in_it(tmp_path: Path) -> None:
    make_person("alice")
    call_command("backup", tmp_path / "backup", verbosity=0)
    bob = make_person("bob")

    with pytest.raises(CommandError, match="There are people"):
        call_command("restore", tmp_path / "backup", verbosity=0)

    assert User.objects.filter(pk=bob.pk).exists()


def test_restore_into_a_database_without_people_needs_no_word(tmp_path: Path) -> None:
    alice = make_person("alice")
    call_command("backup", tmp_path / "backup", verbosity=0)
    User.objects.all().delete()

    call_command("restore", tmp_path / "backup", verbosity=0)

    assert User.objects.get().email == alice.email


@pytest.mark.parametrize(
    "harm", ["a bit flipped", "cut short", "no checksum", "nothing there", "another file"]
)
def test_restore_refuses_what_is_not_whole_and_changes_nothing(harm: str, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    call_command("backup", backup, verbosity=0)
    bob = make_person("bob")
    whole = backup.read_bytes()
    match harm:
        case "a bit flipped":
            backup.write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
        case "cut short":
            backup.write_bytes(whole[:-100])
        case "no checksum":
            checksum_path(backup).unlink()
        case "nothing there":
            backup.unlink()
        case "another file":
            backup.write_bytes(b"not a database" * 1000)
            checksum_path(backup).write_text(f"{files.checksum_of(backup)}  backup\n")

    with pytest.raises(CommandError):
        call_command("restore", backup, replace=True, verbosity=0)

    assert User.objects.filter(pk=bob.pk).exists()


def test_restore_refuses_the_backup_of_a_newer_magwise(tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('nutrition', '9999_later', '2030-01-01')"
        )
    call_command("backup", tmp_path / "backup", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = '9999_later'")

    with pytest.raises(CommandError, match="newer Magwise"):
        call_command("restore", tmp_path / "backup", replace=True, verbosity=0)


def test_backup_while_somebody_logs_is_of_one_instant(tmp_path: Path) -> None:
    """Each transaction writes a pair; a backup never has half of one."""
    alice, food = make_person("alice"), make_foods().spinach
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            Entry.objects.bulk_create(
                Entry(
                    user=alice,
                    eaten_on="2026-11-21",
                    meal=Meal.LUNCH,
                    revision_id=food.current_id,
                    grams=Decimal(1),
                )
                for _ in range(2)
            )
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            call_command("backup", tmp_path / f"backup-{number}", verbosity=0)
    finally:
        done.set()
        writer.join()

    written = Entry.objects.filter(user=alice).count()
    counts = []
    for number in range(3):
        call_command("restore", tmp_path / f"backup-{number}", replace=True, verbosity=0)
        counts.append(Entry.objects.filter(user=alice).count())
    assert all(count % 2 == 0 for count in counts)
    assert counts == sorted(counts)
    assert 0 < counts[-1] <= written


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite")
def test_backup_of_sqlite_is_one_plain_database(tmp_path: Path) -> None:
    make_person("alice")

    call_command("backup", tmp_path / "backup", verbosity=0)

    with closing(sqlite3.connect(f"file:{tmp_path / 'backup'}?mode=ro", uri=True)) as copy:
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert copy.execute("SELECT email FROM accounts_user").fetchone() == ("alice@example.org",)
