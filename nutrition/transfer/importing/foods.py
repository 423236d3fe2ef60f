"""Builds foods, entries and doses from servings; each entry has the digits of the file. Pure.

A file gives the nutrients of what was eaten; a food has those of 100 g. Each food of the file
becomes a food of the person. Servings share a revision if it reproduces every digit of each;
otherwise they get revisions of their own.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from nutrition.foods.amount_words import NOT_WEIGHED, plain_number
from nutrition.intake.per_100g import HUNDRED, STEP, to_per_100g, to_per_100g_rounded_up
from nutrition.intake.references import MAGNESIUM
from nutrition.transfer.importing.batch import (
    FileEntry,
    FileFood,
    FilePortion,
    FileRevision,
    ImportBatch,
    ImportProblems,
    source_ref_of,
)
from nutrition.transfer.importing.cells import MAX_AMOUNT, ServingAmount
from nutrition.transfer.importing.rows import FileServing, ServingValues
from nutrition.transfer.importing.table_layout import TableLayout
from nutrition.units import find_unit

MAX_GRAMS = 10_000
GRAM_STEP = Decimal("0.001")
METRIC_VOLUMES = ("ml", "cl", "dl", "l")
# In grams. An amount whose nominal weight would be more counts as one gram for each unit: the
# figure of a light amount comes closer to the file's.
MAX_NOMINAL_GRAMS = 4_000
DOSE_STEP = Decimal("0.000001")
FROM_LABEL = 8  # foods.models.Quality: the file does not say how a value came about
SUPPLEMENT_UNITS = re.compile(
    r"\b(?:capsule|tablet|softgel|caplet|pill|gummy|gummies|lozenge)s?\b", re.IGNORECASE
)
SUPPLEMENT_CATEGORY = "supplement"
MEAL_NUMBERS = {"breakfast": 1, "lunch": 2, "dinner": 3, "snack": 4}  # diary.models.Meal
# "large - 50g" and "large (50 g)": a measure that states its weight.
_MEASURE_WITH_GRAMS = re.compile(r"(.+?)\s*(?:-|–|\()\s*(\d+(?:[.,]\d+)?)\s*g\)?", re.IGNORECASE)
# How many of a food's last revisions are tried for another serving. Whole meals never share one,
# and a file has thousands of them.
REVISIONS_TO_TRY = 50
# Minerals and vitamins that the label of a supplement may list (numbers of the food table).
_LABEL_NUTRIENTS = (
    "301 303 305 306 307 309 312 314 315 316 310 317 "
    "401 328 323 430 404 405 406 410 415 416 418 421"
)
SUPPLEMENT_NUTRIENTS = frozenset(_LABEL_NUTRIENTS.split())


class ServingWeight(NamedTuple):
    """What an amount weighs; a nominal weight if the true one is unknown (not `is_weighed`).

    `nominal` is that weight if it is not the usual one: amounts with different nominal weights
    belong to different foods.
    """

    grams: Decimal
    portion: FilePortion | None
    quantity: Decimal | None
    is_weighed: bool
    nominal: str = ""


class FoodMatch(NamedTuple):
    """A food of the database chosen for one of the file, and a function that weighs its amounts."""

    food_id: int
    weigh: Callable[[ServingAmount | None], ServingWeight | None]


@dataclass(slots=True)
class ServingsBatch:
    """The batch, and the counts for the preview."""

    batch: ImportBatch
    foods: Counter[str] = field(default_factory=Counter)  # entries by the food's name
    supplements: Counter[str] = field(default_factory=Counter)  # doses by name
    unknown: Counter[str] = field(default_factory=Counter)  # entries without magnesium, by food
    unweighed: int = 0
    # amounts of the foods without magnesium, by name
    amounts: dict[str, set[ServingAmount | None]] = field(default_factory=dict)


def weigh_amount(amount: ServingAmount | None) -> ServingWeight | None:
    """None for an amount that no entry can have."""
    quantity, unit = amount or ServingAmount(Decimal(1), "serving")
    unit = " ".join((unit or "serving").split())[:100]
    standard = find_unit(unit)
    if standard is not None and standard.kind == "mass":
        grams = Decimal(standard.size.numerator) / standard.size.denominator * quantity
        return _weight_in_bounds(grams, None, None, True)
    if match := _MEASURE_WITH_GRAMS.fullmatch(unit):
        each = Decimal(match[2].replace(",", "."))
        portion = FilePortion(Decimal(1), match[1][:100], each)
        return _weight_in_bounds(quantity * each, portion, quantity, True)
    # A millilitre nominally weighs one gram, anything else 100 g: halves and doubles come out
    # right, and half a cup has every digit of the file.
    is_metric = standard is not None and standard.name in METRIC_VOLUMES
    each = Decimal(int(standard.size)) if standard is not None and is_metric else HUNDRED
    if quantity * each > MAX_NOMINAL_GRAMS and not is_metric:
        each = Decimal(1)
    nominal = "" if is_metric or (standard is None and each == HUNDRED) else f"{each:f}"
    portion = FilePortion(Decimal(1), f"{unit} ({NOT_WEIGHED})", each)
    return _weight_in_bounds(quantity * each, portion, quantity, False, nominal)


def _weight_in_bounds(
    grams: Decimal,
    portion: FilePortion | None,
    quantity: Decimal | None,
    is_weighed: bool,
    nominal: str = "",
) -> ServingWeight | None:
    grams = grams.quantize(GRAM_STEP, ROUND_HALF_EVEN)
    if not 0 < grams <= MAX_GRAMS or (portion is not None and not 0 < portion.grams <= MAX_GRAMS):
        return None
    if quantity is not None:
        quantity = quantity.quantize(GRAM_STEP, ROUND_HALF_EVEN)
        if not 0 < quantity <= MAX_GRAMS:
            return None
    return ServingWeight(grams, portion, quantity, is_weighed, nominal)


def build_batch(
    servings: Iterable[FileServing],
    layout: TableLayout,
    *,
    problems: ImportProblems,
    as_supplements: bool = True,
    matches: Mapping[str, FoodMatch] | None = None,
) -> ServingsBatch:
    """`matches` are by the name of the food in the file.

    With `as_supplements` tablets and the like become doses, otherwise foods.
    """
    builder = _BatchBuilder(layout, problems, matches or {})
    for serving in servings:
        if as_supplements and is_supplement(serving):
            builder.add_dose(serving)
        else:
            builder.add_entry(serving)
    return builder.build()


def is_supplement(serving: FileServing) -> bool:
    """By the file's own category or by the unit: nobody eats tablets of food."""
    unit = serving.amount.unit if serving.amount else ""
    return SUPPLEMENT_CATEGORY in serving.category or SUPPLEMENT_UNITS.search(unit) is not None


# Servings with one weight and the same values, each with the id of its entry.
_EqualServings = dict[tuple[ServingWeight, ServingValues], list[tuple[FileServing, UUID]]]


class _BatchBuilder:
    def __init__(
        self,
        layout: TableLayout,
        problems: ImportProblems,
        matches: Mapping[str, FoodMatch],
    ) -> None:
        self.layout, self.problems, self.matches = layout, problems, matches
        self.numbers = [column.number for column in layout.nutrients]
        # the index of magnesium among the values of a serving
        self.magnesium = self.numbers.index(MAGNESIUM) if MAGNESIUM in self.numbers else None
        self.lines: Counter[str] = Counter()
        self.doses: list[dict[str, Any]] = []
        self.result = ServingsBatch(ImportBatch())
        # by the food's name, whether it was weighed, and its nominal weight
        self.servings: dict[tuple[str, bool, str], _EqualServings] = defaultdict(dict)

    def add_entry(self, serving: FileServing) -> None:
        match = self.matches.get(serving.food)
        weight = match.weigh(serving.amount) if match else weigh_amount(serving.amount)
        if weight is None:
            self.problems.add(
                f"line {serving.line}", "An entry must weigh more than 0 and at most 10 kg."
            )
            return
        if any(
            value is not None and value / weight.grams * HUNDRED >= MAX_AMOUNT
            for value in serving.values
        ):
            self.problems.add(
                f"line {serving.line}", "A nutrient of this line is more than the food could weigh."
            )
            return
        result = self.result
        result.foods[serving.food] += 1
        id_ = self._entry_id(serving)
        if match is not None:
            result.batch.entries.append(_file_entry(serving, id_, match.food_id, weight))
            return
        if self._magnesium_of(serving) is None:
            result.unknown[serving.food] += 1
            result.amounts.setdefault(serving.food, set()).add(serving.amount)
        result.unweighed += not weight.is_weighed
        equal = self.servings[(serving.food, weight.is_weighed, weight.nominal)]
        equal.setdefault((weight, serving.values), []).append((serving, id_))

    def add_dose(self, serving: FileServing) -> None:
        """Adds a dose with exactly the magnesium of the file.

        If one unit would have thirds of a milligram, all units become one dose. Magnesium that the
        file does not give is not on the label: unknown, not 0.
        """
        amount = serving.amount or ServingAmount(Decimal(1), "")
        mg = self._magnesium_of(serving)
        quantity = amount.quantity.quantize(GRAM_STEP)
        each = None if mg is None or not quantity else (mg / quantity).quantize(DOSE_STEP)
        unit = amount.unit[:40]
        if not 0 < quantity <= 100 or (each is not None and each * quantity != mg):
            each, quantity = mg, Decimal(1)
            unit = f"{plain_number(amount.quantity)} {amount.unit}"[:40]
        if each is not None and each > 10_000:
            self.problems.add(f"line {serving.line}", "A dose can be at most 10,000 mg.")
            return
        self.result.supplements[serving.food] += 1
        others = {
            column.label_key: plain_number((value / column.label_factor / quantity).quantize(STEP))
            for column, value in zip(self.layout.nutrients, serving.values, strict=True)
            if value and column.number != MAGNESIUM and column.number in SUPPLEMENT_NUTRIENTS
        }
        self.doses.append(
            {
                "id": self._entry_id(serving),
                "taken_on": serving.day,
                "taken_time": serving.at,
                "name": serving.food[:120],
                "unit": unit,
                "quantity": quantity,
                "elemental_mg": None if each is None else each.quantize(DOSE_STEP),
                "form": "",
                "compound_mg": None,
                "nutrients": others,
            }
        )

    def build(self) -> ServingsBatch:
        batch = self.result.batch
        for (name, is_weighed, nominal), equal in self.servings.items():
            batch.foods.append(self._build_food(name, is_weighed, nominal, equal))
        batch.rows = {"doses": self.doses}
        return self.result

    def _entry_id(self, serving: FileServing) -> UUID:
        """The same line gives the same id, so a longer export of a diary adds only what is new."""
        amount = (
            ""
            if serving.amount is None
            else f"{plain_number(serving.amount.quantity)} {serving.amount.unit}"
        )
        line = (
            f"{self.layout.kind}|{serving.day}|{serving.at or ''}|{serving.meal}"
            f"|{serving.food}|{amount}"
        )
        self.lines[line] += 1
        return uuid5(NAMESPACE_URL, f"magwise-import:{line}|{self.lines[line]}")

    def _magnesium_of(self, serving: FileServing) -> Decimal | None:
        return None if self.magnesium is None else serving.values[self.magnesium]

    def _build_food(
        self, name: str, is_weighed: bool, nominal: str, equal: _EqualServings
    ) -> FileFood:
        revisions: list[tuple[ServingValues, FileRevision]] = []
        portions: dict[FilePortion, None] = {}
        number = len(self.result.batch.foods)
        # The largest serving comes first: its values per 100 g are the most exact.
        for (weight, values), servings in sorted(equal.items(), key=lambda one: -one[0][0].grams):
            wanted = self._per_100g(values, weight.grams)
            revision = next(
                (
                    revision
                    for stored, revision in revisions[-REVISIONS_TO_TRY:]
                    if self._can_share(stored, wanted, weight.grams, values)
                ),
                None,
            )
            if revision is None:
                key = f"{number}:{len(revisions)}"
                revision = self._build_revision(key, wanted, is_first=not revisions)
                revisions.append((wanted, revision))
            if weight.portion is not None:
                portions[weight.portion] = None
            self.result.batch.entries += [
                _file_entry(serving, id_, revision.key, weight) for serving, id_ in servings
            ]
        return FileFood(
            source=self.layout.kind.upper(),
            name=name,
            source_ref=source_ref_of(name, str(is_weighed), *([nominal] if nominal else [])),
            is_searchable=is_weighed and not self.layout.is_totals,
            portions=tuple(portions),
            revisions=tuple(revision for _, revision in revisions),
        )

    def _per_100g(self, values: ServingValues, grams: Decimal) -> ServingValues:
        """The values in 100 g, as exactly as the table stores them; magnesium is rounded up, so
        that a day never falls short of the file's.
        """
        return tuple(
            None
            if value is None
            else (to_per_100g_rounded_up if index == self.magnesium else to_per_100g)(value, grams)
            for index, value in enumerate(values)
        )

    def _can_share(
        self, stored: ServingValues, wanted: ServingValues, grams: Decimal, values: ServingValues
    ) -> bool:
        """Whether a revision has exactly the serving's magnesium, and every digit of its values."""
        if self.magnesium is not None and stored[self.magnesium] != wanted[self.magnesium]:
            return False
        return has_same_digits(stored, grams, values)

    def _build_revision(self, key: str, stored: ServingValues, *, is_first: bool) -> FileRevision:
        values = {
            number: value
            for number, value in zip(self.numbers, stored, strict=True)
            if value is not None
        }
        return FileRevision(
            key,
            values,
            dict.fromkeys(values, FROM_LABEL),
            reason="imported from a file",
            is_current=is_first,
        )


def has_same_digits(stored: ServingValues, grams: Decimal, values: ServingValues) -> bool:
    """Whether `grams` of a food with `stored` in 100 g give every digit of the file's values."""
    for amount, value in zip(stored, values, strict=True):
        if amount is None or value is None:
            if amount is not value:
                return False
        elif amount * grams / HUNDRED != value:
            exponent = value.as_tuple().exponent
            if not isinstance(exponent, int) or exponent < -5:
                return False
            step = Decimal(1).scaleb(min(exponent, 0))
            if (amount * grams / HUNDRED).quantize(step, ROUND_HALF_UP) != value:
                return False
    return True


def _file_entry(
    serving: FileServing, id_: UUID, revision: str | int, weight: ServingWeight
) -> FileEntry:
    return FileEntry(
        id_,
        serving.day,
        serving.at,
        MEAL_NUMBERS[serving.meal],
        revision,
        weight.grams,
        weight.portion,
        weight.quantity,
    )
