"""The other Pythons that are here prepare Magwise, start its server and pass some tests.

    python3 tests/ops/pythons.py tests/intake tests/config/test_gunicorn.py

Tests that start `./run` would find the environment of this Python: name none of them. Needs the
network.
"""

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.ops import installs  # noqa: E402


def main(tests: list[str]) -> int:
    """The exit code."""
    this = f"{sys.version_info.major}.{sys.version_info.minor}"
    here = {
        version: python for version in installs.PIPS if (python := installs.find_python(version))
    }
    others = {version: python for version, python in here.items() if version != this}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        held = pool.map(lambda python: holds(python, tests), others.values())
        failed = [version for version, one_held in zip(others, held, strict=True) if not one_held]
    installs.say(
        f"Besides {this}, tried {', '.join(others) or 'none'}; "
        f"failed: {', '.join(failed) or 'none'}."
    )
    return 1 if failed else 0


def holds(python: str, tests: list[str]) -> bool:
    with tempfile.TemporaryDirectory(prefix="magwise-python-") as folder:
        own = installs.make_environment(python, installs.BROUGHT, Path(folder))
        variables = os.environ | {
            "DATA_DIR": f"{folder}/data",
            "SECRET_KEY": "only-for-tests-" * 5,
            "MAGWISE_ENV": os.devnull,
        }
        steps = [
            ["-m", "pip", "install", "-qq", "--require-hashes", "-r", "requirements-dev.txt"],
            ["-W", "error", "manage.py", "prepare"],
            ["-m", "pytest", "-n0", *tests],
        ]
        for step in steps:
            result = subprocess.run(
                [own, *step],
                cwd=ROOT,
                env=variables,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            installs.say(result.stdout)  # at once: another Python says its own beside it
            if result.returncode:
                return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
