"""The backup file and its checksum. They get their names only once the backup is complete."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PRIVATE = 0o600  # a backup holds diaries


class BackupError(Exception):
    """Says, for the operator, why no backup was made or restored. Nothing was changed."""


class NotMagwiseError(BackupError):
    def __init__(self, database: object, error: Exception) -> None:
        # after "LINE" PostgreSQL quotes our statement
        reason = " ".join(str(error).split("LINE")[0].split())
        super().__init__(
            f"{database} is no database of Magwise ({reason}). "
            "Nothing was saved; check DATABASE_URL."
        )


def checksum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checksum_path(path: Path) -> Path:
    return path.with_name(path.name + ".sha256")


def refuse_to_overwrite(path: Path) -> None:
    for existing in (path, checksum_path(path)):
        if existing.exists():
            raise BackupError(
                f"{existing} exists already. Choose another name, or add --overwrite."
            )
    if not path.parent.is_dir():
        raise BackupError(f"There is no folder {path.parent}.")


def check_backup(path: Path) -> None:
    """Raises BackupError unless the file exists and matches its checksum."""
    if not path.is_file():
        raise BackupError(f"There is no file {path}.")
    checksum = checksum_path(path)
    if not checksum.is_file():
        raise BackupError(
            f"{checksum} is missing: without it nobody can tell whether the backup is whole."
        )
    if checksum.read_text().partition(" ")[0] != checksum_of(path):
        raise BackupError(f"{path} is damaged: it does not have the checksum of {checksum.name}.")


@contextmanager
def write_backup(path: Path) -> Iterator[Path]:
    """Yield a draft to write into; then sync it and its checksum to the disk, and rename both."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    os.close(handle)
    draft = Path(name)
    draft_checksum = checksum_path(draft)
    try:
        yield draft
        draft.chmod(PRIVATE)
        draft_checksum.touch(mode=PRIVATE)
        draft_checksum.write_text(
            f"{checksum_of(draft)}  {path.name}\n"
        )  # as `sha256sum --check` reads it
        for file in (draft, draft_checksum):
            _sync(file)
        # Never leave an old checksum beside a new backup; a backup without a checksum is refused.
        checksum_path(path).unlink(missing_ok=True)
        draft.replace(path)
        draft_checksum.replace(checksum_path(path))
        _sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)
        draft_checksum.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
