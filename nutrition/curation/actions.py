"""The actions of curators. A correction makes a new revision; logged days keep their own."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.data_version import shared_data_changed
from accounts.models import User
from nutrition.curation.changes import apply_correction
from nutrition.curation.queries import is_logged, is_starred, values_of
from nutrition.foods.bounds import set_upper_bounds
from nutrition.foods.models import (
    Food,
    FoodCategory,
    FoodRevision,
    Source,
)
from nutrition.foods.names import FoodDescription, rank_of
from nutrition.foods.search.actions import index_food
from nutrition.foods.values import FoodValues, value_columns

CURATORS_SOURCE = "MAGWISE"
"""The code of the source of the foods that curators add."""


class StaleRevisionError(Exception):
    """The food got another revision after the curator had opened it."""


class NumberTakenError(Exception):
    """Another food that a curator added has this number."""


class FoodIsUsedError(Exception):
    """Diaries or favourites point at the food: it can be retired, not deleted."""


@transaction.atomic
def correct_values(
    *,
    food: Food,
    opened_with: int,
    values: Mapping[str, Decimal | None],
    qualities: Mapping[str, int] | None = None,
    reason: str,
    by: User,
) -> FoodRevision | None:
    """Make a revision in which the nutrients of `values`, by their numbers, have these amounts per
    100 g (None: unknown).

    Returns None and makes no revision if nothing changes. Raises StaleRevisionError if the current
    revision is not number `opened_with`.
    """
    food = _lock_food(food, opened_with)
    before = values_of(food.current)
    return _make_revision_if_changed(
        food, before, apply_correction(before, values, qualities or {}), reason, by
    )


@transaction.atomic
def restore_revision(
    *, food: Food, number: int, opened_with: int, reason: str, by: User
) -> FoodRevision | None:
    """Make a revision with the values of revision `number`.

    Returns None or raises StaleRevisionError in the same cases as correct_values.
    """
    food = _lock_food(food, opened_with)
    return _make_revision_if_changed(
        food, values_of(food.current), values_of(food.revisions.get(number=number)), reason, by
    )


@transaction.atomic
def add_food(
    *,
    name: str,
    short_name: str = "",
    synonyms: str = "",
    category: FoodCategory | None = None,
    number: str = "",
    values: Mapping[str, Decimal | None],
    qualities: Mapping[str, int] | None = None,
    reason: str,
    by: User,
) -> Food:
    """Add a food that everybody sees, with its first revision and the next number unless given.

    Raises NumberTakenError.
    """
    source, _ = Source.objects.get_or_create(
        code=CURATORS_SOURCE, defaults={"name": "Magwise curators"}
    )
    # The lock keeps others from taking the next number until the food is stored.
    Source.objects.select_for_update().get(pk=source.pk)
    numbers = set(Food.objects.filter(source=source).values_list("source_ref", flat=True))
    if number in numbers:
        raise NumberTakenError(number)
    if not number:
        number = str(max((int(ref) for ref in numbers if ref.isdecimal()), default=0) + 1)
    food = Food.objects.create(
        source=source,
        source_ref=number,
        name=name,
        short_name=short_name,
        synonyms=synonyms,
        category=category,
        rank=rank_of(
            FoodDescription(
                CURATORS_SOURCE, number, name, synonyms, category.code if category else ""
            ),
            None,
        ),
    )
    _make_revision(food, apply_correction({}, values, qualities or {}), reason, by)
    index_food(food)
    return food


@transaction.atomic
def retire_food(*, food: Food) -> None:
    """Take the food out of search and logging; logged days keep it."""
    _set_state(food, Food.State.RETIRED)


@transaction.atomic
def restore_food(*, food: Food) -> None:
    """Bring a retired food back."""
    _set_state(food, Food.State.ACTIVE)


@transaction.atomic
def delete_food(*, food: Food) -> None:
    """Delete a food that nobody logged or starred, with its revisions and portions.

    It also disappears from the lists of foods that people avoid. Raises FoodIsUsedError. Entries
    have no index of foods: this reads all of them, and then Django and the database do, for each
    revision and each portion.
    """
    if is_logged(food) or is_starred(food):
        raise FoodIsUsedError
    # The food points at its newest revision and the revisions at the food; both are protected.
    Food.objects.filter(pk=food.pk).update(current=None)
    food.revisions.all().delete()
    food.delete()
    shared_data_changed()


def _lock_food(food: Food, opened_with: int) -> Food:
    """The food, locked until the transaction ends. Raises StaleRevisionError."""
    food = Food.objects.select_for_update().get(pk=food.pk)
    if opened_with != (food.current.number if food.current else 0):
        raise StaleRevisionError
    return food


def _make_revision_if_changed(
    food: Food, before: FoodValues, after: FoodValues, reason: str, by: User
) -> FoodRevision | None:
    if after == before:
        return None
    return _make_revision(food, after, reason, by)


def _make_revision(food: Food, values: FoodValues, reason: str, by: User) -> FoodRevision:
    # A release that comes after a correction makes a newer revision that is not current.
    newest = food.revisions.aggregate(Max("number"))["number__max"] or 0
    revision = FoodRevision.objects.create(
        food=food,
        number=newest + 1,
        made_by=by,
        made_at=timezone.now(),
        reason=reason,
        **value_columns(values),
    )
    set_upper_bounds(FoodRevision.objects.filter(pk=revision.pk))
    food.current = revision
    food.save(update_fields=["current"])
    shared_data_changed()
    return revision


def _set_state(food: Food, state: Food.State) -> None:
    food = Food.objects.select_for_update().get(pk=food.pk)
    food.state = state
    food.save(update_fields=["state"])
    index_food(food)
