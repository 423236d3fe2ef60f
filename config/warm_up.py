"""What each worker would do for its first visitors, done before them: they wait for nothing, and
workers share the memory of what was read before the fork.
"""

import inspect
import logging
import sys
from contextlib import closing, suppress
from typing import Any, cast
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpResponse
from django.urls import Resolver404, resolve
from django.utils.module_loading import import_string

from config.compiled_templates import load_templates
from config.middleware import UNLOGGED
from nutrition.foods.queries import plain_foods, table_counts
from nutrition.foods.search.catalogue import catalogue_cache

LOG = logging.getLogger("magwise.start")
PACKAGES = ("accounts.", "nutrition.")
PAGES = ("/about/", "/accounts/login/")  # they need no database and change nothing


def load_pages() -> None:
    """Everything that pages and the API need besides the database."""
    with suppress(Resolver404):
        resolve("/nothing/")  # imports all views, and compiles the regular expressions before them
    import_named_in_settings()
    load_templates()
    call_cached_functions()


def import_named_in_settings() -> None:
    """What Django and allauth import when a page first needs it: 50 ms for the first visitor."""
    names = [
        settings.ACCOUNT_ADAPTER,
        settings.MFA_ADAPTER,
        settings.CSRF_FAILURE_VIEW,
        *settings.AUTHENTICATION_BACKENDS,
        *settings.FILE_UPLOAD_HANDLERS,
        *settings.PASSWORD_HASHERS,
        *settings.ACCOUNT_FORMS.values(),
        *settings.MFA_FORMS.values(),
    ]
    for name in names:
        import_string(name)


def call_cached_functions() -> None:
    """Every function of ours without parameters that keeps its result, such as a table."""
    for name, module in sorted(sys.modules.items()):
        if name.startswith(PACKAGES):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_info") and not inspect.signature(value).parameters:
                    value()


def read_foods() -> bool:
    """What pages keep of the food table. False if there is no database of this version yet; then
    the first visitors wait for it.
    """
    try:
        catalogue_cache.read_ahead()
        plain_foods()
        table_counts()
    except DatabaseError as error:
        LOG.warning("The food table was not read ahead (%s)", type(error).__name__)
        return False
    else:
        return True
    finally:
        connections.close_all()  # a connection must not be shared across the fork


def visit(application: WSGIApplication) -> None:
    """Ask for a few pages. In a worker, this copies the memory that every page writes to."""
    for path in PAGES:
        environ: dict[str, Any] = {
            "PATH_INFO": path,
            "HTTP_HOST": settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", "localhost"),
            "HTTP_X_FORWARDED_PROTO": "https",
            "wsgi.url_scheme": "https" if settings.HTTPS else "http",
            UNLOGGED: True,
        }
        setup_testing_defaults(environ)
        with closing(cast(HttpResponse, application(environ, lambda *_: lambda _: None))) as body:
            b"".join(body)
