"""The format of magwise.json: which columns of which tables it has, and their names there.

A new table with rows of people needs a Section, or a line in EXCLUDED_TABLES with the reason:
tests/transfer/test_sections.py finds the tables itself.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models

from accounts.models import LifeStagePeriod, Profile
from nutrition.diary.marks.models import Avoided, Favourite
from nutrition.diary.models import Day, Dose, Entry, SavedSupplement, Water
from nutrition.foods.amount_words import plain_number
from nutrition.transfer.models import ImportRun

FORMAT, VERSION = "magwise", 1


@dataclass(frozen=True, slots=True)
class Section:
    """A table as a list of objects in the file. `columns` are the model's fields by their name
    there.

    An import recognises a row that the person already has by its `natural_key`. `other_columns` are
    not in the file, or are there in another form.
    """

    name: str
    model: type[models.Model]
    columns: dict[str, str]
    natural_key: tuple[str, ...]
    order: tuple[str, ...]
    other_columns: frozenset[str] = field(default=frozenset())


# Rows of the diary have one id, and in the file two, as in the files of older versions. The second
# is the former one of rows that had two: by it an import knows a row.
_KEYS = {"id": "id", "client_id": "id"}
_TIMESTAMPS = {"logged_at": "logged_at", "changed_at": "changed_at", "deleted_at": "deleted_at"}
# Tells a request that came twice from a new one; of no use elsewhere.
_REQUEST_COLUMNS = frozenset({"digest"})
# In the file by its source and the source's number.
_MARKED_FOODS = frozenset({"food", "own_food_id"})
_LABEL = {
    "name": "name",
    "unit": "unit",
    "quantity": "quantity",
    "magnesium_mg": "elemental_mg",
    "form": "form",
    "compound_mg": "compound_mg",
    "nutrients": "nutrients",
}

LIFE_STAGES = Section(
    "life_stages",
    LifeStagePeriod,
    {"id": "id", "kind": "kind", "from": "starts_on", "to": "ends_on"},
    ("kind", "starts_on"),
    ("starts_on", "kind"),
)
ENTRIES = Section(
    "entries",
    Entry,
    _KEYS
    | {
        "date": "eaten_on",
        "time": "eaten_time",
        "meal": "meal",
        "grams": "grams",
        "quantity": "quantity",
    }
    | _TIMESTAMPS,
    ("id",),
    ("eaten_on", "meal", "logged_at", "id"),
    # In the file: the food's name, the key of its values, and the household measure.
    frozenset({"revision", "portion", "own_revision_id", "own_portion_id"}) | _REQUEST_COLUMNS,
)
DOSES = Section(
    "doses",
    Dose,
    _KEYS | {"date": "taken_on", "time": "taken_time"} | _LABEL | _TIMESTAMPS,
    ("id",),
    ("taken_on", "logged_at", "id"),
    _REQUEST_COLUMNS,
)
WATERS = Section(
    "waters",
    Water,
    _KEYS | {"date": "taken_on", "litres": "litres", "mg_per_litre": "mg_per_litre"} | _TIMESTAMPS,
    ("id",),
    ("taken_on", "logged_at", "id"),
    _REQUEST_COLUMNS,
)
PRODUCTS = Section(
    "products",
    SavedSupplement,
    {"id": "id"} | _LABEL | {"used_at": "used_at", "forgotten_at": "forgotten_at"},
    ("name",),
    ("used_at", "id"),
)
DAYS = Section("days", Day, {"id": "id", "date": "date", "status": "status"}, ("date",), ("date",))
FAVOURITES = Section(
    "favourites",
    Favourite,
    {"id": "id", "starred_at": "starred_at"},
    ("food", "own_food_id"),
    ("starred_at", "id"),
    _MARKED_FOODS,
)
AVOIDED = Section(
    "avoided",
    Avoided,
    {"id": "id", "group": "group", "avoided_at": "avoided_at"},
    ("group", "food", "own_food_id"),
    ("avoided_at", "id"),
    _MARKED_FOODS,
)
# One row of each person: an object and not a list.
PROFILE = Section(
    "profile",
    Profile,
    {
        name: name
        for name in (
            "sex",
            "birth_date",
            "time_zone",
            "keyboard_shortcuts",
            "ul_region",
            "week_starts_on",
            "day_starts_at",
            "set_up_at",
        )
    },
    (),
    (),
)

# In the order of the file; entries and favourites go with their foods.
PLAIN_SECTIONS = (LIFE_STAGES, DOSES, WATERS, PRODUCTS, DAYS)
FOOD_SECTIONS = (FAVOURITES, AVOIDED)
SECTIONS = (PROFILE, *PLAIN_SECTIONS, *FOOD_SECTIONS, ENTRIES)

# Tables with rows of people that are not in the file, and why.
EXCLUDED_TABLES: dict[str, str] = {
    ImportRun._meta.label: (
        "a file to import is the person's already; what an import added is exported as diary"
    ),
    "accounts.ApiToken": "a key of this account alone, of which only a digest is known",
    "accounts.DataVersion": "says that something changed, and not what",
    "nutrition.Tombstone": "tells programs with a copy of this account what is gone from it",
    "nutrition.FormerId": "is the client_id of its row",
    "nutrition.OwnFood": "is in the file with the values of its revisions, as “foods”",
    "nutrition.OwnFoodRevision": "is in the file as one of the “foods”",
    "nutrition.OwnPortion": "is in the file with its food, as “portions”",
    "nutrition.Receipt": "tells a request that came twice from a new one; of no use elsewhere",
}

# The names of sections on pages.
SECTION_NAMES = {
    "entries": "entries",
    "doses": "supplements taken",
    "waters": "waters",
    "products": "saved supplements",
    "days": "days marked complete or in progress",
    "life_stages": "pregnancies and times of breastfeeding",
    "favourites": "favourites",
    "avoided": "foods and groups avoided",
    "foods": "foods of your own",
}
_SINGULARS = {
    "entries": "entry",
    "supplements taken": "supplement taken",
    "waters": "water",
    "saved supplements": "saved supplement",
    "days marked complete or in progress": "day marked complete or in progress",
    "pregnancies and times of breastfeeding": "pregnancy or time of breastfeeding",
    "favourites": "favourite",
    "foods and groups avoided": "food or group avoided",
    "foods of your own": "food of your own",
}


def section_count(name: str, count: int) -> tuple[str, str]:
    """The name of the section, singular or plural, and the count, for a page: ("entry", "1")."""
    # A preview stored by an older version may have names that are not among these.
    return _SINGULARS.get(name, name) if count == 1 else name, f"{count:,}"


def json_value(value: Any) -> Any:
    """A value of a column for JSON: decimals as text, digit for digit, without trailing zeros."""
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, date | time | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
