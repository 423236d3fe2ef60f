"""What a label may say, and what is refused with a reason."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.diary.models import SavedSupplement
from nutrition.intake.salts import Salt, salts
from nutrition.web.diary.supplement_forms import (
    DoseForm,
    initial_of_supplement,
    label_nutrients,
)

TODAY = date(2026, 11, 21)
DOSE = {"name": "Glycinate", "elemental_mg": "100", "quantity": "1", "day": "2026-11-21"}
COMPOUND = DOSE | {"elemental_mg": "", "form": "magnesium oxide", "compound_mg": "500"}


def dose(**typed: str) -> DoseForm:
    return DoseForm(DOSE | typed, today=TODAY)


def test_the_label_already_says_elemental() -> None:
    form = dose(quantity="½", unit="tablet")

    assert form.is_valid(), form.errors
    assert (form.label.elemental_mg, form.label.quantity, form.label.unit) == (
        100,
        Decimal("0.5"),
        "tablet",
    )


def test_a_compound_is_computed_exactly() -> None:
    form = DoseForm(COMPOUND, today=TODAY)

    assert form.is_valid(), form.errors
    assert (form.label.elemental_mg, form.label.compound_mg) == (Decimal("301.520941"), 500)


@given(
    compound_mg=st.decimals("0.01", "16000", places=2), salt=st.sampled_from(list(salts().values()))
)
def test_no_digit_of_a_compound_is_lost(compound_mg: Decimal, salt: Salt) -> None:
    form = DoseForm(COMPOUND | {"form": salt.name, "compound_mg": f"{compound_mg:f}"}, today=TODAY)

    assert form.is_valid(), form.errors
    assert abs(
        Fraction(form.label.elemental_mg or 0) - salt.share * Fraction(compound_mg)
    ) <= Fraction(1, 2_000_000)
    assert -form.label.elemental_mg.as_tuple().exponent <= 6  # type: ignore[operator]


def test_a_multi_without_magnesium_has_other_nutrients() -> None:
    vitamin_c = next(nutrient for nutrient in label_nutrients() if nutrient.name == "Vitamin C")

    form = dose(elemental_mg="", **{f"nutrient-{vitamin_c.number}": "60"})

    assert form.is_valid(), form.errors
    assert (form.label.elemental_mg, form.label.nutrients) == (None, {vitamin_c.number: "60"})


def test_a_label_without_magnesium_is_unknown_when_somebody_says_so() -> None:
    form = dose(elemental_mg="", not_on_label="on")

    assert form.is_valid(), form.errors
    assert form.label.elemental_mg is None


@pytest.mark.parametrize("zero", ["0", "0.0", "0,00", "00"])
def test_a_zero_that_was_typed_is_a_zero(zero: str) -> None:
    form = dose(elemental_mg=zero)

    assert form.is_valid(), form.errors
    assert form.label.elemental_mg == 0


def test_a_supplement_without_magnesium_is_shown_as_it_was_said() -> None:
    softgel = SavedSupplement(name="D3", elemental_mg=None)
    multi = SavedSupplement(name="Multi", elemental_mg=None, nutrients={"401": "60"})

    told = [initial_of_supplement(one) for one in (softgel, multi)]

    assert [(one["elemental_mg"], one["not_on_label"]) for one in told] == [("", True), ("", False)]


def test_the_magnesium_of_a_compound_that_was_logged_before_stays() -> None:
    logged = SavedSupplement(
        name="Oxide",
        form="magnesium oxide",
        compound_mg=Decimal("500.00"),
        elemental_mg=Decimal("301.5"),
    )

    same = DoseForm(COMPOUND | {"quantity": "2"}, today=TODAY, dose=logged)
    another = DoseForm(COMPOUND | {"compound_mg": "400"}, today=TODAY, dose=logged)

    assert same.is_valid() and another.is_valid()
    assert (same.label.elemental_mg, another.label.elemental_mg) == (
        Decimal("301.5"),
        Decimal("241.216753"),
    )


@pytest.mark.parametrize(
    "amount",
    [
        "-5",
        "1000000000",
        "NaN",
        "Infinity",
        "1e9",
        "",
        "a lot",
        "٣",
        "٣x",
        ".",
        ",",
        "０",
        "-0.1",
        "null",
        "1" * 41,
        "1/0",
    ],
)
def test_impossible_doses_get_a_reason(amount: str) -> None:
    form = dose(elemental_mg=amount)

    assert not form.is_valid()
    assert list(form.errors) == ["elemental_mg"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "\x00"}, "name"),
        ({"quantity": "0"}, "quantity"),
        ({"quantity": "-1"}, "quantity"),
        ({"quantity": "101"}, "quantity"),
        ({"elemental_mg": "200", "quantity": "100"}, "quantity"),
        ({"elemental_mg": "", "form": "magnesium unobtainate", "compound_mg": "500"}, "form"),
        ({"elemental_mg": "", "compound_mg": "500"}, "form"),
        ({"elemental_mg": "", "form": "magnesium oxide"}, "compound_mg"),
        ({"form": "magnesium oxide", "compound_mg": "500"}, "compound_mg"),
        ({"elemental_mg": "", "form": "magnesium oxide", "compound_mg": "-5"}, "compound_mg"),
        ({"not_on_label": "on"}, "not_on_label"),
        ({"elemental_mg": "0", "not_on_label": "on"}, "not_on_label"),
        (
            {
                "elemental_mg": "",
                "form": "magnesium oxide",
                "compound_mg": "500",
                "not_on_label": "on",
            },
            "not_on_label",
        ),
        ({"elemental_mg": "", "form": "magnesium oxide", "not_on_label": "on"}, "compound_mg"),
        ({"day": "2026-02-29"}, "day"),
        ({"day": "9999-01-01"}, "day"),
        ({"time": "25:00"}, "time"),
        ({"nutrient-401": "-1"}, "nutrient-401"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(typed: dict[str, str], field: str) -> None:
    form = dose(**typed)

    assert not form.is_valid()
    assert list(form.errors) == [field]


def test_a_computed_amount_is_not_shown_as_typed() -> None:
    saved = SavedSupplement(
        name="Oxide",
        form="magnesium oxide",
        compound_mg=Decimal("500.00"),
        elemental_mg=Decimal("301.5"),
    )

    initial = initial_of_supplement(saved)

    assert (initial["elemental_mg"], initial["compound_mg"]) == ("", "500")


@pytest.mark.parametrize(
    ("typed", "nutrients"),
    [
        ({"nutrient-328": "1,000", "unit-328": "324"}, {"324": "1000"}),
        ({"nutrient-328": "25"}, {"328": "25"}),
        ({"nutrient-435": "400", "unit-435": "431"}, {"431": "400"}),
        ({"nutrient-320": "5000", "unit-320": "318"}, {"318": "5000"}),
        ({"nutrient-314": "150"}, {"314": "150"}),
        ({"unit-328": "324"}, {}),
    ],
)
def test_the_label_is_kept_in_the_unit_it_states_and_shown_so_again(
    typed: dict[str, str], nutrients: dict[str, str]
) -> None:
    form = dose(**typed)

    assert form.is_valid(), form.errors
    assert form.label.nutrients == nutrients
    shown = initial_of_supplement(
        SavedSupplement(name="Multi", elemental_mg=Decimal(100), nutrients=nutrients)
    )
    again = DoseForm(DOSE | {name: of for name, of in shown.items() if "-" in name}, today=TODAY)
    assert again.is_valid(), again.errors
    assert again.label.nutrients == nutrients


def test_a_unit_that_no_label_has_is_refused_at_its_field() -> None:
    form = dose(**{"nutrient-328": "10", "unit-328": "furlongs"})

    assert list(form.errors) == ["unit-328"]
    assert form.has_nutrients()
