from zoneinfo import ZoneInfo

from accounts import time_zones


def test_every_choice_is_a_known_time_zone() -> None:
    regions = [group for _, group in time_zones.time_zone_choices() if isinstance(group, list)]

    assert all(ZoneInfo(name).key == name for group in regions for name, _ in group)
    assert sum(map(len, regions)) > 400


def test_cities_stand_under_their_region() -> None:
    by_region = dict(time_zones.time_zone_choices())

    assert by_region["UTC"] == "UTC"
    assert ("Europe/Lisbon", "Lisbon") in by_region["Europe"]
    assert ("America/Argentina/Buenos_Aires", "Argentina, Buenos Aires") in by_region["America"]


def test_names_that_depend_on_the_machine_are_not_offered() -> None:
    names = {name for name, _ in time_zones.time_zone_choices()}

    assert names.isdisjoint({"localtime", "Etc", "posix", "Factory"})
