"""Reference intakes: how much of a nutrient is recommended for a person on a date, and its source.

Every number comes from a file in tables/. The rules are in section 3 of the assessment rules: if
age or sex is unknown, all life stages that the person may be in are candidates, and the reference
is the range over them.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from accounts.life_stage import ConditionKind, Person, SexCode

MAGNESIUM = "304"  # the number of the SR list; FDC's id is 1090

TABLES = Path(__file__).parent / "tables"

# A person without a birth date counts as an adult: the first adult stage starts at 19 years.
ADULT_FROM_MONTHS = 19 * 12

INFANT_UP_TO_MONTHS = 12

NO_DRI = "no DRI"

ReferenceKind = Literal["RDA", "AI"]
UlRegion = Literal["US", "EU"]


@dataclass(frozen=True, slots=True, eq=False)
class LifeStage:
    """A life stage of the reference table; ages in completed months, the upper one exclusive.

    There is one instance of each, so that they are compared and hashed as quickly as objects are.
    """

    code: str
    label: str
    sex: str  # "F", "M" or "any"
    condition: str  # "none", "pregnant" or "lactating"
    age_min_months: int
    age_max_months: int | None

    def includes(self, months: int) -> bool:
        return self.age_min_months <= months and (
            self.age_max_months is None or months < self.age_max_months
        )


@dataclass(frozen=True, slots=True)
class Reference:
    """The recommended amount in the unit of the food table; `kind`, `low` and `high` are None if
    there is none.

    `low` and `high` differ only if the candidate stages have different amounts. `ul` counts only
    what `ul_basis` says (for magnesium "supplemental_only"). `stage_note` says that the stages
    replace one that has no reference intake.
    """

    number: str
    stages: tuple[LifeStage, ...]
    unit: str | None
    kind: ReferenceKind | None
    low: Decimal | None
    high: Decimal | None
    ears: tuple[Decimal, ...]
    ul: Decimal | None
    ul_basis: str | None
    cdrr: Decimal | None
    stage_note: str | None
    note: str | None
    ul_note: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class _ReferenceRow:
    amount: Decimal | None  # None: not determined
    unit: str
    basis: str
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class _ReferenceTable:
    # in the table's order: infants, children, males, females, pregnancy, lactation
    stages: tuple[LifeStage, ...]
    rows: dict[tuple[str, str, str], _ReferenceRow]  # by nutrient number, kind and stage code


def read_table(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def _table() -> _ReferenceTable:
    stages: dict[str, LifeStage] = {}
    rows: dict[tuple[str, str, str], _ReferenceRow] = {}
    for line in read_table("reference_intakes.csv"):
        code = line["life_stage"]
        if code not in stages:
            stages[code] = _stage(line)
        amount = line["amount_in_fdc_unit"]
        # Amounts per kg of body weight and percentages of energy are in no unit of the food table.
        if amount or line["amount"] == "ND":
            rows[line["fdc_nutrient_number"], line["kind"], code] = _ReferenceRow(
                Decimal(amount) if amount else None,
                line["fdc_unit"],
                line["basis"],
                line["note"],
                line["source"],
            )
    return _ReferenceTable(tuple(stages.values()), rows)


def _stage(line: dict[str, str]) -> LifeStage:
    age_max = line["age_max_months"]
    return LifeStage(
        code=line["life_stage"],
        label=line["life_stage_label"],
        sex=line["sex"],
        condition=line["condition"],
        age_min_months=int(line["age_min_months"]),
        age_max_months=int(age_max) if age_max else None,
    )


def life_stages(person: Person, on: date) -> tuple[LifeStage, ...]:
    """The life stages that the person may be in on a day, in the table's order; none before birth.

    Pregnancy and lactation at the same time give the stages of both; for a man they are ignored.
    Under 14 and over 50 years the table has no such stages, so the nearest one is used.
    """
    conditions = frozenset() if person.sex == "M" else person.condition_on(on)
    return _life_stages(person.sex, person.completed_months(on), conditions)


@lru_cache(maxsize=1024)
def _life_stages(
    sex: SexCode | None, months: int | None, conditions: frozenset[ConditionKind]
) -> tuple[LifeStage, ...]:
    stages = [
        stage
        for stage in _table().stages
        if (stage.condition in conditions if conditions else stage.condition == "none")
        and (sex is None or stage.sex in (sex, "any"))
    ]
    if months is None:
        return tuple(stage for stage in stages if stage.age_min_months >= ADULT_FROM_MONTHS)
    if conditions and months >= 0:
        first = min(stage.age_min_months for stage in stages)
        end = max(stage.age_max_months for stage in stages if stage.age_max_months is not None)
        months = min(max(months, first), end - 1)
    return tuple(stage for stage in stages if stage.includes(months))


def reference_of(number: str, person: Person, on: date) -> Reference:
    """Reference intakes of a nutrient (by its SR number, "304") for a person on a day."""
    stages = life_stages(person, on)
    reference = _reference(number, stages)
    return (
        replace(reference, stage_note=NO_DRI)
        if _has_no_dri(stages, person.completed_months(on))
        else reference
    )


def combine_references(found: Iterable[Reference]) -> Reference | None:
    """The reference over the days of a mean; if it changed in between, the range over all days.

    Upper levels are the lowest of all days. None without days, and if an AI was replaced by an RDA,
    because the two mean different things.
    """
    each = list(dict.fromkeys(found))
    if len(each) == 1:
        return each[0]
    if len({reference.kind for reference in each}) != 1:
        return None
    stages = {stage for reference in each for stage in reference.stages}
    return replace(
        _with_lowest_limits(each[0], each),
        stages=tuple(stage for stage in _table().stages if stage in stages),
        low=_lowest(reference.low for reference in each if reference.low is not None),
        high=max(
            (reference.high for reference in each if reference.high is not None), default=None
        ),
        ears=tuple(sorted({ear for reference in each for ear in reference.ears})),
        stage_note=next((reference.stage_note for reference in each if reference.stage_note), None),
    )


def _with_lowest_limits(described: Reference, found: Sequence[Reference]) -> Reference:
    """The reference with the lowest UL and CDRR of all days, and the basis of that UL."""
    limits = [reference for reference in found if reference.ul is not None]
    strictest = min(limits, key=lambda reference: reference.ul or 0, default=described)
    return replace(
        described,
        ul=strictest.ul,
        ul_basis=strictest.ul_basis,
        ul_note=strictest.ul_note,
        cdrr=_lowest(reference.cdrr for reference in found if reference.cdrr is not None),
    )


def distinct_days(person: Person, days: Sequence[date]) -> tuple[date, ...]:
    """One of these days for each different reference, to represent the others."""
    return tuple({reference_of(MAGNESIUM, person, on): on for on in days}.values())


def reference_over(number: str, person: Person, days: Sequence[date]) -> Reference:
    """Reference intakes of a nutrient over the days of a mean, of which there is at least one.

    It has no amount if an AI was replaced by an RDA in between.
    """
    found = [reference_of(number, person, on) for on in days]
    return combine_references(found) or replace(
        _with_lowest_limits(found[-1], found),
        kind=None,
        low=None,
        high=None,
        ears=(),
        stage_note=next(
            (reference.stage_note for reference in found if reference.stage_note), None
        ),
    )


def has_amount_change(found: Iterable[Reference]) -> bool:
    """Whether the amount changed in between; a birthday into the same amount is no change."""
    return len({(reference.kind, reference.low, reference.high) for reference in found}) > 1


def supplement_ul(person: Person, on: date, region: UlRegion = "US") -> Decimal | None:
    """Upper level of magnesium in mg a day, from supplements and medicines only; None if none is
    set.

    "US" is the UL of the reference table, which also applies in Canada; "EU" is EFSA's.
    """
    if region == "US":
        return reference_of(MAGNESIUM, person, on).ul
    return _lowest(
        Decimal(line["amount"])
        for line in _regional_uls()
        for stage in life_stages(person, on)
        if line["region"] == region and stage.age_min_months >= int(line["age_min_months"])
    )


class SupplementUls(NamedTuple):
    """The lowest upper levels of some days: the region's `own`, and `beside` it the US one for the
    days on which the region has none (EFSA's begins at 4 years).
    """

    own: Decimal | None
    beside: Decimal | None

    @property
    def lowest(self) -> Decimal | None:
        return _lowest(ul for ul in self if ul is not None)


def supplement_uls(person: Person, days: Iterable[date], region: UlRegion = "US") -> SupplementUls:
    found = [
        (supplement_ul(person, on, region), reference_of(MAGNESIUM, person, on).ul) for on in days
    ]
    return SupplementUls(
        own=_lowest(own for own, _ in found if own is not None),
        beside=_lowest(us for own, us in found if own is None and us is not None),
    )


def target_band(number: str, person: Person, on: date) -> tuple[Decimal, Decimal] | None:
    """Lowest and highest recommended amount over the adult ages of the person's sex (and
    condition), for a chart.

    A child's band is the child's own amount. None if nothing is recommended.
    """
    months = person.completed_months(on)
    ageless = (
        person
        if months is not None and months < ADULT_FROM_MONTHS
        else replace(person, birth_date=None)
    )
    reference = reference_of(number, ageless, on)
    return (
        None if reference.low is None or reference.high is None else (reference.low, reference.high)
    )


@lru_cache(maxsize=1024)
def _reference(number: str, stages: tuple[LifeStage, ...]) -> Reference:
    kinds: tuple[ReferenceKind, ...] = ("RDA", "AI")
    kind = next((kind for kind in kinds if _rows(number, kind, stages)), None)
    recommended = _rows(number, kind, stages) if kind else {}
    amounts = _highest_at_each_age(recommended)
    uls = _rows(number, "UL", stages)
    row = next(iter(recommended.values()), None)
    ul_row = next(iter(uls.values()), None)
    described = row or ul_row
    return Reference(
        number=number,
        stages=stages,
        unit=described.unit if described else None,
        kind=kind,
        low=min(amounts, default=None),
        high=max(amounts, default=None),
        ears=tuple(sorted(set(_highest_at_each_age(_rows(number, "EAR", stages))))),
        ul=_lowest(row.amount for row in uls.values() if row.amount is not None),
        ul_basis=ul_row.basis if ul_row else None,
        cdrr=_lowest(
            row.amount for row in _rows(number, "CDRR", stages).values() if row.amount is not None
        ),
        stage_note=None,
        note=(row.note or None) if row else None,
        ul_note=(ul_row.note or None) if ul_row else None,
        source=described.source if described else None,
    )


def _rows(number: str, kind: str, stages: tuple[LifeStage, ...]) -> dict[LifeStage, _ReferenceRow]:
    rows = _table().rows
    return {stage: rows[key] for stage in stages if (key := (number, kind, stage.code)) in rows}


def _highest_at_each_age(rows: dict[LifeStage, _ReferenceRow]) -> list[Decimal]:
    """One amount per sex and age: for pregnancy and breastfeeding at once, the higher one."""
    highest: dict[tuple[str, int], Decimal] = {}
    for stage, row in rows.items():
        if row.amount is not None:
            key = stage.sex, stage.age_min_months
            highest[key] = max(row.amount, highest.get(key, row.amount))
    return list(highest.values())


def _has_no_dri(stages: tuple[LifeStage, ...], months: int | None) -> bool:
    """Whether nothing is recommended at this age: before birth; pregnant or lactating over 50."""
    ends = (stage.age_max_months for stage in stages)
    return months is not None and all(end is not None and end <= months for end in ends)


def _lowest(amounts: Iterable[Decimal]) -> Decimal | None:
    return min(amounts, default=None)


@cache
def _regional_uls() -> list[dict[str, str]]:
    return read_table("supplement_uls.csv")
