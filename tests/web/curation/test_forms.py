from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from nutrition.curation.queries import values_of
from nutrition.foods.models import Food, Nutrient, Quality
from nutrition.foods.values import ENERGY_KCAL
from nutrition.web.curation.forms import CorrectionForm, PortionForm
from tests.builders import Foods
from tests.curation.builders import MG, log


def form_of(food: Food, **typed: Any) -> CorrectionForm:
    """The form as a browser sends it: everything that it showed, with what was typed."""
    before = values_of(food.current)
    shown: dict[str, Any] = {
        f"amount_{number}": str(known.amount) for number, known in before.items()
    }
    data = shown | {"reason": "a reason", "opened_with": "1"} | typed
    return CorrectionForm(data, nutrients=list(Nutrient.objects.all()), before=before)


def test_only_what_was_changed_is_passed_on(foods: Foods) -> None:
    form = form_of(foods.spinach, amount_304="80")

    assert form.is_valid()
    assert form.amounts() == {MG: Decimal(80)}


def test_an_empty_field_is_unknown_and_a_zero_is_zero(foods: Foods) -> None:
    form = form_of(foods.spinach, amount_304="", amount_208="0")

    assert form.is_valid()
    assert form.amounts() == {MG: None, ENERGY_KCAL: Decimal(0)}


@pytest.mark.parametrize(
    "typed",
    [
        "-1",
        "NaN",
        "Infinity",
        "1e99",
        "12,5",
        "eighty",
        "0.000001",
        "12345678",
        "10000.00001",
        "100000.1",
        "80\x00",
        "٨٠٪",
    ],
)
def test_an_impossible_amount_is_refused_at_its_field(foods: Foods, typed: str) -> None:
    form = form_of(foods.spinach, amount_304=typed, checked="on")

    assert "amount_304" in form.errors


def test_the_message_names_what_100_g_can_hold(foods: Foods) -> None:
    form = form_of(foods.spinach, amount_304="100001", amount_208="1001", checked="on")

    assert form.errors["amount_304"] == [
        "100 g of food cannot hold over 100,000 mg. Check the unit."
    ]
    assert form.errors["amount_208"] == [
        "100 g of food cannot hold over 1,000 kcal. Check the unit."
    ]


def test_the_message_names_the_most_that_days_can_add_up(foods: Foods) -> None:
    form = form_of(foods.spinach, amount_304="10001", checked="on")

    assert form.errors["amount_304"] == [
        "A food has at most 10,000 mg of magnesium in 100 g. Check the unit."
    ]
    assert form_of(foods.spinach, amount_304="10000", checked="on").errors == {}


def test_much_magnesium_wants_a_tick(foods: Foods) -> None:
    form = form_of(foods.spinach, amount_304="1001")

    assert list(form.errors) == ["checked"]
    assert form_of(foods.spinach, amount_304="1001", checked="on").is_valid()
    assert form_of(foods.spinach, amount_304="1000").is_valid()


def test_an_unknown_value_has_no_quality(foods: Foods) -> None:
    form = form_of(foods.spinach, amount_304="", quality_304=str(Quality.ANALYTICAL))

    assert list(form.errors) == ["quality_304"]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_a_reason_is_required_and_short(foods: Foods, reason: str) -> None:
    assert "reason" in form_of(foods.spinach, reason=reason).errors


def test_stored_values_are_shown_without_trailing_zeros(foods: Foods) -> None:
    form = CorrectionForm(
        nutrients=list(Nutrient.objects.all()), before=values_of(foods.spinach.current)
    )

    assert 'value="79"' in str(form["amount_304"])


def portion_form(food: Food, **typed: str) -> PortionForm:
    portion = food.portions.get()
    return PortionForm(
        {"amount": "1", "unit": portion.unit, "grams": str(portion.grams)} | typed, instance=portion
    )


def test_the_grams_of_a_logged_portion_may_be_corrected(alice: User, foods: Foods) -> None:
    log(alice, foods.spinach, portion=True)

    assert portion_form(foods.spinach, grams="31").is_valid()


def test_the_amount_of_a_logged_portion_stays(alice: User, foods: Foods) -> None:
    log(alice, foods.spinach, portion=True)

    form = portion_form(foods.spinach, amount="2")

    assert "People logged food with this portion" in str(form.non_field_errors())


def test_a_portion_nobody_used_may_change(alice: User, foods: Foods) -> None:
    log(alice, foods.spinach)

    assert portion_form(foods.spinach, amount="2").is_valid()


@pytest.mark.parametrize("typed", ["0", "-1", "NaN", "", "1000000", "0.0001"])
def test_a_portion_weighs_more_than_nothing(foods: Foods, typed: str) -> None:
    assert "grams" in portion_form(foods.spinach, grams=typed).errors
