"""The time zones a person can choose from."""

from functools import cache
from itertools import groupby
from zoneinfo import available_timezones

# The areas of the IANA database that are on the map; "Etc" and "US" rename places of these.
REGIONS = {
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
}


@cache
def choices() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """UTC, then each region with its cities, as a Django select takes them."""
    names = sorted(name for name in available_timezones() if name.partition("/")[0] in REGIONS)
    regions = groupby(names, key=lambda name: name.partition("/")[0])
    return [
        ("UTC", "UTC"),
        *((region, [(name, city(name)) for name in group]) for region, group in regions),
    ]


def city(name: str) -> str:
    """ "America/Argentina/Buenos_Aires" is "Argentina, Buenos Aires": the region is above it."""
    return name.partition("/")[2].replace("/", ", ").replace("_", " ")


@cache
def names() -> tuple[str, ...]:
    """The names that can be chosen, as the IANA database writes them."""
    return tuple(
        name
        for region, group in choices()
        for name in ([region] if isinstance(group, str) else [name for name, _ in group])
    )
