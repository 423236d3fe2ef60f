"""Starting: one at a time, and in one sentence what keeps it from starting."""

import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from nutrition.management.commands import prepare
from nutrition.management.start_lock import WAITING, start_lock
from tests.serving import HANGS_SECONDS, RUN, environment


def second_start(first: Path, second: Path) -> list[str]:
    """What happens, in order, when the second one begins while the first one is at work."""
    happened: list[str] = []
    waits = threading.Event()

    def say(words: str) -> None:
        happened.append(words)
        waits.set()

    def run() -> None:
        try:
            with start_lock(second, say):
                happened.append("second at work")
                waits.set()
        finally:
            connection.close()

    with start_lock(first, happened.append):
        thread = threading.Thread(target=run)
        thread.start()
        assert waits.wait(HANGS_SECONDS)
        happened.append("first done")
    thread.join(HANGS_SECONDS)
    return happened


@pytest.mark.django_db(transaction=True)
def test_second_start_on_a_folder_waits_for_the_first(tmp_path: Path) -> None:
    assert second_start(tmp_path, tmp_path) == [WAITING, "first done", "second at work"]


@pytest.mark.django_db(transaction=True)
def test_second_machine_on_a_database_waits_for_the_first(tmp_path: Path) -> None:
    happened = second_start(tmp_path / "one", tmp_path / "other")

    if connection.vendor == "postgresql":
        assert happened == [WAITING, "first done", "second at work"]
    else:
        assert happened == ["second at work", "first done"]


def start(folder: Path, *command: str, **variables: str) -> tuple[int, str]:
    """Exit code and all that was said."""
    variables = environment(folder) | variables
    result = subprocess.run(
        [RUN, *command],
        env=variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=HANGS_SECONDS,
    )
    return result.returncode, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        (
            {"DATABASE_URL": "postgres://a:secret@127.0.0.1:1/x"},
            "The database cannot be opened: connection failed: connection to server",
        ),
        (
            {"DATABASE_URL": "sqlite:////proc/x.sqlite3"},
            "The database cannot be opened: unable to open database file",
        ),
        ({"DATABASE_URL": "mysql://a:secret@host/x"}, "DATABASE_URL is none that Magwise knows"),
        ({"HTTPS": "ture"}, "HTTPS is “ture”. Set it to true or false."),
        ({"WORKERS": "two"}, "WORKERS is 'two'"),
        ({"DATA_DIR": "/proc/magwise"}, "Cannot write in /proc/magwise"),
    ],
)
def test_what_keeps_it_from_starting_is_said_in_a_sentence(
    variables: dict[str, str], words: str, tmp_path: Path
) -> None:
    code, said = start(tmp_path, **({"BIND": "127.0.0.1:0"} | variables))

    assert code == 1
    assert words in said
    assert "Traceback" not in said
    assert "secret@" not in said


@pytest.mark.django_db
def test_folder_is_made_before_the_database_in_it_is_opened(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path / "new" / "folder"
    was_there: list[bool] = []
    monkeypatch.setattr(
        prepare, "reach_database", lambda: was_there.append(settings.DATA_DIR.is_dir())
    )
    monkeypatch.setattr(prepare.Command, "prepare", lambda command: None)

    call_command("prepare")

    assert was_there == [True]


def test_folder_that_cannot_be_made_is_told(settings: Any) -> None:
    settings.DATA_DIR = Path("/proc/magwise")

    with pytest.raises(
        CommandError, match=r"/proc/magwise cannot be made: .* Name another folder in DATA_DIR"
    ):
        call_command("prepare")


def test_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "magwise.sqlite3").write_text(
        "a letter to my aunt, of some length, to look like a file of data"
    )

    code, said = start(tmp_path, "manage", "prepare")

    assert (code, "Traceback" in said) == (1, False)
    assert "The database cannot be opened: file is not a database" in said


def test_key_that_was_never_finished_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()

    code, said = start(tmp_path, "manage", "check")

    assert (code, said.strip()) == (0, "System check identified no issues (0 silenced).")
    assert len((tmp_path / "secret_key").read_text()) >= 50


@pytest.mark.django_db
def test_database_of_a_newer_magwise_stops_the_start() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('nutrition', '9999_later', '2030-01-01')"
        )

    with pytest.raises(
        CommandError,
        match=r"used by a newer Magwise: this program does not know its nutrition\.9999_later",
    ):
        call_command("prepare")
