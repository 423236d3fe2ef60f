"""Units and numbers as people type them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.units import UNITS, convert, find_unit, read_number, round_fraction

NUMBERS = {
    "2": Fraction(2),
    "1.5": Fraction(3, 2),
    "1,5": Fraction(3, 2),
    ".5": Fraction(1, 2),
    "0,125": Fraction(1, 8),
    "1,000": Fraction(1000),
    "1,234.5": Fraction(2469, 2),
    "1,0000": Fraction(1),
    "1/2": Fraction(1, 2),
    "11/2": Fraction(11, 2),
    "1⁄2": Fraction(1, 2),
    "½": Fraction(1, 2),
    "1 ½": Fraction(3, 2),
    "1½": Fraction(3, 2),
    "1 1/2": Fraction(3, 2),
    "1-1/2": Fraction(3, 2),
    "1 and 1/2": Fraction(3, 2),
    "half": Fraction(1, 2),
    "one-half": Fraction(1, 2),
    "a third": Fraction(1, 3),
    "three quarters": Fraction(3, 4),
    "one and a half": Fraction(3, 2),
    "Two and three quarters": Fraction(11, 4),
    "a": Fraction(1),
    "an": Fraction(1),
    "two": Fraction(2),
    "twenty-five": Fraction(25),
    "a dozen": Fraction(12),
    "dozen": Fraction(12),
    "two dozen": Fraction(24),
    "half a dozen": Fraction(6),
    "a couple of": Fraction(2),
}
NOT_NUMBERS = [
    "",
    " ",
    "nan",
    "inf",
    "1e5",
    "-1",
    "1/0",
    "½½",
    "oneself",
    "half-fat",
    "and",
    "1,23,4",
    "9" * 5000,
    "1 2",
]


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_read_as_people_write_it(text: str) -> None:
    assert read_number(text) == NUMBERS[text]


@pytest.mark.parametrize("text", NOT_NUMBERS)
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_number(text) is None


@given(st.text())
def test_no_text_makes_reading_a_number_fail(text: str) -> None:
    number = read_number(text)

    assert number is None or number >= 0


@given(st.integers(0, 10**9), st.integers(0, 6))
def test_every_plain_decimal_is_read_exactly_with_point_and_comma(digits: int, places: int) -> None:
    text = f"{Decimal(digits).scaleb(-places):f}"
    as_thousands = places == 3 and digits >= 1000

    assert read_number(text) == Fraction(digits, 10**places)
    if places and not as_thousands:
        assert read_number(text.replace(".", ",")) == Fraction(digits, 10**places)


@given(st.integers(1, 99), st.integers(1, 99), st.integers(2, 99))
def test_mixed_numbers_are_read_exactly(whole: int, top: int, bottom: int) -> None:
    assert read_number(f"{whole} {top}/{bottom}") == whole + Fraction(top, bottom)


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("oz", "28.349523125"),
        ("lb", "453.59237"),
        ("cup", "236.5882365"),
        ("fl oz", "29.5735295625"),
        ("tbsp", "14.78676478125"),
        ("tsp", "4.92892159375"),
        ("pint", "473.176473"),
        ("quart", "946.352946"),
    ],
)
def test_us_units_are_those_of_nist_handbook_44(name: str, size: str) -> None:
    assert UNITS[name].size == Fraction(size)


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Cups", "cup"),
        ("c", "cup"),
        ("tbsp.", "tbsp"),
        ("T", "tbsp"),
        ("t", "tsp"),
        ("fl. oz.", "fl oz"),
        ("fluid ounces", "fl oz"),
        ("mcg", "µg"),
        ("μg", "µg"),
        ("ug", "µg"),
        ("lbs", "lb"),
        ("grammes", "g"),
        ("litre", "l"),
    ],
)
def test_a_unit_is_found_by_its_spellings(spelling: str, name: str) -> None:
    unit = find_unit(spelling)

    assert unit is not None
    assert unit.name == name


@pytest.mark.parametrize("word", ["", ".", "eggs", "slice", "cupcake"])
def test_what_is_no_unit_is_none(word: str) -> None:
    assert find_unit(word) is None


@given(st.fractions(), st.sampled_from(list(UNITS.values())), st.sampled_from(list(UNITS.values())))
def test_conversion_there_and_back_changes_nothing(
    quantity: Fraction, one: object, other: object
) -> None:
    if one.kind == other.kind:
        assert convert(convert(quantity, one, other), other, one) == quantity


def test_a_mass_is_not_converted_to_a_volume() -> None:
    with pytest.raises(ValueError, match="oz is a mass, cup is a volume"):
        convert(Fraction(1), UNITS["oz"], UNITS["cup"])


def test_decimals_round_half_to_even() -> None:
    assert round_fraction(Fraction(5, 2), 0) == Decimal(2)
    assert round_fraction(Fraction(1, 3), 3) == Decimal("0.333")
    assert str(round_fraction(Fraction(50), 3)) == "50.000"


@given(st.fractions(), st.integers(0, 6))
def test_a_decimal_is_within_half_a_step_of_its_fraction(value: Fraction, places: int) -> None:
    assert abs(Fraction(round_fraction(value, places)) - value) <= Fraction(1, 2 * 10**places)
