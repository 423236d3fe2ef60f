"""Every address of a person that a GET reads, from the URL resolver."""

import re
from collections.abc import Iterator
from datetime import timedelta

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import RoutePattern, URLResolver

from accounts.models import User
from nutrition.diary.models import Dose, Entry, SavedSupplement, Water

# The curators' pages and those of the sign-in, which send a signed-in person elsewhere.
LEFT_OUT = ("admin/", "accounts/")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
TYPED = ("alm", "almonds", "spinach", "oat", "chick", "brocoli", "b", "2+eggs,+30+g+almonds")
SPANS = ("4w", "3m", "1y", "2y")


def readable_addresses(person: User) -> list[str]:
    """The addresses whose parameters the person has, and what people ask of them. Those that only
    take a POST answer 405.
    """
    values = _values_of(person)
    paths = [
        "/" + PARAMETER.sub(lambda found: values[found[1]], route)
        for route in _routes(get_resolver())
        if not route.startswith(LEFT_OUT) and values.keys() >= set(PARAMETER.findall(route))
    ]
    return sorted({*paths, *_queries(values)})


def _values_of(person: User) -> dict[str, str]:
    """A value for each parameter of an address: the last that the person logged of its kind."""
    entry = Entry.objects.of(person).select_related("revision").order_by("eaten_on").last()
    if entry is None:
        raise RuntimeError(f"{person} has logged nothing.")
    year, week, _ = (entry.eaten_on - timedelta(days=7)).isocalendar()
    owned = {
        "entry_id": entry,
        "dose_id": Dose.objects.filter(user=person).last(),
        "water_id": Water.objects.filter(user=person).last(),
        "saved_id": SavedSupplement.objects.filter(user=person).last(),
    }
    return {
        "on": f"{entry.eaten_on}",
        "week": f"{year}-W{week:02}",
        "nutrient": "304",
        "food_id": str(entry.revision.food_id),
    } | {name: str(row.id) for name, row in owned.items() if row}


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    """Django's notation of each path; regular expressions are left out."""
    for pattern in resolver.url_patterns:
        if not isinstance(pattern.pattern, RoutePattern):
            continue
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from _routes(pattern, route)


def _queries(values: dict[str, str]) -> Iterator[str]:
    on = values["on"]
    for text in TYPED:
        yield f"/diary/{on}/choices/?q={text}"
        yield f"/foods/?q={text}"
        yield f"/api/v1/foods?q={text}"
    for span in SPANS:
        yield f"/trends/?range={span}"
        yield f"/api/v1/trends?range={span}"
    yield f"/nutrients/{on}/?days=7"
    yield f"/sources/?from={int(on[:4]) - 1}{on[4:]}&to={on}"
