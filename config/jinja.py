"""The template engine of our pages and mails: what a template can use, and how strict it is.

Django's own engine draws its admin alone (docs/adr/0007-compiled-templates.md).
"""

import re
from datetime import date
from functools import cache, lru_cache
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.defaultfilters import capfirst, pluralize
from django.template.defaultfilters import date as django_date
from django.templatetags.static import static
from django.templatetags.tz import do_timezone
from django.urls import get_script_prefix
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.html import json_script
from django_htmx.jinja import htmx_script
from jinja2 import BaseLoader, Environment, StrictUndefined, nodes, select_autoescape
from jinja2.ext import Extension
from jinja2.parser import Parser

from accounts.page_urls import url, url_for_prefix
from nutrition.templatetags.magwise import comma, figure, icon, mg, plain

# The templates of one process are few: all of them are kept. Jinja's bounded cache keeps an order
# of use, at 50 µs an include.
UNBOUNDED = -1


def environment(loader: BaseLoader, *, auto_reload: bool, **_: Any) -> Environment:
    env = Environment(
        loader=loader,
        auto_reload=auto_reload,
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=FalsyUndefined,
        extensions=[PartExtension, UnindentExtension],
        cache_size=UNBOUNDED,
    )
    env.globals.update(
        url=url,
        htmx_script=cache(htmx_script),
        json_script=json_script,
    )
    env.filters.update(
        icon=icon,
        static=static,
        mg=mg,
        plain=plain,
        figure=figure,
        comma=comma,
        date=format_date,
        timezone=do_timezone,
        pluralize=pluralize,
        capfirst=capfirst,
    )
    return env


class FalsyUndefined(StrictUndefined):
    """A name that was not given may be asked for (`{% if oob %}`); printing it is a mistake."""

    def __bool__(self) -> bool:  # type: ignore[override]
        return False


class PartExtension(Extension):
    """`{% part "diary/_meter.html" %}` includes a template by compiling it into its page.

    An `include` makes a context for each part (8 µs, and a day has 27) and hands on each piece of
    text once more. What a part sets stays in it, as with `include`.
    """

    tags = {"part"}

    def parse(self, parser: Parser) -> nodes.Node:
        lineno = next(parser.stream).lineno
        name = parser.parse_expression().as_const()
        loader = cast(BaseLoader, self.environment.loader)
        source, filename, _ = loader.get_source(self.environment, name)
        return nodes.Scope(self.environment.parse(source, name, filename).body, lineno=lineno)


class UnindentExtension(Extension):
    """Leaves out of a page what is there for whoever reads its template: the indentation, and the
    lines of tags and comments. A tag at the end of a longer line leaves the line break, which
    `trim_blocks` would take: it may be all that parts two attributes or two words.
    """

    INDENTATION = re.compile(r"\n +")
    LINE_OF_A_TAG = re.compile(r"^(\{([%#])(?:(?!\2\}).)*[^-+])\2\}$", re.MULTILINE | re.DOTALL)

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return self.LINE_OF_A_TAG.sub(r"\1-\2}", self.INDENTATION.sub("\n", source))


def format_date(value: date | None, form: str) -> str:
    """As Django's filter has it; what a page says of its days is put into words once."""
    return _format_day(value, form) if type(value) is date else str(django_date(value, form))


@lru_cache(maxsize=4096)
def _format_day(day: date, form: str) -> str:
    return str(django_date(day, form))


def request_context(request: HttpRequest) -> dict[str, Any]:
    """What pages know of a request. The form token is made once a page, not once a form."""
    token = SimpleLazyObject(lambda: get_token(request))
    said = SimpleLazyObject(lambda: messages.get_messages(request))
    return {
        "user": getattr(request, "user", None),
        "csrf_token": token,
        "csrf_input": CsrfInput(token),
        "messages": said,
        "url": url_for_prefix(get_script_prefix()),
    }


class CsrfInput:
    """The hidden field of a form, written when the first form of a page is drawn: pages without
    one set no cookie."""

    def __init__(self, token: object) -> None:
        self.token = token

    def __html__(self) -> str:
        return self._html

    @cached_property
    def _html(self) -> str:
        return f'<input type="hidden" name="csrfmiddlewaretoken" value="{self.token}">'
