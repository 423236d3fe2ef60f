"""Takes away each access check in turn and sees whether the access tests notice.

    DJANGO_SETTINGS_MODULE=tests.settings .venv/bin/python -m tests.ops.mutants [part of a path ...]

works on a copy of the repository; takes about 10 seconds for each of the checks and prints those
nobody missed.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import django
from django.urls import get_resolver

django.setup()

from tests.test_access import expected_of  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("accounts", "nutrition", "config")
# What a check looks like, and the same line without it: who may come in,
DOORS = [
    (re.compile(r"^@login_required\n", re.MULTILINE), ""),
    (re.compile(r"self\.admin_site\.admin_view\(view\)"), "view"),
    (re.compile(r"secure_admin_login\(admin\.site\.login\)"), "admin.site.login"),
    (re.compile(r'return request\.user\.has_perm\("nutrition\.curate_foods"\)'), "return True"),
    (re.compile(r"return request\.user\.is_active and request\.user\.is_superuser"), "return True"),
    (re.compile(r"if not self\.has_\w+_permission\(request(?:, food)?\):"), "if False:"),
    (re.compile(r"self\.filter\(user=user, "), "self.filter("),
]
# and, in the modules that decide it, whose a row is.
OWNERSHIP = re.compile(r"access\.py$|diary/undo\.py$")
WHOSE = [
    (re.compile(r"if owner != user\.pk:"), "if False:"),
    (re.compile(r"user=user, "), ""),
    (re.compile(r"\.objects\.of\(user\)"), ".objects"),
    (re.compile(r"\.exclude\(state=OwnFood\.State\.STAGED\)"), ""),
    (re.compile(r"(?:, )?(?:deleted_at|forgotten_at)__isnull=(?:True|False)"), ""),
    (re.compile(r"if \w+ is None:\n(?= +raise Http404)"), "if False:\n"),
]
MATRIX = "tests/test_access_matrix.py"
TESTS = [
    *(
        MATRIX,
        "tests/diary/test_undo.py",
        "tests/test_access_bodies.py",
        "tests/test_access.py",
        "tests/test_admin.py",
    ),
    *("tests/web", "tests/diary/supplements", "tests/foods/search/test_queries.py"),
]


class Mutant(NamedTuple):
    file: str
    line: int
    gone: str
    text: str


def mutants() -> Iterator[Mutant]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            text, name = path.read_text(), str(path.relative_to(ROOT))
            if "management" in path.parts:
                continue
            for pattern, instead in DOORS + (WHOSE if OWNERSHIP.search(name) else []):
                for match in pattern.finditer(text):
                    changed = text[: match.start()] + instead + text[match.end() :]
                    yield Mutant(
                        name, text.count("\n", 0, match.start()) + 1, match.group().strip(), changed
                    )


def tests_for(mutant: Mutant) -> list[str]:
    """For a view its rows of the matrix; for an owner the addresses of something owned."""
    names = [name for name, module in views().items() if module == mutant.file]
    if OWNERSHIP.search(mutant.file):
        names = [name for name in views() if (row := expected_of(name)) and row.alice != row.bob]
    elif "login_required" not in mutant.gone:
        return TESTS
    rest = [] if "login_required" in mutant.gone else TESTS[1:]
    return rest + [f"{MATRIX}::test_no_method_gets_around_the_table[{name}]" for name in names]


@cache
def views() -> dict[str, str]:
    """Name of an address -> file of its view."""
    found = {}

    def walk(patterns: list[Any], namespace: str) -> None:
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                walk(
                    pattern.url_patterns,
                    namespace + (f"{pattern.namespace}:" if pattern.namespace else ""),
                )
            elif pattern.name:
                # The first of two with one address answers: ours stand before those of a package.
                file = pattern.callback.__module__.replace(".", "/") + ".py"
                found.setdefault(namespace + pattern.name, file)

    walk(get_resolver().url_patterns, "")
    return found


def survives(mutant: Mutant, copy: Path) -> bool:
    path = copy / mutant.file
    original = path.read_text()
    path.write_text(mutant.text)
    command = [
        sys.executable,
        "-m",
        "pytest",
        *tests_for(mutant),
        "-x",
        "-n0",
        "-q",
        "--no-header",
        "--tb=no",
        "--reuse-db",
    ]
    try:
        return subprocess.run(command, cwd=copy, capture_output=True).returncode == 0
    finally:
        path.write_text(original)


def keep_database(copy: Path) -> None:
    """One for all mutants: to migrate takes longer than most of the tests that notice something."""
    settings = copy / "tests" / "settings.py"
    settings.write_text(
        settings.read_text().replace(
            'f"{FOLDER.name}/test.sqlite3"', repr(str(copy / "test.sqlite3"))
        )
    )


def main(wanted: list[str]) -> None:
    chosen = [
        mutant for mutant in mutants() if not wanted or any(part in mutant.file for part in wanted)
    ]
    alive = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(
            ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "var", "__pycache__")
        )
        keep_database(copy)
        for place, mutant in enumerate(chosen, start=1):
            lives = survives(mutant, copy)
            alive += lives
            what = "SURVIVES" if lives else "killed"
            print(  # noqa: T201
                f"{place}/{len(chosen)} {what} {mutant.file}:{mutant.line} {mutant.gone}",
                flush=True,
            )
    sys.exit(f"{len(chosen) - alive} of {len(chosen)} killed" if alive else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
