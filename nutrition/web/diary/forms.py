"""The forms of the diary's pages, and their fields."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from accounts.widgets import PlainInput
from nutrition.diary.amounts import (
    GRAMS,
    Amount,
    CannotLog,
    Pick,
    PortionValues,
    SupplementPick,
    amount_of,
    is_unusual,
    read_pick,
    read_supplement_pick,
)
from nutrition.diary.days import OUTSIDE_DIARY, is_diary_day
from nutrition.diary.label_amounts.bounds import LITRES, MG_PER_LITRE, AmountBounds
from nutrition.diary.limits import MAX_PICKS
from nutrition.diary.models import Entry, Meal, Water
from nutrition.diary.sentences import amount_question
from nutrition.foods.amount_words import grams_words, plain_number, unit_words
from nutrition.foods.basis import amount_in
from nutrition.foods.keys import write_key
from nutrition.foods.models import FoodRevision, Portion
from nutrition.foods.own.models import OwnFoodRevision, OwnPortion
from nutrition.units import read_number

MEALS = {meal.slug: meal for meal in Meal}
MAX_ASSUMED = 1_000  # characters

AMOUNT_HINT = "Enter an amount such as 1, 0.5 or 1/2."
CHOOSE_A_MEAL = "Choose a meal."
SEND_AGAIN = "Please send the form again."
NO_WEIGHT = "Choose one of this food’s portions: nobody knows what it weighs."


class MealField(forms.TypedChoiceField):
    """A meal by its slug ("dinner"). `empty_label` is the choice of no meal, which gives None."""

    widget = forms.Select(attrs={"class": "select input--m"})

    def __init__(self, *, empty_label: str | None = None, **kwargs: Any) -> None:
        choices = [(slug, meal.label) for slug, meal in MEALS.items()]
        super().__init__(
            choices=choices if empty_label is None else [("", empty_label), *choices],
            coerce=MEALS.__getitem__,
            empty_value=None,
            error_messages={"invalid_choice": CHOOSE_A_MEAL, "required": CHOOSE_A_MEAL},
            **kwargs,
        )


class DiaryDayField(forms.DateField):
    """A day that a diary can have, from the device's own picker; `today` is set by the form."""

    widget = forms.DateInput(attrs={"class": "input input--m", "type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        self.today = date.min
        say = "Enter a day such as 2026-11-21."
        super().__init__(
            input_formats=["%Y-%m-%d"], error_messages={"invalid": say, "required": say}, **kwargs
        )

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not is_diary_day(day, self.today):
            raise ValidationError(OUTSIDE_DIARY)
        return day


class AmountField(forms.CharField):
    """A number as people write it ("1,5", "½"), as an exact decimal within bounds, or None."""

    def __init__(self, *, example: str, bounds: AmountBounds, **kwargs: Any) -> None:
        self.example, self.bounds = example, bounds
        attrs = {"class": "input input--s", "inputmode": "decimal", "autocomplete": "off"}
        errors = {"required": example, "max_length": example}
        super().__init__(max_length=40, widget=PlainInput(attrs), error_messages=errors, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        is_zero = "0" in text and not text.strip().strip("0.,")
        number = Fraction(0) if is_zero else read_number(text.removeprefix("-"))
        if number is None:
            raise ValidationError(self.example)
        try:
            return self.bounds.check(-number if text.startswith("-") else number)
        except ValueError as problem:
            raise ValidationError(str(problem)) from None


class OneLineForm(forms.Form):
    """A form whose page has room for one sentence about what is wrong."""

    def message(self) -> str:
        """The first problem, as a sentence."""
        return str(next(iter(self.errors.values()))[0])


def client_id_field() -> forms.UUIDField:
    """A hidden id, so that a form that is sent twice logs once."""
    return forms.UUIDField(
        widget=forms.HiddenInput, error_messages={"required": SEND_AGAIN, "invalid": SEND_AGAIN}
    )


class InvalidAdditionError(Exception):
    """The message tells the person what is wrong with what the add form sent."""


@dataclass(frozen=True, slots=True)
class Addition:
    """What the add form sends: one or several foods to log, or one saved supplement.

    `is_sure` confirms an unusual amount. `assumed` is the sentence about what the line left open;
    it is shown again when the foods are stored.
    """

    meal: Meal
    client_id: UUID
    sent: list[str]
    picks: list[Pick]
    supplement: SupplementPick | None
    assumed: str
    is_sure: bool


def read_addition(data: QueryDict) -> Addition:
    """Raises InvalidAdditionError. A Django form would take as long as storing the foods."""
    meal = MEALS.get(data.get("meal", ""))
    if meal is None:
        raise InvalidAdditionError(CHOOSE_A_MEAL)
    try:
        client_id = UUID(data.get("client_id", "").strip())
    except ValueError:
        raise InvalidAdditionError(SEND_AGAIN) from None
    sent = [pick for value in data.getlist("pick") for pick in value.split(",") if pick]
    if not 0 < len(sent) <= MAX_PICKS:
        raise InvalidAdditionError(f"Choose from 1 to {MAX_PICKS} foods.")
    supplement = read_supplement_pick(sent[0]) if len(sent) == 1 else None
    picks = [] if supplement else [read_pick(text) for text in sent]
    known_picks = [pick for pick in picks if pick]
    if len(known_picks) < len(picks):
        raise InvalidAdditionError("This choice cannot be read. Choose a food from the list again.")
    assumed = data.get("assumed", "").strip()[:MAX_ASSUMED]
    is_sure = bool(data.get("sure"))
    return Addition(meal, client_id, sent, known_picks, supplement, assumed, is_sure)


class MoveForm(OneLineForm):
    """The meal that an entry belongs to."""

    meal = MealField()


class CopyForm(OneLineForm):
    """The day to copy to, and the meal to copy; without one the whole day."""

    client_id = client_id_field()
    to = DiaryDayField(label="Copy to")
    meal = MealField(label="What", required=False, empty_label="The whole day")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].today = today  # type: ignore[attr-defined]


def portions_for(
    revision: FoodRevision | OwnFoodRevision | None, portions: Iterable[Portion | OwnPortion]
) -> list[Portion | OwnPortion]:
    """The portions that entries of the revision can have: those with a weight, as it has one."""
    return [each for each in portions if (each.grams is not None) == has_weight(revision)]


def has_weight(revision: FoodRevision | OwnFoodRevision | None) -> bool:
    """False where nobody knows what the food's portion weighs."""
    return revision is None or revision.basis_grams is not None


@dataclass(frozen=True, slots=True)
class PortionOption:
    """`measure` is one unit in grams; where nobody knows its weight, in portions."""

    key: str
    label: str
    measure: Decimal


class PortionField(forms.ChoiceField):
    """A portion by its key, or grams. `former` has the keys by the numbers that portions had while
    own foods stood among the shared ones: a page may have been open for long.
    """

    widget = forms.Select(attrs={"class": "select input--m"})
    former: Mapping[str, str] = {}

    def to_python(self, value: Any) -> str:
        key = super().to_python(value)
        return self.former.get(key, key)


class EntryForm(forms.Form):
    """Amount, portion, meal, day and time of an entry of `revision`."""

    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    sure = forms.CharField(required=False, widget=forms.HiddenInput)
    amount = forms.CharField(
        max_length=40,
        error_messages={"required": AMOUNT_HINT, "max_length": AMOUNT_HINT},
        widget=forms.TextInput(
            attrs={"class": "input input--s", "inputmode": "decimal", "autocomplete": "off"}
        ),
    )
    portion = PortionField(
        error_messages={"invalid_choice": "Choose one of this food’s portions, or grams."}
    )
    meal = MealField()
    day = DiaryDayField()
    time = forms.TimeField(
        required=False,
        widget=forms.TimeInput(attrs={"class": "input input--m", "type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Enter a time such as 12:30."},
    )

    def __init__(
        self,
        *args: Any,
        portions: Iterable[Portion | OwnPortion],
        today: date,
        revision: FoodRevision | OwnFoodRevision | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.portions: dict[str, PortionValues] = {write_key(each.id): each for each in portions}
        self.revision = revision
        self.unusual = ""
        self.fields["day"].today = today  # type: ignore[attr-defined]
        self.quantity = Fraction(0)
        self.weighed: Amount | None = None
        portion: Any = self.fields["portion"]
        portion.choices = [(choice.key, choice.label) for choice in self.portion_choices()]
        portion.former = {
            str(each.former_number): key
            for key, each in self.portions.items()
            if isinstance(each, OwnPortion) and each.former_number is not None
        }
        if not has_weight(revision):
            portion.error_messages["invalid_choice"] = NO_WEIGHT

    def portion_choices(self) -> list[PortionOption]:
        """The options of the select, with the measure of one unit for the live preview."""
        choices = []
        for key, portion in self.portions.items():
            unit = unit_words(portion.unit)
            if portion.grams is None:
                choices.append(PortionOption(key, unit, 1 / portion.amount))
            else:
                grams = portion.grams / portion.amount
                choices.append(PortionOption(key, f"{unit} ({grams_words(grams)})", grams))
        in_grams = [PortionOption(GRAMS, "grams", Decimal(1))] if has_weight(self.revision) else []
        return [*choices, *in_grams]

    def clean_amount(self) -> Fraction:
        number = read_number(self.cleaned_data["amount"])
        if number is None:
            raise ValidationError(AMOUNT_HINT)
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "amount" in cleaned and "portion" in cleaned:
            portion = self.portions.get(cleaned["portion"])
            # "2" of "cup" is typed in units; portions may be several of them (0.75 cup).
            self.quantity = cleaned["amount"] / (1 if portion is None else Fraction(portion.amount))
            try:
                self.weighed = amount_of(self.quantity, portion)
            except CannotLog as error:
                self.add_error("amount", str(error))
            else:
                self._confirm_unusual(self.weighed)
        return cleaned

    def _confirm_unusual(self, amount: Amount) -> None:
        """Saving the same unusual amount a second time keeps it: the page sends it as `sure`."""
        mg = None
        if self.revision and self.revision.magnesium_mg is not None:
            mg = amount_in(amount.measure, self.revision.magnesium_mg, self.revision.basis_grams)
        if is_unusual(amount.grams, mg) and self.cleaned_data.get("sure") != str(amount.measure):
            self.unusual = str(amount.measure)
            self.add_error(
                "amount",
                f"{amount_question(amount.words, mg)} Save again to keep it, or change the amount.",
            )


class WaterForm(forms.Form):
    """Water from its label."""

    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    litres = AmountField(
        label="Litres",
        help_text="How much you drank, such as 1.5.",
        example="Enter the litres, such as 1.5",
        bounds=LITRES,
    )
    mg_per_litre = AmountField(
        label="Magnesium in a litre, in mg",
        help_text="The label says Mg or magnesium, in mg/l.",
        example="Enter the magnesium in mg per litre, such as 24",
        bounds=MG_PER_LITRE,
    )
    day = DiaryDayField(label="Day")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].today = today  # type: ignore[attr-defined]


def initial_of_entry(entry: Entry) -> dict[str, Any]:
    """The entry as its form shows it."""
    logged = entry.logged_amount
    portion = GRAMS if logged.portion is None else write_key(logged.portion.id)
    return {
        "amount": plain_number(logged.measure if logged.units is None else logged.units),
        "portion": portion,
        "meal": Meal(entry.meal).slug,
        "day": entry.eaten_on,
        "time": entry.eaten_time,
    }


def initial_of_water(water: Water) -> dict[str, Any]:
    return {
        "litres": plain_number(water.litres),
        "mg_per_litre": plain_number(water.mg_per_litre),
        "day": water.taken_on,
    }
