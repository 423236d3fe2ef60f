"""From which network address a request came: limits on tries count by it, the log may tell it."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

# the server listens on a socket file, and nobody said who asked: it is this machine
LOCAL_IP = "127.0.0.1"


def client_ip(request: HttpRequest) -> str:
    """Each of our own proxies adds the address it saw to the end of X-Forwarded-For; what stands
    before is hearsay.

    With fewer entries than proxies one of them was passed by: what the nearest proxy saw is known
    all the same.
    """
    proxies, sent = settings.TRUSTED_PROXIES, request.headers.get("X-Forwarded-For", "")
    entries = sent.split(",") if proxies and sent else []
    seen = entries[-proxies] if len(entries) >= proxies > 0 else entries[-1] if entries else ""
    return parse_ip(seen) or parse_ip(request.META.get("REMOTE_ADDR", "")) or LOCAL_IP


def parse_ip(text: str) -> str | None:
    """Without the port that some proxies add, in one spelling.

    A server that listens on [::] calls 192.0.2.7 ::ffff:192.0.2.7: all of IPv4 would be one network
    of IPv6.
    """
    host, port = split_domain_port(text.strip())
    try:
        address = ipaddress.ip_address(
            (host if port else text.strip()).removeprefix("[").removesuffix("]")
        )
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(address)
