"""Finds or adds the revision of each food of a file, so that entries have exactly its values.

A shared food is used if it has the portions of the file, and a revision with the same values.
Otherwise the person gets a food of their own with the values of the file, which nobody else can see
(ADR 8).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from nutrition.foods.amount_words import NOT_WEIGHED
from nutrition.foods.basis import HUNDRED_GRAMS
from nutrition.foods.bounds import own_upper_bounds
from nutrition.foods.keys import FoodKey
from nutrition.foods.models import (
    Food,
    FoodRevision,
    Portion,
    Quality,
    Release,
    Source,
)
from nutrition.foods.own.models import OwnFood, OwnFoodRevision, OwnPortion
from nutrition.foods.search.words import food_words
from nutrition.foods.values import MAGNESIUM, KnownValue, own_value_columns, read_amounts
from nutrition.transfer.importing.batch import (
    FileFood,
    FilePortion,
    FileRevision,
    PortionKey,
    source_ref_of,
)

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

Key = TypeVar("Key", int, UUID)
FoodIdentity = tuple[int, str]  # source and the source's number
# The basis in grams; numbers of nutrients with their amounts in it.
RevisionValues = tuple[Decimal | None, frozenset[tuple[str, Decimal]]]


@dataclass(slots=True)
class ResolvedFoods:
    """The database ids for the entries of a file, and the foods that were added for it.

    `revision_ids` are by the file's keys, `portion_ids` by key and portion; those of shared foods
    are numbers. Added foods are staged, so that they are not to be seen, until the import is
    complete; then `searchable_ids` become searchable, and the others retired.
    """

    revision_ids: dict[str, FoodKey] = field(default_factory=dict)
    portion_ids: dict[tuple[str, PortionKey], FoodKey] = field(default_factory=dict)
    new_food_ids: dict[UUID, None] = field(default_factory=dict)
    searchable_ids: list[UUID] = field(default_factory=list)
    copy_count: int = 0  # how many of the new foods are copies of shared ones
    # by food: newer revisions of foods that the person had before
    current_revision_ids: dict[UUID, UUID] = field(default_factory=dict)

    def note_food(self, food: FileFood, pk: UUID) -> None:
        if pk not in self.new_food_ids:
            self.new_food_ids[pk] = None
            self.copy_count += food.is_shared
            if food.is_searchable:
                self.searchable_ids.append(pk)


@dataclass(slots=True)
class _StoredFood(Generic[Key]):
    """A food of the database with its revisions, by their values, and its portions.

    A file of whole meals has thousands of revisions of one food: each is looked up by its values
    instead of being compared with all others.
    """

    id: Key
    is_staged: bool  # added for this file, also by an earlier try that was interrupted
    new_row: OwnFood | None = None
    revision_ids: dict[RevisionValues, FoodKey] = field(default_factory=dict)
    portion_ids: dict[PortionKey, FoodKey] = field(default_factory=dict)
    last_number: int = 0

    @property
    def has_nominal_weight(self) -> bool:
        """Whether an older version gave it 100 g because nobody knows its weight."""
        return any(unit.endswith(f"({NOT_WEIGHED})") for _, unit, _ in self.portion_ids)


def resolve_chosen_foods(food_ids: set[int]) -> ResolvedFoods:
    """Resolves foods that were chosen from the shared ones: entries take their current values."""
    resolved = ResolvedFoods()
    rows = Food.objects.filter(pk__in=food_ids, state=Food.State.ACTIVE, current__isnull=False)
    resolved.revision_ids.update(
        {str(pk): current_id for pk, current_id in rows.values_list("pk", "current_id")}
    )
    for portion in Portion.objects.filter(food__in=food_ids):
        key = FilePortion(portion.amount, portion.unit, portion.grams).key
        resolved.portion_ids.setdefault((str(portion.food_id), key), portion.pk)
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
    sources = _sources_for(foods)
    identities = [_identity(food, sources) for food in foods]
    shared = _shared_foods(
        [identity for food, identity in zip(foods, identities, strict=True) if food.is_shared]
    )
    missing = []
    for food, identity in zip(foods, identities, strict=True):
        stored = shared.get(identity) if food.is_shared else None
        revisions = [
            revision
            for revision in food.revisions
            if not _reuse_revision(stored, food, revision, resolved)
        ]
        if revisions:
            missing.append((food, identity, revisions))
    if missing:
        _OwnFoodAdder(user, resolved).add(missing)


def _sources_for(foods: list[FileFood]) -> dict[str, int]:
    """By their codes. Those that are missing are added in one order, so that two people who import
    at once never wait for each other.
    """
    sources = dict(Source.objects.values_list("code", "pk"))
    unknown = {food.source for food in foods} - sources.keys()
    codes = {code if code in OWN_SOURCES else OTHER_MAGWISE for code in unknown}
    for code in sorted(codes - sources.keys()):
        source, _ = Source.objects.get_or_create(code=code, defaults={"name": OWN_SOURCES[code]})
        sources[code] = source.pk
    return sources


def _identity(food: FileFood, sources: dict[str, int]) -> FoodIdentity:
    """The food's source and number in this database.

    A source that cannot be added here becomes OTHER_MAGWISE, with a number made from both.
    """
    if food.source in sources:
        return sources[food.source], food.source_ref
    return sources[OTHER_MAGWISE], source_ref_of(food.source, food.source_ref)


def _shared_foods(identities: list[FoodIdentity]) -> dict[FoodIdentity, _StoredFood[int]]:
    if not identities:
        return {}
    foods = _foods_of(Food.objects.all(), identities)
    ids = [stored.id for stored in foods.values()]
    revisions = FoodRevision.objects.filter(food__in=ids).values_list(
        "pk", "food_id", "number", "amounts"
    )
    _add_stored_parts(
        foods.values(),
        ((*row, HUNDRED_GRAMS) for row in revisions),
        Portion.objects.filter(food__in=ids),
    )
    return foods


def _own_foods(user: User, identities: list[FoodIdentity]) -> dict[FoodIdentity, _StoredFood[UUID]]:
    foods = _foods_of(OwnFood.objects.filter(user=user), identities)
    ids = [stored.id for stored in foods.values()]
    revisions = OwnFoodRevision.objects.filter(user=user, food_id__in=ids).values_list(
        "pk", "food_id", "number", "amounts", "basis_grams"
    )
    _add_stored_parts(
        foods.values(), revisions, OwnPortion.objects.filter(user=user, food_id__in=ids)
    )
    return foods


def _foods_of(
    foods: QuerySet[Any], identities: list[FoodIdentity]
) -> dict[FoodIdentity, _StoredFood[Any]]:
    wanted = set(identities)
    rows = foods.filter(
        source__in={source for source, _ in wanted}, source_ref__in={ref for _, ref in wanted}
    )
    return {
        (source, ref): _StoredFood(pk, is_staged=state == OwnFood.State.STAGED)
        for pk, source, ref, state in rows.values_list("pk", "source_id", "source_ref", "state")
        if (source, ref) in wanted
    }


def _add_stored_parts(
    foods: Iterable[_StoredFood[Any]],
    revisions: Iterable[tuple[Any, Any, int, Any, Decimal | None]],
    portions: Iterable[Portion | OwnPortion],
) -> None:
    by_id = {stored.id: stored for stored in foods}
    for pk, food_id, number, amounts, basis in revisions:
        stored = by_id[food_id]
        stored.last_number = max(stored.last_number, number)
        stored.revision_ids.setdefault((basis, frozenset(read_amounts(amounts).items())), pk)
    for portion in portions:
        key = FilePortion(portion.amount, portion.unit, portion.grams).key
        by_id[portion.food_id].portion_ids[key] = portion.pk


def _values_of(revision: FileRevision) -> RevisionValues:
    return revision.basis, frozenset(revision.values.items())


def _reuse_revision(
    stored: _StoredFood[Any] | None, food: FileFood, revision: FileRevision, resolved: ResolvedFoods
) -> bool:
    """Uses the stored food's revision with these values; False if it or a portion is missing."""
    if stored is None or any(portion.key not in stored.portion_ids for portion in food.portions):
        return False
    same = stored.revision_ids.get(_values_of(revision))
    if same is None:
        return False
    resolved.revision_ids[revision.key] = same
    for portion in food.portions:
        resolved.portion_ids[(revision.key, portion.key)] = stored.portion_ids[portion.key]
    return True


class _OwnFoodAdder:
    """Adds foods in one transaction, all rows of a table at once."""

    def __init__(self, user: User, resolved: ResolvedFoods) -> None:
        self.user, self.resolved = user, resolved
        self.releases = dict(Release.objects.values_list("name", "pk"))
        self.foods: list[OwnFood] = []
        self.revisions: list[OwnFoodRevision] = []
        self.portions: list[OwnPortion] = []
        self.without_magnesium: list[OwnFoodRevision] = []

    def add(self, missing: list[tuple[FileFood, FoodIdentity, list[FileRevision]]]) -> None:
        own = _own_foods(self.user, [identity for _, identity, _ in missing])
        for food, identity, revisions in missing:
            stored = own.get(identity)
            if stored is None:
                stored = own[identity] = self._new_food(food, identity)
            if stored.is_staged:
                self.resolved.note_food(food, stored.id)
            self._add_portions(stored, food.portions)
            for revision in revisions:
                if not _reuse_revision(stored, food, revision, self.resolved):
                    self._add_revision(stored, revision)
                    _reuse_revision(stored, food, revision, self.resolved)
        bounds = own_upper_bounds({row.basis_grams for row in self.without_magnesium})
        for row in self.without_magnesium:
            row.magnesium_at_most = bounds[row.basis_grams]
        OwnFood.objects.bulk_create(self.foods)
        OwnPortion.objects.bulk_create(self.portions)
        OwnFoodRevision.objects.bulk_create(self.revisions)

    def _new_food(self, food: FileFood, identity: FoodIdentity) -> _StoredFood[UUID]:
        source_id, source_ref = identity
        names = {"short_name": food.short_name, "synonyms": food.synonyms, "name": food.name}
        row = OwnFood(
            user=self.user,
            source_id=source_id,
            source_ref=source_ref,
            state=OwnFood.State.STAGED,
            words=food_words(**names),
            **names,
        )
        self.foods.append(row)
        return _StoredFood(row.id, is_staged=True, new_row=row)

    def _add_portions(self, stored: _StoredFood[UUID], portions: Iterable[FilePortion]) -> None:
        for portion in portions:
            if portion.key in stored.portion_ids:
                continue
            row = OwnPortion(
                user=self.user,
                food_id=stored.id,
                position=len(stored.portion_ids) + 1,
                **portion._asdict(),
            )
            self.portions.append(row)
            stored.portion_ids[portion.key] = row.id

    def _add_revision(self, stored: _StoredFood[UUID], revision: FileRevision) -> None:
        """A food that the person had before keeps its current values until the import is
        complete.
        """
        stored.last_number += 1
        row = OwnFoodRevision(
            user=self.user,
            food_id=stored.id,
            number=stored.last_number,
            release_id=self.releases.get(revision.release),
            made_at=revision.made_at or timezone.now(),
            reason=revision.reason or "imported from a file",
            basis_grams=revision.basis,
            **own_value_columns(_known_values(revision)),
        )
        self.revisions.append(row)
        stored.revision_ids[_values_of(revision)] = row.id
        if MAGNESIUM not in revision.values and not stored.has_nominal_weight:
            self.without_magnesium.append(row)
        if stored.new_row is None:
            if revision.is_current:
                self.resolved.current_revision_ids[stored.id] = row.id
        elif stored.new_row.current_id is None or revision.is_current:
            stored.new_row.current_id = row.id


def _known_values(revision: FileRevision) -> dict[str, KnownValue]:
    return {
        number: KnownValue(amount, int(revision.quality.get(number, Quality.FROM_LABEL)))
        for number, amount in revision.values.items()
    }
