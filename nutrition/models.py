"""Lets Django find the models of the sub-packages; import them from there."""

from nutrition.diary.marks.models import Avoided, Favourite
from nutrition.diary.models import Day, Dose, Entry, Receipt, SavedSupplement, Tombstone, Water
from nutrition.diary.rows import FormerId
from nutrition.foods.models import (
    Food,
    FoodCategory,
    FoodRevision,
    FoodWords,
    Nutrient,
    Portion,
    Release,
    SearchAlias,
    Source,
)
from nutrition.foods.own.models import OwnFood, OwnFoodRevision, OwnPortion
from nutrition.transfer.models import ImportRun

__all__ = [
    "Avoided",
    "Day",
    "Dose",
    "Entry",
    "Favourite",
    "Food",
    "FoodCategory",
    "FoodRevision",
    "FoodWords",
    "FormerId",
    "ImportRun",
    "Nutrient",
    "OwnFood",
    "OwnFoodRevision",
    "OwnPortion",
    "Portion",
    "Receipt",
    "Release",
    "SavedSupplement",
    "SearchAlias",
    "Source",
    "Tombstone",
    "Water",
]
