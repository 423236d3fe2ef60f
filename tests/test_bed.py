"""The test bed itself: what the other tests rely on."""

import socket

import pytest

from accounts.models import User
from nutrition.foods.models import Food, NutrientAmount
from tests.builders import Foods


def test_network_is_refused() -> None:
    with pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_cast_is_three_people(alice: User, bob: User, admin: User) -> None:
    people = set(User.objects.all())

    assert people == {alice, bob, admin}
    assert admin.has_perm("nutrition.curate_foods")
    assert not bob.has_perm("nutrition.curate_foods")


def test_foods_hold_an_unknown_and_a_known_zero(foods: Foods) -> None:
    magnesium = dict(NutrientAmount.objects.filter(nutrient=1090).values_list("revision__food__name", "amount"))

    assert Food.objects.count() == len(foods)
    assert magnesium["Sugar, white"] == 0
    assert "Mystery bar" not in magnesium


def test_modules_stay_on_one_core(request: pytest.FixtureRequest) -> None:
    """xdist writes the group behind the name of a test; one that it does not see goes to whoever is free."""
    is_grouped = request.config.getoption("loadgroup", default=False)

    assert ("@" in request.node.nodeid) == is_grouped
