"""Percentiles of the known values of a food group: an upper bound for its unknown ones. Pure."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import NamedTuple

UPPER_PERCENT = 95


class GroupPercentiles(NamedTuple):
    """The 95th percentiles of the known values: by group (if it has any), and of all foods."""

    by_group: dict[str, Decimal]
    of_all: Decimal | None


def nearest_rank(values: Collection[Decimal], percent: int) -> Decimal:
    """The nearest-rank percentile: of n sorted values, the one at place ceil(percent * n / 100).

    It is always one of the values. `percent` is 1 to 100; `values` must not be empty.
    """
    place = -(-percent * len(values) // 100)
    return sorted(values)[place - 1]


def group_percentiles(known: Iterable[tuple[str, Decimal]]) -> GroupPercentiles:
    """The percentiles of pairs (group, amount per 100 g), one for each food with a known amount."""
    groups: dict[str, list[Decimal]] = {}
    for group, amount in known:
        groups.setdefault(group, []).append(amount)
    all_amounts = [amount for amounts in groups.values() for amount in amounts]
    return GroupPercentiles(
        {group: nearest_rank(amounts, UPPER_PERCENT) for group, amounts in groups.items()},
        nearest_rank(all_amounts, UPPER_PERCENT) if all_amounts else None,
    )
