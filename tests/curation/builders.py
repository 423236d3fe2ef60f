"""What the tests of curation share."""

from decimal import Decimal

from accounts.models import User
from nutrition.curation.queries import values_of
from nutrition.diary.models import Entry, Meal
from nutrition.foods.models import Food
from nutrition.foods.values import MAGNESIUM

MG = MAGNESIUM


def log(person: User, food: Food, *, portion: bool = False) -> Entry:
    """The person ate 30 g, or one of the food's first portion."""
    chosen = food.portions.first() if portion else None
    return Entry.objects.create(
        user=person,
        eaten_on="2026-11-21",
        meal=Meal.LUNCH,
        revision=food.current,
        grams=30,
        portion=chosen,
        quantity=1 if chosen else None,
    )


def magnesium_of(food: Food) -> Decimal | None:
    """Per 100 g, as the food is now in the database."""
    known = values_of(Food.objects.get(pk=food.pk).current).get(MG)
    return known.amount if known else None
