"""A long diary added up in one pass says what its days say one by one."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.intake.totals import EatenFood, Total, add_up
from nutrition.reports.logged_values import LoggedValue
from nutrition.reports.trends.totals import bound_of, totals_by_day
from tests.intake.strategies import bases
from tests.reports.trends.table import FOODS, MYSTERY, LoggedEntry, almonds

DAYS = [date(2026, 11, day) for day in range(1, 5)]
AMOUNTS = st.none() | st.decimals(0, 99_999, places=5)
VALUES = st.builds(
    LoggedValue, st.just(1), st.text(max_size=3), AMOUNTS, st.none(), AMOUNTS, AMOUNTS, bases()
)
ENTRIES = st.lists(
    st.tuples(st.sampled_from(DAYS), st.integers(0, 3), st.decimals("0.001", 99_999, places=3)),
    max_size=30,
)


def with_sorted_names(total: Total) -> Total:
    return total._replace(unknown_names=tuple(sorted(total.unknown_names)))


@given(st.lists(VALUES, min_size=4, max_size=4), ENTRIES)
def test_each_day_is_the_total_of_its_entries(
    values: list[LoggedValue], entries: list[LoggedEntry]
) -> None:
    foods = dict(enumerate(values))
    eaten: dict[date, list[EatenFood]] = defaultdict(list)
    for day, revision, grams in entries:
        eaten[day].append(foods[revision].eaten(grams))

    totals = totals_by_day(entries, foods)

    assert {day: with_sorted_names(total.total) for day, total in totals.items()} == {
        day: with_sorted_names(add_up(foods)) for day, foods in eaten.items()
    }
    assert {day: total.entries for day, total in totals.items()} == {
        day: len(foods) for day, foods in eaten.items()
    }


def test_a_day_without_entries_has_no_total() -> None:
    assert totals_by_day([], FOODS) == {}


def test_no_digit_is_lost() -> None:
    value = LoggedValue(1, "Exact", Decimal("0.00001"), None, None)

    total = totals_by_day([(DAYS[0], 1, Decimal("0.001"))], {1: value})[DAYS[0]].total

    assert total.known == Decimal("0.0000000001")


def test_what_a_label_measures_is_divided_once() -> None:
    cup = LoggedValue(1, "Half a cup", Decimal(320), None, None, basis=Decimal(120))

    total = totals_by_day([(DAYS[0], 1, Decimal(40))] * 3, {1: cup})[DAYS[0]].total

    assert total.known == 320


def test_a_digit_beyond_all_tables_is_refused_rather_than_rounded() -> None:
    value = LoggedValue(1, "Too exact", Decimal("1E-13"), None, None)

    with pytest.raises(ArithmeticError, match="decimals"):
        totals_by_day([(DAYS[0], 1, Decimal(1))], {1: value})


def test_unknown_foods_are_named_once_per_entry() -> None:
    entries = [
        (DAYS[0], MYSTERY, Decimal(10)),
        (DAYS[0], MYSTERY, Decimal(5)),
        almonds(DAYS[0], "1"),
    ]

    total = totals_by_day(entries, FOODS)[DAYS[0]]

    assert (total.total.unknown_names, total.bound) == (("Mystery bar", "Mystery bar"), "at least")


def test_doubts_of_both_kinds_leave_only_about() -> None:
    assert bound_of({"incomplete"}, is_lower_bound=False) == "at least"
    assert bound_of({"upper_estimate"}, is_lower_bound=False) == "at most"
    assert bound_of({"upper_estimate"}, is_lower_bound=True) == "about"
    assert bound_of({"estimated"}, is_lower_bound=False) == "about"
    assert bound_of({"newer_method"}, is_lower_bound=False) == "exact"
