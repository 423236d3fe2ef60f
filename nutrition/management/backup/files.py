"""A backup's file and its checksum, renamed into place: its name is a whole backup or none."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PRIVATE = 0o600  # a backup is a diary


class CannotKeep(Exception):
    """Why there is no backup, or why it was not restored; for the operator. Nothing was changed."""


class NothingToKeep(CannotKeep):
    def __init__(self, database: object, error: Exception) -> None:
        # PostgreSQL goes on with our statement
        said = " ".join(str(error).split("LINE")[0].split())
        super().__init__(
            f"{database} is no database of Magwise ({said}). Nothing was saved; check DATABASE_URL."
        )


def checksum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checksum_path(path: Path) -> Path:
    return path.with_name(path.name + ".sha256")


def refuse_to_overwrite(path: Path) -> None:
    for existing in (path, checksum_path(path)):
        if existing.exists():
            raise CannotKeep(f"{existing} exists already. Choose another name, or add --overwrite.")
    if not path.parent.is_dir():
        raise CannotKeep(f"There is no folder {path.parent}.")


def check(path: Path) -> None:
    """The file must be there, and be what was written."""
    if not path.is_file():
        raise CannotKeep(f"There is no file {path}.")
    sums = checksum_path(path)
    if not sums.is_file():
        raise CannotKeep(
            f"{sums} is missing: without it nobody can tell whether the backup is whole."
        )
    if sums.read_text().partition(" ")[0] != checksum_of(path):
        raise CannotKeep(f"{path} is damaged: it does not have the checksum of {sums.name}.")


@contextmanager
def in_place(path: Path) -> Iterator[Path]:
    """A file to write into; afterwards it is on the disk, has its checksum, and then its name."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    os.close(handle)
    draft = Path(name)
    sums = checksum_path(draft)
    try:
        yield draft
        draft.chmod(PRIVATE)
        sums.touch(mode=PRIVATE)
        sums.write_text(f"{checksum_of(draft)}  {path.name}\n")  # as `sha256sum --check` reads it
        for file in (draft, sums):
            _sync(file)
        # An old checksum must never stand beside a new backup: without one it is refused.
        checksum_path(path).unlink(missing_ok=True)
        draft.replace(path)
        sums.replace(checksum_path(path))
        _sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)
        sums.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
