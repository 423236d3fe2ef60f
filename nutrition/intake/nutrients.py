"""The nutrients of the nutrients page, and the sum of each over foods and labels. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property
from typing import Literal, NamedTuple

from nutrition.foods.basis import HUNDRED_GRAMS, ZERO, amount_in
from nutrition.foods.keys import FoodKey
from nutrition.intake.labels import (
    LabelContribution,
    LabelKind,
    LabelNutrients,
    label_contributions,
)
from nutrition.intake.nutrient_values import (
    ENERGY,
    Amounts,
    Mark,
    NutrientValue,
    source_numbers,
    value_of,
)
from nutrition.intake.references import MAGNESIUM, read_table
from nutrition.intake.totals import Total, add_up, exact_sum

Bound = Literal["exact", "at least", "at most", "about"]
# If fewer foods of the table have a value, a total says more about the table than about the diet,
# so it is not compared with anything.
KNOWN_FOR_ENOUGH_FOODS = Decimal(50)  # percent


@dataclass(frozen=True, slots=True)
class PageNutrient:
    """A nutrient of the page. Its reference intake has the same `number`; `unit` says what that
    counts, such as "µg DFE".

    `percent_known` is the share of the built-in foods with a value. `counts_toward_ul` is the
    number of the nutrient that counts towards the UL, which may be a part of this one (retinol, of
    vitamin A); None if no food counts.
    """

    group: str
    number: str
    name: str
    unit: str
    percent_known: Decimal
    counts_toward_ul: str | None
    remark: str

    @property
    def in_a_sentence(self) -> str:
        """Such as "calcium", "vitamin B12", "EPA (omega-3)": abbreviations keep their capitals."""
        return self.name if self.name[:2].isupper() else self.name[:1].lower() + self.name[1:]

    @property
    def is_known_for_enough(self) -> bool:
        return self.percent_known >= KNOWN_FOR_ENOUGH_FOODS


@dataclass(frozen=True, slots=True)
class FoodNutrients:
    """How much of a food was eaten, in how many entries, and the known amounts in its basis;
    `measure` and `basis` as in EatenFood.

    `magnesium_at_most` is the upper bound in mg if the magnesium is unknown; None without a bound.
    """

    food_id: FoodKey
    name: str
    measure: Decimal
    amounts: Amounts
    times: int = 1
    magnesium_at_most: Decimal | None = None
    basis: Decimal | None = HUNDRED_GRAMS


class FoodContribution(NamedTuple):
    """How much of one nutrient a food gave; `amount` is None if the food has no value."""

    food: FoodNutrients
    value: NutrientValue | None
    amount: Decimal | None

    @property
    def mark(self) -> Mark | None:
        return self.value.mark if self.value else None

    @property
    def exact_amount(self) -> Fraction:
        """The amount with no digit lost, for sums; 0 if the food has no value."""
        per_basis = self.value.per_basis if self.value else ZERO
        return Fraction(self.food.measure) * Fraction(per_basis) / Fraction(self.food.basis or 1)


@dataclass(frozen=True)
class NutrientIntake:
    """The intake of one nutrient from foods and labels. `total` and its coverage are of the foods
    alone.

    `toward_ul` is the part of the foods that counts towards the UL, None if no food counts.
    """

    nutrient: PageNutrient
    total: Total
    contributions: tuple[FoodContribution, ...]  # in the order of the foods
    toward_ul: Total | None
    label_contributions: tuple[LabelContribution, ...] = ()  # of supplements and labelled water

    @property
    def known(self) -> Decimal | None:
        """The known amount from food and labels; None if nothing was logged."""
        if not self.label_contributions:
            return self.total.known
        return exact_sum(
            (
                self.total.known or Decimal(0),
                self.label_amount("supplement"),
                self.label_amount("water"),
            )
        )

    @property
    def at_most(self) -> Decimal | None:
        """The value of `known` if every food without a value has its upper bound.

        None if every food has a value, if a bound is missing (only magnesium has bounds), or if an
        amount on a label cannot be converted.
        """
        if not self.total.is_lower_bound or self.total.at_most is None or self.unconverted:
            return None
        return exact_sum(
            (self.total.at_most, self.label_amount("supplement"), self.label_amount("water"))
        )

    def label_amount(self, kind: LabelKind) -> Decimal:
        if not self.label_contributions:
            return ZERO
        return exact_sum(
            gift.amount
            for gift in self.label_contributions
            if gift.label.kind == kind and gift.amount is not None
        )

    @property
    def unconverted(self) -> tuple[LabelContribution, ...]:
        """Amounts on labels in a unit that cannot be converted."""
        return tuple(gift for gift in self.label_contributions if gift.amount is None)

    @property
    def entries(self) -> int:
        return sum(given.food.times for given in self.contributions)

    @property
    def unknown_entries(self) -> int:
        """How many entries have a food without a value."""
        if not self.total.unknown:
            return 0
        return sum(given.food.times for given in self.contributions if given.amount is None)

    @property
    def unknown_foods(self) -> int:
        return len({given.food.food_id for given in self.contributions if given.amount is None})

    @cached_property
    def marks(self) -> frozenset[Mark]:
        return frozenset(given.mark for given in self.contributions if given.mark)

    @property
    def is_unknown(self) -> bool:
        """Whether no food and no label has a value: there is not even a lower bound."""
        return all(given.amount is None for given in self.contributions) and all(
            gift.amount is None for gift in self.label_contributions
        )

    @cached_property
    def bound(self) -> Bound:
        """How the total relates to the true amount; parts too low and too high make it "about"."""
        too_low = self.total.is_lower_bound or "incomplete" in self.marks or bool(self.unconverted)
        too_high = "upper_estimate" in self.marks
        if "estimated" in self.marks or (too_low and too_high):
            return "about"
        return "at least" if too_low else "at most" if too_high else "exact"


@cache
def page_nutrients() -> tuple[PageNutrient, ...]:
    """In the order of the page, magnesium first."""
    return tuple(
        PageNutrient(
            group=line["group"],
            number=line["number"],
            name=line["name"],
            unit=line["unit"],
            percent_known=Decimal(line["percent_known"]),
            counts_toward_ul=line["counts_toward_ul"] or None,
            remark=line["remark"],
        )
        for line in read_table("page_nutrients.csv")
    )


@cache
def all_source_numbers() -> frozenset[str]:
    """The numbers of all nutrients of the food table that the page is computed from."""
    shown = {nutrient.number for nutrient in page_nutrients()}
    counted = {
        nutrient.counts_toward_ul for nutrient in page_nutrients() if nutrient.counts_toward_ul
    }
    return frozenset(counted.union(*map(source_numbers, shown)))


def nutrient_intakes(
    foods: Sequence[FoodNutrients],
    nutrients: Sequence[PageNutrient] | None = None,
    labels: Sequence[LabelNutrients] = (),
) -> tuple[NutrientIntake, ...]:
    """The intake of each of `nutrients` (by default all of the page) from foods and labels."""
    energies = [value_of(ENERGY, food.amounts) for food in foods]
    eaten = _Eaten(
        [food.name for food in foods],
        [food.measure for food in foods],
        [None if energy is None else energy.per_basis for energy in energies],
        [food.basis for food in foods],
    )
    return tuple(
        _intake(nutrient, foods, eaten, labels) for nutrient in nutrients or page_nutrients()
    )


_Figures = Sequence[Decimal | None]  # one for each food


class _Eaten(NamedTuple):
    """What the totals of all nutrients share; one of each for each food."""

    names: Sequence[str]
    measures: Sequence[Decimal]
    kcal_per_basis: _Figures
    bases: _Figures

    def total(self, per_basis: _Figures, at_most: _Figures) -> Total:
        return add_up(
            zip(
                self.names,
                self.measures,
                per_basis,
                self.kcal_per_basis,
                at_most,
                self.bases,
                strict=True,
            )
        )


def _intake(
    nutrient: PageNutrient,
    foods: Sequence[FoodNutrients],
    eaten: _Eaten,
    labels: Sequence[LabelNutrients],
) -> NutrientIntake:
    values = [value_of(nutrient.number, food.amounts) for food in foods]
    at_most = [food.magnesium_at_most if nutrient.number == MAGNESIUM else None for food in foods]
    total = eaten.total([value.per_basis if value else None for value in values], at_most)
    counted = nutrient.counts_toward_ul
    return NutrientIntake(
        nutrient=nutrient,
        total=total,
        contributions=tuple(
            _contribution(food, value) for food, value in zip(foods, values, strict=True)
        ),
        toward_ul=total if counted == nutrient.number else _part(counted, foods, eaten),
        label_contributions=label_contributions(nutrient.number, labels),
    )


def _part(number: str | None, foods: Sequence[FoodNutrients], eaten: _Eaten) -> Total | None:
    """The total of a nutrient that is a part of another one; None if there is no such part."""
    if number is None:
        return None
    return eaten.total([food.amounts.get(number) for food in foods], [None] * len(foods))


def _contribution(food: FoodNutrients, value: NutrientValue | None) -> FoodContribution:
    amount = None if value is None else amount_in(food.measure, value.per_basis, food.basis)
    return FoodContribution(food, value, amount)
