"""Django finds the models of the sub-packages here; import them from where they live."""

from nutrition.diary.models import Entry, Favourite
from nutrition.foods.models import (
    Food,
    FoodCategory,
    FoodRevision,
    FoodWords,
    Nutrient,
    NutrientAmount,
    Portion,
    Release,
    SearchAlias,
    Source,
)

__all__ = [
    "Entry",
    "Favourite",
    "Food",
    "FoodCategory",
    "FoodRevision",
    "FoodWords",
    "Nutrient",
    "NutrientAmount",
    "Portion",
    "Release",
    "SearchAlias",
    "Source",
]
