"""Nothing lies about that nothing uses: vulture looks for code whose name stands nowhere else.

It knows neither templates nor what frameworks call by name: these names are told to it here. What
only tests and tools use is not used.
"""

import ast
import importlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Choices
from vulture import Vulture

from nutrition.api.schemas.base import OutSchema
from tests.test_architecture import MODULES, PACKAGES, ROOT, imports_of
from tests.test_templates import FOLDERS

# Read, called or handed over by name, where no class of a library has that name.
HOOKS = {
    # Django's modules: applications, addresses, commands
    *("AccountsConfig", "NutritionConfig", "Command"),
    *("urlpatterns", "app_name", "handler400", "handler500", "regex", "to_url"),
    # validators of passwords, fields of models, middleware, managers of users
    *("get_error_message", "get_help_text", "db_type", "from_db_value", "process_view"),
    "create_superuser",
    # options of models, forms and widgets, and of django-ninja's keys and operations
    *("abstract", "field_classes", "renderer"),
    *("openapi_type", "openapi_scheme", "openapi_description", "include_in_schema"),
    # attributes that Jinja reads
    "bytecode_cache",
    # what is handed to checks, receivers, filters and uploads
    *("app_configs", "sender", "model_admin", "file_size"),
}
CALLED_BY_DECORATOR = ["@register*", "@admin.*", "@router.*", "@field_validator*"]
# All that stands in them is read by Django and gunicorn.
SETTINGS = [ROOT / "config/settings.py", ROOT / "config/gunicorn.py"]
TOOLS = ROOT / "tools"
# Begun by gunicorn, Django or Python itself.
STARTED = {"config.gunicorn", "config.settings", "config.wsgi", "nutrition.models"}
KEPT = {
    "refuse_description": "a column of the file of foods",
    "SECTIONS": "what an export has: tests/transfer/test_sections.py holds the tables against it",
    "other_columns": "the same, of columns",
    "EXCLUDED_TABLES": "the same, of tables that the export does not have",
    **dict.fromkeys(
        [
            "rda_mg",
            "sd_requirement_mg",
            "sd_difference_mg",
            "mean_needed_for_97_5_percent_mg",
        ],
        "a step of the published method, which the worked cases hold digit for digit",
    ),
    "_session_key": "Django reads it (tests/test_architecture.py)",
}


def product() -> list[Path]:
    modules = [
        path
        for path in MODULES.values()
        if "migrations" not in path.parts and not path.is_relative_to(TOOLS)
    ]
    return [ROOT / "run", ROOT / "manage.py", *modules]


def unused(files: dict[Path, str]) -> list[tuple[Path, str]]:
    """Names that stand in these files once, where they are defined."""
    vulture = Vulture(ignore_decorators=CALLED_BY_DECORATOR)
    for path, text in files.items():
        vulture.scan(text, filename=path)
    return [(Path(item.filename), item.name) for item in vulture.get_unused_code()]


def named_in_templates(texts: Iterable[str]) -> set[str]:
    """In what is computed, not in what is only text."""
    parts = [part for text in texts for part in re.findall(r"{{.*?}}|{%.*?%}", text, re.DOTALL)]
    return {name for part in parts for name in re.findall(r"[^\W\d]\w*", part)}


def named_in_texts(texts: Iterable[str]) -> set[str]:
    """In strings of names alone, such as "config.wsgi.application" and "-logged_at", and
    in the keywords of queries, such as `food__owner`.
    """
    found: list[str] = []
    for node in (node for text in texts for node in ast.walk(ast.parse(text))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if re.fullmatch(r"[\w.:,+\[\]-]+", node.value):
                found += re.split(r"[.:,+\[\]-]|__", node.value)
        elif isinstance(node, ast.keyword):
            found += (node.arg or "").split("__")[:-1]
    return set(found)


def classes_in(names: dict[str, object], module: str) -> Iterator[type]:
    for value in names.values():
        if isinstance(value, type) and value.__module__ == module:
            yield value
            yield from classes_in(dict(vars(value)), module)


def classes() -> list[type]:
    importlib.import_module("config.urls")  # addresses need the converters of others
    return [
        kind
        for module, path in MODULES.items()
        if "migrations" not in path.parts and path not in SETTINGS
        for kind in classes_in(vars(importlib.import_module(module)), module)
    ]


def named_by_libraries(ours: Iterable[type]) -> Iterator[str]:
    """What a class has in the place of a library's, and what is found by the names of fields and
    columns: by Django, and by the schemas of the API, which read rows and write JSON.
    """
    for kind in ours:
        for base in kind.__mro__[1:]:
            if base.__module__.split(".")[0] not in PACKAGES:
                yield from vars(base).keys() & vars(kind).keys()
        if issubclass(kind, Choices):
            yield from kind.__members__
        if issubclass(kind, OutSchema):
            yield from kind.model_fields
        yield from (f"clean_{name}" for name in getattr(kind, "base_fields", ()))
    for model in apps.get_models():
        yield from (field.name for field in model._meta.get_fields())


@pytest.fixture(scope="module")
def found() -> list[tuple[Path, str]]:
    return unused({path: path.read_text() for path in product()})


@pytest.fixture(scope="module")
def known() -> set[str]:
    templates = [path for folder in FOLDERS for path in folder.rglob("*.*") if path.is_file()]
    return {
        *(*HOOKS, *KEPT),
        *named_in_templates(path.read_text() for path in templates),
        *named_in_texts(path.read_text() for path in product()),
        *named_by_libraries(classes()),
    }


def test_everything_is_used(found: list[tuple[Path, str]], known: set[str]) -> None:
    assert [
        f"{path.relative_to(ROOT)}: {name}"
        for path, name in found
        if name not in known and path not in SETTINGS
    ] == []


def test_all_of_the_tools_is_used(known: set[str]) -> None:
    files = [*product(), *sorted(TOOLS.rglob("*.py"))]
    found = unused({path: path.read_text() for path in files})

    assert [name for path, name in found if path.is_relative_to(TOOLS) and name not in known] == []


def idle_modules(modules: Iterable[str], paths: Iterable[Path]) -> list[str]:
    """Modules that none of the files imports, nor names in a text, as the settings do."""
    named = set(STARTED)
    for path in paths:
        text = path.read_text()
        named |= set(imports_of(path))
        named |= {name.rpartition(".")[0] for name in re.findall(r'"([\w.]+)"', text)}
        named |= set(re.findall(r'"([\w.]+)"', text))
    by_convention = re.compile(r"\.(apps|admin)$|\.(migrations|commands)\.")
    return [
        module for module in modules if module not in named and not by_convention.search(module)
    ]


def test_every_module_is_imported_or_named() -> None:
    modules = [
        module
        for module, path in MODULES.items()
        if path in product() and path.name != "__init__.py"
    ]

    assert idle_modules(modules, product()) == []


def test_idle_modules_are_seen() -> None:
    assert idle_modules(["nutrition.nowhere", "nutrition.units"], product()) == [
        "nutrition.nowhere"
    ]


def test_what_is_kept_is_still_there(found: list[tuple[Path, str]]) -> None:
    assert {*KEPT, *HOOKS} - {name for _, name in found} == set()


@pytest.mark.parametrize(
    "code",
    [
        "def heaps(): ...",
        "class Heaps: ...",
        "HEAPS = 3",
        "class A:\n    def heaps(self): ...\nA()",
    ],
)
def test_unused_code_is_seen(code: str, known: set[str]) -> None:
    [(_, name)] = unused({Path("module.py"): code})

    assert name.lower() == "heaps"
    assert name not in known


def test_names_in_templates_and_queries_count() -> None:
    assert named_in_templates(["known {{ day.total|mg }} {% if unknown %}"]) >= {"total", "unknown"}
    assert "known" not in named_in_templates(["known {{ day }}"])
    assert named_in_texts(['"a.b.Middleware"', "f(food__owner=1)", '"a few words"']) == {
        *("a", "b", "Middleware", "food"),
    }
