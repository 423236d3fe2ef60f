"""Absolute URLs, such as the links in mails. They never rely on the Host header, which anybody can
forge.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

DEFAULT_PORTS = {"", "80", "443"}


def base_url(request: HttpRequest) -> str:
    """BASE_URL; without it, on a developer's machine, the host of the request and our own port."""
    if settings.BASE_URL:
        return str(settings.BASE_URL)
    name, _ = split_domain_port(request.get_host())
    port = request.META.get("SERVER_PORT", "")
    return f"{request.scheme}://{name}" + ("" if port in DEFAULT_PORTS else f":{port}")


def site_name(request: HttpRequest) -> str:
    """For people to read: "magwise.example"."""
    return urlsplit(base_url(request)).netloc


def with_base_url(request: HttpRequest, url: str) -> str:
    """The URL with its scheme and host replaced by our own."""
    return base_url(request) + urlsplit(url)._replace(scheme="", netloc="").geturl()
