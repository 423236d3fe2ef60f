"""Makes files private that an older Magwise or another umask left open to others."""

from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import connection

FILE, FOLDER = 0o600, 0o700


def make_private() -> None:
    """Restrict the database, the logs beside it (SQLite gives them its mode), the key and `var/`.

    A data folder elsewhere is left alone: the operator may keep other things in it.
    """
    restrict(settings.LOCAL_KEY, FILE)
    if connection.vendor == "sqlite":
        for suffix in ("", "-wal", "-shm"):
            restrict(Path(f"{connection.settings_dict['NAME']}{suffix}"), FILE)
    if settings.DATA_DIR == settings.BASE_DIR / "var":
        restrict(settings.DATA_DIR, FOLDER)


def restrict(path: Path, mode: int) -> None:
    # the file is missing, belongs to somebody else, or is a key on a read-only mount
    with suppress(OSError):
        if path.stat().st_mode & 0o077:
            path.chmod(mode)
