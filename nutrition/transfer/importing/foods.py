"""Makes foods, entries and doses of servings, so that each entry comes out with the digits that the
file gives. Pure.

A file gives the nutrients of what was eaten, a food has those of 100 g. Each food of the file
becomes a food of the person; servings share a revision where it gives back every digit of each of
them, else they get one of their own.
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
from nutrition.transfer.importing.rows import FileServing, Values
from nutrition.transfer.importing.table_layout import TableLayout
from nutrition.units import find_unit

GRAM_STEP = Decimal("0.001")
METRIC_VOLUMES = ("ml", "cl", "dl", "l")
# Of an amount without a weight, in grams: fewer come closer to the file's figure.
MOST_STANDING = 4_000
DOSE_STEP = Decimal("0.000001")
FROM_LABEL = 8  # foods.models.Quality: the file says no more about how a value came about
SUPPLEMENT_UNITS = re.compile(
    r"\b(?:capsule|tablet|softgel|caplet|pill|gummy|gummies|lozenge)s?\b", re.IGNORECASE
)
SUPPLEMENT_CATEGORIES = ("supplement",)
_EACH = re.compile(r"(.+?)\s*(?:-|–|\()\s*(\d+(?:[.,]\d+)?)\s*g\)?", re.IGNORECASE)
# Of the latest so many revisions of a food one may fit; meals in total never share one.
LOOKED_BACK = 50
MAGNESIUM = "304"
# Minerals and vitamins, which the label of a supplement may list (numbers of the food table).
_LISTED = (
    "301 303 305 306 307 309 312 314 315 316 310 317 "
    "401 328 323 430 404 405 406 410 415 416 418 421"
)
SUPPLEMENT_NUTRIENTS = frozenset(_LISTED.split(" "))


class ServingWeight(NamedTuple):
    """What an amount weighs; without a known weight a cup or a piece stands for itself
    (`is_weighed` False).

    `standing` names for how much it stands where that is not the usual: foods of different ones are
    different foods.
    """

    grams: Decimal
    measure: FilePortion | None
    quantity: Decimal | None
    is_weighed: bool
    standing: str = ""


class FoodMatch(NamedTuple):
    """A food of the table chosen for one of the file, and how an amount of it is weighed."""

    food_id: int
    weigh: Callable[[ServingAmount | None], ServingWeight | None]


@dataclass(slots=True)
class ServingsBatch:
    """The batch, and what the preview counts."""

    batch: ImportBatch
    foods: dict[str, int] = field(default_factory=dict)  # names with how often they were eaten
    supplements: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)  # entries without magnesium, by food
    unweighed: int = 0
    # of the foods without magnesium
    amounts: dict[str, set[ServingAmount | None]] = field(default_factory=dict)


def weigh_amount(amount: ServingAmount | None) -> ServingWeight | None:
    """None for an amount that no entry can have."""
    quantity, unit = amount or ServingAmount(Decimal(1), "serving")
    unit = " ".join((unit or "serving").split())[:100]
    known = find_unit(unit)
    if known is not None and known.kind == "mass":
        return _weight_in_bounds(
            Decimal(known.size.numerator) / known.size.denominator * quantity, None, None, True
        )
    if match := _EACH.fullmatch(unit):
        each = Decimal(match[2].replace(",", "."))
        return _weight_in_bounds(
            quantity * each, FilePortion(Decimal(1), match[1][:100], each), quantity, True
        )
    # A millilitre stands for a gram, anything else for 100 g: only so that halves and doubles come
    # out right, and so that half a cup comes out with every digit of the file.
    is_metric = known is not None and known.name in METRIC_VOLUMES
    each = Decimal(int(known.size)) if known is not None and is_metric else HUNDRED
    if quantity * each > MOST_STANDING and not is_metric:
        each = Decimal(1)
    standing = "" if is_metric or (known is None and each == HUNDRED) else f"{each:f}"
    measure = FilePortion(Decimal(1), f"{unit} ({NOT_WEIGHED})", each)
    return _weight_in_bounds(quantity * each, measure, quantity, False, standing)


def _weight_in_bounds(
    grams: Decimal,
    measure: FilePortion | None,
    quantity: Decimal | None,
    is_weighed: bool,
    standing: str = "",
) -> ServingWeight | None:
    grams = grams.quantize(GRAM_STEP, ROUND_HALF_EVEN)
    if not 0 < grams <= 10_000 or (measure is not None and not 0 < measure.grams <= 10_000):
        return None
    if quantity is None or measure is None:
        return ServingWeight(grams, None, None, is_weighed, standing)
    quantity = quantity.quantize(GRAM_STEP, ROUND_HALF_EVEN)
    return (
        ServingWeight(grams, measure, quantity, is_weighed, standing)
        if 0 < quantity <= 10_000
        else None
    )


def build_batch(
    servings: Iterable[FileServing],
    columns: TableLayout,
    nutrients: Mapping[str, int],
    *,
    problems: ImportProblems,
    as_supplements: bool = True,
    chosen: Mapping[str, FoodMatch] | None = None,
) -> ServingsBatch:
    """`nutrients` are ids by number; `chosen` maps the file's names of foods to foods of ours."""
    maker = _BatchBuilder(columns, nutrients, problems, chosen or {})
    for serving in servings:
        if as_supplements and is_supplement(serving):
            maker.take(serving)
        else:
            maker.eat(serving)
    return maker.made()


def is_supplement(serving: FileServing) -> bool:
    """By the file's own category or by what is counted: nobody eats tablets of food."""
    unit = serving.amount.unit if serving.amount else ""
    by_category = any(word in serving.category for word in SUPPLEMENT_CATEGORIES)
    return by_category or SUPPLEMENT_UNITS.search(unit) is not None


# Servings with one amount and the same values, with the ids of their entries.
_EqualServings = dict[tuple[ServingWeight, Values], list[tuple[FileServing, UUID]]]


class _BatchBuilder:
    def __init__(
        self,
        columns: TableLayout,
        nutrients: Mapping[str, int],
        problems: ImportProblems,
        chosen: Mapping[str, FoodMatch],
    ) -> None:
        self.columns, self.problems, self.chosen = columns, problems, chosen
        self.ids = [nutrients[column.number] for column in columns.nutrients]
        numbers = [column.number for column in columns.nutrients]
        self.magnesium = numbers.index(MAGNESIUM) if MAGNESIUM in numbers else None
        self.seen: Counter[str] = Counter()
        self.doses: list[dict[str, Any]] = []
        self.result = ServingsBatch(ImportBatch())
        # By food, whether it was weighed and what it stands for: what was eaten, with the entries.
        self.eaten: dict[tuple[str, bool, str], _EqualServings] = defaultdict(dict)

    def client_id(self, serving: FileServing) -> UUID:
        """The same line gives the same id: a longer export of a diary adds only what is new."""
        amount = (
            ""
            if serving.amount is None
            else f"{plain_number(serving.amount.quantity)} {serving.amount.unit}"
        )
        said = (
            f"{self.columns.kind}|{serving.day}|{serving.at or ''}|{serving.meal}"
            f"|{serving.food}|{amount}"
        )
        self.seen[said] += 1
        return uuid5(NAMESPACE_URL, f"magwise-import:{said}|{self.seen[said]}")

    def eat(self, serving: FileServing) -> None:
        chosen = self.chosen.get(serving.food)
        weighed = chosen.weigh(serving.amount) if chosen else weigh_amount(serving.amount)
        if weighed is None:
            self.problems.add(
                f"line {serving.line}", "One entry can be 10 kg at the most, and more than nothing."
            )
            return
        if any(
            value is not None and value / weighed.grams * HUNDRED >= MAX_AMOUNT
            for value in serving.values
        ):
            self.problems.add(
                f"line {serving.line}", "A nutrient of this line is more than the food could weigh."
            )
            return
        made = self.result
        made.foods[serving.food] = made.foods.get(serving.food, 0) + 1
        client_id = self.client_id(serving)
        if chosen is not None:
            made.batch.entries.append(_file_entry(serving, client_id, chosen.food_id, weighed))
            return
        if self.magnesium is None or serving.values[self.magnesium] is None:
            made.unknown[serving.food] += 1
            made.amounts.setdefault(serving.food, set()).add(serving.amount)
        made.unweighed += not weighed.is_weighed
        alike = self.eaten[(serving.food, weighed.is_weighed, weighed.standing)]
        alike.setdefault((weighed, serving.values), []).append((serving, client_id))

    def take(self, serving: FileServing) -> None:
        """A supplement. Its magnesium must come out exactly: thirds of a milligram make it one dose
        of all.

        What the file does not say of magnesium is not on the label: unknown, and no 0.
        """
        amount = serving.amount or ServingAmount(Decimal(1), "")
        mg = None if self.magnesium is None else serving.values[self.magnesium]
        quantity = amount.quantity.quantize(GRAM_STEP)
        each = None if mg is None or not quantity else (mg / quantity).quantize(DOSE_STEP)
        unit = amount.unit[:40]
        if not 0 < quantity <= 100 or (each is not None and each * quantity != mg):
            each, quantity, unit = (
                mg,
                Decimal(1),
                f"{plain_number(amount.quantity)} {amount.unit}"[:40],
            )
        if each is not None and each > 10_000:
            self.problems.add(f"line {serving.line}", "A dose can be 10,000 mg at the most.")
            return
        self.result.supplements[serving.food] += 1
        others = {
            column.label_key: plain_number((value / column.label_factor / quantity).quantize(STEP))
            for column, value in zip(self.columns.nutrients, serving.values, strict=True)
            if value and column.number != MAGNESIUM and column.number in SUPPLEMENT_NUTRIENTS
        }
        self.doses.append(
            {
                "client_id": self.client_id(serving),
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

    def made(self) -> ServingsBatch:
        batch = self.result.batch
        for (name, is_weighed, standing), alike in self.eaten.items():
            batch.foods.append(self._food(name, is_weighed, standing, alike))
        batch.rows = {"doses": self.doses}
        return self.result

    def _food(self, name: str, is_weighed: bool, standing: str, alike: _EqualServings) -> FileFood:
        """The largest serving first: its 100 g are the most exact."""
        revisions: list[tuple[Values, FileRevision]] = []
        measures: dict[FilePortion, None] = {}
        prefix = f"{len(self.result.batch.foods)}:"
        for (weighed, values), entries in sorted(alike.items(), key=lambda item: -item[0][0].grams):
            wanted = self._per_hundred(values, weighed.grams)
            fitting = (
                one
                for kept, one in revisions[-LOOKED_BACK:]
                if self._fits(kept, wanted, weighed.grams, values)
            )
            revision = next(fitting, None)
            if revision is None:
                revision = self._revision(
                    f"{prefix}{len(revisions)}", wanted, is_first=not revisions
                )
                revisions.append((wanted, revision))
            if weighed.measure is not None:
                measures[weighed.measure] = None
            self.result.batch.entries += [
                _file_entry(serving, client_id, revision.key, weighed)
                for serving, client_id in entries
            ]
        return FileFood(
            source=self.columns.kind.upper(),
            name=name,
            source_ref=source_ref_of(name, str(is_weighed), *([standing] if standing else [])),
            is_found=is_weighed and not self.columns.is_totals,
            portions=tuple(measures),
            revisions=tuple(revision for _, revision in revisions),
        )

    def _per_hundred(self, values: Values, grams: Decimal) -> Values:
        """In 100 g, as exactly as the table stores it: a day never falls short of the file's."""
        return tuple(
            None
            if value is None
            else (to_per_100g_rounded_up if place == self.magnesium else to_per_100g)(value, grams)
            for place, value in enumerate(values)
        )

    def _fits(self, kept: Values, wanted: Values, grams: Decimal, values: Values) -> bool:
        """Whether a revision has the serving's magnesium to the last digit, all else as written."""
        if self.magnesium is not None and kept[self.magnesium] != wanted[self.magnesium]:
            return False
        return has_same_digits(kept, grams, values)

    def _revision(self, key: str, kept: Values, *, is_first: bool) -> FileRevision:
        values = {
            id_: value for id_, value in zip(self.ids, kept, strict=True) if value is not None
        }
        return FileRevision(
            key,
            values,
            dict.fromkeys(values, FROM_LABEL),
            reason="imported from a file",
            is_current=is_first,
        )


def has_same_digits(kept: Values, grams: Decimal, values: Values) -> bool:
    """Whether so many grams have the values of the file, in all the digits that the file has."""
    for amount, value in zip(kept, values, strict=True):
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
    serving: FileServing, client_id: UUID, revision: str | int, weighed: ServingWeight
) -> FileEntry:
    return FileEntry(
        client_id,
        serving.day,
        serving.at,
        MEAL_NUMBERS[serving.meal],
        revision,
        weighed.grams,
        weighed.measure,
        weighed.quantity,
    )


MEAL_NUMBERS = {"breakfast": 1, "lunch": 2, "dinner": 3, "snack": 4}  # diary.models.Meal
