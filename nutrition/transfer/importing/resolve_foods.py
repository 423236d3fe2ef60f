"""Finds or adds the revision of each food of a file, so that entries have exactly its values.

A shared food is used if it has the portions of the file, and a revision with the same values.
Otherwise the person gets a food of their own with the values of the file, which nobody else can see
(ADR 8).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain

from django.utils import timezone

from accounts.models import User
from nutrition.foods.bounds import set_upper_bounds
from nutrition.foods.models import (
    Food,
    FoodRevision,
    Portion,
    Quality,
    Release,
    Source,
)
from nutrition.foods.values import KnownValue, read_amounts, value_columns
from nutrition.transfer.importing.batch import FileFood, FilePortion, FileRevision, source_ref_of

# What one transaction stores, in foods and revisions: little enough for others to write in between.
MAX_PART_SIZE = 100
MAX_REVISIONS = 500
# Sources that imports may add. A file cannot add others, because sources are everybody's.
OTHER_MAGWISE = "IMPORT"
OWN_SOURCES = {
    "CRONOMETER": "Imported from Cronometer",
    "MYFITNESSPAL": "Imported from MyFitnessPal",
    "TABLE": "Imported from a table",
    OTHER_MAGWISE: "Imported from another Magwise",
}

FoodIdentity = tuple[int, str]  # source and the source's number
NutrientAmounts = frozenset[tuple[str, Decimal]]  # numbers of nutrients, amounts in 100 g


@dataclass(slots=True)
class ResolvedFoods:
    """The database ids for the entries of a file, and the foods that were added for it.

    `revision_ids` are by the file's keys, `portion_ids` by key, amount and unit. Added foods are
    retired, so that no search offers them, until the import is complete; then `searchable_ids`
    become searchable. `staged` are the first and the last id of foods that were added for this
    file, also by an earlier try that was interrupted.
    """

    revision_ids: dict[str, int] = field(default_factory=dict)
    portion_ids: dict[tuple[str, Decimal, str], int] = field(default_factory=dict)
    new_food_ids: dict[int, None] = field(default_factory=dict)
    searchable_ids: list[int] = field(default_factory=list)
    copy_count: int = 0  # how many of the new foods are copies of shared ones
    staged: tuple[int, int] | None = None
    # by food: newer revisions of foods that the person had before
    current_revision_ids: dict[int, int] = field(default_factory=dict)

    def note_food(self, food: FileFood, pk: int) -> None:
        if pk not in self.new_food_ids:
            self.new_food_ids[pk] = None
            self.copy_count += food.is_shared
            if food.is_searchable:
                self.searchable_ids.append(pk)

    def is_staged(self, pk: int) -> bool:
        return self.staged is not None and self.staged[0] <= pk <= self.staged[1]


@dataclass(slots=True)
class _StoredFood:
    """A food of the database with its revisions, by their values, and its portions.

    A file of whole meals has thousands of revisions of one food: each is looked up by its values
    instead of being compared with all others.
    """

    food: Food
    revision_ids: dict[NutrientAmounts, int] = field(default_factory=dict)
    portion_ids: dict[tuple[Decimal, str], int] = field(default_factory=dict)
    last_number: int = 0


def resolve_chosen_foods(user: User, food_ids: set[int]) -> ResolvedFoods:
    """Resolves foods that were chosen from the database: entries take their current values."""
    resolved = ResolvedFoods()
    rows = Food.objects.visible_to(user).filter(pk__in=food_ids, current__isnull=False)
    resolved.revision_ids.update(
        {str(pk): current_id for pk, current_id in rows.values_list("pk", "current_id")}
    )
    for portion in Portion.objects.filter(food__in=food_ids):
        key = (str(portion.food_id), portion.amount, portion.unit)
        resolved.portion_ids.setdefault(key, portion.pk)
    return resolved


def parts_of_foods(foods: Iterable[FileFood]) -> Iterator[list[FileFood]]:
    """Splits the foods into parts of MAX_PART_SIZE for `stage_foods`."""
    part: list[FileFood] = []
    size = 0
    for food in chain.from_iterable(map(_split_food, foods)):
        size += 1 + len(food.revisions)
        if part and size > MAX_PART_SIZE:
            yield part
            part, size = [], 1 + len(food.revisions)
        part.append(food)
    if part:
        yield part


def _split_food(food: FileFood) -> Iterator[FileFood]:
    """Splits a food with very many revisions into several parts."""
    if len(food.revisions) <= MAX_REVISIONS:
        yield food
        return
    for start in range(0, len(food.revisions), MAX_REVISIONS):
        yield replace(food, revisions=food.revisions[start : start + MAX_REVISIONS])


def stage_foods(user: User, foods: list[FileFood], resolved: ResolvedFoods) -> None:
    """Fills `resolved`, and adds the foods and revisions that are missing. Needs a transaction."""
    sources = dict(Source.objects.values_list("code", "pk"))
    shared = _stored_foods(None, [_identity(food, sources) for food in foods if food.is_shared])
    missing = []
    for food in foods:
        stored = shared.get(_identity(food, sources)) if food.is_shared else None
        revisions = [
            revision
            for revision in food.revisions
            if not _reuse_revision(stored, food, revision, resolved)
        ]
        if revisions or not food.revisions:
            missing.append((food, revisions))
    if missing:
        _add_own_foods(user, missing, sources, resolved)


def _identity(food: FileFood, sources: dict[str, int]) -> FoodIdentity:
    """The food's source and number in this database.

    A source that cannot be added here becomes OTHER_MAGWISE, with a number made from both.
    """
    if food.source in sources:
        return sources[food.source], food.source_ref
    code, ref = food.source, food.source_ref
    if code not in OWN_SOURCES:
        code, ref = OTHER_MAGWISE, source_ref_of(food.source, food.source_ref)
    if code not in sources:
        source, _ = Source.objects.get_or_create(code=code, defaults={"name": OWN_SOURCES[code]})
        sources[code] = source.pk
    return sources[code], ref


def _stored_foods(
    owner: User | None, identities: list[FoodIdentity]
) -> dict[FoodIdentity, _StoredFood]:
    if not identities:
        return {}
    wanted = set(identities)
    rows = Food.objects.filter(
        owner=owner,
        source__in={source for source, _ in wanted},
        source_ref__in={ref for _, ref in wanted},
    )
    foods = {
        food.pk: _StoredFood(food) for food in rows if (food.source_id, food.source_ref) in wanted
    }
    revisions = FoodRevision.objects.filter(food__in=foods)
    for pk, food_id, number, amounts in revisions.values_list("pk", "food_id", "number", "amounts"):
        stored = foods[food_id]
        stored.last_number = max(stored.last_number, number)
        stored.revision_ids.setdefault(frozenset(read_amounts(amounts).items()), pk)
    for portion in Portion.objects.filter(food__in=foods):
        foods[portion.food_id].portion_ids[(portion.amount, portion.unit)] = portion.pk
    return {(one.food.source_id, one.food.source_ref): one for one in foods.values()}


def _reuse_revision(
    stored: _StoredFood | None, food: FileFood, revision: FileRevision, resolved: ResolvedFoods
) -> bool:
    """Uses the stored food's revision with these values; False if it or a portion is missing."""
    if stored is None or any(
        (amount, unit) not in stored.portion_ids for amount, unit, _ in food.portions
    ):
        return False
    same = stored.revision_ids.get(frozenset(revision.values.items()))
    if same is None:
        return False
    _note_revision(resolved, stored, food, revision, same)
    return True


def _note_revision(
    resolved: ResolvedFoods, stored: _StoredFood, food: FileFood, revision: FileRevision, pk: int
) -> None:
    resolved.revision_ids[revision.key] = pk
    for amount, unit, _ in food.portions:
        resolved.portion_ids[(revision.key, amount, unit)] = stored.portion_ids[(amount, unit)]


def _add_own_foods(
    user: User,
    missing: list[tuple[FileFood, list[FileRevision]]],
    sources: dict[str, int],
    resolved: ResolvedFoods,
) -> None:
    own = _stored_foods(user, [_identity(food, sources) for food, _ in missing])
    releases = dict(Release.objects.values_list("name", "pk"))
    for food, revisions in missing:
        identity = _identity(food, sources)
        stored = own.get(identity)
        if stored is None:
            stored = own[identity] = _StoredFood(_add_food(user, food, identity))
            pk = stored.food.pk
            resolved.staged = (pk, pk) if resolved.staged is None else (resolved.staged[0], pk)
        is_staged = resolved.is_staged(stored.food.pk)
        if is_staged:
            resolved.note_food(food, stored.food.pk)
        _add_portions(stored, food.portions)
        for revision in revisions:
            if not _reuse_revision(stored, food, revision, resolved):
                _add_revision(user, stored, food, revision, resolved, releases)
        # A food that the person had before keeps its values until the import is complete.
        if is_staged:
            stored.food.save(update_fields=["current"])
        elif stored.food.current_id is not None:
            resolved.current_revision_ids[stored.food.pk] = stored.food.current_id
    set_upper_bounds(
        FoodRevision.objects.filter(food__in=[stored.food.pk for stored in own.values()])
    )


def _add_food(user: User, food: FileFood, identity: FoodIdentity) -> Food:
    source_id, source_ref = identity
    return Food.objects.create(
        owner=user,
        source_id=source_id,
        source_ref=source_ref,
        name=food.name,
        short_name=food.short_name,
        synonyms=food.synonyms,
        state=Food.State.RETIRED,
    )


def _add_portions(stored: _StoredFood, portions: Iterable[FilePortion]) -> None:
    for amount, unit, grams in portions:
        if (amount, unit) not in stored.portion_ids:
            portion = Portion.objects.create(
                food=stored.food,
                position=len(stored.portion_ids) + 1,
                amount=amount,
                unit=unit,
                grams=grams,
            )
            stored.portion_ids[(amount, unit)] = portion.pk


def _add_revision(
    user: User,
    stored: _StoredFood,
    food: FileFood,
    revision: FileRevision,
    resolved: ResolvedFoods,
    releases: dict[str, int],
) -> None:
    stored.last_number += 1
    release = releases.get(revision.release) if food.is_shared else None
    row = FoodRevision.objects.create(
        food=stored.food,
        number=stored.last_number,
        release_id=release,
        made_by=user,
        made_at=revision.made_at or timezone.now(),
        reason=revision.reason or "imported from a file",
        **value_columns(_known_values(revision)),
    )
    stored.revision_ids[frozenset(revision.values.items())] = row.pk
    if stored.food.current_id is None or revision.is_current:
        stored.food.current = row
    _note_revision(resolved, stored, food, revision, row.pk)


def _known_values(revision: FileRevision) -> dict[str, KnownValue]:
    return {
        number: KnownValue(amount, int(revision.quality.get(number, Quality.FROM_LABEL)))
        for number, amount in revision.values.items()
    }
