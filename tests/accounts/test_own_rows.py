"""References between rows of one person: the database refuses another person's."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from accounts.ids import new_id
from accounts.models import User
from accounts.own_rows import OwnReference
from nutrition.diary.marks.models import Avoided, Favourite
from nutrition.diary.models import Entry, Meal
from nutrition.foods.own.models import OwnFood, OwnFoodRevision, OwnPortion
from tests.builders import make_own_food, make_person
from tests.ownership import owned_models

REFERENCES = [
    (model, constraint)
    for model in owned_models()
    for constraint in model._meta.constraints
    if isinstance(constraint, OwnReference)
]
each_reference = pytest.mark.parametrize(
    ("model", "reference"), REFERENCES, ids=[reference.name for _, reference in REFERENCES]
)


def make_referring_rows(name: str) -> User:
    """A person with a row of each table that refers to others of the person."""
    person = make_person(name)
    soup = make_own_food("Soup", owner=person, magnesium="20", portions={"bowl": "300"})
    Entry.objects.create(
        user=person,
        eaten_on="2026-11-21",
        meal=Meal.LUNCH,
        own_revision_id=soup.current_id,
        own_portion_id=OwnPortion.objects.get(user=person).id,
        quantity=1,
        grams=300,
    )
    Favourite.objects.create(user=person, own_food_id=soup.id)
    Avoided.objects.create(user=person, own_food_id=soup.id)
    return person


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_referring_rows("alice")


@pytest.fixture
def bob(transactional_db: None) -> User:
    return make_referring_rows("bob")


@contextmanager
def refused_at_the_end() -> Iterator[None]:
    """Nothing is checked before the transaction ends."""
    ended = False
    with pytest.raises(IntegrityError), transaction.atomic():
        yield
        ended = True
    assert ended


def refer(model: type[models.Model], person: User, reference: OwnReference, to: User) -> int:
    """Sets the person's references to a row of `to`; returns how many there are."""
    target = apps.get_model(reference.to)._default_manager.filter(user=to).first()
    rows = model._default_manager.filter(user=person)
    return rows.update(**{reference.column: target.pk})


@each_reference
def test_another_persons_row_is_refused(
    model: type[models.Model], reference: OwnReference, alice: User, bob: User
) -> None:
    with refused_at_the_end():
        assert refer(model, alice, reference, to=bob) == 1


@each_reference
def test_a_row_of_the_same_person_is_taken(
    model: type[models.Model], reference: OwnReference, alice: User, bob: User
) -> None:
    assert refer(model, alice, reference, to=alice) == 1


@each_reference
def test_a_row_that_is_not_there_is_refused(
    model: type[models.Model], reference: OwnReference, alice: User
) -> None:
    with refused_at_the_end():
        model._default_manager.filter(user=alice).update(**{reference.column: new_id()})


def test_rows_may_refer_to_what_is_made_later_in_the_transaction(alice: User) -> None:
    food_id, revision_id = new_id(), new_id()

    with transaction.atomic():
        OwnFoodRevision.objects.create(
            id=revision_id, user=alice, food_id=food_id, number=1, reason="made for a test"
        )
        OwnFood.objects.create(
            id=food_id,
            user=alice,
            name="Stew",
            source_id=OwnFood.objects.get(user=alice).source_id,
            source_ref="stew",
            current_id=revision_id,
        )

    assert OwnFood.objects.get(user=alice, id=food_id).current.number == 1


def test_what_others_refer_to_is_not_deleted_without_them(alice: User) -> None:
    with refused_at_the_end():
        OwnFood.objects.filter(user=alice).delete()

    with transaction.atomic():
        for model in owned_models():
            model._default_manager.filter(user=alice).delete()
    assert not OwnFood.objects.exists()


def test_former_number_is_of_one_food_of_each_person(alice: User, bob: User) -> None:
    for person in (alice, bob):
        OwnFood.objects.filter(user=person).update(former_number=7)
    stew = make_own_food("Stew", owner=alice, magnesium=None)

    with pytest.raises(IntegrityError):
        OwnFood.objects.filter(user=alice, id=stew.id).update(former_number=7)
