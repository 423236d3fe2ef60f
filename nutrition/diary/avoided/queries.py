"""What somebody does not want to be offered."""

from dataclasses import dataclass
from typing import NamedTuple

from accounts.models import User
from accounts.sql import fetch_all
from nutrition.diary.models import Avoided
from nutrition.foods.contents import refused_contents

# Written by hand: accounts/sql.py says why.
_AVOIDED = """SELECT "group", food_id FROM nutrition_avoided WHERE user_id = %s"""


@dataclass(frozen=True, slots=True)
class Avoids:
    """`groups` are codes of nutrition.foods.contents, `foods` the ids of single foods."""

    groups: frozenset[str] = frozenset()
    foods: frozenset[int] = frozenset()

    @property
    def refused(self) -> frozenset[str]:
        """What must not be in a food."""
        return refused_contents(self.groups)


class NeverShown(NamedTuple):
    food_id: int
    title: str


def avoided_by(user: User) -> Avoids:
    """One query."""
    rows = fetch_all(_AVOIDED, [user.pk])
    return Avoids(
        frozenset(group for group, _ in rows if group),
        frozenset(food_id for _, food_id in rows if food_id is not None),
    )


def is_avoided(user: User, food_id: int) -> bool:
    """Whether that food is never suggested, by itself."""
    return Avoided.objects.filter(user=user, food=food_id).exists()


def never_shown(user: User) -> list[NeverShown]:
    """The single foods, by name."""
    rows = Avoided.objects.filter(user=user, food__isnull=False).select_related("food")
    return sorted(
        (NeverShown(row.food.pk, row.food.title) for row in rows if row.food),
        key=lambda food: food.title,
    )
