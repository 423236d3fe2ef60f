"""What a person starred, and what must not be suggested to them."""

from dataclasses import dataclass
from typing import NamedTuple

from accounts.models import User
from accounts.sql import fetch_all
from nutrition.diary.entry_sql import key_of
from nutrition.diary.marks.models import Avoided, Favourite, food_columns
from nutrition.foods.contents import refused_contents
from nutrition.foods.keys import FoodKey

_AVOIDED = """
    SELECT "group", food_id, own_food_id FROM nutrition_avoided WHERE user_id = %s"""


@dataclass(frozen=True, slots=True)
class Avoidances:
    """`groups` are codes of nutrition.foods.contents, `foods` the keys of single foods."""

    groups: frozenset[str] = frozenset()
    foods: frozenset[FoodKey] = frozenset()

    @property
    def refused(self) -> frozenset[str]:
        """Codes of the contents that a suggested food must not have."""
        return refused_contents(self.groups)


class AvoidedFood(NamedTuple):
    food_id: FoodKey
    title: str


def avoided_by(user: User) -> Avoidances:
    """One query."""
    rows = fetch_all(_AVOIDED, [user.pk])
    return Avoidances(
        frozenset(group for group, *_ in rows if group),
        frozenset(key_of(ids) for group, *ids in rows if not group),
    )


def list_avoided_foods(user: User) -> list[AvoidedFood]:
    """The single foods, by name."""
    rows = Avoided.objects.filter(user=user, group="").select_related("food", "own_food")
    foods = [row.food or row.own_food for row in rows]
    return sorted(
        (AvoidedFood(food.key, food.title) for food in foods), key=lambda food: food.title
    )


def is_starred(user: User, key: FoodKey) -> bool:
    return Favourite.objects.filter(user=user, **food_columns(key)).exists()


def is_avoided(user: User, key: FoodKey) -> bool:
    return Avoided.objects.filter(user=user, **food_columns(key)).exists()
