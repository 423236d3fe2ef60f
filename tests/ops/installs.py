"""Whether what is pinned can be installed: by the oldest and the newest pip of each Python that is
here.

    python3 tests/ops/installs.py requirements.txt requirements-dev.txt

Each pip has an environment of its own and begins with an empty cache, so that it sees the index of
today: a need that is not pinned breaks on the day when something newer comes out. Nothing is
installed (`--dry-run`), everything is downloaded and its hash checked. Needs the network and Python
alone.
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# For each Python the oldest of the last three years that it takes (3.12 and later refuse 23.0), and
# the newest.
# Debian 12 brings 23.0.1; 23.2.1 was the last that reads extras the old way.
NEWEST, BROUGHT = "newest", "brought"  # BROUGHT: the one that Python itself comes with
PIPS = {
    "3.11": ("23.0.1", "23.2.1", NEWEST),
    "3.12": ("23.1.2", NEWEST),
    "3.13": ("23.1.2", NEWEST),
}


def main(files: list[str]) -> int:
    """The exit code."""
    here = {version: python for version in PIPS if (python := find_python(version))}
    tries = [(python, pip) for version, python in here.items() for pip in PIPS[version]]
    with (
        tempfile.TemporaryDirectory(prefix="magwise-installs-") as folder,
        ThreadPoolExecutor(os.cpu_count()) as pool,
    ):
        found = pool.map(lambda one: faults_with(*one, files, Path(folder)), tries)
        faults = [fault for some in found for fault in some]
    say(
        f"Tried with Python {', '.join(here) or 'none'}; "
        f"not here: {', '.join(PIPS.keys() - here) or 'none'}."
    )
    for fault in faults:
        say(fault)
    return 1 if faults or not here else 0


def find_python(version: str) -> str | None:
    """A Python of that version that can make environments: this one, the PATH's, pyenv's."""
    kept = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    candidates = [
        sys.executable,
        f"python{version}",
        *map(str, sorted(kept.glob(f"{version}.*/bin/python"))),
    ]
    asks = f"import ensurepip, sys, venv; sys.exit('%d.%d' % sys.version_info[:2] != '{version}')"
    return next((python for python in candidates if run(python, "-c", asks)[0] == 0), None)


class NoEnvironment(Exception):
    """Why there is none, for the operator."""


def make_environment(python: str, pip: str, folder: Path) -> str:
    """The Python of a new environment with that pip. Raises NoEnvironment."""
    home = Path(tempfile.mkdtemp(dir=folder))
    own = str(home / "bin" / "python")
    code, said = run(python, "-m", "venv", str(home))
    if code == 0 and pip != BROUGHT:
        wanted = ["--upgrade", "pip"] if pip == NEWEST else [f"pip=={pip}"]
        code, said = run(own, "-m", "pip", "install", "--quiet", *wanted)
    if code:
        raise NoEnvironment(f"{said}\nAn environment with pip {pip} could not be made by {python}.")
    return own


def faults_with(python: str, pip: str, files: list[str], folder: Path) -> list[str]:
    try:
        return faults_of(make_environment(python, pip, folder), files, folder)
    except NoEnvironment as reason:
        return [str(reason)]


def faults_of(own: str, files: list[str], folder: Path) -> list[str]:
    """What the pip of that environment cannot install, each in a sentence after pip's own words."""
    pip, python = run(own, "-m", "pip", "--version")[1].split()[1], run(own, "-V")[1].split()[1]
    # pip's cache begins empty and is shared by the pips of one run.
    dry = [
        "--dry-run",
        "--ignore-installed",
        "--require-hashes",
        "--cache-dir",
        str(folder / "cache"),
    ]
    faults = []
    for file in files:
        begun = time.monotonic()
        code, said = run(own, "-m", "pip", "install", "--quiet", *dry, "-r", file)
        if code:
            faults.append(f"{said}\npip {pip} of Python {python} cannot install {file}.")
        outcome, seconds = "FAILS" if code else "can be installed", time.monotonic() - begun
        say(f"pip {pip} of Python {python}: {file} {outcome} ({seconds:.0f} s)")
    return faults


def run(*command: str) -> tuple[int, str]:
    """Exit code and everything that was said; 127 when there is no such program."""
    quiet = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    try:
        result = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=quiet
        )
    except FileNotFoundError:
        return 127, f"{command[0]} is not here"
    return result.returncode, result.stdout.strip()


def say(words: str) -> None:
    print(words, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
