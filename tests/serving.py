"""Magwise as a newcomer starts it: `./run` with a data folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUN = ROOT / "run"
# Only what hangs for good takes so long: on a busy machine a first start took 85 s.
HANGS_SECONDS = 600
OF_THE_TESTS = {"DJANGO_SETTINGS_MODULE", "SECRET_KEY", "DATABASE_URL", "DATA_DIR"}


def environment(data: Path) -> dict[str, str]:
    """A newcomer's environment, without what the tests or a magwise.env here set."""
    passed_on = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
    return passed_on | {"DATA_DIR": str(data), "MAGWISE_ENV": os.devnull}


@contextmanager
def free_address() -> Iterator[str]:
    """An address for a server, which may take long until it listens there.

    On Linux nobody else is given its port meanwhile: a socket that is bound but does not listen
    holds it for those who ask with SO_REUSEADDR, as gunicorn does. Elsewhere it would stand in
    gunicorn's way.
    """
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{holder.getsockname()[1]}"
        if sys.platform != "linux":
            holder.close()
        yield address


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """Start `./run`, wait for its first page; gives its address. It must end cleanly on Ctrl-C."""
    with free_address() as address:
        with (data / "log").open("wb") as log:
            process = subprocess.Popen(
                [RUN],
                env=environment(data) | {"BIND": address},
                cwd="/",
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            wait_until_it_answers(process, f"http://{address}/accounts/login/", data / "log")
            yield f"http://{address}"
        finally:
            process.send_signal(signal.SIGINT)
            exit_code = process.wait(timeout=HANGS_SECONDS)
    assert exit_code == 0, (data / "log").read_text()


def wait_until_it_answers(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    limit = time.monotonic() + HANGS_SECONDS
    while time.monotonic() < limit and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=10):
                return
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{url} gave {error.code}:\n{log.read_text()}") from error
        except OSError:  # nobody listens yet, or who listens still loads the pages
            time.sleep(0.05)
    raise AssertionError(f"./run did not serve {url}:\n{log.read_text()}")


def manage(data: Path, *arguments: str, **variables: str) -> str:
    """Run `./run manage ...` on that data folder; gives what it printed."""
    return run(data, "manage", *arguments, **variables)


def run(data: Path, *arguments: str, **variables: str) -> str:
    """Run `./run ...` on that data folder; gives what it printed."""
    result = subprocess.run(
        [RUN, *arguments],
        env=environment(data) | variables,
        cwd="/",
        check=True,
        capture_output=True,
        text=True,
    )
    return result.stdout
