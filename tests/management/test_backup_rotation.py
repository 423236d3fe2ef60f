"""What a backup says, what it refuses to save, and which older ones are deleted for it."""

import shutil
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from nutrition.diary.models import Entry
from nutrition.management.backup import files, postgres, sqlite
from nutrition.management.backup.files import BackupError, checksum_path
from tests.builders import log, make_foods, make_person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "postgresql" and not shutil.which("pg_dump"),
        reason="there is no pg_dump here",
    ),
]


def entries_of(people: int) -> None:
    foods = make_foods()
    for number in range(people):
        log(make_person(f"person{number}"), foods.spinach, grams="10", on=f"2026-11-{10 + number}")


def test_backup_says_what_is_in_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entries_of(2)
    Entry.objects.filter(eaten_on="2026-11-11").update(deleted_at="2026-11-12T00:00:00Z")

    call_command("backup", tmp_path / "backup")

    size = (tmp_path / "backup").stat().st_size
    path = tmp_path / "backup"
    assert capsys.readouterr().out == (
        f"{path}: 2 people, 1 entry, newest day 2026-11-10 "
        f"({size:,} bytes, checksum in backup.sha256)\n"
    )


@pytest.mark.parametrize("table", ["accounts_user", "nutrition_entry"])
@pytest.mark.parametrize("overwrite", [False, True])
def test_database_without_the_tables_of_people_is_not_saved(
    table: str, overwrite: bool, tmp_path: Path
) -> None:
    backup = tmp_path / "backup"
    if overwrite:
        backup.write_text("a good one")
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO elsewhere")
    try:
        with pytest.raises(
            CommandError, match=rf"is no database of Magwise \(.*{table}.*\)\. Nothing was saved"
        ):
            call_command("backup", backup, overwrite=overwrite, verbosity=0)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE elsewhere RENAME TO {table}")

    assert [path.read_text() for path in tmp_path.iterdir()] == (
        ["a good one"] if overwrite else []
    )


def test_database_without_people_replaces_no_backup(tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    backup.write_text("a good one")

    with pytest.raises(CommandError, match="There are no people in this database"):
        call_command("backup", backup, overwrite=True, verbosity=0)

    assert backup.read_text() == "a good one"
    assert list(tmp_path.iterdir()) == [backup]


def older_backups(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_text(f"{name} of people")
        checksum_path(folder / name).write_text(f"{files.checksum_of(folder / name)}  {name}\n")


OLDER = [
    "magwise-2026-11-01.backup",
    "magwise-2026-11-02.backup",
    "magwise-2026-11-02T031500Z.backup",
]


@pytest.mark.parametrize("keep", [1, 2, 3, 4, 9])
def test_the_last_good_ones_are_kept(
    keep: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_person("alice")
    older_backups(tmp_path, *OLDER)

    call_command("backup", tmp_path, keep=keep)

    left = sorted(path.name for path in tmp_path.iterdir())
    gone = OLDER[: max(0, 4 - keep)]
    assert [name for name in OLDER if name not in left] == gone
    assert len(left) == 2 * min(keep, 4)
    said = capsys.readouterr().out
    assert all(name in said for name in gone)
    assert "1 person" in said


def test_what_is_no_good_backup_of_ours_is_neither_counted_nor_deleted(tmp_path: Path) -> None:
    make_person("alice")
    older_backups(tmp_path, *OLDER, "magwise-before-the-move.backup", "other-2026-11-01.backup")
    (tmp_path / OLDER[2]).write_text("damaged since")
    checksum_path(tmp_path / OLDER[1]).unlink()
    (tmp_path / "magwise-2026-10-01.backup").mkdir()
    before = {path.name for path in tmp_path.iterdir()}

    call_command("backup", tmp_path, keep=1, verbosity=0)

    after = {path.name for path in tmp_path.iterdir()}
    assert before - after == {OLDER[0], OLDER[0] + ".sha256"}
    assert len(after - before) == 2


def test_database_without_people_takes_no_place_among_the_backups(tmp_path: Path) -> None:
    older_backups(tmp_path, *OLDER)
    before = sorted(tmp_path.iterdir())

    for _ in range(2):
        with pytest.raises(CommandError, match="There are no people in this database"):
            call_command("backup", tmp_path, keep=3, verbosity=0)

    assert sorted(tmp_path.iterdir()) == before


def test_first_backup_may_be_of_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("backup", tmp_path, keep=3)

    said = capsys.readouterr()
    assert "0 people, 0 entries, newest day none" in said.out
    assert said.err == "Nobody is in this database. Is DATABASE_URL right?\n"
    assert len(list(tmp_path.iterdir())) == 2


def test_backup_that_failed_deletes_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_person("alice")
    older_backups(tmp_path, *OLDER)
    before = sorted(tmp_path.iterdir())
    monkeypatch.setattr(
        files, "_sync", lambda path: (_ for _ in ()).throw(OSError(28, "No space left"))
    )

    with pytest.raises(CommandError, match="No space left"):
        call_command("backup", tmp_path, keep=1, verbosity=0)

    assert sorted(tmp_path.iterdir()) == before


@time_machine.travel("2020-01-01")
def test_clock_that_was_set_back_costs_no_new_backup(tmp_path: Path) -> None:
    make_person("alice")
    older_backups(tmp_path, *OLDER)

    call_command("backup", tmp_path, keep=2, verbosity=0)

    assert sorted(path.name for path in tmp_path.glob("*.backup")) == [
        "magwise-2020-01-01T000000Z.backup",
        OLDER[2],
    ]


@pytest.mark.parametrize("keep", [0, -1])
def test_keeping_none_is_no_backup(keep: int, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="1 or more"):
        call_command("backup", tmp_path, keep=keep)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.either_database("nothing listens there")
def test_server_that_is_away_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=r"The database cannot be opened: .*refused[^\n]*$"):
        postgres.save(
            {"host": "127.0.0.1", "port": 1, "dbname": "x", "password": "s3cret"},
            tmp_path / "draft",
        )


@pytest.mark.either_database("only SQLite is a file")
@pytest.mark.parametrize("content", ["no database", "x" * 100_000])
def test_file_that_is_no_database_is_said_in_a_sentence(content: str, tmp_path: Path) -> None:
    (tmp_path / "magwise.sqlite3").write_text(content)

    with pytest.raises(
        BackupError, match=r"magwise\.sqlite3 cannot be saved: file is not a database\.$"
    ):
        sqlite.save({"database": tmp_path / "magwise.sqlite3"}, tmp_path / "draft")
