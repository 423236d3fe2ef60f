"""Requests of people who are signed in, for the type checker: `login_required` has seen to it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class PersonRequest(HttpRequest):
    user: User
    htmx: HtmxDetails
