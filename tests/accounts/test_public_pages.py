"""The pages around the diary: welcome, where the numbers come from, errors."""

import json
import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.views.defaults import bad_request, server_error

from accounts.life_stage import Person
from nutrition.intake.references import MAGNESIUM, reference_of

FACTS = Path(__file__).parents[3] / "shared" / "reference" / "help_facts.json"
ON_ABOUT = {
    "kidney",
    "med_antibiotics",
    "med_bisphosphonates",
    "med_diuretics",
    "med_ppi",
    "limits",
}


def test_the_welcome_page_says_how_many_foods_are_unknown() -> None:
    html = render_to_string("home.html", {"foods_total": "8,789", "foods_unknown": "739"})

    assert "8,789 foods from USDA SR28. 739 of them have no magnesium value." in html


def test_the_welcome_page_does_without_the_numbers() -> None:
    html = render_to_string("home.html")

    assert "Some foods of the USDA table have no magnesium value." in html


def test_the_target_of_the_example_day_is_the_one_of_the_table() -> None:
    recommended = reference_of(
        MAGNESIUM, Person(sex="F", birth_date=date(1982, 3, 27)), date(2026, 11, 22)
    ).low

    html = render_to_string("home.html")
    assert f"of {recommended} mg" in html
    assert f"up to {recommended - 214} mg to go" in html


def in_one_line(template: str) -> str:
    """A page as it is read: where its lines break says nothing."""
    return " ".join(unescape(render_to_string(template)).split())


@pytest.mark.skipif(not FACTS.exists(), reason="the list of facts lies outside the repository")
def test_what_is_said_about_health_is_said_by_the_sources() -> None:
    html = in_one_line("about.html")

    for fact in json.loads(FACTS.read_text()):
        if fact["id"] in ON_ABOUT:
            assert fact["text"] in html
            assert fact["url"] in html
        if fact["id"] == "rda":
            assert fact["url"] in html


@pytest.mark.skipif(not FACTS.exists(), reason="the list of facts lies outside the repository")
def test_the_signs_that_the_welcome_page_names_are_those_of_the_sources() -> None:
    facts = {fact["id"]: fact["text"] for fact in json.loads(FACTS.read_text())}
    html = in_one_line("home.html")

    early, late = re.findall(r"can go with (.+?), and with (.+?) when it is severe", html)[0]

    assert all(sign in facts["symptoms_early"] for sign in early.split(" and "))
    assert late in facts["symptoms_late"]
    assert 'href="/help/#symptoms_early"' in html
    assert not any(sign in html.casefold() for sign in ("headache", "twitch", "joint", "back pain"))


def test_privacy_takes_9_sentences() -> None:
    privacy = in_one_line("about.html").partition('id="privacy"')[2]

    assert privacy.count("<li>") == len(re.findall(r"\. ?</li>", privacy)) == 9


def test_anybody_can_read_where_the_numbers_come_from(client: Client, db: None) -> None:
    assert client.get("/about/").status_code == 200


def test_a_missing_page_is_told_kindly(client: Client, db: None) -> None:
    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert "We cannot find that page" in answer.content.decode()


def test_the_pages_of_breakdowns_need_no_context(rf: object) -> None:
    broken = server_error(rf.get("/"))
    unreadable = bad_request(rf.get("/"), Exception())

    assert "Something broke on our side" in broken.content.decode()
    assert "We could not read that request" in unreadable.content.decode()


def test_a_form_that_is_too_old_gets_our_page(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {})

    assert answer.status_code == 403
    assert "This page was open for too long" in answer.content.decode()


@pytest.mark.parametrize("name", ["home", "about", "404", "500", "403", "403_csrf", "400", "429"])
def test_no_page_has_inline_style_or_script(name: str) -> None:
    html = render_to_string(f"{name}.html", {"minutes": 5})

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script>", html)
