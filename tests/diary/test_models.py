"""What the database itself refuses, whoever writes."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from accounts.ids import new_id
from accounts.models import Profile, User
from nutrition.diary.marks.models import Avoided, Favourite
from nutrition.diary.models import Day, Dose, Entry, Meal, SavedSupplement, Water
from nutrition.foods.own.models import OwnFood, OwnFoodRevision, OwnPortion
from tests.builders import Foods, make_own_food

ON = "2026-11-21"
DOSE = {"taken_on": ON, "name": "Glycinate", "elemental_mg": Decimal(100)}
SAVED = {"name": "Glycinate", "elemental_mg": Decimal(100)}
WATER = {"taken_on": ON, "litres": Decimal(1), "mg_per_litre": Decimal(24)}


def is_refused(make: Any, **values: Any) -> bool:
    try:
        with transaction.atomic():
            make(**values)
    except IntegrityError:
        return True
    return False


@pytest.fixture
def soup(alice: User) -> OwnFood:
    return make_own_food("Soup", owner=alice, magnesium="25", portions={"bowl": None})


@pytest.mark.parametrize(
    "wrong",
    [
        {"revision_id": None},
        {"own_revision_id": "own revision"},
        {"grams": None},
        {"grams": None, "portion_id": "portion", "quantity": Decimal(1)},
        {"own_portion_id": "own portion", "quantity": Decimal(1)},
        {"portion_id": "portion"},
        {"portion_id": "portion", "quantity": Decimal(0)},
        {"quantity": Decimal(1)},
        {"grams": Decimal(0)},
        {"grams": Decimal(10_001)},
    ],
    ids=str,
)
def test_impossible_entries_of_shared_foods_are_refused(
    alice: User, foods: Foods, soup: OwnFood, wrong: dict[str, Any]
) -> None:
    rows = {
        "own revision": soup.current_id,
        "own portion": OwnPortion.objects.get(user=alice).id,
        "portion": foods.spinach.portions.get().pk,
    }
    values = {"eaten_on": ON, "meal": Meal.LUNCH, "grams": Decimal(30)}
    values |= {"revision_id": foods.spinach.current_id}
    impossible = {
        name: rows.get(value, value) if isinstance(value, str) else value
        for name, value in wrong.items()
    }

    assert is_refused(Entry.objects.create, user=alice, **values | impossible)
    assert not is_refused(Entry.objects.create, user=alice, **values)


def test_an_entry_without_grams_has_so_many_of_an_own_portion(alice: User, soup: OwnFood) -> None:
    bowl = OwnPortion.objects.get(user=alice)
    values = {"eaten_on": ON, "meal": Meal.LUNCH, "own_revision_id": soup.current_id}
    bowls = {"own_portion_id": bowl.id, "quantity": Decimal(2)}

    assert is_refused(Entry.objects.create, user=alice, **values)
    assert is_refused(Entry.objects.create, user=alice, **values, quantity=Decimal(2))
    assert not is_refused(Entry.objects.create, user=alice, **values, **bowls)


def test_an_entry_cannot_have_another_persons_food(alice: User, bob: User) -> None:
    soup = make_own_food("Bob's soup", owner=bob, magnesium="25")
    values = {"eaten_on": ON, "meal": Meal.LUNCH, "grams": Decimal(30)}

    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(user=alice, own_revision_id=soup.current_id, **values)
        connection.check_constraints()


@pytest.mark.parametrize("model", [Favourite, Avoided])
def test_a_mark_is_of_one_food(alice: User, foods: Foods, soup: OwnFood, model: Any) -> None:
    shared, own = {"food": foods.spinach}, {"own_food_id": soup.id}

    assert is_refused(model.objects.create, user=alice)
    assert is_refused(model.objects.create, user=alice, **shared, **own)
    for values in (shared, own):
        assert not is_refused(model.objects.create, user=alice, **values)
        assert is_refused(model.objects.create, user=alice, **values)


@pytest.mark.parametrize(
    "wrong",
    [
        {"magnesium_mg": Decimal("10000.00001")},
        {"magnesium_mg": Decimal(-1)},
        {"energy_kcal": Decimal("10000.00001")},
        {"basis_grams": Decimal(0)},
        {"basis_grams": Decimal("10000.001")},
        {"magnesium_at_most": Decimal(1)},
    ],
    ids=str,
)
def test_impossible_values_of_own_foods_are_refused(
    alice: User, soup: OwnFood, wrong: dict[str, Any]
) -> None:
    values = {"food_id": soup.id, "number": 2, "magnesium_mg": Decimal(10_000)}

    assert is_refused(OwnFoodRevision.objects.create, user=alice, **values | wrong)
    assert not is_refused(OwnFoodRevision.objects.create, user=alice, **values)


@pytest.mark.parametrize("values", [DOSE, SAVED], ids=["dose", "saved"])
@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"quantity": 0},
        {"quantity": 101},
        {"elemental_mg": -1},
        {"elemental_mg": 10_001},
        {"form": "magnesium oxide"},
        {"form": "magnesium oxide", "compound_mg": 500, "elemental_mg": None},
        {"compound_mg": 500},
        {"form": "magnesium oxide", "compound_mg": 0},
    ],
    ids=str,
)
def test_impossible_supplements_are_refused(
    alice: User, values: dict[str, Any], wrong: dict[str, Any]
) -> None:
    model = Dose if values is DOSE else SavedSupplement

    assert is_refused(model.objects.create, user=alice, **values | wrong)
    assert not is_refused(model.objects.create, user=alice, **values)


@pytest.mark.parametrize("values", [DOSE, SAVED], ids=["dose", "saved"])
def test_a_label_may_say_nothing_of_magnesium_which_is_not_zero(
    alice: User, values: dict[str, Any]
) -> None:
    model: Any = Dose if values is DOSE else SavedSupplement

    unknown = model.objects.create(user=alice, **values | {"name": "D3", "elemental_mg": None})
    zero = model.objects.create(user=alice, **values | {"name": "Zinc", "elemental_mg": Decimal(0)})

    stored = [model.objects.get(user=alice, id=row.id).elemental_mg for row in (unknown, zero)]
    assert stored == [None, 0]


@pytest.mark.parametrize(
    "wrong", [{"litres": 0}, {"litres": 21}, {"mg_per_litre": -1}, {"mg_per_litre": 2_001}], ids=str
)
def test_impossible_waters_are_refused(alice: User, wrong: dict[str, Any]) -> None:
    assert is_refused(Water.objects.create, user=alice, **WATER | wrong)
    assert not is_refused(Water.objects.create, user=alice, **WATER)


@pytest.mark.parametrize(("model", "values"), [(Dose, DOSE), (Water, WATER)], ids=["dose", "water"])
def test_an_id_makes_one_row_per_person(
    alice: User, bob: User, model: Any, values: dict[str, Any]
) -> None:
    sent = values | {"id": new_id()}
    model.objects.create(user=alice, **sent)

    assert is_refused(model.objects.create, user=alice, **sent)
    assert not is_refused(model.objects.create, user=bob, **sent)


def test_a_saved_supplement_has_its_name_once_per_person(alice: User, bob: User) -> None:
    SavedSupplement.objects.create(user=alice, **SAVED)

    assert is_refused(SavedSupplement.objects.create, user=alice, **SAVED)
    assert not is_refused(SavedSupplement.objects.create, user=bob, **SAVED)


@pytest.mark.django_db(transaction=True)
def test_saved_supplements_of_an_earlier_version_stay(alice: User) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([("nutrition", "0014_magnesium_at_most")])
    earlier = executor.loader.project_state([("nutrition", "0014_magnesium_at_most")])
    product = earlier.apps.get_model("nutrition", "Product").objects.create(
        user_id=alice.pk, **SAVED
    )

    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())

    [saved] = SavedSupplement.objects.filter(user=alice)
    assert (saved.pk, saved.name, saved.elemental_mg) == (product.pk, "Glycinate", 100)
    assert is_refused(SavedSupplement.objects.create, user=alice, **SAVED)


def test_a_day_has_one_known_status(alice: User) -> None:
    assert is_refused(Day.objects.create, user=alice, date=ON, status="empty")
    assert not is_refused(Day.objects.create, user=alice, date=ON, status="complete")
    assert is_refused(Day.objects.create, user=alice, date=ON, status="in_progress")


def test_a_profile_has_a_known_region(alice: User) -> None:
    assert is_refused(Profile.objects.filter(user=alice).update, ul_region="XX")
    assert not is_refused(Profile.objects.filter(user=alice).update, ul_region="EU")
