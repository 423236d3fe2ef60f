"""Finds the kind of a plain food, and how much of it people eat at a time. Pure.

The table (data/kinds.csv) has foods that can be eaten as they are: no raw beans, flours, powders,
spices or baby food, and nothing fortified. Other foods are never suggested. `grams` are the
reference amounts customarily consumed of 21 CFR 101.12(b), so that nobody is offered 100 g of
sesame. `grams_from` says which one; data/README.md says where `grams` differ from them and why some
foods are never suggested.
"""

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal, cast

from nutrition.foods.names import DATA

# "eaten": only to people who have eaten it. "never": in lists, but not suggested: Brazil nuts (30 g
# exceed the upper level for selenium), seaweed (iodine), fish that is high in mercury.
SuggestTo = Literal["all", "eaten", "never"]


@dataclass(frozen=True, slots=True)
class FoodKind:
    """A group of similar foods, one of which is suggested at a time; `grams` is a usual amount."""

    group: str
    label: str
    grams: Decimal
    offer: SuggestTo


@dataclass(frozen=True, slots=True)
class _KindRule:
    kind: FoodKind
    categories: frozenset[str]
    words: re.Pattern[str]  # in lower case: ignoring the case of letters takes twice as long
    without: re.Pattern[str] | None


def kind_of(category: str | None, name: str) -> FoodKind | None:
    """The kind of a food of that group (SR28's code) and name, by the first row that matches."""
    lower = name.lower()
    for rule in _rules().get(category or "", ()):
        if rule.words.search(lower) and not (rule.without and rule.without.search(lower)):
            return rule.kind
    return None


@cache
def kind_groups() -> dict[str, str]:
    """The label of each group of kinds, in the order of the table."""
    return {rule.kind.group: rule.kind.label for rule in _all_rules()}


def kind_categories() -> frozenset[str]:
    """The food groups (SR28's codes) that have foods of any kind."""
    return frozenset(_rules())


@cache
def _rules() -> dict[str, tuple[_KindRule, ...]]:
    codes = {category for rule in _all_rules() for category in rule.categories}
    return {code: tuple(rule for rule in _all_rules() if code in rule.categories) for code in codes}


@cache
def _all_rules() -> tuple[_KindRule, ...]:
    with (DATA / "kinds.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            _KindRule(
                FoodKind(
                    row["kind"], row["label"], Decimal(row["grams"]), cast(SuggestTo, row["offer"])
                ),
                frozenset(row["categories"].split()),
                re.compile(row["words"].lower()),
                re.compile(row["without"].lower()) if row["without"] else None,
            )
            for row in csv.DictReader(file)
        )
