"""The cheapest pages there can be, which the others are measured against."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

ROWS = [{"name": f"Food number {number}", "amount": f"{number * 10} g", "mg": number * 7} for number in range(12)]


def f0(request: HttpRequest) -> HttpResponse:
    """Nothing but the middleware."""
    return HttpResponse("")


@login_required
def f1(request: HttpRequest) -> HttpResponse:
    """A session, a person, and a template with twelve rows."""
    return render(request, "bench/rows.html", {"rows": ROWS, "email": request.user.get_username()})


urlpatterns = [path("bench/f0/", f0), path("bench/f1/", f1), path("", include("config.urls"))]
