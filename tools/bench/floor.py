"""The cheapest pages possible, as a yardstick: F0 is an empty one, F1 has a template of 12 rows."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test.utils import override_settings
from django.urls import include, path

from accounts.models import User
from tools.bench.visitor import Visitor

TEMPLATE_ROWS = [
    {"name": f"Food number {number}", "amount": f"{number * 10} g", "mg": number * 7}
    for number in range(12)
]

# Plain Django: its own parts and those of packages in place of Magwise's faster ones.
PLAIN_BACKEND = "django.contrib.auth.backends.ModelBackend"
PLAIN_SESSIONS = "django.contrib.sessions.backends.db"
PLAIN_MIDDLEWARE = {
    "accounts.middleware.UserMiddleware": [
        "django.contrib.auth.middleware.AuthenticationMiddleware"
    ],
    "config.middleware.HeadersMiddleware": [
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
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


def empty_page(request: HttpRequest) -> HttpResponse:
    """F0: nothing but the middleware."""
    return HttpResponse("")


@login_required
def plain_page(request: HttpRequest) -> HttpResponse:
    """F1: a session, a person, and a template with twelve rows."""
    context = {"rows": TEMPLATE_ROWS, "email": request.user.get_username()}
    return render(request, "rows.html", context, using=str(PLAIN_TEMPLATES["NAME"]))


urlpatterns = [
    path("bench/f0/", empty_page),
    path("bench/f1/", plain_page),
    path("", include("config.urls")),
]


def floor_visitor(user: User) -> Visitor:
    """A visitor whose pages use plain Django only."""
    middleware = [
        plain for name in settings.MIDDLEWARE for plain in PLAIN_MIDDLEWARE.get(name, [name])
    ]
    with override_settings(MIDDLEWARE=middleware, SESSION_ENGINE=PLAIN_SESSIONS):
        return Visitor(user, backend=PLAIN_BACKEND)
