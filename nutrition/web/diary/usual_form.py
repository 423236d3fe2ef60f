"""The form of the usual foods."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from nutrition.diary.amounts import Pick
from nutrition.diary.models import Meal
from nutrition.diary.suggestions.habits import UsualFood
from nutrition.foods.amount_words import plain_number, unit_words
from nutrition.foods.keys import write_key
from nutrition.units import read_number
from nutrition.web.diary.forms import AMOUNT_HINT, client_id_field


class UsualForm(forms.Form):
    """The usual foods, with a check box and an amount each. `picks` are the ticked ones."""

    client_id = client_id_field()

    def __init__(self, data: Any, *, foods: Sequence[UsualFood], meal: Meal) -> None:
        super().__init__(data)
        self.foods, self.meal = foods, meal
        self.picks: list[Pick] = []
        ticked = [name.partition("-")[2] for name in data or () if name.startswith("food-")]
        # For the digest: everything that was sent. What the first of two presses logs changes which
        # foods are usual, and so the fields of the form.
        self.sent = {id_: data.get(f"amount-{id_}") for id_ in ticked}
        for food in foods:
            key = write_key(food.food_id)
            number = food.amount.measure if food.amount.units is None else food.amount.units
            self.fields[f"food-{key}"] = forms.BooleanField(required=False)
            self.fields[f"amount-{key}"] = forms.CharField(
                label=f"Amount of {food.title}",
                initial=plain_number(number.quantize(Decimal("0.001"))),
                required=False,
                max_length=40,
                error_messages={"max_length": AMOUNT_HINT},
                widget=forms.TextInput(attrs={"class": "input input--s", "inputmode": "decimal"}),
            )

    def rows(self) -> list[tuple[UsualFood, BoundField, BoundField, str]]:
        """Each food with its check box, its amount and the amount's unit."""
        return [
            (
                food,
                self[f"food-{write_key(food.food_id)}"],
                self[f"amount-{write_key(food.food_id)}"],
                unit_words("g" if food.amount.portion is None else food.amount.portion.unit),
            )
            for food in self.foods
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for food in self.foods:
            key = write_key(food.food_id)
            amount = cleaned.get(f"amount-{key}")
            if not cleaned.get(f"food-{key}") or amount is None:
                continue
            number = read_number(amount)
            if number is None:
                self.add_error(f"amount-{key}", AMOUNT_HINT)
            else:
                portion = food.amount.portion
                each = 1 if portion is None else Fraction(portion.amount)
                self.picks.append(Pick(food.food_id, food.amount.portion_id, number / each))
        if not self.picks and not self.errors:
            raise ValidationError("Tick at least one food.")
        return cleaned
