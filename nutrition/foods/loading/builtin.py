"""Loads the built-in food table (described in data/README.md) into the database."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max, OuterRef, Q, Subquery
from django.utils import timezone

from nutrition.foods.bounds import set_upper_bounds
from nutrition.foods.fields import to_scaled
from nutrition.foods.loading.build_sr28 import TABLE_NAME, sha256_of
from nutrition.foods.loading.bulk import Row, insert_rows
from nutrition.foods.loading.table_file import (
    BuiltinTable,
    FoodRow,
    PortionRow,
    ReleaseRow,
    RevisionRow,
    SourceRow,
    unpack,
)
from nutrition.foods.models import (
    Food,
    FoodCategory,
    FoodRevision,
    Nutrient,
    Portion,
    Release,
    Source,
)
from nutrition.foods.percentiles import GroupPercentiles, group_percentiles
from nutrition.foods.search.actions import apply_names

BUILTIN_TABLE = Path(__file__).parents[1] / "data" / TABLE_NAME

Progress = Callable[[int, int, str], None]
"""Called during each step with (rows done, rows in all, what they are)."""


class LoadCounts(NamedTuple):
    """How many rows a load added; all 0 if the releases were loaded before."""

    releases: int = 0
    foods: int = 0
    portions: int = 0
    revisions: int = 0


class Edition(NamedTuple):
    """The contents of a release: new foods with portions, and the revised foods."""

    release: ReleaseRow
    foods: list[FoodRow]
    portions: list[PortionRow]
    revisions: list[RevisionRow]


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
    with transaction.atomic():
        table = unpack(content)
        percentiles = group_percentiles(_known_magnesium(table))
        (publisher,) = table.sources
        source = _save_source(publisher, percentiles)
        _save_groups(table, percentiles)
        _save_nutrients(table)
        loaded = [
            _load_edition(edition, source, sha256, on_progress) for edition in _editions(table)
        ]
        # Also of releases that an earlier file brought: the next start has nothing to compare.
        source.releases.filter(name__in=[row.name for row in table.releases]).update(sha256=sha256)
        set_upper_bounds(FoodRevision.objects.all())
        apply_names()
    return LoadCounts(*(sum(counts) for counts in zip(*loaded, strict=True)))


def _editions(table: BuiltinTable) -> Iterator[Edition]:
    for place, release in enumerate(table.releases):
        foods, portions = ([], []) if place else (table.foods, table.portions)
        revisions = [row for row in table.revisions if row.release == place]
        yield Edition(release, foods, portions, revisions)


def _known_magnesium(table: BuiltinTable) -> Iterator[tuple[str, Decimal]]:
    """(group, mg per 100 g) of each food whose magnesium is known after the last release."""
    last = {row.source_ref: row.magnesium for row in table.revisions}
    return (
        (food.group, Decimal(magnesium))
        for food in table.foods
        if (magnesium := last.get(food.source_ref)) is not None
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


def _save_groups(table: BuiltinTable, percentiles: GroupPercentiles) -> None:
    groups = [
        FoodCategory(
            code=group.code, name=group.name, magnesium_p95=percentiles.by_group.get(group.code)
        )
        for group in table.groups
    ]
    FoodCategory.objects.bulk_create(
        groups, update_conflicts=True, unique_fields=["code"], update_fields=["magnesium_p95"]
    )


def _save_nutrients(table: BuiltinTable) -> None:
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
    )
    _make_current(release)
    return loaded


def _shared_foods(source: Source) -> dict[str, int]:
    """Keys of the source's foods by the source's own number."""
    return dict(Food.objects.filter(source=source).values_list("source_ref", "id"))


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
    newest = dict(
        FoodRevision.objects.filter(food__source=release.source)
        .order_by()
        .values_list("food")
        .annotate(Max("number"))
    )
    made_at, reason = timezone.now().isoformat(sep=" "), f"Loaded from {release.name}"
    revised = [(keys[row.source_ref], row) for row in edition.revisions if row.source_ref in keys]
    rows: Iterator[Row] = (
        (
            food,
            newest.get(food, 0) + 1,
            release.pk,
            made_at,
            reason,
            _scaled(row.magnesium),
            _scaled(row.energy),
            row.amounts,
            row.details,
        )
        for food, row in revised
    )
    columns = [
        "food_id",
        "number",
        "release_id",
        "made_at",
        "reason",
        "mg_per_100g",
        "kcal_per_100g",
        "amounts",
        "details",
    ]
    return insert_rows(FoodRevision, columns, rows, _step(on_progress, len(revised), "revisions"))


def _scaled(amount: str | None) -> int | None:
    return None if amount is None else to_scaled(Decimal(amount))


def _make_current(release: Release) -> None:
    """Make the release's revisions current, except for foods that a curator has corrected."""
    revision = FoodRevision.objects.filter(release=release, food=OuterRef("pk"))
    not_corrected = Q(current=None) | Q(current__release__isnull=False)
    Food.objects.filter(not_corrected, revisions__release=release).update(
        current=Subquery(revision.values("pk"))
    )


def _step(on_progress: Progress, total: int, label: str) -> Callable[[int], None]:
    return lambda done: on_progress(done, total, label)
