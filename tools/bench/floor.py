"""The cheapest pages there can be, which the others are measured against."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test.utils import override_settings
from django.urls import include, path

from accounts.models import User
from tools.bench.visitor import Visitor

ROWS = [
    {"name": f"Food number {number}", "amount": f"{number * 10} g", "mg": number * 7}
    for number in range(12)
]

# Plain Django: where ours does it faster, its own and its packages' ways stand here.
PLAIN_BACKEND = "django.contrib.auth.backends.ModelBackend"
PLAIN_SESSIONS = "django.contrib.sessions.backends.db"
PLAIN_MIDDLEWARE = {
    "accounts.middleware.UserMiddleware": "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.CachedPolicyMiddleware": "csp.middleware.CSPMiddleware",
}
PLAIN_TEMPLATES = {
    "NAME": "plain",
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "DIRS": [Path(__file__).parent / "templates"],
    "OPTIONS": {
        "context_processors": [
            "django.template.context_processors.request",
            "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages",
        ]
    },
}


def f0(request: HttpRequest) -> HttpResponse:
    """Nothing but the middleware."""
    return HttpResponse("")


@login_required
def f1(request: HttpRequest) -> HttpResponse:
    """A session, a person, and a template with twelve rows."""
    context = {"rows": ROWS, "email": request.user.get_username()}
    return render(request, "rows.html", context, using=str(PLAIN_TEMPLATES["NAME"]))


urlpatterns = [path("bench/f0/", f0), path("bench/f1/", f1), path("", include("config.urls"))]


def floor_visitor(user: User) -> Visitor:
    """Somebody whose pages go through plain Django alone."""
    middleware = [PLAIN_MIDDLEWARE.get(name, name) for name in settings.MIDDLEWARE]
    with override_settings(MIDDLEWARE=middleware, SESSION_ENGINE=PLAIN_SESSIONS):
        return Visitor(user, backend=PLAIN_BACKEND)
