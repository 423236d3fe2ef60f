"""`manage.py prepare`: does what a new version needs before it serves; may run at every start."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import Tags
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from nutrition.management.new_database import is_database_empty, make_database
from nutrition.management.newer_database import (
    NewerDatabaseError,
    is_migration_missing,
    refuse_newer_database,
)
from nutrition.management.private_files import make_private
from nutrition.management.start_lock import start_lock

# Source maps name files that do not exist, which the storage with hashed names refuses. No page
# uses the others, half of all files: other versions of htmx and its extensions, languages of a
# widget of the admin, and scripts of which a smaller form (.min) is there.
NOT_SERVED = [
    "*.map",
    "django_htmx/ext/*",
    "django_htmx/htm?x-4*",
    "django_htmx/htmx-2.js",
    "admin/js/vendor/select2/i18n/[!e]*",
    "admin/js/vendor/*/jquery.js",
    "admin/js/vendor/*/select2.full.js",
    "admin/js/vendor/*/xregexp.js",
    "admin/css/vendor/*/select2.css",
]


class Command(BaseCommand):
    help = (
        "Migrate, load the food table, erase who left and collect the static files, "
        "each only if needed."
    )
    # The other checks import every page, which takes a second at each start; `check --deploy` runs
    # them.
    requires_system_checks = [Tags.database]

    def handle(self, *args: Any, **options: Any) -> None:
        make_folder(settings.DATA_DIR)
        reach_database()
        enlarge_cache()
        make_private()
        with start_lock(settings.DATA_DIR, self.stdout.write):
            try:
                refuse_newer_database()
            except NewerDatabaseError as reason:
                raise CommandError(str(reason)) from None
            self.prepare()

    def prepare(self) -> None:
        # Compressing files and filling the database do not depend on each other.
        with ThreadPoolExecutor(max_workers=1) as executor:
            static_files = executor.submit(collect_static)
            self.make_or_migrate_database()
            call_command("tidy_accounts", verbosity=0)
            static_files.result()

    def make_or_migrate_database(self) -> None:
        load_foods = partial(call_command, "load_foods")
        if is_database_empty():
            make_database(load_foods)
            return
        if is_migration_missing():
            self.stdout.write("Changing the database for this version ...")
            call_command("migrate", verbosity=0)
        load_foods()


def make_folder(folder: Path) -> None:
    """`./run` makes the folder for the secret key; with a key from elsewhere it may be missing."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(
            f"{folder} cannot be made: {error.strerror}. Name another folder in DATA_DIR."
        ) from None


def reach_database() -> None:
    """Raises CommandError with the database's message, which does not contain the password."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        reason = " ".join(str(error).split())
        raise CommandError(
            f"The database cannot be opened: {reason}. "
            "Check that it runs, and DATABASE_URL (for SQLite: DATA_DIR)."
        ) from None


def enlarge_cache() -> None:
    """Let SQLite keep all it changes in memory: with the small cache of a server's thread it writes
    most pages more than once.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size=-64000")  # 64 MB, until the command ends


def collect_static() -> None:
    """Run collectstatic only when a file differs: hashing and compressing take seconds."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    fingerprint = static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=NOT_SERVED)
    stamp.write_text(fingerprint)


def static_fingerprint() -> str:
    """Changes when a static file is added, changed or removed."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list(NOT_SERVED), key=lambda file: file[0]):
            file = Path(storage.path(name)).stat()
            digest.update(f"{name} {file.st_size} {file.st_mtime_ns}\n".encode())
    return digest.hexdigest()
