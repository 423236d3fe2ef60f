"""Sentences about changes of a day; those about magnesium are in nutrition.intake.words. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from nutrition.diary.amounts import FoodAmount
from nutrition.intake.words import whole_mg


def addition_sentence(foods: Sequence[FoodAmount], meal: str) -> str:
    """ "Added Almonds, 30 g, to dinner, 81 mg." Unknown is never shown as 0."""
    to = meal.lower()
    if len(foods) == 1:
        [food] = foods
        mg = "" if food.mg is None else f", {whole_mg(food.mg)} mg"
        no_value = "" if mg else " It has no magnesium value."
        return f"Added {food.title}, {food.amount.words}, to {to}{mg}.{no_value}"
    known = [food.mg for food in foods if food.mg is not None]
    start = f"Added {len(foods)} foods to {to}"
    if not known:
        return f"{start}. They have no magnesium value."
    at_least = "at least " if len(known) < len(foods) else ""
    return f"{start}, {at_least}{whole_mg(sum(known, Decimal(0)))} mg."


def copy_sentence(count: int, left_out: Sequence[str], to: str) -> str:
    """`to` is a day in words."""
    missing = (
        f" Left out, because no longer in the table: {', '.join(left_out)}." if left_out else ""
    )
    return f"Copied {'1 food' if count == 1 else f'{count} foods'} to {to}.{missing}"


def amount_question(amount: str, mg: Decimal | None) -> str:
    """ "30 cups · 900 g? That holds 711 mg of magnesium." """
    return f"{amount}?" if mg is None else f"{amount}? That holds {whole_mg(mg)} mg of magnesium."


def assumption_sentence(title: str, other: str, other_mg: Decimal) -> str:
    """ "Spinach was taken as raw; boiled would be 313 mg." """
    head, _, rest = title.partition(", ")
    other_head, _, other_rest = other.partition(", ")
    if rest and other_rest and head == other_head:
        return f"{head} was taken as {rest}; {other_rest} would be {whole_mg(other_mg)} mg."
    return f"{title} was taken; {other} would be {whole_mg(other_mg)} mg."
