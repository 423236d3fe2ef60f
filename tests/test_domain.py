"""Foods, intake, diary, reports, curation and transfer know nothing of pages."""

import ast

import pytest

from tests.test_architecture import MODULES

# Packages of the domain hold no view, form or URL: those stand in nutrition/web.
DOMAIN = tuple(
    f"nutrition.{name}"
    for name in ("foods", "intake", "diary", "symptoms", "reports", "curation", "transfer")
)
OF_PAGES = (
    "django.forms",
    "django.http",
    "django.shortcuts",
    "django.template",
    "django.urls",
    "django.views",
    "django.contrib.admin",
    "django.contrib.auth.decorators",
    "django.contrib.messages",
)


def page_parts(module: str, source: str) -> list[str]:
    """What makes a module of the domain a page: its name, or what it imports. `access` answers 404
    for a row that is not the person's.
    """
    if not module.startswith(DOMAIN):
        return []
    name = module.rpartition(".")[2]
    found = [module] if name in {"forms", "responses", "views", "urls"} else []
    for node in ast.walk(ast.parse(source)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        found += [
            full
            for full in names
            if full.startswith(OF_PAGES) and (name, full) != ("access", "django.http.Http404")
        ]
    return found


def test_packages_of_the_domain_hold_no_page() -> None:
    found = {module: page_parts(module, path.read_text()) for module, path in MODULES.items()}

    assert {module: parts for module, parts in found.items() if parts} == {}


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("nutrition.diary.forms", ""),
        ("nutrition.reports.trends.views", ""),
        ("nutrition.diary.days", "from django import forms"),
        ("nutrition.diary.days", "from django.http import Http404"),
        ("nutrition.diary.access", "from django.http import HttpResponse"),
        ("nutrition.reports.trends.page", "from django.template.loader import render_to_string"),
        ("nutrition.foods.search.queries", "def one():\n    from django.urls import reverse"),
    ],
)
def test_a_page_in_the_domain_is_seen(module: str, source: str) -> None:
    assert page_parts(module, source) != []


def test_access_of_the_domain_and_the_pages_are_no_breach() -> None:
    assert page_parts("nutrition.diary.access", "from django.http import Http404") == []
    assert page_parts("nutrition.web.diary.day", "from django.shortcuts import render") == []
