"""What templates in Jinja2 (`*.jinja`) can use: the words of our own template tags, and nothing
else.

They are for what is drawn with every request (docs/adr/0007-compiled-templates.md). Both engines
read the one frame of all pages, base.html: it says nothing that they understand differently.
"""

from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.defaultfilters import date as django_date
from django.template.defaultfilters import pluralize
from django.urls import get_script_prefix
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import mark_safe
from jinja2 import Environment, StrictUndefined, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from accounts.addresses import url, url_under
from nutrition.templatetags.magwise import address, comma, figure, fixed, icon, mg, plain


def in_format(value: date | None, form: str) -> str:
    """As Django's filter has it; what a page says of its days is put into words once."""
    return _day_in_format(value, form) if type(value) is date else str(django_date(value, form))


@lru_cache(maxsize=4096)
def _day_in_format(day: date, form: str) -> str:
    return str(django_date(day, form))


class FrameTags(Extension):
    """Our tags as Django's templates write them: `{% icon "week" %}`.

    What the first three draw never changes, so it becomes text of the compiled template.
    """

    DRAWN: ClassVar[dict[str, Callable[[str], str]]] = {
        "address": address,
        "fixed": fixed,
        "icon": icon,
    }
    tags = {*DRAWN, "compiled"}

    def parse(self, parser: Parser) -> nodes.Node:
        tag = next(parser.stream)
        name = parser.parse_expression()
        if tag.value == "compiled":
            return inlined(nodes.Include(name, True, False, lineno=tag.lineno), self.environment)
        text = self.DRAWN[tag.value](name.as_const())
        return nodes.Output([nodes.TemplateData(text)], lineno=tag.lineno)


def inlined(node: nodes.Include, environment: Environment) -> nodes.Node:
    """The part itself in place of its include: making a context for it takes 25 µs, and a day has
    27 parts.
    """
    if not isinstance(node.template, nodes.Const) or environment.loader is None:
        return node
    name = node.template.value
    source, filename, _ = environment.loader.get_source(environment, name)
    return nodes.Scope(environment._parse(source, name, filename).body, lineno=node.lineno)


class PartsInlined(Parser):
    def parse_include(self) -> nodes.Node:  # type: ignore[override]
        return inlined(super().parse_include(), self.environment)


class OneTemplate(Environment):
    """Compiles a page and the parts that it includes by name as one."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return PartsInlined(self, source, name, filename).parse()


class Untold(StrictUndefined):
    """A name that was not given may be asked for (`{% if oob %}`); printing it is a mistake."""

    def __bool__(self) -> bool:  # type: ignore[override]
        return False


def environment(**options: Any) -> Environment:
    # The templates are few: all of them are kept. Jinja's own cache keeps an order of use, at 50 µs
    # an include.
    env = OneTemplate(
        **options | {"undefined": Untold, "cache_size": -1, "extensions": [FrameTags]}
    )
    env.globals.update(url=url, icon=cache(icon))
    env.filters.update(
        mg=mg, plain=plain, figure=figure, comma=comma, date=in_format, pluralize=pluralize
    )
    return env


def request_words(request: HttpRequest) -> dict[str, Any]:
    """What pages know of a request. The form token is made once for a page, not once for each form
    on it.
    """
    token = SimpleLazyObject(lambda: get_token(request))
    hidden = SimpleLazyObject(lambda: mark_safe(_HIDDEN.format(token)))  # noqa: S308 (letters and digits)
    said = SimpleLazyObject(lambda: messages.get_messages(request))
    return {
        "user": getattr(request, "user", None),
        "csrf_token": token,
        "csrf_input": hidden,
        "messages": said,
        "url": url_under(get_script_prefix()),
    }


_HIDDEN = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
