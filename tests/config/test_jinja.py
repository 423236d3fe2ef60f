"""URLs, filters, strictness and compilation of templates."""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.template.defaultfilters import date as in_format
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse, set_script_prefix
from jinja2 import DictLoader, FileSystemLoader, Template, UndefinedError

from accounts.page_urls import url
from config.jinja import environment

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
def test_url_equals_djangos_reverse(name: str, arguments: tuple[object, ...], prefix: str) -> None:
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
def test_date_filter_equals_djangos(value: date | None, form: str) -> None:
    first, again = (drawn("{{ value|date(form) }}", value=value, form=form) for _ in range(2))

    assert first == again == in_format(value, form)


def test_undefined_name_may_be_tested_but_not_printed() -> None:
    assert drawn("{% if oob %}yes{% else %}no{% endif %}") == "no"
    with pytest.raises(UndefinedError):
        drawn("{{ titel }}")


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


def test_a_mail_is_plain_text(tmp_path: Path) -> None:
    known = {"email": "o'brien@example.org", "activate_url": "/confirm/?a=1&b=2", "site_name": "M"}

    text = render_to_string("account/email/email_confirmation_message.txt", known)

    assert "o'brien@example.org" in text
    assert "/confirm/?a=1&b=2" in text


@pytest.mark.parametrize(
    ("template", "page"),
    [
        ("<ul>\n  <li>1  2</li>\n</ul>\n", "<ul>\n<li>1  2</li>\n</ul>"),
        ("{% for n in (1, 2) %}\n  <li>{{ n }}</li>\n{% endfor %}\n.", "<li>1</li>\n<li>2</li>\n."),
        ("{# A comment\n   of two lines. #}\n<p>", "<p>"),
        ("{% set n = 1 %}\n\n{# One. #}\n{{ n }}", "1"),
        ("<p\n  {% if 1 %}hidden{% endif %}\n  id='a'>", "<p\nhidden\nid='a'>"),
        ("so{% if 0 %} far{% endif %}\n  it is", "so\nit is"),
        ("{{ 1 }}\n  {% if 1 %}, {% endif %}2", "1\n, 2"),
        ("{% if 1 -%}\n  1\n{%- endif %}\n2", "12"),
    ],
)
def test_layout_of_a_template_is_removed_from_its_page(template: str, page: str) -> None:
    assert drawn(template) == page


def test_a_part_is_compiled_into_its_page() -> None:
    environment = engines["jinja2"].env

    code = environment.compile('<p>{% part "_components/toast.html" %}</p>', raw=True)

    assert 'id="toast"' in code
    assert "get_template" not in code


def test_variables_of_a_part_are_local_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "_part.html").write_text("{% set word = 'inner' %}{{ word }} {{ given }}")
    monkeypatch.setattr(engines["jinja2"].env, "loader", FileSystemLoader(tmp_path))
    template = "{% set word = 'outer' %}{% part '_part.html' %} {{ word }}"

    assert drawn(template, given="word") == "inner word outer"


def page_with_kept_part(part: str, *, auto_reload: bool = False) -> Template:
    page = "{{ kept_part('part.html', shown=shown) }}"
    loader = DictLoader({"page.html": page, "part.html": part})
    return environment(loader, auto_reload=auto_reload).get_template("page.html")


class Counted:
    """Equals all others of its text, and counts how often it is drawn."""

    def __init__(self, text: str) -> None:
        self.text, self.drawn = text, 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Counted) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __str__(self) -> str:
        self.drawn += 1
        return self.text


def test_a_kept_part_is_drawn_once_for_the_same_values() -> None:
    page = page_with_kept_part("<b>{{ shown }}</b>")
    first, same, other = Counted("1 < 2"), Counted("1 < 2"), Counted("2")

    pages = [page.render(url=url, shown=shown) for shown in (first, same, other)]

    assert pages == ["<b>1 &lt; 2</b>", "<b>1 &lt; 2</b>", "<b>2</b>"]
    assert [shown.drawn for shown in (first, same, other)] == [1, 0, 1]


def test_a_kept_part_knows_nothing_else_of_its_page() -> None:
    page = page_with_kept_part("{{ shown }}{{ token }}")

    with pytest.raises(UndefinedError):
        page.render(url=url, shown="1", token="secret")


def test_a_kept_part_takes_its_addresses_from_the_page() -> None:
    page = page_with_kept_part("{{ url(shown) }}")

    pages = [page.render(url=address_of, shown="Home") for address_of in (str.lower, str.upper)]

    assert pages == ["home", "HOME"]


def test_no_part_is_kept_where_templates_may_change() -> None:
    page = page_with_kept_part("{{ shown }}", auto_reload=True)
    first, same = Counted("1"), Counted("1")

    for shown in (first, same):
        page.render(url=url, shown=shown)

    assert (first.drawn, same.drawn) == (1, 1)


def test_constant_filters_are_compiled_to_text() -> None:
    code = engines["jinja2"].env.compile("{{ 'week'|icon }}", raw=True)

    assert "<svg" in code
