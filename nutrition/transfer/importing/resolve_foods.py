"""Finds or makes the revision of each food of a file, so that an entry comes out with exactly the
values of the file.

A shared food is used where one of its revisions has the same values and its portions; else the
person gets a food of their own with the file's values, which nobody else can see (ADR 8).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain

from django.utils import timezone

from accounts.models import User
from nutrition.foods.bounds import set_upper_bounds
from nutrition.foods.loading.bulk import Row, insert_rows
from nutrition.foods.models import (
    Food,
    FoodRevision,
    NutrientAmount,
    Portion,
    Quality,
    Release,
    Source,
)
from nutrition.transfer.importing.batch import FileFood, FilePortion, FileRevision, source_ref_of

# Foods in one transaction: short enough for others to write in between.
AT_ONCE = 50
MOST_REVISIONS = 500
# Sources that imports may add; a file cannot name another, for sources are everybody's.
ELSEWHERE = "IMPORT"
OWN_SOURCES = {
    "CRONOMETER": "Imported from Cronometer",
    "MYFITNESSPAL": "Imported from MyFitnessPal",
    "TABLE": "Imported from a table",
    ELSEWHERE: "Imported from another Magwise",
}

AMOUNT_COLUMNS = ("revision_id", "nutrient_id", "amount", "quality")
Identity = tuple[int, str]  # source and the source's number
Values = frozenset[tuple[int, Decimal]]  # nutrient ids with the amounts in 100 g


@dataclass(slots=True)
class ResolvedFoods:
    """Where the entries go: revision ids by the file's keys, portion ids by key and measure; what
    was made for it.

    Foods that were made are retired, so that nobody finds them, until the import is whole; `found`
    shall be found then.
    `staged` are the first and the last id of foods that were made for this file, also in a try that
    was interrupted.
    """

    revisions: dict[str, int] = field(default_factory=dict)
    portions: dict[tuple[str, Decimal, str], int] = field(default_factory=dict)
    foods_made: dict[int, None] = field(default_factory=dict)
    found: list[int] = field(default_factory=list)
    copies: int = 0
    staged: tuple[int, int] | None = None
    # new revisions of foods that the person had before
    currents: dict[int, int] = field(default_factory=dict)

    def note_food(self, food: FileFood, pk: int) -> None:
        if pk not in self.foods_made:
            self.foods_made[pk] = None
            self.copies += food.is_shared
            if food.is_found:
                self.found.append(pk)

    def is_staged(self, pk: int) -> bool:
        return self.staged is not None and self.staged[0] <= pk <= self.staged[1]


@dataclass(slots=True)
class _StoredFood:
    """A food of the database with its revisions, by their values, and its portions.

    A file of whole meals has thousands of revisions of one food: each is looked up, never compared
    with all others.
    """

    food: Food
    revisions: dict[Values, int] = field(default_factory=dict)
    portions: dict[tuple[Decimal, str], int] = field(default_factory=dict)
    last_number: int = 0


def resolve_chosen_foods(user: User, chosen: set[int]) -> ResolvedFoods:
    """`chosen` are foods of this table: entries take their newest values."""
    resolved = ResolvedFoods()
    rows = Food.objects.visible_to(user).filter(pk__in=chosen, current__isnull=False)
    resolved.revisions.update(
        {str(pk): current_id for pk, current_id in rows.values_list("pk", "current_id")}
    )
    for portion in Portion.objects.filter(food__in=chosen):
        resolved.portions.setdefault(
            (str(portion.food_id), portion.amount, portion.unit), portion.pk
        )
    return resolved


def parts_of_foods(foods: Iterable[FileFood]) -> Iterator[list[FileFood]]:
    """The foods in parts for stage_foods: AT_ONCE of them, fewer where they have many revisions."""
    part: list[FileFood] = []
    weight = 0
    for food in chain.from_iterable(map(_split_food, foods)):
        weight += 1 + len(food.revisions)
        if part and weight > 2 * AT_ONCE:
            yield part
            part, weight = [], 1 + len(food.revisions)
        part.append(food)
    if part:
        yield part


def _split_food(food: FileFood) -> Iterator[FileFood]:
    """A food with very many revisions comes in several parts."""
    if len(food.revisions) <= MOST_REVISIONS:
        yield food
        return
    for start in range(0, len(food.revisions), MOST_REVISIONS):
        yield replace(food, revisions=food.revisions[start : start + MOST_REVISIONS])


def stage_foods(user: User, foods: list[FileFood], resolved: ResolvedFoods) -> None:
    """Within a transaction of the caller's."""
    sources = dict(Source.objects.values_list("code", "pk"))
    shared = _stored_foods(None, [_identity(food, sources) for food in foods if food.is_shared])
    missing = []
    for food in foods:
        known = shared.get(_identity(food, sources)) if food.is_shared else None
        left = [
            revision
            for revision in food.revisions
            if not _reuse_revision(known, food, revision, resolved)
        ]
        if left or not food.revisions:
            missing.append((food, left))
    if missing:
        _add_own_foods(user, missing, sources, resolved)


def _identity(food: FileFood, sources: dict[str, int]) -> Identity:
    """A source that this table does not know becomes ELSEWHERE with a number made of both."""
    if food.source in sources:
        return sources[food.source], food.source_ref
    code, ref = (
        (food.source, food.source_ref)
        if food.source in OWN_SOURCES
        else (ELSEWHERE, source_ref_of(food.source, food.source_ref))
    )
    if code not in sources:
        sources[code] = Source.objects.get_or_create(
            code=code, defaults={"name": OWN_SOURCES[code]}
        )[0].pk
    return sources[code], ref


def _stored_foods(owner: User | None, identities: list[Identity]) -> dict[Identity, _StoredFood]:
    if not identities:
        return {}
    wanted = set(identities)
    rows = Food.objects.filter(
        owner=owner,
        source__in={source for source, _ in wanted},
        source_ref__in={ref for _, ref in wanted},
    )
    known = {
        food.pk: _StoredFood(food) for food in rows if (food.source_id, food.source_ref) in wanted
    }
    owners: dict[int, _StoredFood] = {}
    for pk, food_id, number in FoodRevision.objects.filter(food__in=known).values_list(
        "pk", "food_id", "number"
    ):
        owners[pk] = known[food_id]
        known[food_id].last_number = max(known[food_id].last_number, number)
    values: dict[int, list[tuple[int, Decimal]]] = {pk: [] for pk in owners}
    amounts = NutrientAmount.objects.filter(revision__in=list(owners))
    for revision_id, nutrient_id, amount in amounts.values_list(
        "revision_id", "nutrient_id", "amount"
    ):
        values[revision_id].append((nutrient_id, amount))
    for pk, one in owners.items():
        one.revisions.setdefault(frozenset(values[pk]), pk)
    for portion in Portion.objects.filter(food__in=known):
        known[portion.food_id].portions[(portion.amount, portion.unit)] = portion.pk
    return {(one.food.source_id, one.food.source_ref): one for one in known.values()}


def _reuse_revision(
    known: _StoredFood | None, food: FileFood, revision: FileRevision, resolved: ResolvedFoods
) -> bool:
    """Whether a food that is there has these values and these portions."""
    if known is None or any(
        (amount, unit) not in known.portions for amount, unit, _ in food.portions
    ):
        return False
    same = known.revisions.get(frozenset(revision.values.items()))
    if same is None:
        return False
    _record_revision(resolved, known, food, revision, same)
    return True


def _record_revision(
    resolved: ResolvedFoods, known: _StoredFood, food: FileFood, revision: FileRevision, pk: int
) -> None:
    resolved.revisions[revision.key] = pk
    for amount, unit, _ in food.portions:
        resolved.portions[(revision.key, amount, unit)] = known.portions[(amount, unit)]


def _add_own_foods(
    user: User,
    missing: list[tuple[FileFood, list[FileRevision]]],
    sources: dict[str, int],
    resolved: ResolvedFoods,
) -> None:
    own = _stored_foods(user, [_identity(food, sources) for food, _ in missing])
    releases = dict(Release.objects.values_list("name", "pk"))
    amounts: list[Row] = []
    for food, revisions in missing:
        identity = _identity(food, sources)
        known = own.get(identity)
        if known is None:
            known = own[identity] = _StoredFood(_add_food(user, food, identity))
            pk = known.food.pk
            resolved.staged = (pk, pk) if resolved.staged is None else (resolved.staged[0], pk)
        if resolved.is_staged(known.food.pk):
            resolved.note_food(food, known.food.pk)
        _add_portions(known, food.portions)
        for revision in revisions:
            if not _reuse_revision(known, food, revision, resolved):
                amounts += _add_revision(user, known, food, revision, resolved, releases)
        if resolved.is_staged(known.food.pk):
            known.food.save(update_fields=["current"])
        elif known.food.current_id is not None:
            resolved.currents[known.food.pk] = known.food.current_id
    insert_rows(NutrientAmount, AMOUNT_COLUMNS, amounts, lambda written: None, counts_anew=False)
    set_upper_bounds(
        FoodRevision.objects.filter(food__in=[known.food.pk for known in own.values()])
    )


def _add_food(user: User, food: FileFood, identity: Identity) -> Food:
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


def _add_portions(known: _StoredFood, portions: Iterable[FilePortion]) -> None:
    for amount, unit, grams in portions:
        if (amount, unit) not in known.portions:
            portion = Portion.objects.create(
                food=known.food,
                position=len(known.portions) + 1,
                amount=amount,
                unit=unit,
                grams=grams,
            )
            known.portions[(amount, unit)] = portion.pk


def _add_revision(
    user: User,
    known: _StoredFood,
    food: FileFood,
    revision: FileRevision,
    resolved: ResolvedFoods,
    releases: dict[str, int],
) -> list[Row]:
    """The revision; its amounts are still to be stored."""
    known.last_number += 1
    release = releases.get(revision.release) if food.is_shared else None
    row = FoodRevision.objects.create(
        food=known.food,
        number=known.last_number,
        release_id=release,
        made_by=user,
        made_at=revision.made_at or timezone.now(),
        reason=revision.reason or "imported from a file",
    )
    known.revisions[frozenset(revision.values.items())] = row.pk
    if known.food.current_id is None or revision.is_current:
        known.food.current = row
    _record_revision(resolved, known, food, revision, row.pk)
    return [
        (
            row.pk,
            nutrient_id,
            f"{amount:f}",
            int(revision.quality.get(nutrient_id, Quality.FROM_LABEL)),
        )
        for nutrient_id, amount in revision.values.items()
    ]
