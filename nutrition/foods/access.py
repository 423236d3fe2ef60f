"""Decides which foods somebody may see."""

from django.http import Http404

from accounts.models import User
from nutrition.foods.models import Food


def visible_food(user: User, food_id: int) -> Food:
    """A shared food or the person's own, even if retired: old entries link to it. Else Http404."""
    food = (
        Food.objects.seen_by(user)
        .select_related("source", "category", "current__release")
        .defer("current__amounts", "current__details")
        .filter(pk=food_id)
        .first()
    )
    if food is None:
        raise Http404("No such food.")
    return food
