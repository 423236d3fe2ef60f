"""What is said about what was done to a day. What is said about its magnesium:
nutrition.intake.words.
"""

from collections.abc import Sequence
from decimal import Decimal

from nutrition.diary.amounts import Helping
from nutrition.intake.words import whole_mg


def addition_sentence(helpings: Sequence[Helping], meal: str) -> str:
    """ "Added Almonds, 30 g, to dinner, 81 mg." Unknown stays unknown."""
    to = meal.lower()
    if len(helpings) == 1:
        [one] = helpings
        mg = "" if one.mg is None else f", {whole_mg(one.mg)} mg"
        nothing = "" if mg else " It has no magnesium value."
        return f"Added {one.title}, {one.amount.words}, to {to}{mg}.{nothing}"
    known = [helping.mg for helping in helpings if helping.mg is not None]
    start = f"Added {len(helpings)} foods to {to}"
    if not known:
        return f"{start}. They have no magnesium value."
    at_least = "at least " if len(known) < len(helpings) else ""
    return f"{start}, {at_least}{whole_mg(sum(known, Decimal(0)))} mg."


def copy_sentence(count: int, left_out: Sequence[str], to: str) -> str:
    """`to` is a day in words."""
    gone = f" Left out, because no longer in the table: {', '.join(left_out)}." if left_out else ""
    return f"Copied {'1 food' if count == 1 else f'{count} foods'} to {to}.{gone}"


def amount_question(amount: str, mg: Decimal | None) -> str:
    """Asks back: "30 cups · 900 g? That holds 711 mg of magnesium." """
    return f"{amount}?" if mg is None else f"{amount}? That holds {whole_mg(mg)} mg of magnesium."


def assumption_sentence(title: str, other: str, other_mg: Decimal) -> str:
    """ "Spinach was taken as raw; boiled would be 313 mg." """
    head, _, rest = title.partition(", ")
    other_head, _, other_rest = other.partition(", ")
    if rest and other_rest and head == other_head:
        return f"{head} was taken as {rest}; {other_rest} would be {whole_mg(other_mg)} mg."
    return f"{title} was taken; {other} would be {whole_mg(other_mg)} mg."
