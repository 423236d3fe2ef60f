"""The addresses and the strictness of compiled templates."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.template.defaultfilters import date as in_format
from django.test import RequestFactory
from django.urls import reverse, set_script_prefix
from jinja2 import FileSystemLoader, UndefinedError

from accounts.addresses import url
from accounts.models import User

DAY, ENTRY = date(2026, 11, 21), UUID("019aa000-0000-7000-8000-000000000001")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("home", ()),
        ("diary:deleted", ()),
        ("diary:day", (DAY,)),
        ("diary:add", (DAY,)),
        ("diary:entry", (ENTRY,)),
        ("diary:forget", (ENTRY,)),
        ("diary:take", (DAY, ENTRY)),
        ("foods:food", (0,)),
        ("foods:food", (9_876_543,)),
    ],
)
@pytest.mark.parametrize("prefix", ["/", "/magwise/"])
def test_an_address_is_what_django_makes_of_it(
    name: str, arguments: tuple[object, ...], prefix: str
) -> None:
    try:
        set_script_prefix(prefix)

        made, wanted = url(name, *arguments), reverse(name, args=arguments)
    finally:
        set_script_prefix("/")

    assert made == wanted


def drawn(template: str, **known: object) -> str:
    return str(engines["jinja2"].from_string(template).render(known))


def test_text_is_escaped() -> None:
    assert drawn("{{ name }}", name="<b>") == "&lt;b&gt;"


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (DAY, "l j F Y"),
        (DAY, "D j M"),
        (datetime(2026, 11, 21, 23, 5, tzinfo=UTC), "H:i"),
        (None, "j"),
    ],
)
def test_a_day_is_in_the_words_of_django(value: date | None, form: str) -> None:
    first, again = (drawn("{{ value|date(form) }}", value=value, form=form) for _ in range(2))

    assert first == again == in_format(value, form)


def test_a_name_that_was_not_given_may_be_asked_for_but_not_printed() -> None:
    assert drawn("{% if oob %}yes{% else %}no{% endif %}") == "no"
    with pytest.raises(UndefinedError):
        drawn("{{ titel }}")


@pytest.mark.parametrize("has_shortcuts", [True, False])
@pytest.mark.parametrize("person", ["alice", "admin"])
def test_both_engines_draw_one_frame(
    person: str, has_shortcuts: bool, request: pytest.FixtureRequest, rf: RequestFactory
) -> None:
    user: User = request.getfixturevalue(person)
    user.profile.keyboard_shortcuts = has_shortcuts
    asked = rf.get("/")
    asked.user = user
    asked._messages = [Message(SUCCESS, "Saved <b>", "")]  # type: ignore[attr-defined]

    frames = [
        engines[name].get_template("base.html").render({}, asked) for name in ("django", "jinja2")
    ]

    of_django, of_jinja = (re.sub(r"\s+|(?<=X-CSRFToken\": \")\w+", " ", frame) for frame in frames)
    assert of_jinja.strip() == of_django.strip()
    assert "Saved &lt;b&gt;" in of_jinja


def test_a_page_has_one_form_token(rf: RequestFactory) -> None:
    asked = rf.get("/")
    asked.user = AnonymousUser()

    page = (
        engines["jinja2"]
        .from_string("{{ csrf_token }} {{ csrf_input }} {{ csrf_input }}")
        .render({}, asked)
    )

    token, *inputs = page.split(" <input")
    assert len(token) == 64
    assert inputs == [f' type="hidden" name="csrfmiddlewaretoken" value="{token}">'] * 2


@pytest.mark.parametrize(
    "tag", ['{% include "_components/toast.jinja" %}', '{% compiled "_components/toast.jinja" %}']
)
def test_part_with_a_name_is_compiled_into_its_page(tag: str) -> None:
    environment = engines["jinja2"].env

    code = environment.compile(f"<p>{tag}</p>", raw=True)

    assert 'id="toast"' in code
    assert "get_template" not in code


def test_part_whose_name_is_known_later_is_looked_up() -> None:
    assert 'id="toast"' in drawn(
        "{% include part %}", part="_components/toast.jinja", messages=[], in_day=False
    )


def test_what_a_part_sets_stays_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "_part.jinja").write_text("{% set word = 'inner' %}{{ word }}")
    monkeypatch.setattr(engines["jinja2"].env, "loader", FileSystemLoader(tmp_path))

    assert drawn("{% set word = 'outer' %}{% include '_part.jinja' %} {{ word }}") == "inner outer"
