"""The checks of the database before a command uses it."""

import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.core.management.base import CommandError
from django.db import connection

from config.commands import (
    COMMANDS_FOR_ANY_VERSION,
    COMMANDS_THAT_CREATE_DATABASE,
    COMMANDS_WITHOUT_DATABASE,
    check_database,
)
from tests.serving import RUN, environment

OURS = sorted(name for name, app in get_commands().items() if app in ("accounts", "nutrition"))
LATER = "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, '2030-01-01')"


@pytest.fixture
def missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "magwise.sqlite3"
    monkeypatch.setitem(connection.settings_dict, "NAME", str(file))
    return file


@pytest.mark.parametrize(
    "command", [*OURS, "createsuperuser", "shell", "showmigrations", "clearsessions"]
)
def test_a_command_without_a_database_creates_none(command: str, missing: Path) -> None:
    if command in COMMANDS_THAT_CREATE_DATABASE | COMMANDS_WITHOUT_DATABASE:
        check_database([command])
        return

    with pytest.raises(
        CommandError, match=r"There is no database .*magwise\.sqlite3\. .* DATABASE_URL or DATA_DIR"
    ):
        check_database(["--verbosity=0", command])

    assert not missing.exists()


@pytest.mark.parametrize(
    "arguments", [["check"], ["check", "--deploy"], ["help"], [], ["tidy_diary", "--help"]]
)
def test_commands_that_use_no_database_need_none(arguments: list[str], missing: Path) -> None:
    check_database(arguments)

    assert not missing.exists()


def test_cron_without_its_settings_leaves_nothing_behind(tmp_path: Path) -> None:
    for command in (["tidy_diary"], ["backup", str(tmp_path / "backup")]):
        said = subprocess.run(
            [RUN, "manage", *command],
            env=environment(tmp_path),
            capture_output=True,
            text=True,
            check=False,
        )

        assert said.returncode == 1
        assert said.stderr.startswith("There is no database")
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "app", ["accounts", "nutrition", "account", "mfa", "usersessions", "auth", "sessions"]
)
def test_no_command_touches_a_database_that_is_newer(app: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(LATER, [app, "9999_later"])

    for command in [*OURS, "migrate", "createsuperuser", "shell"]:
        if command in COMMANDS_FOR_ANY_VERSION | COMMANDS_WITHOUT_DATABASE:
            check_database([command])
            continue
        with pytest.raises(CommandError, match=f"used by a newer Magwise: .* {app}.9999_later"):
            check_database([command])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("app", "name"),
    [
        ("nutrition", "0001_before_it_was_merged"),
        ("of_a_package_that_we_dropped", "9999_last"),
        ("auth", "0001_old"),
    ],
)
def test_migrations_of_an_older_version_are_accepted(app: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(LATER, [app, name])

    check_database(["tidy_diary"])
