"""Whose eyes the files are for."""

import errno
import stat
from pathlib import Path

import pytest

from nutrition.management.private_files import FILE, restrict


def test_file_that_others_could_read_is_closed(tmp_path: Path) -> None:
    file = tmp_path / "magwise.sqlite3"
    file.touch(mode=0o644)

    restrict(file, FILE)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("reason", [errno.EROFS, errno.EPERM, errno.ENOENT])
def test_file_that_cannot_be_closed_stops_no_start(
    reason: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secret_key"
    file.touch(mode=0o644)
    monkeypatch.setattr(Path, "chmod", lambda *_: (_ for _ in ()).throw(OSError(reason, "no")))

    restrict(file, FILE)

    assert file.exists()
