from django import forms

from nutrition.foods.contents import AVOIDANCES


class AvoidForm(forms.Form):
    """Ways of eating and allergies, none to all of them."""

    groups = forms.MultipleChoiceField(
        required=False,
        choices=[(avoidance.code, avoidance.label) for avoidance in AVOIDANCES.values()],
        error_messages={"invalid_choice": "Choose from the list."},
    )
