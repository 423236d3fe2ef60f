"""What is typed into the forms of the diary, and what is refused with a reason."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from nutrition.diary.amounts import Amount
from nutrition.diary.models import Meal
from nutrition.foods.models import FoodRevision, Portion
from nutrition.foods.own.models import OwnFoodRevision, OwnPortion
from nutrition.web.diary.forms import (
    AMOUNT_HINT,
    NO_WEIGHT,
    CopyForm,
    EntryForm,
    InvalidAdditionError,
    WaterForm,
    read_addition,
)

TODAY = date(2026, 11, 21)
CUP = Portion(id=7, food_id=1, amount=Decimal("0.75"), unit="cup, sliced", grams=Decimal("60"))
FILLED = {"amount": "1,5", "portion": "7", "meal": "lunch", "day": "2026-11-21"}


def entry_form(**data: str) -> EntryForm:
    revision = FoodRevision(mg_per_100g=Decimal(50))
    return EntryForm(FILLED | data, portions=[CUP], today=TODAY, revision=revision)


def test_amounts_count_units_even_where_a_portion_is_less_than_one() -> None:
    form = entry_form()

    assert form.is_valid()
    assert form.quantity == Fraction(2)
    assert form.weighed is not None and form.weighed.grams == 120


def test_the_select_offers_the_portions_with_the_weight_of_one_unit_and_grams() -> None:
    assert [(choice.key, choice.label) for choice in entry_form().portion_choices()] == [
        ("7", "cup, sliced (80 g)"),
        ("g", "grams"),
    ]


@given(st.text(max_size=60))
def test_any_amount_is_either_read_or_refused_with_a_reason(amount: str) -> None:
    form = entry_form(amount=amount)

    assert form.is_valid() or form.errors["amount"]


def test_a_word_that_is_no_number_gets_the_hint() -> None:
    form = entry_form(amount="lots")

    assert form.errors["amount"] == [AMOUNT_HINT]


BOX = OwnPortion(id=UUID(int=1), amount=Decimal(3), unit="servings", former_number=45)
OF_BOX = OwnFoodRevision(magnesium_mg=Decimal(900))


def box_form(**data: str) -> EntryForm:
    """Of a food whose weight nobody knows: three servings have 900 mg."""
    typed = {"amount": "1,5", "portion": f"own:{BOX.id}", "meal": "lunch", "day": "2026-11-21"}
    return EntryForm(typed | data, portions=[BOX], today=TODAY, revision=OF_BOX)


def test_what_has_no_weight_is_offered_by_its_portion_and_not_in_grams() -> None:
    [choice] = box_form().portion_choices()

    assert (choice.key, choice.label) == (f"own:{BOX.id}", "servings")
    assert round(choice.measure * 3, 20) == 1


def test_an_amount_without_a_weight_counts_portions() -> None:
    form = box_form()

    assert form.is_valid()
    assert form.weighed == Amount(None, BOX, Decimal("0.500"))


def test_grams_of_what_has_no_weight_get_a_reason() -> None:
    assert box_form(portion="g").errors["portion"] == [NO_WEIGHT]


def test_much_magnesium_is_asked_about_also_without_a_weight() -> None:
    asked, kept = box_form(amount="6"), box_form(amount="6", sure="2.000")

    assert "6 servings? That holds 1,800 mg of magnesium." in asked.errors["amount"][0]
    assert asked.unusual == "2.000"
    assert kept.is_valid()


def test_a_portion_is_known_by_the_number_that_it_had() -> None:
    form = box_form(portion="45")

    assert form.is_valid()
    assert form.cleaned_data["portion"] == f"own:{BOX.id}"


def test_keeping_one_unusual_amount_does_not_keep_another() -> None:
    form = entry_form(amount="3000", portion="g", sure="2500.000")

    assert "Save again to keep it" in form.errors["amount"][0]
    assert form.unusual == "3000.000"


@given(st.text(max_size=200))
def test_any_text_as_a_choice_is_safe(pick: str) -> None:
    data = QueryDict(mutable=True)
    data.update(
        {"meal": "lunch", "client_id": "018f3c1e-0000-7000-8000-000000000000", "pick": pick}
    )

    try:
        addition = read_addition(data)
    except InvalidAdditionError as problem:
        assert str(problem).endswith(".")
    else:
        assert addition.picks or addition.supplement


@pytest.mark.parametrize(("meal", "read"), [("", None), ("dinner", Meal.DINNER)])
def test_copying_takes_a_meal_or_the_whole_day(meal: str, read: Meal | None) -> None:
    sent = {"client_id": "018f3c1e-0000-7000-8000-000000000000", "to": "2026-11-21", "meal": meal}

    form = CopyForm(sent, today=TODAY)

    assert form.is_valid()
    assert form.cleaned_data["meal"] is read


@pytest.mark.parametrize("field", ["litres", "mg_per_litre"])
@pytest.mark.parametrize("amount", ["-5", "1000000000", "NaN", "", "a sip"])
def test_impossible_waters_get_a_reason(field: str, amount: str) -> None:
    form = WaterForm(
        {"litres": "1", "mg_per_litre": "24", "day": "2026-11-21"} | {field: amount}, today=TODAY
    )

    assert not form.is_valid()
    assert list(form.errors) == [field]


def test_water_may_have_no_magnesium_but_no_water_is_nothing() -> None:
    typed = {"litres": "1,5", "mg_per_litre": "0", "day": "2026-11-21"}

    assert WaterForm(typed, today=TODAY).is_valid()
    assert not WaterForm(typed | {"litres": "0"}, today=TODAY).is_valid()
