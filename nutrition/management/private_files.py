"""Files of an older Magwise or another umask become their owner's alone."""

from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import connection

FILE, FOLDER = 0o600, 0o700


def make_private() -> None:
    """The database, the logs beside it (SQLite gives them its mode), the key, and `var/`.

    Another folder is its operator's: there may be more in it than Magwise.
    """
    close(settings.LOCAL_KEY, FILE)
    if connection.vendor == "sqlite":
        for suffix in ("", "-wal", "-shm"):
            close(Path(f"{connection.settings_dict['NAME']}{suffix}"), FILE)
    if settings.DATA_DIR == settings.BASE_DIR / "var":
        close(settings.DATA_DIR, FOLDER)


def close(path: Path, mode: int) -> None:
    # it is not there, somebody else's, or a key that is mounted to be read only
    with suppress(OSError):
        if path.stat().st_mode & 0o077:
            path.chmod(mode)
