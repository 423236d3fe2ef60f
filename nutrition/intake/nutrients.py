"""Computes each nutrient of the nutrients page from the food table, and its sum over foods.

The food table often has several figures for one thing: in other units, by other methods, of its
parts. Each rule here takes one of them per food and never adds alternatives; a value that remains
uncertain gets a mark.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from functools import cache, cached_property
from typing import Literal, NamedTuple

from nutrition.intake.labels import (
    STORED_STEP,
    LabelContribution,
    LabelKind,
    LabelNutrients,
    label_contributions,
)
from nutrition.intake.references import MAGNESIUM, read_table
from nutrition.intake.totals import PER_100_G, ZERO, Total, add_up, exact_sum

# Why a value is not simply the food's amount: the first mark means too low, the second too high,
# the others may be either.
Mark = Literal["incomplete", "upper_estimate", "estimated", "newer_method"]
Bound = Literal["exact", "at least", "at most", "about"]
# Amounts in 100 g of a food by nutrient number; an unknown one has no key.
Amounts = Mapping[str, Decimal]

ENERGY = "208"

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


class NutrientValue(NamedTuple):
    """An amount in 100 g of a food."""

    per_100g: Decimal
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class FoodNutrients:
    """How much of a food was eaten, in how many entries, and the known amounts in 100 g of it.

    `magnesium_at_most` is the upper bound in mg per 100 g if the magnesium is unknown; None without
    a bound.
    """

    food_id: int
    name: str
    grams: Decimal
    amounts: Amounts
    times: int = 1
    magnesium_at_most: Decimal | None = None


class FoodContribution(NamedTuple):
    """How much of one nutrient a food gave; `amount` is None if the food has no value."""

    food: FoodNutrients
    amount: Decimal | None
    mark: Mark | None


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
    others = {other for other, _ in _SUBSTITUTES.values()}
    return frozenset(shown | counted | others | {"268", "957", "958", "432", "501"})


@cache
def source_numbers(number: str) -> frozenset[str]:
    """The numbers from which a nutrient and the energy for its coverage are computed."""
    energies = {ENERGY, "957", "958", "268", "203", "205", "205.2", "204", "221"}
    others = {"406": {"501"}, "435": {"431", "432"}}
    return frozenset(
        {number}
        | energies
        | others.get(number, {_SUBSTITUTES[number][0]} if number in _SUBSTITUTES else set())
    )


def nutrient_intakes(
    foods: Sequence[FoodNutrients],
    nutrients: Sequence[PageNutrient] | None = None,
    labels: Sequence[LabelNutrients] = (),
) -> tuple[NutrientIntake, ...]:
    """The intake of each of `nutrients` (by default all of the page) from foods and labels."""
    energies = [value_of(ENERGY, food.amounts) for food in foods]
    eaten = _Eaten(
        [food.name for food in foods],
        [food.grams for food in foods],
        [None if energy is None else energy.per_100g for energy in energies],
    )
    return tuple(
        _intake(nutrient, foods, eaten, labels) for nutrient in nutrients or page_nutrients()
    )


_Figures = Sequence[Decimal | None]  # one for each food


class _Eaten(NamedTuple):
    """What the totals of all nutrients share; one of each for each food."""

    names: Sequence[str]
    grams: Sequence[Decimal]
    kcal_per_100g: _Figures

    def total(self, per_100g: _Figures, at_most: _Figures) -> Total:
        return add_up(
            zip(self.names, self.grams, per_100g, self.kcal_per_100g, at_most, strict=True)
        )


def _intake(
    nutrient: PageNutrient,
    foods: Sequence[FoodNutrients],
    eaten: _Eaten,
    labels: Sequence[LabelNutrients],
) -> NutrientIntake:
    values = [value_of(nutrient.number, food.amounts) for food in foods]
    at_most = [food.magnesium_at_most if nutrient.number == MAGNESIUM else None for food in foods]
    total = eaten.total([value.per_100g if value else None for value in values], at_most)
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
    if value is None:
        return FoodContribution(food, None, None)
    return FoodContribution(food, food.grams * value.per_100g * PER_100_G, value.mark)


# --- one rule for each nutrient that is more than a single figure ---------------------------------


def value_of(number: str, amounts: Amounts) -> NutrientValue | None:
    """The nutrient in 100 g of a food; None when unknown."""
    rule = _RULES.get(number)
    if rule:
        return rule(amounts)
    amount = amounts.get(number)
    return None if amount is None else NutrientValue(amount)


def energy(amounts: Amounts) -> NutrientValue | None:
    """kcal: as published, else by specific or general Atwater factors, else from kJ, else
    estimated.
    """
    for number in (ENERGY, "958", "957"):
        if number in amounts:
            return NutrientValue(amounts[number])
    if "268" in amounts:
        return NutrientValue(
            (amounts["268"] / _factor("kilojoule")).quantize(STORED_STEP, ROUND_HALF_EVEN)
        )
    protein, carbohydrate, fat = amounts.get("203"), value_of("205", amounts), amounts.get("204")
    if protein is None or carbohydrate is None or fat is None:
        return None
    estimate = (
        protein * _factor("protein_energy")
        + carbohydrate.per_100g * _factor("carbohydrate_energy")
        + fat * _factor("fat_energy")
        # Carbohydrate is computed by difference, so alcohol that was not measured is already in it.
        + amounts.get("221", Decimal(0)) * _factor("alcohol_energy")
    )
    return NutrientValue(estimate, "estimated")


def niacin(amounts: Amounts) -> NutrientValue | None:
    """mg of niacin equivalents: niacin and what the body makes from tryptophan (g); one of them
    alone is a lower bound.
    """
    preformed, tryptophan = amounts.get("406"), amounts.get("501")
    if tryptophan is None:
        return None if preformed is None else NutrientValue(preformed, "incomplete")
    # rounded down: never more than there is
    made = (tryptophan * 1000 / _factor("tryptophan")).quantize(STORED_STEP, ROUND_DOWN)
    return (
        NutrientValue(made, "incomplete") if preformed is None else NutrientValue(preformed + made)
    )


def folate(amounts: Amounts) -> NutrientValue | None:
    """µg of dietary folate equivalents: as published, else from food folate and folic acid."""
    if "435" in amounts:
        return NutrientValue(amounts["435"])
    of_food, added = amounts.get("432"), amounts.get("431")
    return (
        None
        if of_food is None or added is None
        else NutrientValue(of_food + added * _factor("folic_acid"))
    )


# Nutrient -> its substitute if it is missing, and the mark of a value from the substitute.
_SUBSTITUTES: dict[str, tuple[str, Mark | None]] = {
    "205": ("205.2", None),  # carbohydrate: by difference, else by summation
    "269": ("269.3", None),  # sugars: in total, else by summation
    "291": ("293", "newer_method"),  # fibre: AOAC 985.29 or 991.43, else 2011.25, which finds more
    "675": ("618", "upper_estimate"),  # linoleic acid, else every 18:2
    "851": ("619", "upper_estimate"),  # alpha-linolenic acid, else every 18:3
}


def _either(number: str) -> Callable[[Amounts], NutrientValue | None]:
    other, mark = _SUBSTITUTES[number]

    def rule(amounts: Amounts) -> NutrientValue | None:
        if number in amounts:
            return NutrientValue(amounts[number])
        return NutrientValue(amounts[other], mark) if other in amounts else None

    return rule


_RULES: dict[str, Callable[[Amounts], NutrientValue | None]] = {
    ENERGY: energy,
    "406": niacin,
    "435": folate,
    **{number: _either(number) for number in _SUBSTITUTES},
}


@cache
def _factor(name: str) -> Decimal:
    (factor,) = (line["factor"] for line in read_table("conversions.csv") if line["name"] == name)
    return Decimal(factor)
