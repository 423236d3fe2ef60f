"""One word, one thing: no two classes of the product share a name (docs/glossary.md)."""

import ast
from collections import Counter
from collections.abc import Iterable

from tests.test_architecture import MODULES

# Django finds management commands and migrations by these names.
NAMES_OF_DJANGO = {"Command", "Migration"}


def repeated_classes(sources: Iterable[str]) -> list[str]:
    """Names that classes of several modules share; classes inside a class are named with it."""
    names = Counter(
        node.name
        for source in sources
        for node in ast.parse(source).body
        if isinstance(node, ast.ClassDef)
    )
    return sorted(
        name for name, times in names.items() if times > 1 and name not in NAMES_OF_DJANGO
    )


def test_each_class_has_a_name_of_its_own() -> None:
    assert repeated_classes(path.read_text() for path in MODULES.values()) == []


def test_a_name_that_stands_for_two_things_is_seen() -> None:
    sources = [
        "class Bar: ...\nclass Group: ...",
        "class Bar:\n    class Meta: ...",
        "class Meta: ...",
    ]

    assert repeated_classes(sources) == ["Bar"]
