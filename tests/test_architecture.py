"""The plan of the house: who may import whom, what stays free of Django, how long things get.

Imports inside functions count too: moving an import into a function does not repair a cycle.
"""

import ast
import importlib
import re
import tokenize
from collections.abc import Iterator, Set
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("accounts", "nutrition", "config", "tools")

# Low to high. A module imports from lower floors only, never from neighbours.
FLOORS = [
    ["nutrition.units", "nutrition.csv_text"],
    ["accounts"],
    ["nutrition.foods"],
    ["nutrition.intake"],
    ["nutrition.diary", "nutrition.symptoms"],
    ["nutrition.reports", "nutrition.curation", "nutrition.transfer"],
    ["nutrition.web", "nutrition.api"],
    [
        "nutrition.models",
        "nutrition.admin",
        "nutrition.urls",
        "nutrition.apps",
        "nutrition.management",
        "nutrition.templatetags",
        "nutrition.migrations",
    ],
    ["config"],
    ["tools"],  # no part of the product, which works without it
]
WIRING = 7  # from this floor up modules only join the others together

# Inside a sub-package, low to high; a module with another name is pure or a helper and stands
# outside this order.
KINDS = ["models", "queries", "actions", "access", "forms", "responses", "views", "urls"]
PRIVATE = {"forms", "views", "urls", "admin"}  # no business of another sub-package
# What one room of the pages may use of another: the diary's forms, and how it shows a day again.
SHARED_BY_PAGES = {"forms", "responses"}

# Arithmetic, rules and texts on plain values: no Django, no database, no clock.
PURE = [
    "accounts/life_stage.py",
    "accounts/day_boundary.py",
    "nutrition/units.py",
    "nutrition/csv_text.py",
    "nutrition/intake",
    "nutrition/diary/amounts.py",
    "nutrition/diary/days.py",
    "nutrition/diary/meter.py",
    "nutrition/diary/quickadd",
    "nutrition/diary/sentences.py",
    "nutrition/diary/supplements/sentences.py",
    "nutrition/diary/label_amounts/values.py",
    "nutrition/foods/contents.py",
    "nutrition/foods/kinds.py",
    "nutrition/foods/loading/derivation.py",
    "nutrition/foods/loading/laws.py",
    "nutrition/transfer/importing/cells.py",
    "nutrition/transfer/importing/table_layout.py",
    "nutrition/transfer/importing/foods.py",
    "nutrition/transfer/importing/batch.py",
    "nutrition/transfer/importing/rows.py",
    "nutrition/transfer/importing/table.py",
    "nutrition/foods/names.py",
    "nutrition/foods/other_values.py",
    "nutrition/foods/percentiles.py",
    "nutrition/foods/plain_food.py",
    "nutrition/foods/servings.py",
    "nutrition/foods/search/ranking.py",
    "nutrition/foods/search/word_index.py",
    "nutrition/reports/charts.py",
    "nutrition/reports/weeks.py",
    "nutrition/reports/logged_values.py",
    "nutrition/reports/gap/choice.py",
    "nutrition/reports/gap/gaps.py",
    "nutrition/reports/rich_foods.py",
    "nutrition/reports/sources/page.py",
    "nutrition/reports/sources/shares.py",
    "nutrition/reports/nutrients/page.py",
    "nutrition/reports/nutrients/period.py",
    "nutrition/reports/nutrients/nutrient_words.py",
    "nutrition/reports/summary.py",
    "nutrition/reports/trends/amount_text.py",
    "nutrition/reports/trends/bars.py",
    "nutrition/reports/trends/comparison.py",
    "nutrition/reports/trends/days.py",
    "nutrition/reports/trends/export.py",
    "nutrition/reports/trends/report.py",
    "nutrition/reports/trends/spans.py",
    "nutrition/reports/trends/totals.py",
    "nutrition/reports/trends/chart_words.py",
]
CLOCKS = re.compile(r"\b(date\.today|datetime\.now|datetime\.utcnow|timezone\.now|time\.time)\(")

LONGEST_FILE = 400
LONGEST_FILE_OF_TESTS = 500  # cases are read one by one, and their tables are long
LONGEST_FUNCTION = 50


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def python_files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


MODULES = {name_of(path): path for path in python_files(*PACKAGES)}


def place(module: str) -> tuple[int, str]:
    """Floor number and sub-package of one of our modules."""
    for number, members in enumerate(FLOORS):
        for member in members:
            if module == member or module.startswith(f"{member}."):
                return number, member
    raise AssertionError(f"{module} stands on no floor: give it a place in FLOORS")


def imports_of(path: Path) -> Iterator[str]:
    """Full names of the modules that a file imports; another name counts as its module."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in MODULES else str(node.module)


def kind_of(module: str) -> int | None:
    """The place in KINDS. Views of pages have the name of what they show (web/diary/day.py)."""
    name = module.rpartition(".")[2]
    if is_page(module) and name not in KINDS:
        return KINDS.index("forms" if name.endswith(("_form", "_forms")) else "views")
    return KINDS.index(name) if name in KINDS else None


def is_page(module: str) -> bool:
    return module.startswith("nutrition.web.") and module.count(".") == 3


def breaches(module: str, imported: list[str]) -> list[str]:
    """What of `imported` the module may not import, each with the reason."""
    floor, member = place(module)
    found = []
    for target in imported:
        if target.split(".")[0] not in PACKAGES or target == "nutrition":
            continue
        target_floor, target_member = place(target)
        mine, theirs = kind_of(module), kind_of(target)
        if target_member == member:
            if mine is not None and theirs is not None and theirs > mine:
                found.append(f"{target} is a higher kind of module")
            elif is_private_to_another_room(target, module):
                found.append(f"{target} is private to its room")
        elif target_floor >= floor:
            found.append(f"{target} is not on a lower floor")
        elif floor < WIRING and PRIVATE & set(target.split(".")):
            found.append(f"{target} is private to its sub-package")
    return found


def is_private_to_another_room(target: str, module: str) -> bool:
    if not is_page(target) or not is_page(module):
        return False
    _, _, room, name = target.split(".")
    return room != module.split(".")[2] and name not in SHARED_BY_PAGES


@pytest.mark.parametrize("module", [module for module in MODULES if module != "nutrition"])
def test_imports_go_down(module: str) -> None:
    imported = list(imports_of(MODULES[module]))

    assert breaches(module, imported) == []


@pytest.mark.parametrize(
    ("module", "target"),
    [
        ("nutrition.foods.queries", "nutrition.diary.models"),
        ("nutrition.reports.week", "nutrition.curation.models"),
        ("nutrition.diary.models", "nutrition.diary.actions"),
        ("nutrition.diary.actions", "nutrition.web.diary.day"),
        ("nutrition.reports.weeks", "nutrition.web.reports.span_form"),
        ("nutrition.web.diary.day", "nutrition.web.diary.urls"),
        ("nutrition.web.diary.forms", "nutrition.web.diary.responses"),
        ("nutrition.web.diary.responses", "nutrition.web.diary.day"),
        ("nutrition.web.diary.supplement_forms", "nutrition.web.diary.supplements"),
        ("nutrition.web.foods.views", "nutrition.web.diary.day"),
        ("nutrition.web.foods.views", "nutrition.web.diary.supplement_forms"),
        ("nutrition.web.foods.views", "nutrition.api.foods"),
        ("nutrition.api.foods", "nutrition.web.diary.forms"),
        ("nutrition.web.foods.views", "nutrition.urls"),
        ("nutrition.web.diary.day", "accounts.views"),
        ("nutrition.urls", "config.settings"),
        ("nutrition.diary.actions", "tools.demo"),
        ("nutrition.management.commands.prepare", "tools.demo"),
        ("config.commands", "tools.bench.figure"),
    ],
)
def test_breaches_are_seen(module: str, target: str) -> None:
    assert breaches(module, [target]) != []


@pytest.mark.parametrize(
    ("module", "targets"),
    [
        ("nutrition.diary.actions", ["nutrition.diary.models", "nutrition.foods.models"]),
        ("nutrition.web.diary.day", ["nutrition.diary.actions", "nutrition.web.diary.forms"]),
        ("nutrition.web.foods.views", ["nutrition.web.diary.forms", "django.db"]),
        ("nutrition.web.foods.avoided", ["nutrition.web.diary.responses"]),
        ("nutrition.web.diary.urls", ["nutrition.web.diary.day_status"]),
        ("nutrition.urls", ["nutrition.web.diary.day", "nutrition.api.urls"]),
    ],
)
def test_downward_imports_are_no_breach(module: str, targets: list[str]) -> None:
    assert breaches(module, targets) == []


@pytest.mark.parametrize("name", PURE)
def test_pure_modules_know_neither_django_nor_the_clock(name: str) -> None:
    files = [path for path in MODULES.values() if path.is_relative_to(ROOT / name)]

    assert files, f"{name} is gone: take it off the list"
    for file in files:
        assert not [module for module in imports_of(file) if module.split(".")[0] == "django"], file
        assert not CLOCKS.search(file.read_text()), f"{file} asks the clock: pass the day in"


def our_files() -> list[Path]:
    return [ROOT / "run", *python_files(*PACKAGES, "tests")]


@pytest.mark.parametrize("path", our_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_short(path: Path) -> None:
    if "migrations" in path.parts:
        pytest.skip("written by Django")
    text = path.read_text()

    functions = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    too_long = [
        node.name
        for node in functions
        if (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]

    longest = LONGEST_FILE_OF_TESTS if "tests" in path.parts else LONGEST_FILE
    assert text.count("\n") <= longest
    assert too_long == []


# Written in halves, so that this file does not name them either.
PACKAGE_HOSTS = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npmjs" + ".org",
    "npmjs" + ".com",
    "deb." + "debian.org",
]
TEXTS = {
    ".py",
    ".html",
    ".css",
    ".js",
    ".md",
    ".toml",
    ".txt",
    ".in",
    ".json",
    ".csv",
    ".yml",
    ".yaml",
    "",
}
MACHINE_PATHS = ["/work" + "/main", "/work" + "/shared", "/root" + "/", "/home" + "/"]


def committed_texts() -> Iterator[Path]:
    folders = [*PACKAGES, "templates", "static", "tests", "docs", ".ci", ".github"]
    candidates = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    # a file in a second working tree
    candidates += [path for path in ROOT.iterdir() if path.name != ".git"]
    for path in candidates:
        if path.suffix in TEXTS and path.is_file() and "__pycache__" not in path.parts:
            yield path


def test_no_file_names_a_package_host_or_a_path_of_one_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {forbidden}"
        for path in committed_texts()
        for text in [path.read_text(errors="replace")]
        for forbidden in (*PACKAGE_HOSTS, *MACHINE_PATHS)
        if forbidden in text
    ]

    assert found == []


# --- the formatter and private names -------------------------------------------------------------

# Written down as for everybody, with an underscore all the same: of Django's models and managers,
# of named tuples, and of Python's os and sys.
FOR_EVERYBODY = {
    *("_meta", "_state", "_db", "_default_manager"),
    *("_fields", "_make", "_asdict", "_replace"),
    *("_exit", "_getframe"),
}
# Private names of a library that we use or replace all the same.
BORROWED = {
    "accounts/security/sessions.py _session_key": "says that there is no such session",
    "tests/api/test_access.py _get_bound_routers": "has what is not described, too",
    "tests/conftest.py _split_scope": "says which tests of a file share a process",
    "tests/web/transfer/test_views.py _resource_closers": "closes a page, but not the database",
    "tests/outages.py _execute": "fails below the product's own execute wrappers",
}


def comments(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.COMMENT:
                yield token.string


def unformatted(path: Path) -> list[str]:
    """Comments that keep the formatter from some lines."""
    return [comment for comment in comments(path) if re.search(r"\bfmt:|\byapf:", comment)]


@pytest.mark.parametrize("path", our_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_kept_from_the_formatter(path: Path) -> None:
    assert unformatted(path) == []


@pytest.mark.parametrize("how", ["skip", "off", "on"])
def test_lines_kept_from_the_formatter_are_seen(how: str, tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(f'x = "fmt: off"  # fmt: {how}\n')

    assert unformatted(tmp_path / "module.py") == [f"# fmt: {how}"]


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name != "_"


def defined_names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.id if isinstance(node, ast.Name) else node.attr


def private_imports(tree: ast.AST) -> Iterator[str]:
    """Private modules, and private names of any module: also of another one of ours."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name for name in names if any(map(is_private, name.split("."))))


def borrowed(tree: ast.AST, own: Set[str]) -> Iterator[str]:
    """Private attributes that nothing in this repository defines: they belong to a library."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr):
            yield from {node.attr}.difference(own, FOR_EVERYBODY)


def replaced(module: str, tree: ast.AST) -> Iterator[str]:
    """Private names that a class of the module has from a library, and gives another meaning."""
    for node in ast.walk(tree):
        if module and isinstance(node, ast.ClassDef):
            kind = getattr(importlib.import_module(module), node.name, object)
            for base in kind.__mro__[1:]:
                if base.__module__.split(".")[0] not in PACKAGES:
                    yield from filter(is_private, vars(base).keys() & set(defined_names(node)))


TREES = {
    path: ast.parse(path.read_text()) for path in our_files() if "migrations" not in path.parts
}
# What replaces a private name of a library does not make it ours.
OWN = {name for tree in TREES.values() for name in defined_names(tree)} - {
    place.split()[1] for place in BORROWED
}


def test_nothing_private_is_imported() -> None:
    found = [(str(path), name) for path, tree in TREES.items() for name in private_imports(tree)]

    assert found == []


def test_only_known_names_of_libraries_are_private() -> None:
    importlib.import_module("config.urls")  # addresses need the converters of others
    modules = {path: module for module, path in MODULES.items()}
    modules[ROOT / "tests/conftest.py"] = "tests.conftest"
    found = {
        f"{path.relative_to(ROOT)} {name}"
        for path, tree in TREES.items()
        for name in {*borrowed(tree, OWN), *replaced(modules.get(path, ""), tree)}
    }

    assert found == set(BORROWED)


@pytest.mark.parametrize(
    "text",
    ["from jinja2 import _x", "import ninja._y", "from django._z import a", "from a import b, _c"],
)
def test_private_imports_are_seen(text: str) -> None:
    assert list(private_imports(ast.parse(text)))


@pytest.mark.parametrize("text", ["import __main__", "from django.utils import gettext as _"])
def test_public_imports_pass(text: str) -> None:
    assert not list(private_imports(ast.parse(text)))


def test_private_attributes_of_others_are_seen() -> None:
    tree = ast.parse("rows._raw_delete(using)\nself._mine\nmodel._meta.label\n")

    assert list(borrowed(tree, {"_mine"})) == ["_raw_delete"]


def test_replaced_private_methods_are_seen() -> None:
    tree = ast.parse("class SessionStore:\n    def load(self):\n        self._session_key = None\n")

    assert list(replaced("accounts.security.sessions", tree)) == ["_session_key"]
