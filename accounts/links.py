"""How links begin that leave the site, such as those in mails: never by the Host that was sent."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

USUAL_PORTS = {"", "80", "443"}


def base_url(request: HttpRequest) -> str:
    """BASE_URL; on a developer's machine, without one, the name that was asked for and our port."""
    if settings.BASE_URL:
        return str(settings.BASE_URL)
    name, _ = split_domain_port(request.get_host())
    port = request.META.get("SERVER_PORT", "")
    return f"{request.scheme}://{name}" + ("" if port in USUAL_PORTS else f":{port}")


def site_name(request: HttpRequest) -> str:
    """Such as "magwise.example", to read."""
    return urlsplit(base_url(request)).netloc


def with_base_url(request: HttpRequest, url: str) -> str:
    """The same page, at our own base."""
    return base_url(request) + urlsplit(url)._replace(scheme="", netloc="").geturl()
