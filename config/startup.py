"""The first steps of every process of Magwise (`./run`, `manage.py`, gunicorn). It uses only the
standard library, because `./run` calls it before anything is installed.

The environment file gives cron, systemd and a person at the keyboard the same settings. It is
`magwise.env` beside `./run`, or the file that MAGWISE_ENV names, with lines of NAME=value. The
environment itself takes precedence.
"""

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = re.compile("[A-Z][A-Z0-9_]*")


def set_up_process() -> None:
    read_environment_file()
    restrict_file_permissions()


def restrict_file_permissions() -> None:
    """New files are readable by their owner only: databases and backups hold people's diaries."""
    os.umask(0o077)


def read_environment_file() -> None:
    """Exits if the file or a line of it is invalid. Messages do not quote: it may be a password."""
    named = os.environ.get("MAGWISE_ENV")
    path = Path(named) if named else ROOT / "magwise.env"
    if not named and not path.exists():
        return
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        sys.exit(f"{path} cannot be read: {error.strerror}. Magwise takes its settings from there.")
    except UnicodeDecodeError:
        sys.exit(f"{path} is no text in UTF-8. Magwise takes its settings from there.")
    already_set = {name_of_setting(name) for name in os.environ}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, sign, value = (part.strip() for part in line.partition("="))
        if not sign or not NAME.fullmatch(name):
            sys.exit(f"Line {number} of {path} is not NAME=value, such as HTTPS=true.")
        if name_of_setting(name) not in already_set:
            os.environ[name] = strip_quotes(value)


def name_of_setting(variable: str) -> str:
    """DATABASE_URL and DATABASE_URL_FILE are one setting, so that either in the environment takes
    precedence over both in the file.
    """
    return variable[: -len("_FILE")] if variable.endswith("_FILE") else variable


def strip_quotes(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
