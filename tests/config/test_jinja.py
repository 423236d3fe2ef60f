"""The addresses and the strictness of compiled templates."""

from datetime import date
from uuid import UUID

import pytest
from django.template import engines
from django.urls import reverse, set_script_prefix
from jinja2 import UndefinedError

from config.jinja import url

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
def test_an_address_is_what_django_makes_of_it(name: str, arguments: tuple[object, ...], prefix: str) -> None:
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


def test_a_name_that_was_not_given_may_be_asked_for_but_not_printed() -> None:
    assert drawn("{% if oob %}yes{% else %}no{% endif %}") == "no"
    with pytest.raises(UndefinedError):
        drawn("{{ titel }}")
