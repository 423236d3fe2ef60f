"""The time zones that a person can choose."""

from functools import cache
from itertools import groupby
from zoneinfo import available_timezones

# The areas of the IANA database that are places; "Etc", "US" and others only repeat these.
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
def time_zone_choices() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """UTC, then each region with its cities, in the form of a Django select's choices."""
    time_zone_names = sorted(
        name for name in available_timezones() if name.partition("/")[0] in REGIONS
    )
    regions = groupby(time_zone_names, key=lambda name: name.partition("/")[0])
    return [
        ("UTC", "UTC"),
        *((region, [(name, city_name(name)) for name in group]) for region, group in regions),
    ]


def city_name(name: str) -> str:
    """ "America/Argentina/Buenos_Aires" is "Argentina, Buenos Aires" in the group "America"."""
    return name.partition("/")[2].replace("/", ", ").replace("_", " ")


@cache
def time_zone_names() -> tuple[str, ...]:
    """The IANA names of all choices."""
    return tuple(
        name
        for region, group in time_zone_choices()
        for name in ([region] if isinstance(group, str) else [name for name, _ in group])
    )
