"""Every template in memory before the first page is asked for.

Compiling all takes two seconds, so the result is kept in a folder of the data; reading it takes a
twentieth of one.
"""

import hashlib
import logging
import shutil
import tempfile
from pathlib import Path

import jinja2
from django.conf import settings
from django.template import engines
from jinja2 import Environment, FileSystemBytecodeCache

LOG = logging.getLogger("magwise.start")


def load_templates() -> None:
    environment: Environment = engines["jinja2"].env  # type: ignore[attr-defined]
    folder = _folder()
    try:
        if folder.is_dir():
            _load_all(environment, folder)
        else:
            _compile_into(environment, folder)
    except OSError as error:  # a full disk, or another start that is doing the same
        LOG.warning("Compiled templates are not kept: %s", error.strerror)
        _load_all(environment, None)


def _compile_into(environment: Environment, folder: Path) -> None:
    """Make the folder at once, with every template in it; remove those of other versions."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as unfinished:
        _load_all(environment, Path(unfinished))
        Path(unfinished).rename(folder)
    for other in folder.parent.iterdir():
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)


def _load_all(environment: Environment, kept_in: Path | None) -> None:
    environment.bytecode_cache = FileSystemBytecodeCache(str(kept_in), "%s") if kept_in else None
    try:
        for name in environment.list_templates():
            environment.get_template(name)
    finally:
        environment.bytecode_cache = None


def _folder() -> Path:
    """Named after all that decides what is compiled: a template contains its parts, so that its own
    text says too little.
    """
    digest = hashlib.sha256(jinja2.__version__.encode())
    sources = [path for path in (settings.BASE_DIR / "templates").rglob("*") if path.is_file()]
    for path in [settings.BASE_DIR / "config" / "jinja.py", *sorted(sources)]:
        digest.update(f"{path.relative_to(settings.BASE_DIR)} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return Path(settings.DATA_DIR) / "templates" / digest.hexdigest()[:32]
