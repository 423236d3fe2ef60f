"""Lets Django find the models of the sub-packages; import them from there."""

from nutrition.diary.models import (
    Avoided,
    Day,
    Dose,
    Entry,
    Favourite,
    Receipt,
    SavedSupplement,
    Tombstone,
    Water,
)
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
from nutrition.foods.search.models import CatalogueVersion
from nutrition.transfer.models import ImportRun

__all__ = [
    "Avoided",
    "CatalogueVersion",
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
    "Portion",
    "Receipt",
    "Release",
    "SavedSupplement",
    "SearchAlias",
    "Source",
    "Tombstone",
    "Water",
]
