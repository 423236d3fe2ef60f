"""Loads the built-in food table (described in data/README.md) into the database."""

import gc
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from itertools import chain, compress
from pathlib import Path
from typing import NamedTuple, cast

from django.db import transaction
from django.db.models import Max, OuterRef, Q, Subquery
from django.utils import timezone

from nutrition.foods.bounds import set_upper_bounds
from nutrition.foods.loading.build_sr28 import TABLE_NAME, sha256_of
from nutrition.foods.loading.bulk import Cell, Row, foreign_keys_checked_at_once, insert_rows
from nutrition.foods.loading.laws import LAW_NUTRIENTS, broken_laws, factors_of, listed_exceptions
from nutrition.foods.loading.table_file import (
    AmountRow,
    ColumnRows,
    CorrectionRow,
    DerivedRow,
    FoodRow,
    FoodTable,
    PortionRow,
    ReleaseRow,
    SourceRow,
    columns_of,
    unpack,
)
from nutrition.foods.loading.value_columns import fill_value_columns
from nutrition.foods.models import (
    Food,
    FoodCategory,
    FoodRevision,
    Nutrient,
    NutrientAmount,
    Portion,
    Quality,
    Release,
    Source,
)
from nutrition.foods.percentiles import GroupPercentiles, group_percentiles
from nutrition.foods.search.actions import apply_names

BUILTIN_TABLE = Path(__file__).parents[1] / "data" / TABLE_NAME

MAGNESIUM = "304"
TableValues = dict[str, dict[str, Decimal]]
"""Amounts by the source's numbers of food and nutrient."""

Progress = Callable[[int, int, str], None]
"""Called during each step with (rows done, rows in all, what they are)."""


class BrokenLawsError(ValueError):
    """Values of a food contradict each other; data/law_exceptions.csv gives no reason."""


class LoadCounts(NamedTuple):
    """How many rows a load added; all 0 if the releases were loaded before."""

    releases: int = 0
    foods: int = 0
    portions: int = 0
    revisions: int = 0
    amounts: int = 0


class Edition(NamedTuple):
    """The contents of a release: new foods with portions, and all values of revised foods."""

    release: ReleaseRow
    foods: Collection[FoodRow]
    portions: Collection[PortionRow]
    revised_foods: set[str]
    amounts: Collection[AmountRow]


def load_builtin(
    *, path: Path = BUILTIN_TABLE, on_progress: Progress = lambda done, total, label: None
) -> LoadCounts:
    """Add the releases of the table that the database does not have yet, all or nothing.

    A loaded release stays as it is, even if a later build of the file has other values for it.
    """
    content = path.read_bytes()
    sha256 = sha256_of(content)
    # An earlier version loaded the foods without the percentiles.
    if Release.objects.filter(sha256=sha256, source__magnesium_p95__isnull=False).exists():
        return LoadCounts()
    with _no_garbage_collection(), transaction.atomic():
        table = unpack(content)
        values = _final_values(table)
        _refuse_broken_laws(table, values)
        percentiles = group_percentiles(_known_magnesium(table, values))
        (publisher,) = table.sources
        source = _save_source(publisher, percentiles)
        _save_groups(table, percentiles)
        _save_nutrients(table)
        loaded = [
            _load_edition(edition, source, sha256, on_progress) for edition in _editions(table)
        ]
        set_upper_bounds(FoodRevision.objects.all())
        apply_names()
    return LoadCounts(*(sum(counts) for counts in zip(*loaded, strict=True)))


def _final_values(table: FoodTable) -> TableValues:
    """The values after the last release, of magnesium and the nutrients that the laws need."""
    wanted = LAW_NUTRIENTS | {MAGNESIUM}
    refs, numbers, amounts, *_ = columns_of(table.amounts) if table.amounts else ([], [], [])
    is_wanted = list(map(wanted.__contains__, numbers))
    texts = list(compress(amounts, is_wanted))
    decimals = list(map({text: Decimal(text) for text in set(texts)}.__getitem__, texts))
    wanted_numbers = list(compress(numbers, is_wanted))
    values: TableValues = {}
    end = 0
    for ref, count in Counter(compress(refs, is_wanted)).items():  # a food's rows are consecutive
        start, end = end, end + count
        values[ref] = dict(zip(wanted_numbers[start:end], decimals[start:end], strict=True))
    for ref, number, text in chain(table.corrections, table.derived):
        if text:
            values.setdefault(ref, {})[number] = Decimal(text)
        else:
            values[ref].pop(number, None)
    return values


def _refuse_broken_laws(table: FoodTable, values: TableValues) -> None:
    """Raise BrokenLawsError, except for foods that are listed because USDA contradicts itself."""
    factors = cache(factors_of)
    faults = [
        f"{food.source_ref} {food.name}: {broken.law}, {broken.detail}"
        for food in table.foods
        for broken in broken_laws(values.get(food.source_ref, {}), factors(*food.factors))
        if (food.source_ref, broken.law) not in listed_exceptions()
    ]
    if faults:
        raise BrokenLawsError("\n".join(faults))


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Otherwise the garbage collector spends a fifth of the time on a million small tuples."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _editions(table: FoodTable) -> list[Edition]:
    first, second, third = table.releases
    foods = {food.source_ref for food in table.foods}
    corrected = {correction.source_ref for correction in table.corrections}
    derived = {row.source_ref for row in table.derived}
    later = _corrected_amounts(table, corrected | derived)
    return [
        Edition(first, table.foods, table.portions, foods, table.amounts),
        Edition(second, [], [], corrected, [row for row in later if row.source_ref in corrected]),
        Edition(
            third,
            [],
            [],
            derived,
            _derived_amounts(table, [row for row in later if row.source_ref in derived]),
        ),
    ]


def _corrected_amounts(table: FoodTable, foods: set[str]) -> list[AmountRow]:
    """All values of these foods: the corrected ones, and the others as they were."""
    cells = {row[:2] for row in table.corrections}
    amounts = cast(ColumnRows, table.amounts)  # the table was unpacked
    unchanged = [row for row in amounts.starting_with(foods) if row[:2] not in cells]
    return unchanged + [_without_samples(row, Quality.LATER_RELEASE) for row in table.corrections]


def _derived_amounts(table: FoodTable, later: list[AmountRow]) -> list[AmountRow]:
    """All values of these foods after the third release, without those that it makes unknown."""
    cells = {row[:2] for row in table.derived}
    unchanged = [row for row in later if row[:2] not in cells]
    return unchanged + [
        _without_samples(row, Quality.DERIVED) for row in table.derived if row.amount
    ]


def _without_samples(row: CorrectionRow | DerivedRow, quality: Quality) -> AmountRow:
    return AmountRow(row.source_ref, row.number, row.amount, str(quality.value), "", "", "")


def _known_magnesium(table: FoodTable, values: TableValues) -> Iterator[tuple[str, Decimal]]:
    """(group, mg per 100 g) of each food whose magnesium is known."""
    return (
        (food.group, values[food.source_ref][MAGNESIUM])
        for food in table.foods
        if MAGNESIUM in values.get(food.source_ref, {})
    )


def _save_source(row: SourceRow, percentiles: GroupPercentiles) -> Source:
    source, _ = Source.objects.update_or_create(
        code=row.code,
        defaults={
            "name": row.name,
            "url": row.url,
            "citation": row.citation,
            "magnesium_p95": percentiles.of_all,
        },
    )
    return source


def _save_groups(table: FoodTable, percentiles: GroupPercentiles) -> None:
    groups = [
        FoodCategory(
            code=group.code, name=group.name, magnesium_p95=percentiles.by_group.get(group.code)
        )
        for group in table.groups
    ]
    FoodCategory.objects.bulk_create(
        groups, update_conflicts=True, unique_fields=["code"], update_fields=["magnesium_p95"]
    )


def _save_nutrients(table: FoodTable) -> None:
    nutrients = [
        Nutrient(
            id=int(row.fdc_id), number=row.number, name=row.name, unit=row.unit, position=position
        )
        for position, row in enumerate(table.nutrients, start=1)
    ]
    Nutrient.objects.bulk_create(
        nutrients,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["number", "name", "unit", "position"],
    )


def _load_edition(
    edition: Edition, source: Source, sha256: str, on_progress: Progress
) -> LoadCounts:
    release, is_new = Release.objects.get_or_create(
        source=source,
        name=edition.release.name,
        defaults={"published_on": edition.release.published_on, "sha256": sha256},
    )
    if not is_new:
        return LoadCounts()
    known = _shared_foods(source)
    new_foods = [food for food in edition.foods if food.source_ref not in known]
    added = _add_foods(new_foods, source, on_progress)
    keys = _shared_foods(source) if added else known
    loaded = LoadCounts(
        releases=1,
        foods=added,
        portions=_add_portions(
            [row for row in edition.portions if row.source_ref not in known], keys, on_progress
        ),
        revisions=_add_revisions(edition, release, keys, on_progress),
        amounts=_add_amounts(edition, release, on_progress),
    )
    fill_value_columns(release)
    _make_current(release)
    return loaded


def _shared_foods(source: Source) -> dict[str, int]:
    """Keys of the source's foods by the source's own number."""
    return dict(Food.objects.filter(source=source, owner=None).values_list("source_ref", "id"))


def _add_foods(foods: list[FoodRow], source: Source, on_progress: Progress) -> int:
    """Foods with USDA's names, in the file's order; `apply_names` gives them everyday ones."""
    columns = [
        "source_id",
        "source_ref",
        "name",
        "synonyms",
        "category_id",
        "manufacturer",
        "scientific_name",
        "rank",
    ]
    rows: Iterator[Row] = (
        (
            source.pk,
            food.source_ref,
            food.name,
            food.common_names,
            food.group,
            food.manufacturer,
            food.scientific_name,
            position,
        )
        for position, food in enumerate(foods, start=1)
    )
    return insert_rows(Food, columns, rows, _step(on_progress, len(foods), "foods"))


def _add_portions(
    portions: list[PortionRow], keys: Mapping[str, int], on_progress: Progress
) -> int:
    rows = (
        (keys[row.source_ref], position, row.amount, row.unit, row.grams)
        for position, row in _with_positions(portions)
    )
    columns = ["food_id", "position", "amount", "unit", "grams"]
    return insert_rows(Portion, columns, rows, _step(on_progress, len(portions), "portions"))


def _with_positions(portions: list[PortionRow]) -> Iterator[tuple[int, PortionRow]]:
    """Each portion with its place among those of its food, from 1."""
    seen: Counter[str] = Counter()
    for row in portions:
        seen[row.source_ref] += 1
        yield seen[row.source_ref], row


def _add_revisions(
    edition: Edition, release: Release, keys: Mapping[str, int], on_progress: Progress
) -> int:
    """A new revision for each food that the release revises and that still exists."""
    foods = [key for ref, key in sorted(keys.items()) if ref in edition.revised_foods]
    newest = dict(
        FoodRevision.objects.filter(food__source=release.source)
        .order_by()
        .values_list("food")
        .annotate(Max("number"))
    )
    made_at = timezone.now().isoformat(sep=" ")
    reason = f"Loaded from {release.name}"
    rows: Iterator[Row] = (
        (food, newest.get(food, 0) + 1, release.pk, made_at, reason, "{}", "{}") for food in foods
    )
    columns = ["food_id", "number", "release_id", "made_at", "reason", "amounts", "details"]
    return insert_rows(FoodRevision, columns, rows, _step(on_progress, len(foods), "revisions"))


def _add_amounts(edition: Edition, release: Release, on_progress: Progress) -> int:
    revisions = dict(release.revisions.order_by().values_list("food__source_ref", "id"))
    nutrients = dict(Nutrient.objects.values_list("number", "id"))
    if not edition.amounts:
        return 0
    # Column by column: no Python loop over 430,000 rows.
    refs, numbers, amounts, qualities, samples, errors, changes = columns_of(edition.amounts)
    cells: Iterator[Row] = zip(
        map(revisions.get, refs),
        map(nutrients.__getitem__, numbers),
        amounts,
        _convert_column(qualities, int),
        _convert_column(samples, _or_none),
        _convert_column(errors, _or_none),
        _convert_column(changes, _first_day),
        strict=True,
    )
    rows = compress(cells, map(revisions.__contains__, refs))
    columns = ["revision_id", "nutrient_id", "amount", "quality"]
    columns += ["samples", "standard_error", "changed_on"]
    with foreign_keys_checked_at_once(NutrientAmount):
        return insert_rows(
            NutrientAmount, columns, rows, _step(on_progress, len(edition.amounts), "values")
        )


def _convert_column(column: Sequence[str], convert: Callable[[str], Cell]) -> Iterator[Cell]:
    """The converted column; each of its few different cells is converted once."""
    return map({cell: convert(cell) for cell in set(column)}.__getitem__, column)


def _or_none(cell: str) -> str | None:
    return cell or None


def _first_day(month: str) -> str | None:
    """ISO date of the first day of MM/YYYY; None for ""."""
    return f"{month[3:]}-{month[:2]}-01" if month else None


def _make_current(release: Release) -> None:
    """Make the release's revisions current, except for foods that a curator has corrected."""
    revision = FoodRevision.objects.filter(release=release, food=OuterRef("pk"))
    not_corrected = Q(current=None) | Q(current__release__isnull=False)
    Food.objects.filter(not_corrected, revisions__release=release).update(
        current=Subquery(revision.values("pk"))
    )


def _step(on_progress: Progress, total: int, label: str) -> Callable[[int], None]:
    return lambda done: on_progress(done, total, label)
