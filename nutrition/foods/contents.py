"""Finds what a food may contain that some people avoid. Pure.

The table (data/contents.csv) goes by food group and name. If in doubt, a food contains something:
what a maker mixes, bakes or cooks contains everything that such foods often contain, and a food
without a known group contains everything. The first matching `base` row decides; each matching
`also` row adds to it. None of this replaces the label of a food.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from nutrition.foods.names import DATA

CONTENTS = (
    "meat",
    "fish",
    "shellfish",
    "milk",
    "egg",
    "honey",
    "nuts",
    "peanuts",
    "soy",
    "gluten",
    "sesame",
    "lupin",
    "celery",
    "mustard",
    "sulphites",
)
EVERYTHING = frozenset(CONTENTS)


@dataclass(frozen=True, slots=True)
class Avoidance:
    """A diet or an allergy; `refuses` is what must not be in a food."""

    code: str
    label: str
    hint: str
    refuses: frozenset[str]


def _avoid(code: str, label: str, refuses: str, hint: str = "") -> Avoidance:
    return Avoidance(code, label, hint, frozenset(refuses.split()))


AVOIDANCES = {
    avoidance.code: avoidance
    for avoidance in (
        _avoid("vegetarian", "Meat, fish and shellfish (vegetarian)", "meat fish shellfish"),
        _avoid("vegan", "Everything from animals (vegan)", "meat fish shellfish milk egg honey"),
        _avoid(
            "nuts", "Nuts", "nuts", "Almonds, cashews, walnuts and other tree nuts, and coconut."
        ),
        _avoid(
            "peanuts", "Peanuts", "peanuts", "Not the same as nuts: choose both if you avoid both."
        ),
        _avoid("milk", "Milk", "milk", "Also yoghurt, cheese, butter."),
        _avoid("fish", "Fish", "fish"),
        _avoid("shellfish", "Shellfish", "shellfish", "Crustaceans and molluscs."),
        _avoid("egg", "Eggs", "egg"),
        _avoid("soy", "Soya", "soy", "Tofu, edamame, soya sauce."),
        _avoid("sesame", "Sesame", "sesame", "Also tahini and hummus."),
        _avoid("gluten", "Wheat and gluten", "gluten", "Wheat, rye, barley, and oats."),
        _avoid("lupin", "Lupin", "lupin", "Often in the flour of bread, pasta and pastry."),
        _avoid(
            "celery", "Celery", "celery", "Also celeriac, and what stock and soups are made with."
        ),
        _avoid("mustard", "Mustard", "mustard", "Also its leaves, dressings and pickles."),
        _avoid(
            "sulphites",
            "Sulphites",
            "sulphites",
            "Dried fruit, juices, wine, prawns, much that is canned.",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class _ContentsRule:
    kind: str
    categories: frozenset[str]
    words: re.Pattern[str]  # in lower case: ignoring the case of letters takes twice as long
    unless: re.Pattern[str] | None
    contains: frozenset[str]

    def matches(self, name: str, lower: str) -> bool:
        """`lower` is the name in lower case."""
        return bool(self.words.search(lower)) and not (self.unless and self.unless.search(name))


def contents_of(category: str | None, name: str, *, is_brand: bool = False) -> frozenset[str]:
    """The contents that a food of that group (SR28's code) and name may have.

    A branded food may contain everything, because makers change their recipes.
    """
    if category is None or is_brand:
        return EVERYTHING
    lower = name.lower()
    base = (rule for rule in _rules_of(category, "base") if rule.matches(name, lower))
    also = (rule.contains for rule in _rules_of(category, "also") if rule.matches(name, lower))
    first = next(base, None)
    return (first.contains if first else EVERYTHING).union(*also)


def refused_contents(codes: Iterable[str]) -> frozenset[str]:
    """The contents that people with these avoidances refuse."""
    return frozenset().union(*(AVOIDANCES[code].refuses for code in codes if code in AVOIDANCES))


@lru_cache(maxsize=200)  # food groups and kinds of rules are few
def _rules_of(category: str, kind: str) -> tuple[_ContentsRule, ...]:
    return tuple(
        rule
        for rule in _all_rules()
        if rule.kind == kind and (category in rule.categories or "*" in rule.categories)
    )


@cache
def _all_rules() -> tuple[_ContentsRule, ...]:
    with (DATA / "contents.csv").open(encoding="utf-8", newline="") as file:
        return tuple(map(_rule, csv.DictReader(file)))


def _rule(row: dict[str, str]) -> _ContentsRule:
    return _ContentsRule(
        row["rule"],
        frozenset(row["categories"].split()),
        re.compile(row["words"].lower()),
        re.compile(row["unless"]) if row["unless"] else None,
        EVERYTHING if row["contains"] == "*" else frozenset(row["contains"].split()),
    )
