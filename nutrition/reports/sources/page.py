"""Where a nutrient came from: foods and food groups, with shares of what is known. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from nutrition.intake.labels import Kind, LabelTaken, gifts, together
from nutrition.intake.nutrients import FoodEaten, PageNutrient, intakes
from nutrition.intake.totals import ZERO, exact_sum
from nutrition.reports.nutrients import words
from nutrition.reports.sources.shares import whole_percents

# As many as fit beside each other on a page; the others are one line, and a tap shows them.
MOST_FOODS = 15


class Group(NamedTuple):
    """A food group of the table; `code` is what addresses call it."""

    code: str
    name: str


OWN_FOODS = Group("own", "Foods you made")
NO_GROUP = Group("none", "Other foods")


class Logged(NamedTuple):
    """A food as one of its revisions knows it, all that was eaten of it, and how often."""

    group: Group
    times: int
    food: FoodEaten


@dataclass(frozen=True, slots=True)
class Row:
    """A food or group (`key`: its id or code) and what it gave; `percent` of what is known, `bar` of the widest.

    What others are together is in no bar.
    """

    key: str
    name: str
    amount: str
    times: int
    percent: str
    bar: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A food that was logged without a value."""

    food_id: int
    name: str
    times: int


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """`foods` and `groups` each add up to 100%. `others` counts the foods of the last row, which has no key."""

    nutrient: PageNutrient
    total: str
    has_more: bool
    foods: tuple[Row, ...]
    others: int
    groups: tuple[Row, ...]
    unknown: tuple[Unknown, ...]
    is_logged: bool
    remarks: tuple[str, ...]

    @property
    def is_known(self) -> bool:
        return bool(self.foods)


class Apart(NamedTuple):
    """What labels gave, by product, most first; `not_added` says what a label states in a unit that has no factor."""

    rows: tuple[tuple[str, str], ...]
    not_added: tuple[str, ...]


@dataclass(slots=True)
class _Sum:
    name: str
    amounts: list[Decimal]
    times: int = 0


def sources_page(nutrient: PageNutrient, logged: Sequence[Logged], *, show_all: bool = False) -> SourcesPage:
    (intake,) = intakes([entry.food for entry in logged], [nutrient])
    foods: dict[str, _Sum] = {}
    groups: dict[str, _Sum] = {}
    unknown: dict[int, Unknown] = {}
    for entry, given in zip(logged, intake.contributions, strict=True):
        if given.amount is None:
            before = unknown.get(given.food.food_id)
            times = entry.times + (before.times if before else 0)
            unknown[given.food.food_id] = Unknown(given.food.food_id, given.food.name, times)
        elif given.amount:
            _add(foods, str(given.food.food_id), given.food.name, given.amount, entry.times)
            _add(groups, entry.group.code, entry.group.name, given.amount, entry.times)
    ranked = _ranked(foods)
    others = [] if show_all or len(ranked) <= MOST_FOODS + 1 else ranked[MOST_FOODS:]
    shown = ranked[: len(ranked) - len(others)]
    if others:
        rest = _Sum(f"{len(others)} other foods", [amount for _, other in others for amount in other.amounts])
        rest.times = sum(other.times for _, other in others)
        shown = [*shown, ("", rest)]
    return SourcesPage(
        nutrient=nutrient,
        total=words.amount_words(intake.total.known or ZERO, nutrient),
        has_more=intake.bound == "at least",
        foods=_rows(shown, nutrient),
        others=len(others),
        groups=_rows(_ranked(groups), nutrient),
        unknown=tuple(sorted(unknown.values(), key=lambda food: (-food.times, food.name))),
        is_logged=bool(logged),
        remarks=tuple(words.mark_words(intake)),
    )


def apart_from_food(nutrient: PageNutrient, labels: Iterable[LabelTaken]) -> Apart:
    """Supplements by name, then water from its label: in no share."""
    given = gifts(nutrient.number, together(labels))
    amounts: dict[tuple[Kind, str], list[Decimal]] = {}
    for gift in given:
        if gift.amount is not None:
            amounts.setdefault((gift.product.kind, gift.product.name), []).append(gift.amount)
    sums = {key: exact_sum(some) for key, some in amounts.items()}
    ranked = sorted(sums.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
    return Apart(
        rows=tuple(
            ("Water, from its label" if kind == "water" else name, words.amount_words(amount, nutrient))
            for (kind, name), amount in ranked
        ),
        not_added=tuple(words.not_added_words(gift, 1) for gift in given if gift.amount is None),
    )


def _add(sums: dict[str, _Sum], key: str, name: str, amount: Decimal, times: int) -> None:
    found = sums.setdefault(key, _Sum(name, []))
    found.amounts.append(amount)
    found.times += times


def _ranked(sums: dict[str, _Sum]) -> list[tuple[str, _Sum]]:
    return sorted(sums.items(), key=lambda item: (-exact_sum(item[1].amounts), item[1].name, item[0]))


def _rows(sums: Iterable[tuple[str, _Sum]], nutrient: PageNutrient) -> tuple[Row, ...]:
    sums = list(sums)
    amounts = [exact_sum(one.amounts) for _, one in sums]
    widest = max((amount for (key, _), amount in zip(sums, amounts, strict=True) if key), default=ZERO)
    return tuple(
        Row(
            key=key,
            name=one.name,
            amount=words.amount_words(amount, nutrient),
            times=one.times,
            percent=f"{percent}%" if percent else "under 1%",
            bar=f"{100 * amount / widest:.2f}%" if key else "",
        )
        for (key, one), amount, percent in zip(sums, amounts, whole_percents(amounts), strict=True)
    )
