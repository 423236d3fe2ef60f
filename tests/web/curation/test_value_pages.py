"""The pages that change what is in a food."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from accounts.models import User
from nutrition.curation.actions import correct_values
from nutrition.curation.queries import values_of
from nutrition.foods.models import Food, FoodCategory, Quality
from nutrition.foods.values import ENERGY_KCAL
from tests.builders import Foods
from tests.curation.builders import MG, log, magnesium_of
from tests.test_admin import ADD, page, texts, values


def correct(client: Client, food: Food, **typed: Any) -> Any:
    return client.post(page(food, "correct"), values(food, **typed), follow=True)


def test_a_correction_is_saved_and_told(admin_client: Client, alice: User, foods: Foods) -> None:
    entry = log(alice, foods.spinach)

    seen = texts(
        correct(admin_client, foods.spinach, amount_304="80.5", quality_304=str(Quality.LITERATURE))
    )

    entry.refresh_from_db()
    foods.spinach.refresh_from_db()
    assert "Saved as revision 2. Logged days keep the values they were logged with." in seen
    assert values_of(foods.spinach.current)[MG].quality == Quality.LITERATURE
    assert magnesium_of(foods.spinach) == Decimal("80.5")
    assert values_of(entry.revision)[MG].amount == 79
    assert LogEntry.objects.get().change_message == "Revision 2: new analysis"


def test_emptying_a_field_makes_it_unknown(admin_client: Client, foods: Foods) -> None:
    correct(admin_client, foods.spinach, amount_304="")

    assert magnesium_of(foods.spinach) is None


def test_nothing_changed_is_said_and_makes_no_revision(admin_client: Client, foods: Foods) -> None:
    seen = texts(correct(admin_client, foods.spinach, amount_304="79.0"))

    assert "Nothing changed" in seen
    assert foods.spinach.revisions.count() == 1
    assert not LogEntry.objects.exists()


def test_the_preview_shows_old_and_new_and_saves_nothing(
    admin_client: Client, foods: Foods
) -> None:
    response = correct(admin_client, foods.spinach, amount_304="", preview="1")

    (change,) = response.context["changes"]
    assert (change.before.value.amount, change.after.value) == (79, None)
    assert "What changes" in texts(response)
    assert foods.spinach.revisions.count() == 1


def test_a_mistake_keeps_what_was_typed(admin_client: Client, foods: Foods) -> None:
    seen = texts(correct(admin_client, foods.spinach, amount_304="-5", reason="a good reason"))

    assert "There is a problem" in seen
    assert 'value="-5"' in seen
    assert 'value="a good reason"' in seen
    assert magnesium_of(foods.spinach) == 79


def test_much_magnesium_asks_first(admin_client: Client, foods: Foods) -> None:
    seen = texts(correct(admin_client, foods.spinach, amount_304="7900"))
    correct(admin_client, foods.spinach, amount_304="7900", checked="on")

    assert "more than common foods have" in seen
    assert magnesium_of(foods.spinach) == 7900


def test_the_second_curator_is_told_and_loses_nothing(
    admin_client: Client, admin: User, foods: Foods
) -> None:
    opened = values(foods.spinach, amount_304="85", reason="my reason")
    correct_values(
        food=foods.spinach,
        opened_with=1,
        values={ENERGY_KCAL: Decimal(25)},
        reason="other reason",
        by=admin,
    )

    response = admin_client.post(page(foods.spinach, "correct"), opened)

    seen = texts(response)
    assert "admin@example.org saved revision 2 while this page was open (other reason)" in seen
    assert 'value="85"' in seen
    assert 'value="my reason"' in seen
    assert magnesium_of(foods.spinach) == 79


def test_saving_again_keeps_what_both_curators_changed(
    admin_client: Client, admin: User, foods: Foods
) -> None:
    opened = values(foods.spinach, amount_304="85")
    correct_values(
        food=foods.spinach,
        opened_with=1,
        values={ENERGY_KCAL: Decimal(25)},
        reason="other reason",
        by=admin,
    )

    refused = admin_client.post(page(foods.spinach, "correct"), opened)
    form = refused.context["form"]
    again = {field.html_name: field.value() for field in form if field.value() not in (None, "")}
    admin_client.post(page(foods.spinach, "correct"), again)

    foods.spinach.refresh_from_db()
    amounts = {number: known.amount for number, known in values_of(foods.spinach.current).items()}
    assert amounts == {MG: 85, ENERGY_KCAL: 25}
    assert foods.spinach.revisions.count() == 3


def test_going_back_shows_the_difference_and_makes_a_revision(
    admin_client: Client, admin: User, foods: Foods
) -> None:
    correct_values(
        food=foods.spinach, opened_with=1, values={MG: Decimal(97)}, reason="slip", by=admin
    )
    url = page(foods.spinach, "go-back/1")

    shown = admin_client.get(url)
    admin_client.post(url, {"reason": "digits were swapped", "opened_with": 2})

    (change,) = shown.context["changes"]
    assert (change.before.value.amount, change.after.value.amount) == (97, 79)
    assert magnesium_of(foods.spinach) == 79
    assert foods.spinach.revisions.count() == 3


@pytest.mark.parametrize(
    "data", [{"opened_with": 2}, {"reason": "so", "opened_with": "x"}, {"reason": "so"}]
)
def test_going_back_takes_a_reason_and_the_revision_it_was_opened_with(
    admin_client: Client, admin: User, foods: Foods, data: dict[str, Any]
) -> None:
    correct_values(
        food=foods.spinach, opened_with=1, values={MG: Decimal(97)}, reason="slip", by=admin
    )

    response = admin_client.post(page(foods.spinach, "go-back/1"), data)

    assert response.context["form"].errors
    assert foods.spinach.revisions.count() == 2


def test_going_back_from_an_outdated_page_is_refused(
    admin_client: Client, admin: User, foods: Foods
) -> None:
    correct_values(
        food=foods.spinach, opened_with=1, values={MG: Decimal(97)}, reason="slip", by=admin
    )

    seen = texts(
        admin_client.post(
            page(foods.spinach, "go-back/1"), {"reason": "my reason", "opened_with": 1}
        )
    )

    assert "saved revision 2 while this page was open" in seen
    assert 'value="my reason"' in seen
    assert magnesium_of(foods.spinach) == 97


def test_a_food_is_added_with_its_values(admin_client: Client, foods: Foods) -> None:
    group = FoodCategory.objects.create(code="2500", name="Snacks")
    data = {
        "name": "Kale chips, sea salt",
        "short_name": "Kale chips",
        "category": group.pk,
        "amount_304": "120",
    }

    seen = texts(admin_client.post(ADD, {**data, "reason": "label of the packet"}, follow=True))

    food = Food.objects.get(name="Kale chips, sea salt")
    assert "Added Kale chips with the number 1" in seen
    assert (food.source.name, food.category, magnesium_of(food)) == ("Magwise curators", group, 120)
    assert [known.amount for known in values_of(food.current).values()] == [120]


def test_a_taken_number_is_said_at_its_field(admin_client: Client, foods: Foods) -> None:
    admin_client.post(ADD, {"name": "One", "number": "7", "reason": "a label"})

    seen = texts(
        admin_client.post(
            ADD, {"name": "Two", "number": "7", "reason": "a label", "amount_304": "12"}
        )
    )

    assert "Another food has this number" in seen
    assert 'value="12"' in seen
    assert not Food.objects.filter(name="Two").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"reason": ""},
        {"name": "x" * 301},
        {"name": "a\x00b"},
        {"category": "none"},
        {"amount_304": "-1"},
    ],
)
def test_a_food_with_a_mistake_is_not_added(
    admin_client: Client, foods: Foods, wrong: dict[str, str]
) -> None:
    response = admin_client.post(ADD, {"name": "Kale chips", "reason": "a label"} | wrong)

    assert response.context["form"].errors
    assert Food.objects.count() == len(foods)


def test_names_with_markup_stay_text(admin_client: Client, foods: Foods) -> None:
    admin_client.post(ADD, {"name": "<script>alert(1)</script>", "reason": "<b>why</b>"})
    food = Food.objects.get(name__contains="script")

    for url in (page(food), page(food, "correct"), page(food, "delete"), "/admin/nutrition/food/"):
        seen = texts(admin_client.get(url))
        assert "<script>alert" not in seen
        assert "<b>why" not in seen
