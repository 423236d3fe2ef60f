"""Builds foods, entries and doses from servings; each entry has the digits of the file. Pure.

A file gives the nutrients of what was eaten. Each food of the file becomes a food of the person,
whose amounts are those of a serving as the file has it: 320 mg in 35 g. Servings share a revision
if it has exactly the magnesium and every digit of each; otherwise they get revisions of their own.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from nutrition.foods.amount_words import plain_number
from nutrition.foods.basis import HUNDRED_GRAMS
from nutrition.foods.values import ENERGY_KCAL, MAGNESIUM
from nutrition.intake.per_100g import STEP
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
from nutrition.transfer.importing.serving_weights import (
    GRAM_STEP,
    MAX_BASIS_AMOUNT,
    ONE,
    ServingWeight,
    is_storable,
    weigh_amount,
    with_exact_portion,
)
from nutrition.transfer.importing.table_layout import TableLayout

DOSE_STEP = Decimal("0.000001")
# Programs that compute with binary fractions write 0.30000000000000004 for 0.3.
NOISE_STEP = Decimal("1e-10")
FROM_LABEL = 8  # foods.models.Quality: the file does not say how a value came about
SUPPLEMENT_UNITS = re.compile(
    r"\b(?:capsule|tablet|softgel|caplet|pill|gummy|gummies|lozenge)s?\b", re.IGNORECASE
)
SUPPLEMENT_CATEGORY = "supplement"
MEAL_NUMBERS = {"breakfast": 1, "lunch": 2, "dinner": 3, "snack": 4}  # diary.models.Meal
# How many of a food's last revisions are tried for another serving. Whole meals never share one,
# and a file has thousands of them.
REVISIONS_TO_TRY = 50
# Minerals and vitamins that the label of a supplement may list (numbers of the food table).
_LABEL_NUTRIENTS = (
    "301 303 305 306 307 309 312 314 315 316 310 317 "
    "401 328 323 430 404 405 406 410 415 416 418 421"
)
SUPPLEMENT_NUTRIENTS = frozenset(_LABEL_NUTRIENTS.split())


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
        # by the food's name, and its portion where nobody knows the weight
        self.servings: dict[tuple[str, FilePortion | None], _EqualServings] = defaultdict(dict)

    def add_entry(self, serving: FileServing) -> None:
        match = self.matches.get(serving.food)
        weight = match.weigh(serving.amount) if match else weigh_amount(serving.amount)
        if weight is None:
            self.problems.add(
                f"line {serving.line}", "An entry must weigh more than 0 and at most 10 kg."
            )
            return
        if fault := self._fault_of_values(serving.values, weight):
            self.problems.add(f"line {serving.line}", fault)
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
        values = self._storable(serving.values)
        portion = None
        if weight.grams is None:
            result.unweighed += 1
            weight = with_exact_portion(weight, values)
            portion = weight.portion
        equal = self.servings[(serving.food, portion)]
        equal.setdefault((weight, values), []).append((serving, id_))

    def _fault_of_values(self, values: ServingValues, weight: ServingWeight) -> str:
        grams = weight.grams or HUNDRED_GRAMS
        known = [
            (number, value)
            for number, value in zip(self.numbers, values, strict=True)
            if value is not None
        ]
        if any(value / grams * HUNDRED_GRAMS >= MAX_AMOUNT for _, value in known):
            return "A nutrient of this line is more than the food could weigh."
        bounded = (MAGNESIUM, ENERGY_KCAL)
        if any(number in bounded and value > MAX_BASIS_AMOUNT for number, value in known):
            return "One line can have at most 10,000 mg of magnesium and 10,000 kcal."
        return ""

    def _storable(self, values: ServingValues) -> ServingValues:
        """With no more decimals than the table stores. Magnesium is rounded up, so that a day never
        falls short of the file's.
        """
        return tuple(
            value
            if value is None or is_storable(value)
            else _rounded(value, index == self.magnesium)
            for index, value in enumerate(values)
        )

    def add_dose(self, serving: FileServing) -> None:
        """Adds a dose with exactly the magnesium of the file.

        If one unit would have thirds of a milligram, all units become one dose. Magnesium that the
        file does not give is not on the label: unknown, not 0.
        """
        amount = serving.amount or ServingAmount(ONE, "")
        mg = self._magnesium_of(serving)
        quantity = amount.quantity.quantize(GRAM_STEP)
        each = None if mg is None or not quantity else (mg / quantity).quantize(DOSE_STEP)
        unit = amount.unit[:40]
        if not 0 < quantity <= 100 or (each is not None and each * quantity != mg):
            each, quantity = mg, ONE
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
        for (name, portion), equal in self.servings.items():
            batch.foods.append(self._build_food(name, portion, equal))
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
        self, name: str, portion: FilePortion | None, equal: _EqualServings
    ) -> FileFood:
        """`portion` is that of a food of unknown weight."""
        revisions: list[tuple[ServingWeight, ServingValues, str]] = []
        portions: dict[FilePortion, None] = {}
        number = len(self.result.batch.foods)
        # The largest serving comes first: its values have the most digits.
        for (weight, values), servings in sorted(equal.items(), key=lambda one: -one[0][0].measure):
            key = next(
                (
                    key
                    for basis, stored, key in revisions[-REVISIONS_TO_TRY:]
                    if self._can_share(stored, basis.measure, values, weight.measure)
                ),
                None,
            )
            if key is None:
                key = f"{number}:{len(revisions)}"
                revisions.append((weight, values, key))
            if weight.portion is not None:
                portions[weight.portion] = None
            self.result.batch.entries += [
                _file_entry(serving, id_, key, weight) for serving, id_ in servings
            ]
        return FileFood(
            source=self.layout.kind.upper(),
            name=name,
            source_ref=_source_ref(name, portion),
            is_searchable=portion is None and not self.layout.is_totals,
            portions=tuple(portions),
            revisions=tuple(
                self._build_revision(key, weight, values, is_first=place == 0)
                for place, (weight, values, key) in enumerate(revisions)
            ),
        )

    def _can_share(
        self, stored: ServingValues, basis: Decimal, values: ServingValues, measure: Decimal
    ) -> bool:
        """Whether `stored` in `basis` gives exactly the serving's magnesium, and every digit of its
        values.
        """
        if self.magnesium is not None:
            mg, wanted = stored[self.magnesium], values[self.magnesium]
            if mg is not None and wanted is not None and mg * measure != wanted * basis:
                return False
        return has_same_digits(stored, basis, values, measure)

    def _build_revision(
        self, key: str, weight: ServingWeight, values: ServingValues, *, is_first: bool
    ) -> FileRevision:
        """Of the serving's grams, or of one portion."""
        count = ONE if weight.grams is not None else weight.measure
        known = {
            number: value / count
            for number, value in zip(self.numbers, values, strict=True)
            if value is not None
        }
        return FileRevision(
            key,
            known,
            dict.fromkeys(known, FROM_LABEL),
            reason="imported from a file",
            is_current=is_first,
            basis=weight.grams,
        )


def _source_ref(name: str, portion: FilePortion | None) -> str:
    """A food with a weight keeps the number that it had in older versions."""
    if portion is None:
        return source_ref_of(name, "True")
    return source_ref_of(name, "portion", plain_number(portion.amount), portion.unit)


def _rounded(value: Decimal, up: bool) -> Decimal:
    return value.quantize(NOISE_STEP).quantize(STEP, ROUND_CEILING if up else ROUND_HALF_EVEN)


def has_same_digits(
    stored: ServingValues, basis: Decimal, values: ServingValues, measure: Decimal
) -> bool:
    """Whether `stored` in `basis` gives every digit of the file's values in `measure`."""
    for amount, value in zip(stored, values, strict=True):
        if amount is None or value is None:
            if amount is not value:
                return False
        elif amount * measure != value * basis:
            exponent = value.as_tuple().exponent
            step = Decimal(1).scaleb(min(int(exponent), 0))
            if (amount * measure / basis).quantize(step, ROUND_HALF_UP) != value:
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
