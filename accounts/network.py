"""The IP address that a request comes from: rate limits count by it, and the log may show it."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

# For a request over a socket file without X-Forwarded-For, which comes from this machine.
LOCAL_IP = "127.0.0.1"


def client_ip(request: HttpRequest) -> str:
    """The client's address.

    Each of our TRUSTED_PROXIES appends the address it saw to X-Forwarded-For; earlier entries come
    from the client and cannot be trusted.

    Fewer entries than proxies mean that one was bypassed: then the last entry counts, which the
    nearest proxy saw.
    """
    proxies, sent = settings.TRUSTED_PROXIES, request.headers.get("X-Forwarded-For", "")
    seen = ""
    if proxies and sent:
        entries = sent.split(",")
        seen = entries[-proxies] if len(entries) >= proxies else entries[-1]
    return parse_ip(seen) or parse_ip(request.META.get("REMOTE_ADDR", "")) or LOCAL_IP


def parse_ip(text: str) -> str | None:
    """The address in its usual spelling, without the port that some proxies add; None for another
    text.

    A server that listens on [::] sees 192.0.2.7 as ::ffff:192.0.2.7. As IPv6 all of IPv4 would be
    one network (/64) to the rate limits.
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
