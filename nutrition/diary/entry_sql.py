"""The parts of statements about entries: those of shared and of own foods have other tables.

A template is written once and filled twice. For people without own foods the second part is one
look into an index that has none of their entries.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from accounts.sql import as_uuid
from nutrition.foods.basis import HUNDRED_GRAMS
from nutrition.foods.fields import GRAM_PLACES, from_scaled, to_scaled
from nutrition.foods.keys import FoodKey

# In thousandths of a gram; 0 stands for a basis whose weight nobody knows: the entry counts it.
HUNDRED = to_scaled(HUNDRED_GRAMS, GRAM_PLACES)
_SHARED = {
    "food_id": "food.id, NULL",
    "measure": "entry.grams",
    "mg": "revision.mg_per_100g",
    "kcal": "revision.kcal_per_100g",
    "basis": HUNDRED,
    "by_basis": "",
    "revisions": "nutrition_foodrevision revision ON revision.id = entry.revision_id",
    "foods": "nutrition_food food ON food.id = revision.food_id",
    "portions": "nutrition_portion portion ON portion.id = entry.portion_id",
    "only": "",
}
_OWN = {
    "food_id": "NULL, food.id",
    "measure": "COALESCE(entry.grams, entry.quantity)",
    "mg": "revision.magnesium_mg",
    "kcal": "revision.energy_kcal",
    "basis": "COALESCE(revision.basis_grams, 0)",
    "by_basis": ", revision.basis_grams",
    "revisions": """nutrition_ownfoodrevision revision
        ON revision.user_id = entry.user_id AND revision.id = entry.own_revision_id""",
    "foods": """nutrition_ownfood food
        ON food.user_id = revision.user_id AND food.id = revision.food_id""",
    "portions": """nutrition_ownportion portion
        ON portion.user_id = entry.user_id AND portion.id = entry.own_portion_id""",
    "only": " AND entry.own_revision_id IS NOT NULL",
}


def of_shared_and_own(template: str, **others: str) -> str:
    """One statement. Its parameters come twice: once for shared foods, once for own ones.

    `{food_id}` are two columns, of which one is NULL: see `key_of`.
    """
    return " UNION ALL ".join(template.format(**part, **others) for part in (_SHARED, _OWN))


def key_of(ids: Sequence[Any]) -> FoodKey:
    """From the two columns of `{food_id}`."""
    number, own_id = ids
    return as_uuid(own_id) if number is None else number


def basis_of(thousandths: int) -> Decimal | None:
    """The grams of a basis; None where nobody knows them."""
    if thousandths == HUNDRED:
        return HUNDRED_GRAMS
    return from_scaled(thousandths, GRAM_PLACES) if thousandths else None
