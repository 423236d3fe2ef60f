"""Magwise as a newcomer starts it: `./run` with a data folder of its own, until the test is done with it."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUN = ROOT / "run"
START_SECONDS = 90  # both cores may be busy with other tests
OF_THE_TESTS = {"DJANGO_SETTINGS_MODULE", "SECRET_KEY", "DATABASE_URL", "DATA_DIR"}


def environment(data: Path) -> dict[str, str]:
    """What a newcomer's shell would pass on, without what the tests, or a magwise.env here, set for themselves."""
    passed_on = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
    return passed_on | {"DATA_DIR": str(data), "MAGWISE_ENV": os.devnull}


def free_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """Start `./run`, wait for its first page; gives its address. It must end cleanly on Ctrl-C."""
    address = free_address()
    with (data / "log").open("wb") as log:
        process = subprocess.Popen(
            [RUN], env=environment(data) | {"BIND": address}, cwd="/", stdout=log, stderr=subprocess.STDOUT
        )
    try:
        wait_until_it_answers(process, f"http://{address}/accounts/login/", data / "log")
        yield f"http://{address}"
    finally:
        process.send_signal(signal.SIGINT)
        exit_code = process.wait(timeout=30)
    assert exit_code == 0, (data / "log").read_text()


def wait_until_it_answers(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    limit = time.monotonic() + START_SECONDS
    while time.monotonic() < limit and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=10):
                return
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{url} gave {error.code}:\n{log.read_text()}") from error
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise AssertionError(f"./run did not serve {url}:\n{log.read_text()}")


def manage(data: Path, *arguments: str, **variables: str) -> str:
    """Run `./run manage ...` on that data folder; gives what it printed."""
    result = subprocess.run(
        [RUN, "manage", *arguments],
        env=environment(data) | variables,
        cwd="/",
        check=True,
        capture_output=True,
        text=True,
    )
    return result.stdout
