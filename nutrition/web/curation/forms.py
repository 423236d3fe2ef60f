"""The forms of the curators' pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from nutrition.curation.queries import is_portion_logged
from nutrition.foods.models import MAX_AMOUNT, FoodCategory, Nutrient, Portion, Quality
from nutrition.foods.values import MAGNESIUM, FoodValues, KnownValue

# More per 100 g nearly always means a wrong unit: the richest food of SR28, crude rice bran
# (20060), has 781 mg.
UNUSUAL_MAGNESIUM_MG = 1000

# The most that 100 g of food can have, by unit. Nothing has more energy than fat: 902 kcal in SR28
# (fish oils, 04593).
MAX_PER_100_G = {"g": 100, "mg": 100_000, "kcal": 1_000, "kJ": 4_184}


class PlainDecimalField(forms.DecimalField):
    """Shows 28.350 as "28.35". It is a text input: number inputs silently drop non-numbers."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **options
            | {"widget": forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})}
        )

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


@dataclass(frozen=True)
class ValueFields:
    """A row of the table of values: the nutrient, its current value, and the two fields."""

    nutrient: Nutrient
    current: KnownValue | None
    amount: forms.BoundField
    quality: forms.BoundField

    @property
    def current_quality(self) -> str:
        return Quality(self.current.quality).label if self.current else ""


class ValuesForm(forms.Form):
    """Every nutrient per 100 g: empty is unknown, 0 is zero. `before` has the values shown."""

    reason = forms.CharField(
        max_length=300, help_text="Where the new values come from. Everybody who curates sees it."
    )
    checked = forms.BooleanField(required=False, label="I checked this")

    def __init__(
        self, *args: Any, nutrients: Sequence[Nutrient], before: FoodValues, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.nutrients, self.before = nutrients, before
        for nutrient in nutrients:
            known = before.get(nutrient.number)
            self.fields[f"amount_{nutrient.number}"] = PlainDecimalField(
                max_digits=12,
                decimal_places=5,
                min_value=0,
                required=False,
                label=f"{nutrient}, {nutrient.unit}",
                initial=known.amount if known else None,
            )
            self.fields[f"quality_{nutrient.number}"] = forms.TypedChoiceField(
                choices=[("", "as it was" if known else "–"), *Quality.choices],
                coerce=int,
                empty_value=None,
                required=False,
                label=f"How {nutrient} is known",
            )

    def value_fields(self) -> Iterator[ValueFields]:
        for nutrient in self.nutrients:
            fields = self[f"amount_{nutrient.number}"], self[f"quality_{nutrient.number}"]
            yield ValueFields(nutrient, self.before.get(nutrient.number), *fields)

    def clean(self) -> dict[str, Any]:
        for nutrient in self.nutrients:
            name = f"amount_{nutrient.number}"
            if name in self.cleaned_data and self._is_touched(nutrient):
                self._check(nutrient, self.cleaned_data[name])
            if (
                self.cleaned_data.get(f"quality_{nutrient.number}")
                and self.cleaned_data.get(name, 0) is None
            ):
                self.add_error(
                    f"quality_{nutrient.number}",
                    "An unknown value has no origin. Clear this or enter a value.",
                )
        return self.cleaned_data

    def revision(self) -> dict[str, Any]:
        """The arguments for an action that makes a revision."""
        return {
            "values": self.amounts(),
            "qualities": self.qualities(),
            "reason": self.cleaned_data["reason"],
        }

    def amounts(self) -> dict[str, Decimal | None]:
        """The amounts that the curator changed, by nutrient number; others may change the rest."""
        return {
            nutrient.number: self.cleaned_data[f"amount_{nutrient.number}"]
            for nutrient in self.nutrients
            if self._is_touched(nutrient)
        }

    def qualities(self) -> dict[str, int]:
        """The qualities that the curator chose, by nutrient number."""
        return {
            nutrient.number: quality
            for nutrient in self.nutrients
            if (quality := self.cleaned_data[f"quality_{nutrient.number}"]) is not None
        }

    def _is_touched(self, nutrient: Nutrient) -> bool:
        known = self.before.get(nutrient.number)
        return self.cleaned_data[f"amount_{nutrient.number}"] != (known.amount if known else None)

    def _check(self, nutrient: Nutrient, amount: Decimal | None) -> None:
        if amount is None:
            return
        limit = MAX_PER_100_G.get(nutrient.unit.split()[0])
        is_unusual = nutrient.number == MAGNESIUM and amount > UNUSUAL_MAGNESIUM_MG
        if limit is not None and amount > limit:
            message = f"100 g of food cannot hold over {limit:,} {nutrient.unit}. Check the unit."
            self.add_error(f"amount_{nutrient.number}", message)
        elif nutrient.number == MAGNESIUM and amount > MAX_AMOUNT:
            message = f"A food has at most {MAX_AMOUNT:,} mg of magnesium in 100 g. Check the unit."
            self.add_error(f"amount_{nutrient.number}", message)
        elif is_unusual and not self.cleaned_data["checked"]:
            message = (
                f"{amount:f} mg of magnesium per 100 g is more than common foods have. "
                "Tick this if it is right."
            )
            self.add_error("checked", message)


class CorrectionForm(ValuesForm):
    """New values for a food. `opened_with` is the revision that the curator saw, so that no
    correction overwrites another one unseen.
    """

    opened_with = forms.IntegerField(widget=forms.HiddenInput)

    def rebase(self, *, number: int, current: FoodValues) -> "CorrectionForm":
        """The form on a newer revision: what was typed stays, the rest shows the new values."""
        data: dict[str, Any] = dict(self.data.items())
        typed = self.amounts()
        for nutrient in self.nutrients:
            if nutrient.number not in typed:
                known = current.get(nutrient.number)
                data[f"amount_{nutrient.number}"] = known.amount if known else ""
        return CorrectionForm(
            data | {"opened_with": number}, nutrients=self.nutrients, before=current
        )


class NewFoodForm(ValuesForm):
    """A food that everybody will see."""

    name = forms.CharField(
        max_length=300, help_text="In full: what it is, then how it was prepared."
    )
    short_name = forms.CharField(
        max_length=120, required=False, help_text="As people say it, such as “Almonds”."
    )
    synonyms = forms.CharField(
        max_length=500, required=False, help_text="Other words to find it by, with commas between."
    )
    category = forms.ModelChoiceField(
        FoodCategory.objects.all(), required=False, label="Food group"
    )
    number = forms.CharField(
        max_length=20, required=False, help_text="Leave empty for the next one."
    )

    DESCRIPTION = ("name", "short_name", "synonyms", "category", "number")
    field_order = (*DESCRIPTION, "reason")

    def description_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.DESCRIPTION]


class RestoreRevisionForm(forms.Form):
    """Asks why an older revision has the better values."""

    reason = forms.CharField(max_length=300)
    opened_with = forms.IntegerField(widget=forms.HiddenInput)


class PortionForm(forms.ModelForm):
    """A household measure. Entries keep their grams, but they show the words of their portion."""

    class Meta:
        model = Portion
        fields = ("amount", "unit", "grams")
        field_classes = {"amount": PlainDecimalField, "grams": PlainDecimalField}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            # in the admin's table only the column heads name the fields
            field.widget.attrs["aria-label"] = field.label

    def clean(self) -> dict[str, Any]:
        for name in ("amount", "grams"):
            value = self.cleaned_data.get(name)
            if value is not None and value <= 0:
                self.add_error(name, "Enter more than 0.")
        rewrites = self.cleaned_data.get("DELETE") or "amount" in self.changed_data
        if self.instance.pk and rewrites and is_portion_logged(self.instance):
            # Otherwise Django would go on and list everybody's entries as obstacles.
            self.cleaned_data["DELETE"] = False
            raise forms.ValidationError(
                "People logged food with this portion: it cannot be deleted, and its amount stays. "
                "Add another portion."
            )
        return self.cleaned_data
