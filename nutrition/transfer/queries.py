"""Reads everything a person has, in pieces: a long diary takes no more memory than a short one."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from accounts.queries import profile_of
from nutrition.diary.models import Dose, Entry, EntryQuerySet, Meal, Water
from nutrition.diary.rows import DiaryRow
from nutrition.foods.basis import HUNDRED_GRAMS
from nutrition.foods.keys import FoodKey
from nutrition.foods.models import Food, FoodRevision, Nutrient
from nutrition.foods.own.models import OwnFood, OwnFoodRevision, OwnPortion
from nutrition.foods.values import read_amounts, read_values
from nutrition.transfer.sections import (
    DOSES,
    ENTRIES,
    PLAIN_SECTIONS,
    PROFILE,
    WATERS,
    Section,
    json_value,
)

ROWS_AT_ONCE = 250
REVISIONS_AT_ONCE = 100

MEAL_SLUGS = {meal.value: meal.slug for meal in Meal}
_FOOD_COLUMNS = (
    "revision_id",
    "revision__food__short_name",
    "revision__food__name",
    "revision__food__source__code",
    "revision__food__source_ref",
    "revision__release__name",
    "portion__amount",
    "portion__unit",
    "portion__grams",
)
_OWN_FOOD_COLUMNS = tuple(f"own_{column}" for column in _FOOD_COLUMNS)

# An object of magwise.json.
JsonItem = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ExportEntry:
    """An entry with what the two export files need.

    `portion` is an amount and its unit; `measure` is in grams, or without them the number of
    portions.
    """

    revision_id: FoodKey
    item: JsonItem
    grams: Decimal | None
    measure: Decimal
    portion: tuple[Decimal, str] | None
    food_name: str
    source: str
    source_ref: str
    release: str


def profile_item(user: User) -> JsonItem:
    return _section_item(PROFILE, profile_of(user))


def plain_items(user: User, deleted_since: datetime) -> Iterator[tuple[str, Iterator[JsonItem]]]:
    """The name and the items of each section that refers to no food."""
    for section in PLAIN_SECTIONS:
        yield section.name, _section_items(section, user, deleted_since)


def _section_items(section: Section, user: User, deleted_since: datetime) -> Iterator[JsonItem]:
    rows: Any = section.model._default_manager.filter(user=user)
    if not issubclass(section.model, DiaryRow):
        yield from (_section_item(section, row) for row in _in_pages(rows.order_by(*section.order)))
        return
    kept = rows.with_client_ids().filter(
        Q(deleted_at__isnull=True) | Q(deleted_at__gte=deleted_since)
    )
    for row in _in_pages(kept.order_by(*section.order)):
        yield _section_item(section, row) | _diary_row_values(row.client_id, row.updated_at)


def _in_pages(rows: QuerySet[Any]) -> Iterator[Any]:
    start = 0
    while page := list(rows[start : start + ROWS_AT_ONCE]):
        yield from page
        start += len(page)


def _section_item(section: Section, row: Any) -> JsonItem:
    return {name: json_value(getattr(row, column)) for name, column in section.columns.items()}


def _diary_row_values(client_id: UUID, updated_at: datetime) -> JsonItem:
    return {"client_id": json_value(client_id), "changed_at": json_value(updated_at)}


def food_section_items(section: Section, user: User) -> list[JsonItem]:
    """Favourites, or what is avoided: each names a food, or (avoided only) a group of foods."""
    rows: QuerySet[Any] = section.model._default_manager.filter(user=user)
    return [
        _section_item(section, row) | _food_reference(row.food or row.own_food)
        for row in rows.select_related("food__source", "own_food__source").order_by(*section.order)
    ]


def _food_reference(food: Food | OwnFood | None) -> JsonItem:
    if food is None:
        return {"food": None}
    return {
        "source": food.source.code,
        "source_id": food.source_ref,
        "own": food.is_own,
        "food": food.title,
    }


def export_entries(user: User, deleted_since: datetime | None = None) -> Iterator[ExportEntry]:
    """All entries by day; with `deleted_since`, followed by those that were deleted since then."""
    yield from _export_entries(Entry.objects.of(user))
    if deleted_since is not None:
        yield from _export_entries(Entry.objects.filter(user=user, deleted_at__gte=deleted_since))


def _export_entries(entries: EntryQuerySet) -> Iterator[ExportEntry]:
    rows = (
        entries.with_client_ids()
        .order_by(*ENTRIES.order)
        .values_list(*ENTRIES.columns.values(), "client_id", *_FOOD_COLUMNS, *_OWN_FOOD_COLUMNS)
    )
    for first, last in _day_ranges(entries):
        for row in rows.filter(eaten_on__range=(first, last)):
            yield _export_entry(row)


def _day_ranges(entries: QuerySet[Entry]) -> Iterator[tuple[date, date]]:
    """Ranges of days with about ROWS_AT_ONCE entries each."""
    count, first, last = 0, None, None
    for day, number in (
        entries.order_by("eaten_on").values_list("eaten_on").annotate(number=Count("id"))
    ):
        if first is not None and last is not None and count + number > ROWS_AT_ONCE:
            yield first, last
            count, first = 0, None
        count, first, last = count + number, first or day, day
    if first is not None and last is not None:
        yield first, last


def _export_entry(row: tuple[Any, ...]) -> ExportEntry:
    values = dict(zip(ENTRIES.columns.values(), row, strict=False))
    client_id, *food_values = row[len(ENTRIES.columns) :]
    count = len(_FOOD_COLUMNS)
    is_shared = food_values[0] is not None
    revision_id, short_name, name, source, source_ref, release, *portion_values = (
        food_values[:count] if is_shared else food_values[count:]
    )
    amount, unit, portion_grams = portion_values
    title = short_name or name
    item = {name: json_value(values[column]) for name, column in ENTRIES.columns.items()}
    item |= _diary_row_values(client_id, values["changed_at"] or values["logged_at"]) | {
        "meal": MEAL_SLUGS[values["meal"]],
        "food": title,
        "revision": str(revision_id),
        "portion": None,
    }
    grams, quantity, portion = values["grams"], values["quantity"], None
    if unit is not None:
        item["portion"] = _portion_item(amount, unit, portion_grams)
        portion = (quantity * amount, unit)
    return ExportEntry(
        revision_id=revision_id,
        item=item,
        grams=grams,
        measure=quantity if grams is None else grams,
        portion=portion,
        food_name=title,
        source=source,
        source_ref=source_ref,
        release=release or "",
    )


def _portion_item(amount: Decimal, unit: str, grams: Decimal | None) -> JsonItem:
    return {"amount": json_value(amount), "unit": unit, "grams": json_value(grams)}


def revision_items(
    user: User, shared_ids: Iterable[int], nutrients: list[Nutrient]
) -> Iterator[tuple[str, JsonItem]]:
    """Revisions of shared foods, and all of the person's own foods, by their keys in the file; with
    the food and all nutrients, of which None is unknown.
    """
    remaining = iter(sorted(shared_ids))
    while some := list(islice(remaining, REVISIONS_AT_ONCE)):
        rows = FoodRevision.objects.filter(pk__in=some).select_related("food__source", "release")
        for row in rows.order_by("pk"):
            amounts, quality = _amount_items(row, nutrients)
            yield str(row.pk), _revision_item(row, []) | {"per_100g": amounts, "quality": quality}
    own_rows = (
        OwnFoodRevision.objects.filter(user=user)
        .exclude(food__state=OwnFood.State.STAGED)
        .select_related("food__source", "release")
        .order_by("id")
    )
    portions = _own_portions(user)
    for own_row in _in_pages(own_rows):
        amounts, quality = _amount_items(own_row, nutrients)
        grams = own_row.basis_grams
        basis = None if grams is None else {"grams": json_value(grams)}
        item = _revision_item(own_row, portions.get(own_row.food_id, []))
        yield str(own_row.id), item | {"basis": basis, "amounts": amounts, "quality": quality}


def _own_portions(user: User) -> dict[UUID, list[JsonItem]]:
    """By the id of the own food."""
    portions: dict[UUID, list[JsonItem]] = {}
    for row in OwnPortion.objects.filter(user=user):
        portions.setdefault(row.food_id, []).append(_portion_item(row.amount, row.unit, row.grams))
    return portions


def revision_amounts(
    user: User, ids: Collection[FoodKey]
) -> dict[FoodKey, tuple[Decimal | None, dict[str, Decimal]]]:
    """What the amounts are of, in grams, and the known ones by number of the nutrient."""
    shared = {id_ for id_ in ids if isinstance(id_, int)}
    own = {id_ for id_ in ids if isinstance(id_, UUID)}
    rows = FoodRevision.objects.filter(pk__in=shared).values_list("pk", "amounts")
    own_rows = OwnFoodRevision.objects.filter(user=user, id__in=own).values_list(
        "id", "basis_grams", "amounts"
    )
    return {pk: (HUNDRED_GRAMS, read_amounts(amounts)) for pk, amounts in rows} | {
        id_: (basis, read_amounts(amounts)) for id_, basis, amounts in own_rows
    }


def _amount_items(
    row: FoodRevision | OwnFoodRevision, nutrients: list[Nutrient]
) -> tuple[JsonItem, JsonItem]:
    """All amounts, and the quality of those that are known, by number of the nutrient."""
    values = read_values(row.amounts, {})
    known = [
        (nutrient.number, values[nutrient.number])
        for nutrient in nutrients
        if nutrient.number in values
    ]
    amounts: JsonItem = dict.fromkeys((nutrient.number for nutrient in nutrients), None)
    amounts |= {number: json_value(value.amount) for number, value in known}
    return amounts, {number: value.quality for number, value in known}


def _revision_item(row: FoodRevision | OwnFoodRevision, portions: list[JsonItem]) -> JsonItem:
    food: Food | OwnFood = row.food
    return {
        "source": food.source.code,
        "source_id": food.source_ref,
        "own": food.is_own,
        "name": food.name,
        "short_name": food.short_name,
        "synonyms": food.synonyms,
        "state": food.state,
        "revision": row.number,
        "current": food.current_id == row.pk,
        "release": None if row.release is None else row.release.name,
        "made_at": json_value(row.made_at),
        "reason": row.reason,
        "portions": portions,
    }


def doses_and_waters(user: User) -> Iterator[Dose | Water]:
    """Those that are not deleted."""
    for section in (DOSES, WATERS):
        rows = section.model._default_manager.filter(user=user, deleted_at__isnull=True)
        yield from _in_pages(rows.order_by(*section.order))
