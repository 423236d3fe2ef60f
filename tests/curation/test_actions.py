"""Corrections make revisions and logged days keep theirs; two curators cannot undo each other."""

from decimal import Decimal

import pytest
from django.db.models import ProtectedError

from accounts.models import User
from nutrition.curation.actions import (
    FoodIsUsedError,
    NumberTakenError,
    StaleRevisionError,
    add_food,
    correct_values,
    delete_food,
    restore_food,
    restore_revision,
    retire_food,
)
from nutrition.curation.queries import values_of
from nutrition.foods.models import Food, FoodRevision, Nutrient, Portion, Quality, Release, Source
from nutrition.foods.search.queries import search
from tests.builders import Foods, revise
from tests.curation.builders import MG, log, magnesium_of


def test_a_correction_makes_the_next_revision_with_who_when_and_why(
    admin: User, foods: Foods
) -> None:
    made = correct_values(
        food=foods.spinach, opened_with=1, values={MG: Decimal(80)}, reason="new analysis", by=admin
    )

    foods.spinach.refresh_from_db()
    assert made == foods.spinach.current
    assert made is not None
    assert (made.number, made.made_by, made.reason, made.release) == (
        2,
        admin,
        "new analysis",
        None,
    )
    assert made.made_at is not None
    assert magnesium_of(foods.spinach) == 80


def test_a_correction_copies_all_other_values(admin: User, foods: Foods) -> None:
    before = dict(values_of(foods.spinach.current))

    made = correct_values(
        food=foods.spinach, opened_with=1, values={MG: None}, reason="wrong", by=admin
    )

    del before[MG]
    assert values_of(made) == before
    assert before


def test_the_old_revision_stays_as_it_was(admin: User, foods: Foods) -> None:
    first = foods.spinach.current
    before = values_of(first)

    correct_values(
        food=foods.spinach, opened_with=1, values={MG: Decimal(80)}, reason="better", by=admin
    )

    assert values_of(first) == before


def test_a_logged_day_does_not_change(alice: User, admin: User, foods: Foods) -> None:
    entry = log(alice, foods.spinach)

    correct_values(
        food=foods.spinach, opened_with=1, values={MG: Decimal(80)}, reason="better", by=admin
    )

    entry.refresh_from_db()
    assert entry.revision.number == 1
    assert values_of(entry.revision)[MG].amount == 79


def test_nothing_changed_makes_no_revision(admin: User, foods: Foods) -> None:
    made = correct_values(
        food=foods.spinach, opened_with=1, values={MG: Decimal("79.0")}, reason="same", by=admin
    )

    assert made is None
    assert foods.spinach.revisions.count() == 1


def test_a_correction_of_an_outdated_page_is_refused(admin: User, foods: Foods) -> None:
    correct_values(
        food=foods.spinach, opened_with=1, values={MG: Decimal(80)}, reason="first", by=admin
    )

    with pytest.raises(StaleRevisionError):
        correct_values(
            food=foods.spinach, opened_with=1, values={MG: Decimal(90)}, reason="second", by=admin
        )

    assert magnesium_of(foods.spinach) == 80


def test_going_back_makes_a_new_revision_with_the_old_values(admin: User, foods: Foods) -> None:
    first = foods.spinach.current
    correct_values(
        food=foods.spinach, opened_with=1, values={MG: Decimal(80)}, reason="slip", by=admin
    )

    made = restore_revision(
        food=foods.spinach, number=1, opened_with=2, reason="was right", by=admin
    )

    assert made is not None
    assert made.number == 3
    assert values_of(made) == values_of(first)
    assert values_of(made)[MG].quality == Quality.ANALYTICAL


def test_going_back_to_the_same_values_makes_none(admin: User, foods: Foods) -> None:
    made = restore_revision(food=foods.spinach, number=1, opened_with=1, reason="why not", by=admin)

    assert made is None


def test_a_correction_goes_past_a_release_that_stayed_behind_an_earlier_one(
    admin: User, foods: Foods
) -> None:
    corrected = correct_values(
        food=foods.spinach, opened_with=1, values={MG: Decimal(80)}, reason="ours", by=admin
    )
    release = Release.objects.create(source=foods.spinach.source, name="a later edition")
    revise(foods.spinach, magnesium="70").release = release
    Food.objects.filter(pk=foods.spinach.pk).update(current=corrected)

    made = correct_values(
        food=foods.spinach, opened_with=2, values={MG: Decimal(81)}, reason="ours again", by=admin
    )

    assert made is not None
    assert made.number == 4


def test_an_added_food_has_its_first_revision_and_is_found(
    alice: User, admin: User, foods: Foods
) -> None:
    food = add_food(
        name="Kale chips, sea salt",
        values={MG: Decimal("120.5")},
        reason="label of the packet",
        by=admin,
    )

    assert food.source_ref == "1"
    assert food.current is not None
    assert (food.current.number, food.current.made_by) == (1, admin)
    assert magnesium_of(food) == Decimal("120.5")
    assert [hit.id for hit in search("kale chips", person=alice)] == [food.pk]


def test_a_value_made_unknown_has_at_most_what_the_richest_foods_have(
    admin: User, foods: Foods
) -> None:
    Source.objects.create(code=Source.SR28, name="SR28", magnesium_p95=Decimal("253.5"))

    made = correct_values(
        food=foods.spinach, opened_with=1, values={MG: None}, reason="moldy sample", by=admin
    )

    assert made is not None
    made.refresh_from_db()
    assert made.magnesium_at_most == Decimal("253.5")
    assert foods.spinach.revisions.get(number=1).magnesium_at_most is None


def test_added_foods_are_numbered_on(admin: User, foods: Foods) -> None:
    add_food(name="One", number="41", values={MG: None}, reason="a label", by=admin)
    add_food(name="Two", number="X-9", values={MG: None}, reason="a label", by=admin)

    food = add_food(name="Three", values={MG: None}, reason="a label", by=admin)

    assert food.source_ref == "42"


def test_a_number_is_given_once(admin: User, foods: Foods) -> None:
    add_food(name="One", number="41", values={}, reason="a label", by=admin)

    with pytest.raises(NumberTakenError):
        add_food(name="Two", number="41", values={}, reason="a label", by=admin)


def test_a_retired_food_is_not_found_until_it_is_brought_back(
    alice: User, admin: User, foods: Foods
) -> None:
    food = add_food(name="Kale chips", values={}, reason="a label", by=admin)

    retire_food(food=food)
    while_retired = search("kale chips", person=alice)
    restore_food(food=food)

    assert while_retired == []
    assert [hit.id for hit in search("kale chips", person=alice)] == [food.pk]


def test_a_food_that_was_never_logged_can_be_deleted(foods: Foods) -> None:
    pk = foods.spinach.pk

    delete_food(food=foods.spinach)

    assert not Food.objects.filter(pk=pk).exists()
    assert not FoodRevision.objects.filter(food=pk).exists()
    assert not Portion.objects.filter(food=pk).exists()


def test_a_food_that_was_logged_cannot_be_deleted(alice: User, foods: Foods) -> None:
    log(alice, foods.spinach)

    with pytest.raises(FoodIsUsedError):
        delete_food(food=foods.spinach)

    assert Food.objects.filter(pk=foods.spinach.pk).exists()


def test_the_database_itself_keeps_a_logged_food(alice: User, foods: Foods) -> None:
    log(alice, foods.spinach)

    with pytest.raises(ProtectedError):
        foods.spinach.revisions.all().delete()


def test_every_nutrient_may_be_set(admin: User, foods: Foods) -> None:
    values = {nutrient.number: Decimal("0.00001") for nutrient in Nutrient.objects.all()}

    made = correct_values(
        food=foods.mystery, opened_with=1, values=values, reason="all of them", by=admin
    )

    assert {nutrient_id: known.amount for nutrient_id, known in values_of(made).items()} == values
