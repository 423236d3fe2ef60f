"""Deletes people's own foods."""

from collections.abc import Iterable
from itertools import islice
from uuid import UUID

from accounts.data_version import changing_data
from accounts.models import User
from nutrition.foods.own.models import OwnFood, OwnFoodRevision, OwnPortion

FOODS_AT_ONCE = 500  # in one statement


def delete_own_foods(*, user: User, ids: Iterable[UUID]) -> int:
    """Delete these own foods with values and portions; return how many.

    Entries and marks that point at them must be deleted before the transaction ends.
    """
    deleted, remaining = 0, iter(ids)
    with changing_data(user.pk):
        while some := list(islice(remaining, FOODS_AT_ONCE)):
            for model in (OwnPortion, OwnFoodRevision):
                model._default_manager.filter(user=user, food_id__in=some).delete()
            deleted += OwnFood.objects.filter(user=user, id__in=some).delete()[0]
    return deleted


def delete_staged_foods(user: User) -> None:
    """Delete the foods of an import that was not completed."""
    staged = OwnFood.objects.filter(user=user, state=OwnFood.State.STAGED)
    delete_own_foods(user=user, ids=list(staged.values_list("id", flat=True)))
