"""Everything a person has, piece by piece: memory stays the same however long the diary."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from accounts.queries import profile_of
from nutrition.diary.models import Dose, Entry, Meal, Water
from nutrition.foods.models import Food, FoodRevision, Nutrient, NutrientAmount, Portion
from nutrition.transfer.models import ImportRun
from nutrition.transfer.sections import ENTRIES, PLAIN_SECTIONS, PROFILE, Section, json_value

ROWS_AT_ONCE = 2_000
REVISIONS_AT_ONCE = 100

MEAL_SLUGS = {meal.value: meal.slug for meal in Meal}
_OF_FOOD = (
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

Item = dict[str, Any]
# nutrient id -> amount in 100 g and its quality code; unknown is not there
Values = dict[int, tuple[Decimal, int]]


@dataclass(frozen=True, slots=True)
class ExportEntry:
    """An entry with what its lines in a file need."""

    revision_id: int
    item: Item
    grams: Decimal
    portion_words: tuple[Decimal, str] | None
    food: tuple[str, str, str, str]  # name, source, source's number, release


def profile_item(user: User) -> Item:
    return _item(PROFILE, profile_of(user))


def nutrients_of_list() -> list[Nutrient]:
    return list(Nutrient.objects.all())


def plain_items(user: User, deleted_since: datetime) -> Iterator[tuple[str, Iterator[Item]]]:
    """The sections that refer to no food: their names and items."""
    for section in PLAIN_SECTIONS:
        yield section.name, _section_items(section, user, deleted_since)


def _section_items(section: Section, user: User, deleted_since: datetime) -> Iterator[Item]:
    rows: QuerySet[Any] = section.model._default_manager.filter(user=user).order_by(*section.order)
    if "deleted_at" in section.columns:
        rows = rows.filter(Q(deleted_at__isnull=True) | Q(deleted_at__gte=deleted_since))
    start = 0
    while page := list(rows[start : start + ROWS_AT_ONCE]):
        yield from (_item(section, row) for row in page)
        start += len(page)


def _item(section: Section, row: Any) -> Item:
    return {name: json_value(getattr(row, column)) for name, column in section.columns.items()}


def items_of_foods(section: Section, user: User) -> list[Item]:
    """Favourites, or what is avoided: each names a food, or (avoided only) a group of foods."""
    rows: QuerySet[Any] = section.model._default_manager.filter(user=user).select_related(
        "food__source"
    )
    return [_item(section, row) | _food_of(row.food) for row in rows.order_by(*section.order)]


def _food_of(food: Food | None) -> Item:
    if food is None:
        return {"food": None}
    own = food.owner_id is not None
    return {
        "source": food.source.code,
        "source_id": food.source_ref,
        "own": own,
        "food": food.title,
    }


def export_entries(user: User, deleted_since: datetime | None = None) -> Iterator[ExportEntry]:
    """All entries by day; with `deleted_since` those deleted since then after them."""
    yield from _export_entries(Entry.objects.of(user))
    if deleted_since is not None:
        yield from _export_entries(Entry.objects.filter(user=user, deleted_at__gte=deleted_since))


def _export_entries(entries: QuerySet[Entry]) -> Iterator[ExportEntry]:
    rows = entries.order_by(*ENTRIES.order).values_list(*ENTRIES.columns.values(), *_OF_FOOD)
    for first, last in _day_ranges(entries):
        for row in rows.filter(eaten_on__range=(first, last)):
            yield _export_entry(row)


def _day_ranges(entries: QuerySet[Entry]) -> Iterator[tuple[date, date]]:
    """Ranges of days with about ROWS_AT_ONCE entries each."""
    count, first, last = 0, None, None
    for day, number in (
        entries.order_by("eaten_on").values_list("eaten_on").annotate(number=Count("pk"))
    ):
        if first is not None and last is not None and count + number > ROWS_AT_ONCE:
            yield first, last
            count, first = 0, None
        count, first, last = count + number, first or day, day
    if first is not None and last is not None:
        yield first, last


def _export_entry(row: tuple[Any, ...]) -> ExportEntry:
    item = {name: json_value(value) for name, value in zip(ENTRIES.columns, row, strict=False)}
    revision_id, short_name, name, source, ref, release, amount, unit, portion_grams = row[
        len(ENTRIES.columns) :
    ]
    grams, quantity = (row[list(ENTRIES.columns).index(column)] for column in ("grams", "quantity"))
    title = short_name or name
    item |= {
        "meal": MEAL_SLUGS[item["meal"]],
        "food": title,
        "revision": str(revision_id),
        "portion": None,
    }
    words = None
    if unit is not None:
        item["portion"] = {
            "amount": json_value(amount),
            "unit": unit,
            "grams": json_value(portion_grams),
        }
        words = (quantity * amount, unit)
    return ExportEntry(revision_id, item, grams, words, (title, source, ref, release or ""))


def portion_item(portion: Portion) -> Item:
    return {
        "amount": json_value(portion.amount),
        "unit": portion.unit,
        "grams": json_value(portion.grams),
    }


def own_revisions(user: User) -> list[int]:
    """All revisions of own foods, logged or not, but those of an unfinished import."""
    rows = FoodRevision.objects.filter(food__owner=user)
    waiting = ImportRun.objects.of(user).filter(state=ImportRun.State.STAGED)
    for made in waiting.values_list("made", flat=True):
        if span := made.get("staged_foods"):
            rows = rows.exclude(food__pk__range=span)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def revision_items(ids: Iterable[int], nutrients: list[Nutrient]) -> Iterator[tuple[int, Item]]:
    """Each revision with its food and every nutrient of the list in 100 g; None is unknown."""
    remaining = iter(sorted(ids))
    while some := list(islice(remaining, REVISIONS_AT_ONCE)):
        values = values_of_revisions(some)
        rows = (
            FoodRevision.objects.filter(pk__in=some)
            .select_related("food__source", "release")
            .order_by("pk")
        )
        own = {row.food_id for row in rows if row.food.owner_id is not None}
        portions: dict[int, list[Item]] = {}
        for portion in Portion.objects.filter(food__in=own):
            portions.setdefault(portion.food_id, []).append(portion_item(portion))
        for row in rows:
            yield (
                row.pk,
                _revision_item(row, values[row.pk], nutrients, portions.get(row.food_id, [])),
            )


def values_of_revisions(ids: list[int]) -> dict[int, Values]:
    found: dict[int, Values] = {id_: {} for id_ in ids}
    rows = NutrientAmount.objects.filter(revision__in=ids).values_list(
        "revision_id", "nutrient_id", "amount", "quality"
    )
    for revision_id, nutrient_id, amount, quality in rows:
        found[revision_id][nutrient_id] = (amount, quality)
    return found


def _revision_item(
    row: FoodRevision, values: Values, nutrients: list[Nutrient], portions: list[Item]
) -> Item:
    food = row.food
    known = [(nutrient.number, values.get(nutrient.pk)) for nutrient in nutrients]
    return {
        "source": food.source.code,
        "source_id": food.source_ref,
        "own": food.owner_id is not None,
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
        "per_100g": {
            number: None if value is None else json_value(value[0]) for number, value in known
        },
        "quality": {number: value[1] for number, value in known if value is not None},
    }


def doses_and_waters(user: User) -> Iterator[Dose | Water]:
    """Doses and waters that are not deleted."""
    for section in PLAIN_SECTIONS:
        if section.model in (Dose, Water):
            rows: QuerySet[Any] = section.model._default_manager.filter(
                user=user, deleted_at__isnull=True
            ).order_by(*section.order)
            start = 0
            while page := list(rows[start : start + ROWS_AT_ONCE]):
                yield from page
                start += len(page)
