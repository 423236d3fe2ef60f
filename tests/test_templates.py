"""Templates: one engine draws them, and somebody can read them."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import engines
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = [
    ROOT / folder for folder in ("templates", "nutrition/templates", "tools/bench/templates")
]
WIDEST = 119
# Nobody comes to these: nobody signs in with a code by mail, addresses are confirmed by a link, and
# accounts/urls.py answers before the pages that Security replaces.
NOT_REACHED = {
    "account/confirm_login_code.html",
    "mfa/index.html",
    "mfa/webauthn/authenticator_list.html",
}


def too_wide(path: Path) -> list[str]:
    lines = path.read_text().splitlines()
    return [f"{path.name}:{n}" for n, line in enumerate(lines, 1) if len(line) > WIDEST]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_lines_are_under_120_columns(folder: Path) -> None:
    assert not [line for path in sorted(folder.rglob("*.html")) for line in too_wide(path)]


def test_a_line_of_120_columns_is_found(tmp_path: Path) -> None:
    path = tmp_path / "wide.html"
    path.write_text(f"<p>\n{'x' * WIDEST}\n{'x' * (WIDEST + 1)}\n</p>\n")

    assert too_wide(path) == ["wide.html:3"]


def test_the_formatter_finds_several_elements_on_a_line(tmp_path: Path) -> None:
    path = tmp_path / "wide.html"
    path.write_text("<ul><li>one</li><li>two</li></ul>\n")
    djlint = Path(sys.executable).parent / "djlint"

    found = subprocess.run(
        [djlint, "--check", "--configuration", ROOT / "pyproject.toml", path],
        capture_output=True,
        check=False,
    )

    assert found.returncode == 1


@pytest.mark.parametrize(
    "name",
    [
        str(path.relative_to(FOLDERS[0]))
        for path in sorted(FOLDERS[0].rglob("*.*"))
        if path.suffix in (".html", ".txt")
    ],
)
def test_template_can_be_compiled(name: str) -> None:
    engines["jinja2"].get_template(name)


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one)
        else:
            yield one


def names_of_allauth() -> set[str]:
    views = [getattr(one.callback, "view_class", None) for one in patterns(get_resolver())]
    return {
        view.template_name
        for view in views
        if view and view.__module__.startswith("allauth.") and getattr(view, "template_name", None)
    }


def test_allauth_draws_our_templates() -> None:
    names = names_of_allauth() - NOT_REACHED

    assert len(names) > 15
    assert names <= {str(path.relative_to(FOLDERS[0])) for path in FOLDERS[0].rglob("*.*")}


# An attribute that is there at times, on a line of its own.
AT_TIMES = re.compile(r"^ *\{% if .*\{% endif %\}\n(?! *\{%-? end)", re.MULTILINE)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_attributes_do_not_grow_together(folder: Path) -> None:
    """The engine drops the line break after a tag: `data-keys` and the next attribute are one."""
    assert not [path for path in folder.rglob("*.html") if AT_TIMES.search(path.read_text())]


def test_attributes_that_grow_together_are_found() -> None:
    glued = '<p\n  {% if on %}hidden{% endif %}\n  id="a">\n'
    apart = '<p\n  id="a"\n  {% if on %}hidden{% endif %}>\n'

    assert AT_TIMES.search(glued)
    assert not AT_TIMES.search(apart)
