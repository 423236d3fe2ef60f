"""`./run demo` and `./run bench` begin as the commands of manage.py do."""

import subprocess
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from django.db import connection

from tests.serving import RUN, environment, run
from tools.__main__ import command_of
from tools.bench.command import Command as Bench
from tools.demo import Command as Demo

LATER = "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, '2030-01-01')"


def test_demo_without_a_database_makes_none(tmp_path: Path) -> None:
    said = subprocess.run(
        [RUN, "demo"], env=environment(tmp_path), capture_output=True, text=True, check=False
    )

    assert said.returncode == 1
    assert said.stderr.startswith("There is no database")
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize("tool", ["bench", "demo"])
def test_help_needs_no_database(tool: str, tmp_path: Path) -> None:
    assert f"usage: run {tool}" in run(tmp_path, tool, "--help")


@pytest.mark.django_db
def test_demo_does_not_touch_a_database_that_is_newer() -> None:
    assert isinstance(command_of("demo", ()), Demo)
    with connection.cursor() as cursor:
        cursor.execute(LATER, ["nutrition", "9999_later"])

    with pytest.raises(CommandError, match=r"used by a newer Magwise: .* nutrition\.9999_later"):
        command_of("demo", ())


def test_bench_looks_at_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "magwise.sqlite3"
    monkeypatch.setitem(connection.settings_dict, "NAME", str(file))

    assert isinstance(command_of("bench", ()), Bench)

    assert not file.exists()


def test_unknown_tool_is_an_error() -> None:
    with pytest.raises(CommandError, match='There is no tool "nonsense"'):
        command_of("nonsense", ())
