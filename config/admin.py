"""Django's admin as the site of the curators."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

# A longer search takes minutes (one condition per word). SQLite fails on longer numbers.
MAX_PARAMETER_LENGTH = 200
HUGE_NUMBER = re.compile(r"\d{19}")
# Fields whose values are primary keys; all tables of the admin have numeric ones.
SELECTION_FIELDS = (ACTION_CHECKBOX_NAME, "groups", "permissions")
KEY = re.compile(r"[0-9]{1,18}")

# Secrets of second factors, and where people are signed in: only their owner may see them.
PRIVATE_MODULES = ("allauth.mfa.", "allauth.usersessions.")

View = Callable[..., Any]


class CurationSite(AdminSite):
    site_header = site_title = "Magwise curation"
    index_title = "Curation"
    enable_nav_sidebar = False  # a curator has two lists, which the start page shows

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return super().admin_view(with_valid_parameters(view), cacheable)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        if admin_class is None or not admin_class.__module__.startswith(PRIVATE_MODULES):
            super().register(model_or_iterable, admin_class, **options)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """allauth's page instead, which has limits, ends other sessions and sends a notice."""
        return redirect("account_change_password")


class CurationConfig(AdminConfig):
    default_site = "config.admin.CurationSite"


def with_valid_parameters(view: View) -> View:
    """Redirects from a query that the admin cannot handle to the page without it, and refuses keys
    that are not numbers.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        values = [value for _, values in request.GET.lists() for value in values]
        if any(len(value) > MAX_PARAMETER_LENGTH or HUGE_NUMBER.search(value) for value in values):
            return redirect(request.path)
        if not all(
            KEY.fullmatch(value)
            for name in SELECTION_FIELDS
            for value in request.POST.getlist(name)
        ):
            raise BadRequest("A selection must consist of row numbers.")
        return view(request, *args, **kwargs)

    return wrapper
