"""The forms of an import: the file, its options, its confirmation."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from nutrition.transfer.importing.table_layout import ROLES, Role

NO_COLUMN = "-1"
ROLE_LABELS: dict[Role, str] = {
    "date": "Date",
    "time": "Time",
    "meal": "Meal",
    "food": "Food",
    "amount": "Amount",
    "unit": "Unit",
    "category": "Category",
}


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text=(
            "magwise.json, or a CSV file of Cronometer, MyFitnessPal or your own. Up to 20 MB."
        ),
        allow_empty_file=True,
        max_length=1_000,
        widget=forms.FileInput(
            {"class": "input", "accept": ".json,.csv,.tsv,.txt,application/json,text/csv"}
        ),
        error_messages={
            "required": "Choose a file",
            "missing": "Choose a file",
            "invalid": "Choose a file",
        },
    )

    @property
    def content(self) -> bytes:
        file: UploadedFile = self.cleaned_data["file"]
        return file.read()


class OptionsForm(forms.Form):
    """The order of dates, the columns of a person's own table, whether tablets are supplements."""

    def __init__(
        self, data: Any = None, *, preview: dict[str, Any], answers: dict[str, Any]
    ) -> None:
        super().__init__(data)
        self.may_map = bool(preview.get("may_map"))
        if orders := preview.get("orders"):
            self.fields["order"] = forms.ChoiceField(
                label="How are its dates written?",
                choices=[(one["value"], f"{one['label']}: {one['example']}") for one in orders],
                widget=forms.RadioSelect,
                initial=answers.get("order"),
                error_messages={
                    "required": "Say how the dates are written",
                    "invalid_choice": "Say how the dates are written",
                },
            )
        if self.may_map:
            self._add_columns(preview)
        if preview.get("supplements") or not preview.get("is_supplements", True):
            self.fields["supplements"] = forms.BooleanField(
                label="Log tablets and capsules as supplements",
                required=False,
                initial=preview.get("is_supplements", True),
            )

    def _add_columns(self, preview: dict[str, Any]) -> None:
        choices = [
            (NO_COLUMN, "not in this file"),
            *((str(position), name) for position, name in enumerate(preview["header"])),
        ]
        for role in ROLES:
            self.fields[f"column-{role}"] = forms.ChoiceField(
                label=ROLE_LABELS[role],
                choices=choices,
                initial=str(preview["columns"].get(role, NO_COLUMN)),
                widget=forms.Select({"class": "select"}),
                required=role in ("date", "food"),
                error_messages={
                    "invalid_choice": "Choose a column from the list",
                    "required": "Choose a column",
                },
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for role in ("date", "food"):
            if data.get(f"column-{role}") == NO_COLUMN:
                self.add_error(
                    f"column-{role}", f"Choose the column with the {ROLE_LABELS[role].lower()}"
                )
        return data

    def column_fields(self) -> list[forms.BoundField]:
        return [self[f"column-{role}"] for role in ROLES if self.may_map]

    @property
    def answers(self) -> dict[str, Any]:
        """As `ImportOptions.of` takes them."""
        data = self.cleaned_data
        answers: dict[str, Any] = {}
        if data.get("order"):
            answers["order"] = data["order"]
        if self.may_map:
            columns = {role: int(data[f"column-{role}"] or NO_COLUMN) for role in ROLES}
            answers["columns"] = {
                role: position for role, position in columns.items() if position >= 0
            }
        if "supplements" in self.fields:
            answers["supplements"] = data["supplements"]
        return answers


class ConfirmForm(forms.Form):
    """Foods of the table chosen for foods of the file, and whether to leave out faulty lines."""

    def __init__(self, data: Any = None, *, preview: dict[str, Any]) -> None:
        super().__init__(data)
        self.questions = preview.get("matches", [])
        for number, match in enumerate(self.questions):
            choices = [
                ("", "Leave it unknown"),
                *((str(id_), label) for id_, label, _ in match["options"]),
            ]
            self.fields[f"match-{number}"] = forms.ChoiceField(
                label=match["name"],
                choices=choices,
                required=False,
                initial=str(match["chosen"] or ""),
                widget=forms.Select({"class": "select"}),
                error_messages={"invalid_choice": "Choose a food from the list"},
            )
        if count := preview.get("problem_count"):
            lines = "1 line" if count == 1 else f"{count:,} lines"
            self.fields["leave_out"] = forms.BooleanField(
                label=f"Leave out the {lines} listed above and import the rest",
                error_messages={
                    "required": "Tick this to import without the lines above, or correct the file"
                },
            )

    def match_fields(self) -> list[tuple[dict[str, Any], forms.BoundField]]:
        return [(match, self[f"match-{number}"]) for number, match in enumerate(self.questions)]

    @property
    def matches(self) -> dict[str, int]:
        """Ids of the chosen foods by the names in the file."""
        fields = (
            (match["name"], self.cleaned_data.get(f"match-{number}"))
            for number, match in enumerate(self.questions)
        )
        return {name: int(food_id) for name, food_id in fields if food_id}
