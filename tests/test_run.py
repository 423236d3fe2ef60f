"""The two commands, as a newcomer meets them."""

import os
import signal
import socket
import sqlite3
import stat
import subprocess
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.serving import RUN, environment, free_address, manage, serving


def test_run_serves_pages_and_hashed_static_files_and_does_nothing_twice(tmp_path: Path) -> None:
    with serving(tmp_path) as site:
        page = urllib.request.urlopen(f"{site}/accounts/login/").read().decode()
        style = next(
            part.split('"')[0] for part in page.split('href="') if ".css" in part.split('"')[0]
        )
        style_headers = urllib.request.urlopen(site + style).headers
    collected = (tmp_path / "static" / "staticfiles.json").stat().st_mtime_ns

    with serving(tmp_path):
        log = (tmp_path / "log").read_text()

    assert "immutable" in style_headers["Cache-Control"]
    assert "Nothing to do" in log
    assert (tmp_path / "static" / "staticfiles.json").stat().st_mtime_ns == collected


def tables(folder: Path) -> int:
    """How many are in the database; 0 also while it is being made."""
    path = folder / "magwise.sqlite3"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as reader:
        return int(reader.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


@pytest.mark.parametrize(
    "has_begun", [lambda folder: (folder / "magwise.sqlite3").exists(), tables]
)
def test_start_that_was_killed_is_finished_by_the_next(
    has_begun: Callable[[Path], bool], tmp_path: Path
) -> None:
    with free_address() as address:
        variables = environment(tmp_path) | {"BIND": address}
        killed = subprocess.Popen(
            [RUN], env=variables, start_new_session=True, stdout=subprocess.DEVNULL
        )
        while killed.poll() is None and not has_begun(tmp_path):
            time.sleep(0.01)

        os.killpg(killed.pid, signal.SIGKILL)
        killed.wait()

    with serving(tmp_path) as site:
        assert b"USDA" in urllib.request.urlopen(f"{site}/about/").read()
    with closing(sqlite3.connect(tmp_path / "magwise.sqlite3")) as reader:
        assert reader.execute("SELECT count(*) FROM nutrition_food").fetchone() == (8789,)
        assert reader.execute("SELECT count(*) FROM nutrition_food_fts").fetchone() == (8789,)


def test_secret_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    manage(tmp_path, "check")
    first = (tmp_path / "secret_key").read_text()

    manage(tmp_path, "check")

    assert len(first) >= 50
    assert (tmp_path / "secret_key").read_text() == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_secret_key_of_the_environment_comes_first(tmp_path: Path) -> None:
    manage(tmp_path, "check", SECRET_KEY="from-the-environment-" * 3)

    assert not (tmp_path / "secret_key").exists()


def test_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        bind = f"127.0.0.1:{other.getsockname()[1]}"

        result = subprocess.run(
            [RUN],
            env=environment(tmp_path) | {"BIND": bind},
            capture_output=True,
            text=True,
            check=False,
        )

    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert bind in result.stderr


@pytest.mark.parametrize("arguments", [["nonsense"], ["serve", "more"], ["--help"]])
def test_unknown_command_explains_the_known_ones(arguments: list[str], tmp_path: Path) -> None:
    result = subprocess.run(
        [RUN, *arguments], env=environment(tmp_path), capture_output=True, text=True, check=False
    )

    assert result.returncode == 1
    assert "./run test" in result.stderr


def test_failing_command_passes_its_exit_code_on(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        manage(tmp_path, "no_such_command")


def test_what_is_written_is_for_its_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "magwise.sqlite3").touch(mode=0o644)  # of an older version

    with serving(tmp_path), closing(sqlite3.connect(tmp_path / "magwise.sqlite3")) as reader:
        # the log beside it stays for as long
        reader.execute("SELECT app FROM django_migrations").fetchone()
        modes = {
            path.name: stat.S_IMODE(path.stat().st_mode)
            for path in tmp_path.iterdir()
            if path.is_file()
        }

    del modes["log"]  # of this test
    assert {"magwise.sqlite3", "magwise.sqlite3-wal", "magwise.sqlite3-shm", "secret_key"} <= set(
        modes
    )
    assert set(modes.values()) == {0o600}


def test_folder_of_the_data_is_closed(tmp_path: Path) -> None:
    manage(tmp_path / "new" / "data", "check")

    assert stat.S_IMODE((tmp_path / "new" / "data").stat().st_mode) == 0o700


def test_settings_come_from_the_environment_file(tmp_path: Path) -> None:
    file = tmp_path / "magwise.env"
    file.write_text(f"DATA_DIR={tmp_path / 'there'}\nBIND=127.0.0.1:nonsense\nWORKERS=three\n")
    variables = environment(tmp_path) | {"MAGWISE_ENV": str(file)}
    del variables["DATA_DIR"]

    served = subprocess.run([RUN], env=variables, capture_output=True, text=True, check=False)
    subprocess.run([RUN, "manage", "check"], env=variables, capture_output=True, check=True)

    assert served.stderr.startswith("WORKERS is 'three'")
    assert (tmp_path / "there" / "secret_key").exists()
