"""From what somebody picked to what an entry stores."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from accounts.models import User
from accounts.sql import decimal_or_none, fetch_all, placeholders, to_decimal
from nutrition.diary.models import MAX_GRAMS
from nutrition.diary.picks import Pick
from nutrition.foods.amount_words import amount_words
from nutrition.foods.models import Food, Nutrient, Portion
from nutrition.intake.totals import PER_100_G
from nutrition.units import round_fraction

# Bounds of what is asked back ("Keep 30 cups?"), not of health: 2 kg is more than any dish, and
# 1,500 mg of magnesium more than any meal holds, so a unit was probably mistaken.
UNUSUAL_GRAMS = 2_000
UNUSUAL_MG = 1_500

NO_PORTION = 0  # keys begin at 1


class CannotLog(Exception):
    """Nothing was stored; the message tells the person why, `about` what it is about."""

    def __init__(
        self,
        message: str,
        about: Literal["amount", "food", "portion", "client_id", "day"] = "amount",
    ) -> None:
        super().__init__(message)
        self.about = about

    @property
    def is_conflict(self) -> bool:
        """Whether what was sent is fine by itself, and only clashes with what is there already."""
        return self.about in ("client_id", "day")


class Unusual(Exception):
    """Nothing was stored yet: the person is asked first whether the amount is right."""

    def __init__(self, helping: "Helping") -> None:
        super().__init__(helping.title)
        self.helping = helping


@dataclass(frozen=True, slots=True)
class Weighed:
    """An amount as the entry stores it; quantity counts portions."""

    grams: Decimal
    portion: Portion | None
    quantity: Decimal | None

    @property
    def words(self) -> str:
        """Such as "1½ cups · 351 g"."""
        if self.portion is None or self.quantity is None:
            return amount_words(self.grams, None, None)
        return amount_words(self.grams, self.quantity * self.portion.amount, self.portion.unit)


@dataclass(frozen=True, slots=True)
class Helping:
    """An amount of a food, by its newest revision; `mg` is None without a magnesium value."""

    title: str
    revision_id: int
    amount: Weighed
    mg: Decimal | None

    @property
    def is_unusual(self) -> bool:
        return is_unusual(self.amount.grams, self.mg)


def is_unusual(grams: Decimal, mg: Decimal | None) -> bool:
    """So much that a person should look again before it is stored."""
    return grams > UNUSUAL_GRAMS or (mg is not None and mg > UNUSUAL_MG)


def weigh(quantity: Fraction, portion: Portion | None) -> Weighed:
    """So many portions, or grams, as they are stored. Raises CannotLog for impossible amounts."""
    if quantity <= 0:
        raise CannotLog("Enter an amount above 0.")
    grams = quantity if portion is None else quantity * Fraction(portion.grams)
    if grams > MAX_GRAMS or quantity > MAX_GRAMS:
        raise CannotLog(f"One entry can be {MAX_GRAMS // 1000} kg at the most. Check the amount.")
    stored = Weighed(
        round_fraction(grams, 3), portion, None if portion is None else round_fraction(quantity, 3)
    )
    if not stored.grams or stored.quantity == 0:
        raise CannotLog("This is less than a thousandth of a gram. Enter a larger amount.")
    return stored


class Measured(NamedTuple):
    """What was picked, in its order, and how many entries the day has already."""

    helpings: list[Helping]
    entries_there: int


# Written by hand: accounts/sql.py says why. The condition is that of `Food.objects.visible_to`; a
# test holds them together. The count rides along, because a statement of its own would make each
# addition slower.
_FOODS = f"""
    SELECT food.id, food.short_name, food.name, food.current_id, magnesium.amount,
           portion.id, portion.amount, portion.unit, portion.grams,
           (SELECT COUNT(*) FROM nutrition_entry entry
            WHERE entry.user_id = %s AND entry.eaten_on = %s AND entry.deleted_at IS NULL)
    FROM nutrition_food food
    LEFT JOIN nutrition_nutrientamount magnesium
           ON magnesium.revision_id = food.current_id
          AND magnesium.nutrient_id = {Nutrient.MAGNESIUM}
    LEFT JOIN nutrition_portion portion
           ON portion.food_id = food.id AND portion.id IN {{portions}}
    WHERE food.id IN {{foods}} AND food.current_id IS NOT NULL
      AND food.state = '{Food.State.ACTIVE.value}'
      AND (food.owner_id IS NULL OR food.owner_id = %s)
"""  # noqa: S608


def measure(user: User, picks: Sequence[Pick], on: date) -> Measured:
    """What the picks weigh and hold (one query). Raises CannotLog when one cannot be logged."""
    portion_ids = [pick.portion_id or NO_PORTION for pick in picks]
    food_ids = [pick.food_id for pick in picks]
    rows = fetch_all(
        _FOODS.format(portions=placeholders(portion_ids), foods=placeholders(food_ids)),
        [user.pk, on, *portion_ids, *food_ids, user.pk],
    )
    foods, portions = {}, {}
    for food_id, short_name, name, revision_id, mg, portion_id, amount, unit, grams, _ in rows:
        foods[food_id] = (short_name or name, revision_id, decimal_or_none(mg))
        if portion_id is not None:
            portions[portion_id] = Portion(
                id=portion_id,
                food_id=food_id,
                amount=to_decimal(amount),
                unit=unit,
                grams=to_decimal(grams),
            )
    helpings = [
        _helping(pick, foods.get(pick.food_id), portions.get(pick.portion_id or NO_PORTION))
        for pick in picks
    ]
    return Measured(helpings, rows[0][-1])


def _helping(
    pick: Pick, food: tuple[str, int, Decimal | None] | None, portion: Portion | None
) -> Helping:
    if food is None:
        raise CannotLog("This food is not in the table any more. Choose another.", "food")
    title, revision_id, mg_per_100g = food
    if pick.portion_id is not None and (portion is None or portion.food_id != pick.food_id):
        raise CannotLog(f"{title} has no such portion. Choose one of its own.", "portion")
    amount = weigh(pick.quantity, portion)
    mg = None if mg_per_100g is None else mg_per_100g * amount.grams * PER_100_G
    return Helping(title, revision_id, amount, mg)
