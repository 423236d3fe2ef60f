"""Stars foods, and keeps them out of suggestions."""

from collections.abc import Collection

from accounts.data_version import changing_data
from accounts.models import User
from nutrition.diary.marks.models import Avoided, Favourite, MarkedFood, food_columns
from nutrition.foods.access import find_food
from nutrition.foods.keys import FoodKey


def star(*, user: User, food_id: FoodKey) -> bool:
    """Stars a food. False if it already was a favourite or is not in the table."""
    return _mark(Favourite, user, food_id)


def unstar(*, user: User, food_id: FoodKey) -> bool:
    """Removes the star from a food. False if it had none."""
    return _unmark(Favourite, user, food_id)


def avoid_food(*, user: User, food_id: FoodKey) -> bool:
    """Avoids a food. False if it already was avoided or is not in the table."""
    return _mark(Avoided, user, food_id)


def allow_food(*, user: User, food_id: FoodKey) -> bool:
    """Stops avoiding a food. False if it was not avoided."""
    return _unmark(Avoided, user, food_id)


def _mark(model: type[MarkedFood], user: User, key: FoodKey) -> bool:
    food = find_food(user, key)
    if food is None:
        return False
    with changing_data(user.pk):
        _, is_new = model._default_manager.get_or_create(user=user, **food_columns(food.key))
    return is_new


def _unmark(model: type[MarkedFood], user: User, key: FoodKey) -> bool:
    food = find_food(user, key)
    if food is None:
        return False
    rows = model._default_manager.filter(user=user, **food_columns(food.key))
    with changing_data(user.pk):
        return bool(rows.delete()[0])


def avoid_groups(*, user: User, groups: Collection[str]) -> None:
    """Makes these the only groups that the person avoids; single foods stay as they are.

    A group is a way of eating or an allergen.
    """
    with changing_data(user.pk, alone=True):
        Avoided.objects.filter(user=user, food__isnull=True).exclude(group__in=groups).delete()
        Avoided.objects.bulk_create(
            [Avoided(user=user, group=group) for group in groups], ignore_conflicts=True
        )
