"""Saying what one does not want to be offered, and taking it back."""

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from nutrition.diary.models import Avoided
from nutrition.foods.models import Food


@transaction.atomic
def avoid_groups(*, user: User, groups: Collection[str]) -> None:
    """These ways of eating and allergies, and no others; single foods stay as they are."""
    Avoided.objects.filter(user=user, food__isnull=True).exclude(group__in=groups).delete()
    Avoided.objects.bulk_create(
        [Avoided(user=user, group=group) for group in groups], ignore_conflicts=True
    )


def avoid_food(*, user: User, food_id: int) -> bool:
    """Whether the food was not avoided before, and is in the table."""
    if not Food.objects.seen_by(user).filter(pk=food_id).exists():
        return False
    _, made = Avoided.objects.get_or_create(user=user, food_id=food_id)
    return made


def allow_food(*, user: User, food_id: int) -> bool:
    """Whether the food was avoided."""
    deleted, _ = Avoided.objects.filter(user=user, food_id=food_id).delete()
    return bool(deleted)
