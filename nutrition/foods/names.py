"""Everyday names of foods, and their rank: USDA writes "Nuts, almonds", people say "Almonds".

Rules reorder the source's inverted names; data/names.csv has handwritten names for the foods that
people log most.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).resolve().parent / "data"

PLAIN_END = 100_000
"""Lower ranks are plain foods; brands and baby food of the same table come after."""
OTHER_SOURCES = 500_000

_SHORT_NAME_MAX = 120
_SYNONYMS_MAX = 500


def _set_of(text: str) -> frozenset[str]:
    return frozenset(text.split(", "))


# First parts of USDA's names that say only which shelf a food is on.
_SHELVES = _set_of(
    "alcoholic beverage, alcoholic beverages, beverages, candies, carbonated beverage, cereals, "
    "cereals ready-to-eat, crustaceans, desserts, fish, fungi, game meat, leavening agents, "
    "melons, mollusks, nuts, pizza chain, seaweed, seeds, snacks, spices"
)
# "Cheese, cheddar" is cheddar cheese: with these nouns, the second part comes first.
_NOUNS = _set_of(
    "bagels, beans, bread, butter, buttermilk, cabbage, cake, cheese, chips, chocolate, "
    "cookies, crackers, cream, croissants, croutons, danish pastry, dip, doughnuts, "
    "english muffins, flour, granola bars, gravy, gum, juice, lettuce, margarine, marmalade, "
    "milk, muffins, mushrooms, noodles, nuts, oil, pancakes, pasta, peas, peppers, pie, pizza, "
    "popcorn, pretzels, radishes, rice, rolls, salad, sauce, sausage, shake, soup, squash, "
    "stew, sugar, syrup, tea, tortillas, vinegar, waffles, water, wine, yogurt"
)
# The same for nouns that are spelled differently when they come last.
_NOUNS_RESPELLED = {
    "cookie": "cookies",
    "frostings": "frosting",
    "frozen yogurts": "frozen yogurt",
    "ice creams": "ice cream",
    "jellies": "jelly",
    "pie fillings": "pie filling",
    "puddings": "pudding",
    "salad dressing": "dressing",
    "sugars": "sugar",
    "syrups": "syrup",
    "toppings": "topping",
    "wheat flours": "wheat flour",
}
# Words for the state of a food, which do not make it another food: never put before its noun.
_STATE = re.compile(
    r"^(air|all|baked|bar|boiled|canned|chocolate covered|commercial|cooked|cornmeal|creamed"
    r"|dehydrated|distilled|double|drained|dried|dry|enriched|fat|filled|fluid|fresh|from|frozen"
    r"|glazed|hard|home|home-made|homemade|human|imitation|industrial|instant|light|low|low-sodium"
    r"|lowfat|made|mature seeds|microwave|NFS|no|nonfat|oil|parboiled|pasteurized|pickled|plain"
    r"|prepared|producer|puffed|raw|ready|reduced|refried|regular|ripe|roasted|salted|sliced|snap"
    r"|soft|special|sprouted|stick|substitute|table|toasted|uncooked|unenriched|unprepared|unsalted"
    r"|whipped|whole|with|without|\d)\b",
    re.IGNORECASE,
)
_MEATS = frozenset({"beef", "chicken", "duck", "egg", "goose", "lamb", "pork", "turkey", "veal"})
_CUTS = re.compile(
    r"^(back|belly|breast|brisket|chuck|drumstick|feet|giblets|gizzard|heart|kidneys?|leg|liver"
    r"|loin|neck|ribs?|round|shank|shoulder|skin|spareribs|tenderloin|thigh|tongue|white|wing|wings"
    r"|yolk|substitute)\b",
    re.IGNORECASE,
)
# Parts of a name that nobody says. They stay if two foods would otherwise have the same name.
_UNSPOKEN = re.compile(
    r"^(all|all (commercial )?(varieties|types|grades|classes|areas|styles)|broiler"
    r"|broilers? or fryers|commercial|commercially prepared|composite|cooked with water|cultured"
    r"|domesticated|drained|drained solids|dry heat|enriched|flesh|fluid|fortified .*|fresh|generic"
    r"|immature seeds|mature seeds|meat only|mixed species|moist heat|no salt added|not fortified"
    r"|prepared with tap water|ready-to-eat|regular|regular pack|retail parts|salad or cooking"
    r"|separable lean and fat|solids and liquids|table|trimmed to .*|unprepared|unspecified"
    r"|variety meats and by-products|with added .*|without added .*|without salt( added)?"
    r"|year round average)$",
    re.IGNORECASE,
)
_HOW_COOKED = re.compile(
    r"^(baked|boiled|braised|broiled|fried|grilled|microwaved?|pan-\w+|poached|roasted|scrambled"
    r"|simmered|steamed|stewed|stir-fried|hard-boiled|omelet|breaded and fried|rotisserie)\b",
    re.IGNORECASE,
)
_COMMODITY = re.compile(r"commodity|URMIS|latino food", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_BRAND = re.compile(r"\b(?!USDA\b|NFSMI\b|URMIS\b|DHA\b)[A-Z][A-Z'&-]{3,}")

_PLAIN_SOURCES = frozenset({"SR28", "MAGWISE"})  # USDA's foods, and those that curators add
_BABY_FOOD = "0300"
_GROUP_PENALTIES = {
    "0300": 10,
    "0400": 1,
    "0600": 4,
    "0700": 3,
    "0800": 2,
    "1800": 2,
    "1900": 3,
    "2100": 10,
    "2200": 6,
    "2500": 2,
    "3500": 14,
    "3600": 10,
}
_NAME_PENALTIES = tuple(
    (weight, re.compile(pattern))
    for weight, pattern in (
        (
            3,
            r"canned|frozen|dried|pickled|smoked|instant|dry mix|salted|breaded"
            r"|with added solution|sweetened",
        ),
        (
            4,
            r"dehydrated|freeze-dried|concentrate|powder|low sodium|reduced sodium|unprepared"
            r"|unheated",
        ),
        (4, r"separable|trimmed|choice|select|prime|imported|composite|variety meats|with salt"),
        (
            3,
            r"reduced fat|low ?fat|fat[- ]free|nonfat|low[- ]calorie|diet|sugar[- ]free|no sugar"
            r"|unenriched",
        ),
        (
            8,
            r"imitation|substitute|meatless|industrial|commodity|formulated|mechanically|wild"
            r"|restaurant",
        ),
        (
            5,
            r"leaves|leafy|flowers|sprouted|greens|\bpeel\b|\bskin only|shoots|tallow|giblets"
            r"|fortified",
        ),
        (-2, r"\braw\b|\bplain\b|\bwhole\b|\bfresh\b|all (commercial )?(varieties|types)"),
    )
)


@dataclass(frozen=True)
class NameEntry:
    """A row of names.csv. `popularity` is 1-100: how many people log the food."""

    short_name: str
    synonyms: str
    popularity: int


@dataclass(frozen=True)
class FoodDescription:
    """A food as its source describes it; `group` is a code of SR28 such as 0900, or empty."""

    source: str
    source_ref: str
    name: str
    synonyms: str = ""
    group: str = ""
    manufacturer: str = ""


class FoodNames(NamedTuple):
    """Values for the fields of Food that have these names."""

    short_name: str
    synonyms: str
    rank: int


@cache
def listed_names() -> Mapping[str, NameEntry]:
    """The foods of SR28 named by hand, by NDB number."""
    with (DATA / "names.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["source_ref"]: NameEntry(row["short_name"], row["synonyms"], int(row["popularity"]))
            for row in csv.DictReader(file)
        }


@cache
def listed_aliases() -> Mapping[str, str]:
    """Phrases that people type for something else: {"pb": "peanut butter"}."""
    with (DATA / "aliases.csv").open(encoding="utf-8", newline="") as file:
        return {row["phrase"]: row["replacement"] for row in csv.DictReader(file)}


def names_of(foods: Iterable[FoodDescription]) -> list[FoodNames]:
    """Names of the foods, in order. Short names are unique: less plain foods keep long ones."""
    foods = list(foods)
    listed = [
        listed_names().get(food.source_ref) if food.source == "SR28" else None for food in foods
    ]
    ranks = [rank_of(food, entry) for food, entry in zip(foods, listed, strict=True)]
    used = {entry.short_name.casefold() for entry in listed if entry} | {
        food.name.casefold() for food in foods
    }
    short_names: dict[int, str] = {}
    for place in sorted(range(len(foods)), key=lambda place: ranks[place]):
        entry = listed[place]
        if entry:
            short_names[place] = entry.short_name
            continue
        name = foods[place].name
        short_names[place] = next(
            short for short in _short_names(name) if short.casefold() not in used
        )
        used.add(short_names[place].casefold())
        used.discard("")
    return [
        FoodNames(short_names[place], _synonyms(food, listed[place]), ranks[place])
        for place, food in enumerate(foods)
    ]


def _short_names(name: str) -> Iterator[str]:
    """The shortest name first, none at the end. Lazy: most foods never need the second one."""
    yield short_name(name)
    yield short_name(name, keep_all=True)
    yield ""


def rank_of(food: FoodDescription, entry: NameEntry | None) -> int:
    """The quality order: 0-999 for handwritten names, other plain foods below PLAIN_END, then
    brands, then other sources.
    """
    if entry:
        return (100 - entry.popularity) * 10
    penalty = _GROUP_PENALTIES.get(food.group, 0) + food.name.count(",") + len(food.name) / 40
    lower = food.name.lower()
    penalty += sum(weight for weight, pattern in _NAME_PENALTIES if pattern.search(lower))
    rank = 2000 + 400 * max(0, round(penalty))
    if food.source not in _PLAIN_SOURCES:
        return OTHER_SOURCES + rank
    if food.group == _BABY_FOOD or food.manufacturer or _BRAND.search(food.name):
        return PLAIN_END + rank
    return rank


def short_name(name: str, *, keep_all: bool = False) -> str:
    """`name` as people say it; with `keep_all` only reordered. Empty if nothing changes or the
    result is too long.
    """
    text = name if keep_all else _BRACKETS.sub("", name)
    parts = [part.strip() for part in re.split(r",(?![^()]*\))", text) if part.strip()]
    parts = _drop_shelf(parts)
    if not keep_all:
        parts = _drop_unspoken(parts)
    if len(parts) > 1:
        parts = _put_noun_last(parts)
    short = ", ".join(parts)
    short = short[:1].upper() + short[1:]
    return short if short != name and len(short) <= _SHORT_NAME_MAX else ""


def _drop_shelf(parts: list[str]) -> list[str]:
    """The parts without the shelf in front; "restaurant" and "fast food" move to the end."""
    first = parts[0].lower() if parts else ""
    if first == "restaurant" and len(parts) > 2:
        return [*parts[2:], f"{parts[1]} restaurant"]
    if first in ("fast foods", "fast food") and len(parts) > 1:
        return [*parts[1:], "fast food"]
    while len(parts) > 1 and parts[0].lower() in _SHELVES and not _STATE.match(parts[1]):
        parts = parts[1:]
    if first == "pork" and len(parts) > 2 and parts[1].lower() in ("cured", "fresh"):
        parts = parts[2:] if parts[1].lower() == "cured" else [parts[0], *parts[2:]]
    return parts


def _drop_unspoken(parts: list[str]) -> list[str]:
    """The parts except those that nobody says: "cooked, boiled, drained" becomes "boiled"."""
    first, *rest = parts or [""]
    spoken = [part for part in rest if not _is_unspoken(part)]
    if any(_HOW_COOKED.match(part) for part in spoken):
        spoken = [part for part in spoken if part.lower() != "cooked"]
    return [first, *spoken]


@lru_cache(maxsize=4096)  # the same parts are in many names
def _is_unspoken(part: str) -> bool:
    return bool(_UNSPOKEN.match(part))


def _put_noun_last(parts: list[str]) -> list[str]:
    """Turn "Cheese, cheddar, sharp" into "cheddar cheese, sharp", and "Chicken, breast" into
    "Chicken breast".
    """
    first, second, *rest = parts
    noun = first.lower() if first.lower() in _NOUNS else _NOUNS_RESPELLED.get(first.lower())
    if first.lower() in _MEATS:
        if _CUTS.match(second):
            return [f"{first} {second.lower()}", *rest]
        if second.lower() == "ground":
            return [f"{second} {first.lower()}", *rest]
    if noun is None or _STATE.match(second):
        return parts
    says_noun = noun.rstrip("s") in second.lower() or "mayonnaise" in second.lower()
    if says_noun or (noun == "cookies" and second.endswith("s")):  # "Cookies, graham crackers"
        return [second, *rest]
    return [f"{second} {noun}", *rest]


def _synonyms(food: FoodDescription, entry: NameEntry | None) -> str:
    """Synonyms from names.csv and the source, without its commodity codes; cut at a comma if too
    long.
    """
    texts = [entry.synonyms] if entry else []
    if food.synonyms and not _COMMODITY.search(food.synonyms):
        texts.append(food.synonyms)
    parts = (part.strip() for text in texts for part in text.split(","))
    synonyms = ", ".join(dict.fromkeys(filter(None, parts)))
    return (
        synonyms if len(synonyms) <= _SYNONYMS_MAX else synonyms[:_SYNONYMS_MAX].rpartition(",")[0]
    )
