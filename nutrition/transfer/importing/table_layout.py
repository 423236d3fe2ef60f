"""Finds what the columns of a table hold: Cronometer's, MyFitnessPal's or one's own. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from nutrition.intake.references import MAGNESIUM

TableKind = Literal["cronometer", "myfitnesspal", "table"]
Role = Literal["date", "time", "meal", "food", "amount", "unit", "category"]
ROLES: tuple[Role, ...] = ("date", "time", "meal", "food", "amount", "unit", "category")

_ROLE_NAMES: dict[Role, str] = {
    "date": (
        "date, day, datum, tag, jour, fecha, data, eaten on, eaten at, logged at, timestamp, "
        "datetime, date time, date & time, date and time, date/time"
    ),
    "time": "time, uhrzeit, zeit, heure, hora",
    "meal": "meal, group, meal type, meal name, mahlzeit, repas, comida, type of meal",
    "food": "food name, food, name, item, food item, description, lebensmittel, aliment, alimento",
    "amount": (
        "amount, quantity, qty, menge, quantité, cantidad, servings, number, weight, grams, gram"
    ),
    "unit": "unit, units, einheit, unité, unidad, measure, portion, serving unit",
    "category": "category, kategorie",
}
_ROLE_OF = {name: role for role, names in _ROLE_NAMES.items() for name in names.split(", ")}

# The names of nutrient columns, by the nutrient's number in the food table.
_NUTRIENT_NAMES: dict[str, str] = {
    "208": "energy, calories, kcal, energie, kalorien, calorías, énergie",
    "221": "alcohol, alkohol",
    "262": "caffeine, koffein",
    "255": "water, wasser",
    "404": "b1 (thiamine), thiamine, thiamin, vitamin b1",
    "405": "b2 (riboflavin), riboflavin, vitamin b2",
    "406": "b3 (niacin), niacin, vitamin b3",
    "410": "b5 (pantothenic acid), pantothenic acid, vitamin b5",
    "415": "b6 (pyridoxine), vitamin b6, b6",
    "418": "b12 (cobalamin), vitamin b12, b12",
    "416": "biotin",
    "421": "choline",
    "417": "folate, folat",
    "320": "vitamin a",
    "401": "vitamin c",
    "328": "vitamin d",
    "323": "vitamin e",
    "430": "vitamin k",
    "301": "calcium, kalzium",
    "312": "copper, kupfer",
    "314": "iodine, jod",
    "303": "iron, eisen",
    "304": "magnesium, mg, magnésium, magnesio",
    "315": "manganese, mangan",
    "305": "phosphorus, phosphor",
    "306": "potassium, kalium",
    "317": "selenium, selen",
    "307": "sodium, natrium",
    "309": "zinc, zink",
    "310": "chromium",
    "316": "molybdenum",
    "205": "carbs, carbohydrates, carbohydrate, total carbohydrate, kohlenhydrate",
    "291": "fiber, fibre, dietary fiber, ballaststoffe",
    "269": "sugars, sugar, total sugars, zucker",
    "539": "added sugars, added sugar",
    "204": "fat, total fat, fett",
    "606": "saturated, saturated fat",
    "645": "monounsaturated, monounsaturated fat",
    "646": "polyunsaturated, polyunsaturated fat",
    "605": "trans-fats, trans fat, trans fats",
    "601": "cholesterol",
    "203": "protein, eiweiß, proteine",
    "209": "starch",
    "210": "sucrose",
    "211": "glucose",
    "212": "fructose",
    "213": "lactose",
    "214": "maltose",
    "287": "galactose",
    "501": "tryptophan",
    "502": "threonine",
    "503": "isoleucine",
    "504": "leucine",
    "505": "lysine",
    "506": "methionine",
    "507": "cystine",
    "508": "phenylalanine",
    "509": "tyrosine",
    "510": "valine",
    "512": "histidine",
}
_NUMBER_OF = {
    name: number for number, names in _NUTRIENT_NAMES.items() for name in names.split(", ")
}
_MASS = {
    "g": Decimal(1),
    "mg": Decimal("0.001"),
    "µg": Decimal("0.000001"),
    "mcg": Decimal("0.000001"),
}
_MASS |= {"μg": Decimal("0.000001"), "ug": Decimal("0.000001"), "kg": Decimal(1000)}
# NIH Office of Dietary Supplements, Vitamin D fact sheet: 40 IU are 1 µg.
_VITAMIN_D_IU = Decimal("0.025")
VITAMIN_D_IU_KEY = "324"
# MyFitnessPal gives these in percent of a daily value that has changed since.
_PERCENT = {"vitamin a", "vitamin c", "calcium", "iron"}
# MyFitnessPal has a value of these for every food; for others, its files have 0 for unknown.
ALWAYS_KNOWN = {"208", "203", "204", "205"}


class NutrientColumn(NamedTuple):
    """A column with a nutrient; its cells times `factor` are in the unit of the food table."""

    position: int
    number: str
    factor: Decimal

    @property
    def label_key(self) -> str:
        """The key in intake/tables/label_units.csv for the nutrient in the unit of the file."""
        return VITAMIN_D_IU_KEY if self._is_iu_of_vitamin_d else self.number

    @property
    def label_factor(self) -> Decimal:
        """Dividing a value by this gives it in the unit of the file again."""
        return self.factor if self._is_iu_of_vitamin_d else Decimal(1)

    @property
    def _is_iu_of_vitamin_d(self) -> bool:
        return self.number == "328" and self.factor == _VITAMIN_D_IU


@dataclass(frozen=True, slots=True)
class TableLayout:
    """Which column holds what. `unused` are the headers of columns that are not imported."""

    kind: TableKind
    roles: dict[Role, int]
    nutrients: tuple[NutrientColumn, ...]
    unused: tuple[str, ...]
    amount_unit: str = ""  # where the header names it: "Weight (g)"

    @property
    def has_magnesium(self) -> bool:
        return any(column.number == MAGNESIUM for column in self.nutrients)

    @property
    def is_totals(self) -> bool:
        """Whether a line is a whole meal, not a food."""
        return "food" not in self.roles

    @property
    def missing(self) -> list[Role]:
        """The columns without which a table cannot be imported."""
        needed: tuple[Role, ...] = ("date",) if self.kind == "myfitnesspal" else ("date", "food")
        return [role for role in needed if role not in self.roles]


def detect_layout(
    header: Sequence[str], units: Mapping[str, str], chosen: Mapping[str, int] | None = None
) -> TableLayout:
    """`units` are the food table's by nutrient number; `chosen` are columns that a person chose."""
    split = [_split_unit(cell) for cell in header]
    roles: dict[Role, int] = {}
    for index, (name, _) in enumerate(split):
        role = _ROLE_OF.get(name)
        if role is not None:
            roles.setdefault(role, index)
    kind = _detect_kind(roles, {name for name, _ in split})
    if chosen is not None:
        roles = {role: chosen[role] for role in ROLES if 0 <= chosen.get(role, -1) < len(header)}
    taken = set(roles.values())
    nutrients: dict[str, NutrientColumn] = {}
    for index, (name, unit) in enumerate(split):
        column = None if index in taken else _nutrient_column(index, name, unit, units, kind)
        if column is not None:
            nutrients.setdefault(column.number, column)
    used = taken | {column.position for column in nutrients.values()}
    unused = tuple(cell for index, cell in enumerate(header) if index not in used and cell)
    unit = split[roles["amount"]][1] if "amount" in roles else ""
    if "amount" in roles and split[roles["amount"]][0] in ("grams", "gram"):
        unit = "g"
    return TableLayout(kind, roles, tuple(nutrients.values()), unused, unit)


def _split_unit(cell: str) -> tuple[str, str]:
    """ "Magnesium (mg)" is ("magnesium", "mg"); "B1 (Thiamine) (mg)" keeps its first bracket."""
    words = " ".join(cell.lower().replace("_", " ").split())
    match = re.fullmatch(r"(.+?)\s*[(\[]([^()\[\]]{1,8})[)\]]", words)
    if match:
        return match[1], match[2]
    name, _, unit = words.rpartition(" ")
    return (name, unit) if name in _NUMBER_OF and unit in (*_MASS, "kcal", "kj") else (words, "")


def _detect_kind(roles: Mapping[Role, int], names: set[str]) -> TableKind:
    if "food name" in names and {"date", "meal", "amount"} <= roles.keys() and "day" in names:
        return "cronometer"
    if "food" not in roles and {"date", "meal"} <= roles.keys() and "calories" in names:
        return "myfitnesspal"
    return "table"


def _nutrient_column(
    position: int, name: str, unit: str, units: Mapping[str, str], kind: TableKind
) -> NutrientColumn | None:
    if kind == "myfitnesspal" and name in _PERCENT:
        return None
    number = _NUMBER_OF.get(name)
    if number == "208" and unit == "kj":
        number = "268"
    own = units.get(number or "", "")
    if number is None or not own:
        return None
    if number == "328" and unit == "iu":
        return NutrientColumn(position, number, _VITAMIN_D_IU)
    if unit in ("", own.lower()):
        return NutrientColumn(position, number, Decimal(1))
    if unit in _MASS and own in _MASS:
        return NutrientColumn(position, number, _MASS[unit] / _MASS[own])
    return None
