"""The environment file, and file permissions, which every process sets up first."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import ROOT

SHOW = (
    "import json, os; from config.startup import set_up_process; "
    "set_up_process(); print(json.dumps(dict(os.environ)))"
)


def start_process(file: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """A process after set_up_process; it prints its environment."""
    return subprocess.run(
        [sys.executable, "-c", SHOW],
        env={"PATH": os.environ["PATH"], "MAGWISE_ENV": str(file)} | variables,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def settings_of(text: str, folder: Path, **variables: str) -> dict[str, str]:
    file = folder / "magwise.env"
    file.write_text(text)
    result: dict[str, str] = json.loads(start_process(file, **variables).stdout)
    return result


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("EMAIL_URL=smtp://a:b=c#d@mail.example", "smtp://a:b=c#d@mail.example"),
        ("  EMAIL_URL = spaces around  ", "spaces around"),
        ('EMAIL_URL="in quotes"', "in quotes"),
        ("EMAIL_URL='in quotes'", "in quotes"),
        ("EMAIL_URL='", "'"),
        ("EMAIL_URL=it's", "it's"),
        ("EMAIL_URL=", ""),
        ("# a comment\n\n \nEMAIL_URL=x\n#EMAIL_URL=y", "x"),
        ("EMAIL_URL=$HOME `id` \\n", "$HOME `id` \\n"),
        ("EMAIL_URL=é", "é"),
        ("EMAIL_URL=first\r\nHTTPS=true\r\n", "first"),
    ],
)
def test_a_line_is_a_setting(line: str, value: str, tmp_path: Path) -> None:
    assert settings_of(line, tmp_path)["EMAIL_URL"] == value


@pytest.mark.parametrize(
    "line", ["HTTPS", "HTTPS: true", "=x", "https=true", "export HTTPS=true", "A B=c", "9=c"]
)
def test_an_invalid_line_stops_the_start_and_is_not_quoted(line: str, tmp_path: Path) -> None:
    file = tmp_path / "magwise.env"
    file.write_text(f"# settings\n{line} s3cret\n")

    result = start_process(file)

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"Line 2 of {file} is not NAME=value, such as HTTPS=true.\n"


@pytest.mark.parametrize("given", ["DATABASE_URL", "DATABASE_URL_FILE"])
@pytest.mark.parametrize("written", ["DATABASE_URL", "DATABASE_URL_FILE"])
def test_environment_takes_precedence(given: str, written: str, tmp_path: Path) -> None:
    found = settings_of(
        f"{written}=of the file\nHTTPS=true", tmp_path, **{given: "of the environment"}
    )

    assert found[given] == "of the environment"
    assert "of the file" not in found.values()
    assert found["HTTPS"] == "true"


@pytest.mark.parametrize("harm", ["not there", "a folder", "no text"])
def test_an_unreadable_named_file_stops_the_start(harm: str, tmp_path: Path) -> None:
    file = tmp_path / "magwise.env"
    match harm:
        case "a folder":
            file.mkdir()
        case "no text":
            file.write_bytes(b"\xff\xfe\x00")

    result = start_process(file)

    assert result.returncode == 1
    assert result.stderr.startswith(f"{file} ")
    assert result.stderr.count("\n") == 1
