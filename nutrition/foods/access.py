"""Decides which foods somebody may see."""

from django.http import Http404

from accounts.models import User
from nutrition.foods.keys import FoodKey
from nutrition.foods.models import Food
from nutrition.foods.own.models import OwnFood


def visible_food(user: User, key: FoodKey) -> Food | OwnFood:
    """A shared food or the person's own, even if retired: old entries link to it. Else Http404."""
    food = find_food(user, key)
    if food is None:
        raise Http404("No such food.")
    return food


def find_food(user: User, key: FoodKey) -> Food | OwnFood | None:
    """The same, or None. A number that no shared food has may be the former one of an own food."""
    shared = _shared_food(key) if isinstance(key, int) else None
    return shared or _own_food(user, key)


def _shared_food(number: int) -> Food | None:
    return (
        Food.objects.select_related("source", "category", "current__release")
        .defer("current__amounts", "current__details")
        .filter(pk=number)
        .first()
    )


def _own_food(user: User, key: FoodKey) -> OwnFood | None:
    column = "former_number" if isinstance(key, int) else "id"
    return (
        OwnFood.objects.filter(user=user, **{column: key})
        .exclude(state=OwnFood.State.STAGED)
        .select_related("source", "current__release")
        .first()
    )
