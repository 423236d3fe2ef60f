"""Numbers, dates, times, meals and amounts as they stand in cells."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.diary.models import Meal
from nutrition.transfer.importing.cells import (
    DATE_ORDERS,
    InvalidCell,
    ServingAmount,
    has_decimal_commas,
    parse_amount,
    parse_date,
    parse_meal,
    parse_number,
    parse_time,
    possible_date_orders,
    split_datetime,
    usual_meal,
)


@pytest.mark.parametrize(
    ("cell", "comma", "number"),
    [
        ("1.50", False, "1.50"),
        ("1,234.5", False, "1234.5"),
        ("1,234", False, "1234"),
        ("", False, None),
        ("1,5", True, "1.5"),
        ("1.234,5", True, "1234.5"),
        ("1 234,5", True, "1234.5"),
        ("1\xa0234", True, "1234"),
        (".5", False, "0.5"),
        ("1.2E-05", False, "0.000012"),
        ("0", False, "0"),
    ],
)
def test_numbers_are_read_digit_for_digit(cell: str, comma: bool, number: str | None) -> None:
    assert parse_number(cell, comma) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    "cell",
    [
        "-1",
        "−1",
        "NaN",
        "inf",
        "1e400",
        "1e99",
        "1e12",
        "1,5",
        "1.2.3",
        "=1+1",
        "٣",
        "1_0",
        "0x10",
        "+",
        "e5",
        "9" * 41,
    ],
)
def test_malformed_numbers_are_refused(cell: str) -> None:
    with pytest.raises(InvalidCell):
        parse_number(cell, False)


@given(st.text(max_size=30), st.booleans())
def test_no_cell_breaks_the_parser(cell: str, comma: bool) -> None:
    for read in (lambda: parse_number(cell, comma), lambda: parse_amount(cell, cell, comma)):
        try:
            found = read()
        except InvalidCell:
            continue
        assert found is None or isinstance(found, ServingAmount) or found >= 0
    for order in DATE_ORDERS:
        parse_date(split_datetime(cell)[0], order)
    parse_time(cell)
    parse_meal(cell)


@pytest.mark.parametrize(
    ("cells", "delimiter", "comma"),
    [
        (["1,5", "2"], ",", True),
        (["1.5", "2"], ";", False),
        (["12", "7"], ";", True),
        (["12"], ",", False),
        (["1.234,5"], ";", True),
        (["1,234.5"], ";", False),
        (["1,5 cup", "1,25"], "\t", True),
        (["1,234"], ",", False),
    ],
)
def test_decimal_commas_are_told_from_thousands(
    cells: list[str], delimiter: str, comma: bool
) -> None:
    assert has_decimal_commas(cells, delimiter=delimiter) is comma


@pytest.mark.parametrize(
    ("dates", "orders"),
    [
        (["2026-11-20"], ["YMD"]),
        (["20/11/2026"], ["DMY"]),
        (["11/20/2026"], ["MDY"]),
        (["03/04/2026", "05/06/2026"], ["DMY", "MDY"]),
        (["03/04/2026", "25/06/2026"], ["DMY"]),
        (["04/04/2026"], ["DMY"]),
        (["10.11.12"], ["YMD", "DMY", "MDY"]),
        (["Nov 20, 2026"], ["YMD"]),
        (["20 November 2026"], ["YMD"]),
        (["3. März 2026"], ["YMD"]),
        (["nonsense"], []),
        ([], []),
    ],
)
def test_possible_orders_are_those_that_give_different_days(
    dates: list[str], orders: list[str]
) -> None:
    assert possible_date_orders(dates) == orders


def test_same_text_is_another_day_in_another_order() -> None:
    assert [parse_date("03/04/2026", order) for order in DATE_ORDERS] == [
        None,
        date(2026, 4, 3),
        date(2026, 3, 4),
    ]


@pytest.mark.parametrize(
    "text", ["2026-02-30", "31/04/2026", "00/01/2026", "99999999", "2026-11", "1/2/3/4"]
)
def test_impossible_dates_are_none(text: str) -> None:
    assert [parse_date(text, order) for order in DATE_ORDERS] == [None] * 3


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("2026-11-20T08:30:00Z", ("2026-11-20", "08:30:00Z")),
        ("20/11/2026 8:30 PM", ("20/11/2026", "8:30 PM")),
        ("2026-11-20", ("2026-11-20", "")),
    ],
)
def test_instants_are_split(cell: str, parts: tuple[str, str]) -> None:
    assert split_datetime(cell) == parts


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("8:30", time(8, 30)),
        ("08:14 AM", time(8, 14)),
        ("12:05 am", time(0, 5)),
        ("1:02 PM", time(13, 2)),
        ("25:00", None),
        ("", None),
        ("noon", None),
    ],
)
def test_times_are_read(text: str, at: time | None) -> None:
    assert parse_time(text) == at


@pytest.mark.parametrize(
    ("text", "meal"),
    [
        ("Breakfast", "breakfast"),
        ("Snacks", "snack"),
        ("Mittagessen", "lunch"),
        ("Abendessen", "dinner"),
        ("Petit-déjeuner", "breakfast"),
        ("Petit déjeuner", "breakfast"),
        ("Déjeuner", "lunch"),
        ("Snack 1", "snack"),
        ("Uncategorized", None),
        ("", None),
    ],
)
def test_meals_have_many_names(text: str, meal: str | None) -> None:
    assert parse_meal(text) == meal


def test_usual_meals_are_those_of_the_diary() -> None:
    assert [usual_meal(hour) for hour in range(24)] == [
        Meal.usual_at(hour).slug for hour in range(24)
    ]


@pytest.mark.parametrize(
    ("cell", "unit", "amount"),
    [
        ("80.00 g", "", ServingAmount(Decimal(80), "g")),
        ("2 large", "", ServingAmount(Decimal(2), "large")),
        ("1.00", "cup", ServingAmount(Decimal(1), "cup")),
        ("½ cup", "", ServingAmount(Decimal("0.5"), "cup")),
        ("30g", "", ServingAmount(Decimal(30), "g")),
        ("1,000 ml", "", ServingAmount(Decimal(1000), "ml")),
        ("", "g", None),
        ('1.00 medium - 7" long', "", ServingAmount(Decimal(1), 'medium - 7" long')),
    ],
)
def test_amounts_are_read(cell: str, unit: str, amount: ServingAmount | None) -> None:
    assert parse_amount(cell, unit, False) == amount


@pytest.mark.parametrize("cell", ["0 g", "-1 g", "some", "NaN g", "=2 g"])
def test_amounts_of_nothing_are_refused(cell: str) -> None:
    with pytest.raises(InvalidCell):
        parse_amount(cell, "", False)


@pytest.mark.parametrize(
    ("cell", "quantity"),
    [
        ("1/2 cup", "0.5"),
        ("1 1/2 cup", "1.5"),
        ("1½ cup", "1.5"),
        ("2 ¼ cup", "2.25"),
        ("⅓ cup", "0.333"),
        ("2/3 cup", "0.667"),
        ("3/8cup", "0.375"),
        ("12 3/4 cup", "12.75"),
        ("11/2 cup", "5.5"),
    ],
)
def test_amounts_may_be_fractions(cell: str, quantity: str) -> None:
    assert parse_amount(cell, "", False) == ServingAmount(Decimal(quantity), "cup")


@pytest.mark.parametrize("cell", ["0/2 cup", "1e400", "1.5E3", "1/0 cup", "1/2/3", "2e-7 g"])
def test_rest_of_a_malformed_number_is_not_a_unit(cell: str) -> None:
    with pytest.raises(InvalidCell):
        parse_amount(cell, "", False)


@pytest.mark.parametrize("text", ["22-Nov-25", "22 Nov 25", "22-November-2025", "Nov 22, 2025"])
def test_months_may_be_words_as_spreadsheets_write_them(text: str) -> None:
    assert {parse_date(text, order) for order in DATE_ORDERS} == {date(2025, 11, 22)}
