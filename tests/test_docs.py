"""The documentation names files that exist: links everywhere, and paths in the guides."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "nutrition").rglob("*.md")),
]
# The others are about a room, and name its modules without the folder.
GUIDES = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/glossary.md", "docs/development.md"]

LINK = re.compile(r"\]\(([^)\s]+)[^)]*\)")
FENCED = re.compile(r"^\s*```.*?^\s*```", re.DOTALL | re.MULTILINE)
# `folder/` or `folder/file.ext`; no address ("/admin/") and no pattern.
PATH = re.compile(r"`((?:[\w.-]+/)+(?:[\w.-]+\.\w+)?)`")
# Made by ./run, by a build or by an operator.
NOT_COMMITTED = ("var/", ".venv/")


def missing_links(text: str, document: Path) -> Iterator[str]:
    """Links to a file, or to a heading of a file, that is not there."""
    for link in LINK.findall(FENCED.sub("", text)):
        if "://" in link:
            continue
        path, _, heading = link.partition("#")
        target = document.parent / path if path else document
        if not target.exists() or (heading and heading not in headings(target.read_text())):
            yield link


def headings(text: str) -> set[str]:
    """As hosts of repositories write them into addresses: "Every day" is "every-day"."""
    found = re.findall(r"^#+ (.*)$", FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def missing_paths(text: str) -> Iterator[str]:
    for path in PATH.findall(FENCED.sub("", text)):
        if not path.startswith(NOT_COMMITTED) and not (ROOT / path).exists():
            yield path


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files(document: Path) -> None:
    assert list(missing_links(document.read_text(), document)) == []


@pytest.mark.parametrize("guide", GUIDES)
def test_paths_in_guides_exist(guide: str) -> None:
    assert list(missing_paths((ROOT / guide).read_text())) == []


def test_what_is_missing_is_found() -> None:
    text = (
        "[a](docs/gone.md), [b](README.md#gone), [c](README.md#start), [d](#start), [e](#gone)"
        "; `tests/gone.py`, `gone/`, `docs/`"
    )

    assert list(missing_links(text, ROOT / "README.md")) == [
        "docs/gone.md",
        "README.md#gone",
        "#gone",
    ]
    assert list(missing_paths(text)) == ["tests/gone.py", "gone/"]
