"""Nothing lies about beside the code either: classes and properties of the style sheet, icons,
templates and static files that no page has; and no page names a class that does not exist.

The admin's sheet is for the markup of Django's admin: it is not read here.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import allauth
import pytest

from nutrition.templatetags.icons import ICONS
from tests.test_architecture import PACKAGES, ROOT, python_files

SHEET = (ROOT / "static/magwise.css").read_text()
BLOCK = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)
QUOTED = re.compile(r'"([^"]*)"|\'([^\']*)\'|`([^`]*)`')
# Looked for by Django, or with a name that is put together.
BY_NAME = {
    *("403.html", "403_csrf.html", "404.html", "500.html"),
    "admin/nutrition/food/change_form.html",
    *(f"admin/nutrition/food/{page}.html" for page in ("values", "go_back")),  # value_pages.py
}
LIBRARIES = [Path(allauth.__file__).parent / "templates"]


def templates() -> dict[str, str]:
    """By name, those of the admin too."""
    return {
        str(path.relative_to(folder)): path.read_text()
        for folder in (ROOT / "templates", ROOT / "nutrition/templates")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def cut(template: str) -> tuple[str, list[str]]:
    """The text with a number in the place of each block ("\\0", number, "\\0"), and the blocks."""
    blocks: list[str] = []

    def number(match: re.Match[str]) -> str:
        blocks.append(match[0])
        return f"\0{len(blocks) - 1}\0"

    return BLOCK.sub(number, template), blocks


def quoted(text: str) -> Iterator[str]:
    return ("".join(found) for found in QUOTED.findall(text))


def strings_of_template(template: str) -> Iterator[str]:
    """Values of attributes, and texts in what is computed: no apostrophe of a sentence is one."""
    text, blocks = cut(template)
    yield from re.findall(r'="([^"]*)"', text)
    yield from (one for block in blocks for one in quoted(block))


def strings_of_python(paths: list[Path]) -> Iterator[str]:
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def strings() -> Iterator[str]:
    """What may name a class, an icon or a file, in templates, scripts and Python."""
    yield from strings_of_python([path for path in python_files(*PACKAGES) if path.stem != "icons"])
    for template in templates().values():
        yield from strings_of_template(template)
    for script in (ROOT / "static").glob("*.js"):
        yield from re.findall(r'["`]([^"`\n]*)["`]', script.read_text())


STRINGS = set(strings())
WORDS = {word for string in STRINGS for word in re.findall(r"[\w-]+", string)}


def plain(css: str) -> str:
    """Without comments, texts and addresses."""
    return re.sub(r'/\*.*?\*/|"[^"]*"|url\([^)]*\)', "", css, flags=re.DOTALL)


def classes_of(css: str) -> set[str]:
    selectors = re.findall(r"([^{};]*){", plain(css))
    return {name for one in selectors for name in re.findall(r"\.([a-z][\w-]*)", one)}


def idle_properties(css: str) -> set[str]:
    """Set and never read, or read and never set."""
    is_set = set(re.findall(r"[{;\s](--[\w-]+)\s*:", plain(css)))
    return is_set ^ set(re.findall(r"var\((--[\w-]+)", plain(css)))


def classes_in(template: str) -> Iterator[str]:
    """The classes of its elements: those that are written out, and the texts of what is computed.

    The end of a name that is glued together (tag--{{ kind }}) is only known to who computes it.
    """
    text, blocks = cut(template)
    for value in re.findall(r'\bclass="([^"]*)"', text):
        yield from (name for name in re.sub(r"\0\d+\0", " ", value).split() if name[-1] != "-")
        for place in re.findall(r"\0(\d+)\0", value):
            if blocks[int(place)].startswith("{{"):
                yield from (name for text in quoted(blocks[int(place)]) for name in text.split())


def test_each_class_of_the_sheet_is_on_a_page() -> None:
    assert classes_of(SHEET) - WORDS == set()


def test_each_class_of_a_page_is_in_the_sheet() -> None:
    pages = {name: text for name, text in templates().items() if not name.startswith("admin/")}
    named = {(name, page) for page, text in pages.items() for name in classes_in(text)}

    assert sorted(pair for pair in named if pair[0] not in classes_of(SHEET)) == []


def test_each_property_is_set_and_read() -> None:
    assert idle_properties(SHEET) == set()


def test_each_icon_is_drawn() -> None:
    assert set(ICONS) - STRINGS == set()


def is_asked_for(name: str) -> bool:
    """By its name, by that of a mail or a message that allauth has two of, or by a library."""
    stem = re.sub(r"_(?:message|subject)\.txt$|\.\w+$", "", name)
    return (
        name in BY_NAME
        or {name, stem} & STRINGS != set()
        or any((folder / name).exists() for folder in LIBRARIES)
    )


def test_each_template_is_asked_for() -> None:
    assert [name for name in templates() if not is_asked_for(name)] == []


def test_each_static_file_is_asked_for() -> None:
    files = [path for path in (ROOT / "static").rglob("*") if path.suffix != ".txt"]
    texts = " ".join([*STRINGS, SHEET, *templates().values()])

    assert [path.name for path in files if path.is_file() and path.name not in texts] == []


@pytest.mark.parametrize(
    ("css", "classes", "properties"),
    [
        ("@layer a { .one:not(.two) { top: 0.5em } /* .not */ }", {"one", "two"}, set()),
        ('.i::after { content: ".no" } a { b: url(a.svg) }', {"i"}, set()),
        (":root { --a: 1; --b: 2 } p { top: var(--a, var(--c)) }", set(), {"--b", "--c"}),
    ],
)
def test_a_sheet_is_read(css: str, classes: set[str], properties: set[str]) -> None:
    assert classes_of(css) == classes
    assert idle_properties(css) == properties


def test_classes_of_a_page_are_read() -> None:
    page = """<p class="a{% if b == 'b' %} c{% endif %} d--{{ kind }} {{ 'e f' if g else "h" }}">"""

    assert sorted(classes_in(page)) == ["a", "c", "e", "f", "h"]


def test_what_nobody_asks_for_is_seen() -> None:
    assert not is_asked_for("diary/_nowhere.html")
    assert "nowhere-at-all" not in WORDS
