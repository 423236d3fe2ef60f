"""The form of a dose: all that the label of a supplement can state."""

from datetime import date, time
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from accounts.widgets import LongSelect
from nutrition.diary.label_amounts.bounds import (
    COMPOUND,
    ELEMENTAL,
    UNITS_TAKEN,
    nutrient_bounds,
)
from nutrition.diary.models import Dose, Supplement
from nutrition.diary.supplements.actions import SupplementLabel
from nutrition.diary.supplements.validation import (
    LabelProblem,
    amount_problem,
    compound_problem,
    elemental_of,
    label_nutrients,
)
from nutrition.foods.amount_words import plain_number
from nutrition.intake.labels import label_units
from nutrition.intake.nutrients import PageNutrient
from nutrition.intake.salts import salts
from nutrition.web.diary.forms import AmountField, DiaryDayField


class DoseForm(forms.Form):
    """A supplement from its label. `label` holds what it says once the form is valid."""

    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label="Name",
        max_length=120,
        help_text="For example, magnesium glycinate.",
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
        error_messages={
            "required": "Enter a name",
            "max_length": "A name can have 120 characters at the most",
        },
    )
    elemental_mg = AmountField(
        label="Magnesium in one, in mg",
        help_text="The number beside “Magnesium” on the label. It is elemental magnesium already.",
        example="Enter the magnesium in mg, such as 100",
        bounds=ELEMENTAL,
        required=False,
    )
    not_on_label = forms.BooleanField(label="Magnesium is not on the label", required=False)
    form = forms.ChoiceField(
        label="Compound",
        required=False,
        widget=LongSelect({"class": "select"}),
        error_messages={"invalid_choice": "Choose a compound from the list"},
    )
    compound_mg = AmountField(
        label="Its mass in one, in mg",
        example="Enter the mass of the compound in mg, such as 500",
        bounds=COMPOUND,
        required=False,
    )
    quantity = AmountField(
        label="How many", example="Enter how many, such as 1 or ½", bounds=UNITS_TAKEN, initial="1"
    )
    unit = forms.CharField(
        label="Of what",
        max_length=40,
        required=False,
        widget=forms.TextInput(
            {"class": "input input--m", "placeholder": "capsule", "autocomplete": "off"}
        ),
        error_messages={"max_length": "This can have 40 characters at the most"},
    )
    day = DiaryDayField(label="Day")
    time = forms.TimeField(
        label="Time",
        required=False,
        widget=forms.TimeInput(attrs={"class": "input input--m", "type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Enter a time such as 12:30."},
    )
    save = forms.BooleanField(label="Keep it, to log it with one tap", required=False)

    def __init__(self, *args: Any, today: date, dose: Dose | None = None, **kwargs: Any) -> None:
        """`dose` is the one that is being changed."""
        super().__init__(*args, **kwargs)
        self.dose = dose
        self.fields["day"].today = today  # type: ignore[attr-defined]
        self.fields["form"].choices = [("", "–"), *((name, name) for name in salts())]  # type: ignore[attr-defined]
        for nutrient in label_nutrients():
            self._add_nutrient(nutrient)

    def _add_nutrient(self, nutrient: PageNutrient) -> None:
        """Adds a field for its amount, and one for the unit where labels have several."""
        units = label_units(nutrient.number)
        has_units = len(units) > 1
        self.fields[f"nutrient-{nutrient.number}"] = AmountField(
            label=nutrient.name if has_units else f"{nutrient.name}, {nutrient.unit}",
            example=f"Enter the {nutrient.in_a_sentence} as a number, such as 10",
            bounds=nutrient_bounds("of its unit" if has_units else nutrient.unit),
            required=False,
        )
        if has_units:
            self.fields[f"unit-{nutrient.number}"] = forms.ChoiceField(
                label=f"Unit of {nutrient.name}",
                choices=[(unit.key, unit.words) for unit in units],
                initial=units[0].key,
                required=False,
                widget=LongSelect({"class": "select"}),
                error_messages={"invalid_choice": "Choose a unit from the list"},
            )

    def nutrient_fields(self) -> list[tuple[BoundField, BoundField | None]]:
        """The nutrients of a multi beside magnesium, each with its unit where there is a choice."""
        numbers = [nutrient.number for nutrient in label_nutrients()]
        return [
            (
                self[f"nutrient-{number}"],
                self[f"unit-{number}"] if f"unit-{number}" in self.fields else None,
            )
            for number in numbers
        ]

    def has_nutrients(self) -> bool:
        return any(
            amount.value() or amount.errors or (unit and unit.errors)
            for amount, unit in self.nutrient_fields()
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        nutrients = {
            data.get(f"unit-{nutrient.number}") or nutrient.number: plain_number(amount)
            for nutrient in label_nutrients()
            if (amount := data.get(f"nutrient-{nutrient.number}")) is not None
        }
        form, compound_mg = data.get("form") or "", data.get("compound_mg")
        elemental_mg, not_on_label = data.get("elemental_mg"), data.get("not_on_label", False)
        problem = compound_problem(form, compound_mg, elemental_mg)
        if problem is None and not_on_label and (form or elemental_mg is not None):
            problem = LabelProblem(
                "not_on_label",
                "Either the magnesium is on the label or it is not: "
                "untick this, or empty the amount",
            )
        if problem is None and form and compound_mg is not None:
            data["elemental_mg"] = elemental_of(form, compound_mg, self.dose)
        if problem is None and not self.errors:
            may_be_unknown = not_on_label or bool(nutrients)
            problem = amount_problem(
                data.get("elemental_mg"), data["quantity"], may_be_unknown=may_be_unknown
            )
        if problem and problem.field not in self.errors:
            self.add_error(problem.field, problem.message)
        data["nutrients"] = nutrients
        return data

    @property
    def label(self) -> SupplementLabel:
        data = self.cleaned_data
        return SupplementLabel(
            name=data["name"],
            elemental_mg=data["elemental_mg"],
            unit=data["unit"],
            quantity=data["quantity"],
            form=data["form"],
            compound_mg=data["compound_mg"],
            nutrients=data["nutrients"],
        )


def initial_of_supplement(supplement: Supplement) -> dict[str, Any]:
    """A dose or saved supplement as its form shows it; a computed amount stays blank."""
    values: dict[str, Any] = {
        "name": supplement.name,
        "elemental_mg": ""
        if supplement.form or supplement.elemental_mg is None
        else plain_number(supplement.elemental_mg),
        "not_on_label": supplement.elemental_mg is None and not supplement.nutrients,
        "form": supplement.form,
        "compound_mg": ""
        if supplement.compound_mg is None
        else plain_number(supplement.compound_mg),
        "quantity": plain_number(supplement.quantity),
        "unit": supplement.unit,
    }
    for nutrient in label_nutrients():
        for unit in label_units(nutrient.number):
            if unit.key in supplement.nutrients:
                values |= {
                    f"nutrient-{nutrient.number}": supplement.nutrients[unit.key],
                    f"unit-{nutrient.number}": unit.key,
                }
                break
    return values


def initial_of_dose(dose: Dose) -> dict[str, Any]:
    taken_time: time | None = dose.taken_time
    return initial_of_supplement(dose) | {"day": dose.taken_on, "time": taken_time}
