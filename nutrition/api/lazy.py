"""Addresses that are read when somebody first asks for one of them.

The API and what it stands on take 0.4 seconds and 20 MB to import (docs/performance.md): commands
and people with a browser never pay for it.
"""

from django.core.checks import CheckMessage
from django.urls.resolvers import RoutePattern, URLResolver


class LazyResolver(URLResolver):
    """What `include` gives, but imported only when the first address begins like this one."""

    def __init__(self, route: str, module: str, *, namespace: str) -> None:
        super().__init__(RoutePattern(route), module, app_name=namespace, namespace=namespace)

    def _populate(self) -> None:
        """The namespace's names are looked up in their own resolver: nothing to collect."""

    def check(self) -> list[CheckMessage]:
        """Tests resolve each of these addresses."""
        return []
