"""Templates are compiled once for each version of them."""

from pathlib import Path

import pytest
from django.template import engines
from jinja2 import Environment, FileSystemLoader
from pytest_django import Settings

from config.compiled_templates import load_templates


@pytest.fixture
def environment(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Environment:
    """Has one page with a part; its data folder is empty."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "jinja.py").touch()
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text('A page{% part "_part.html" %}')
    (tmp_path / "templates" / "_part.html").write_text(" and its part")
    settings.BASE_DIR, settings.DATA_DIR = tmp_path, tmp_path / "var"
    environment: Environment = engines["jinja2"].env  # type: ignore[attr-defined]
    monkeypatch.setattr(environment, "loader", FileSystemLoader(tmp_path / "templates"))
    monkeypatch.setattr(environment, "cache", {})
    return environment


def test_second_start_reads_what_the_first_one_compiled(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_templates()
    environment.cache.clear()  # type: ignore[union-attr]
    monkeypatch.setattr(environment, "compile", lambda *_: pytest.fail("compiled again"))

    load_templates()

    assert environment.get_template("page.html").render() == "A page and its part"


def test_page_is_compiled_again_when_its_part_changes(
    environment: Environment, tmp_path: Path
) -> None:
    load_templates()
    (tmp_path / "templates" / "_part.html").write_text(" and another part")
    environment.cache.clear()  # type: ignore[union-attr]

    load_templates()

    assert environment.get_template("page.html").render() == "A page and another part"
    assert len(list((tmp_path / "var" / "templates").iterdir())) == 1


def test_start_goes_on_where_nothing_can_be_kept(
    environment: Environment, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "var").touch()  # a file: no folder can be made in it

    load_templates()

    assert len(environment.cache or ()) == 2
    assert "Compiled templates are not kept" in caplog.text
