"""The test bed itself: what the other tests rely on."""

import socket

import pytest

from accounts.models import User
from nutrition.foods.models import Food
from tests.builders import Foods
from tests.conftest import FOOD_TABLE_GROUP, group_of


def test_network_is_refused() -> None:
    with pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_cast_is_three_people(alice: User, bob: User, admin: User) -> None:
    people = set(User.objects.all())

    assert people == {alice, bob, admin}
    assert admin.has_perm("nutrition.curate_foods")
    assert not bob.has_perm("nutrition.curate_foods")


def test_foods_hold_an_unknown_and_a_known_zero(foods: Foods) -> None:
    magnesium = dict(Food.objects.values_list("name", "current__mg_per_100g"))

    assert len(magnesium) == len(foods)
    assert magnesium["Sugar, white"] == 0
    assert magnesium["Mystery bar"] is None


@pytest.mark.parametrize("turn", range(4))
def test_module_stays_on_one_core(
    turn: int, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> None:
    own = tmp_path_factory.getbasetemp()
    seen = (own if worker_id == "master" else own.parent) / "workers of this module"

    with seen.open("a") as file:
        file.write(f"{worker_id}\n")

    assert set(seen.read_text().split()) == {worker_id}


def test_modules_with_the_whole_food_table_are_one_group() -> None:
    modules = {"tests/foods/search/test_quality.py", "tests/tools/test_demo.py"}

    assert {group_of(f"{module}::test") for module in modules} == {FOOD_TABLE_GROUP}
    assert group_of("tests/test_bed.py::test") == "tests/test_bed.py"
