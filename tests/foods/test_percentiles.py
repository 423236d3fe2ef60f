"""What the richest foods of a group hold."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.foods.percentiles import GroupPercentiles, group_percentiles, nearest_rank

amounts = st.lists(st.decimals("0", "900", places=3), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("count", "place"), [(1, 1), (2, 2), (19, 19), (20, 19), (21, 20), (40, 38), (100, 95)]
)
def test_the_95th_percentile_is_the_value_at_that_place(count: int, place: int) -> None:
    values = [Decimal(number) for number in range(count, 0, -1)]

    assert nearest_rank(values, 95) == place


@given(amounts, st.integers(1, 100))
def test_the_percentile_is_the_least_value_that_so_many_do_not_exceed(
    values: list[Decimal], percent: int
) -> None:
    found = nearest_rank(values, percent)

    assert found in values
    assert 100 * sum(value <= found for value in values) >= percent * len(values)
    assert 100 * sum(value < found for value in values) < percent * len(values)


def test_each_group_has_its_own_and_all_foods_have_one() -> None:
    known = [("0900", Decimal(10)), ("1100", Decimal(80)), ("1100", Decimal(20))]

    assert group_percentiles(known) == GroupPercentiles(
        {"0900": Decimal(10), "1100": Decimal(80)}, Decimal(80)
    )


def test_without_a_known_value_there_is_none() -> None:
    assert group_percentiles([]) == GroupPercentiles({}, None)
