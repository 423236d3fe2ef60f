"""`manage.py prepare`: what a new version needs before it serves. May be run at every start."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import Tags
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from nutrition.management.newer_database import NewerDatabase, refuse_newer_database
from nutrition.management.private_files import make_private
from nutrition.management.start_lock import alone

# Source maps name files that are not there, which stops the storage with hashed names. The others,
# half of all files, are asked for by no page: extensions of htmx, and the languages of a box of the
# admin.
NOT_SERVED = ["*.map", "django_htmx/ext/*", "admin/js/vendor/select2/i18n/[!e]*"]


class Command(BaseCommand):
    help = (
        "Migrate, load the food table, erase who left and collect the static files, "
        "each only if needed."
    )
    # All of them import every page, a second of each start; `check --deploy` is for that.
    requires_system_checks = [Tags.database]

    def handle(self, *args: Any, **options: Any) -> None:
        make_folder(settings.DATA_DIR)
        reach_database()
        make_private()
        with alone(settings.DATA_DIR, self.stdout.write):
            try:
                refuse_newer_database()
            except NewerDatabase as reason:
                raise CommandError(str(reason)) from None
            self.prepare()

    def prepare(self) -> None:
        # Compressing files and filling the database have nothing to wait for in each other.
        with ThreadPoolExecutor(max_workers=1) as beside:
            static = beside.submit(collect_static)
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
            call_command("load_foods")
            call_command("tidy_accounts", verbosity=0)
            static.result()


def make_folder(folder: Path) -> None:
    """`./run` makes it for the secret key; who has the key elsewhere comes without one."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(
            f"{folder} cannot be made: {error.strerror}. Name another folder in DATA_DIR."
        ) from None


def reach_database() -> None:
    """Raises CommandError with what the database said (it does not repeat the password)."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        said = " ".join(str(error).split())
        raise CommandError(
            f"The database cannot be opened: {said}. "
            "Check that it runs, and DATABASE_URL (for SQLite: DATA_DIR)."
        ) from None


def collect_static() -> None:
    """Run collectstatic when a file differs: hashing and compressing them takes seconds."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    wanted = static_fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=NOT_SERVED)
    stamp.write_text(wanted)


def static_fingerprint() -> str:
    """Changes when a static file is added, changed or removed."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list(NOT_SERVED), key=lambda found: found[0]):
            file = Path(storage.path(name)).stat()
            digest.update(f"{name} {file.st_size} {file.st_mtime_ns}\n".encode())
    return digest.hexdigest()
