"""Where a nutrient came from: foods and food groups, with shares of what is known. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from nutrition.diary.sums import FoodMagnesium
from nutrition.foods.basis import ZERO, rounded
from nutrition.foods.keys import FoodKey, write_key
from nutrition.intake.labels import LabelKind, LabelNutrients, label_contributions, merge_labels
from nutrition.intake.nutrients import (
    Bound,
    NutrientIntake,
    PageNutrient,
    nutrient_intakes,
)
from nutrition.intake.totals import EatenFood, add_up, exact_sum
from nutrition.intake.words import entry_count_words, without_value_words
from nutrition.reports.charts import relative_widths
from nutrition.reports.logged_values import NO_GROUP, FoodGroup, LoggedTotals
from nutrition.reports.nutrients import nutrient_words as words
from nutrition.reports.sources.shares import percent_shown, whole_percents

# As many as fit on a page; the others share one row, and a tap shows them.
MOST_FOODS = 15
TOP_SOURCES = 7  # of a week


@dataclass(frozen=True, slots=True)
class SourceShare:
    """A food or group (`key` is its id or code) and what it gave; `percent` is of what is known,
    `bar` of the widest bar.

    The row of all other foods has no key and no bar.
    """

    key: str
    name: str
    amount: str
    times: int
    percent: str
    bar: str


@dataclass(frozen=True, slots=True)
class FoodWithoutValue:
    """`times` is how often the food was logged."""

    food_id: FoodKey
    name: str
    times: int


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """The percents of `foods` and of `groups` each add up to 100; a group has the sum of its foods.

    `others` is how many foods the last row, which has no key, stands for. `without_value_words`
    says how many entries are in no share.
    """

    nutrient: PageNutrient
    total: str
    bound: Bound
    foods: tuple[SourceShare, ...]
    others: int
    groups: tuple[SourceShare, ...]
    foods_without_value: tuple[FoodWithoutValue, ...]
    without_value_words: str
    is_logged: bool
    remarks: tuple[str, ...]

    @property
    def is_known(self) -> bool:
        return bool(self.foods)


class LabelSources(NamedTuple):
    """What labels gave: supplements, the largest amount first, then water. `not_added` are
    sentences on amounts in units that cannot be converted.
    """

    rows: tuple[tuple[str, str], ...]
    not_added: tuple[str, ...]


@dataclass(slots=True)
class _SourceSum:
    """The sum of a food's entries, or of several foods, with its food group. `exact` has no digit
    lost, so that shares and sums are right.
    """

    name: str
    group: FoodGroup
    exact: Fraction = Fraction(0)
    times: int = 0
    percent: int = 0

    @property
    def amount(self) -> Decimal:
        return rounded(self.exact)

    def add(self, other: "_SourceSum") -> None:
        self.exact += other.exact
        self.times += other.times
        self.percent += other.percent


def sources_page(
    nutrient: PageNutrient, logged: LoggedTotals, *, show_all: bool = False
) -> SourcesPage:
    (intake,) = nutrient_intakes(logged.nutrients(), [nutrient])
    foods: dict[str, _SourceSum] = {}
    unknown: dict[FoodKey, FoodWithoutValue] = {}
    for group, given in zip(
        (food.group for food in logged.foods.values()), intake.contributions, strict=True
    ):
        food = given.food
        if given.amount is None:
            before = unknown.get(food.food_id)
            unknown[food.food_id] = FoodWithoutValue(
                food.food_id, food.name, food.times + (before.times if before else 0)
            )
        elif given.amount:
            source = foods.setdefault(write_key(food.food_id), _SourceSum(food.name, group))
            source.add(_SourceSum(food.name, group, given.exact_amount, food.times))
    ranked = _ranked(foods)
    in_front = len(ranked) if len(ranked) <= MOST_FOODS + 1 else MOST_FOODS
    _assign_percents([one for _, one in ranked], in_front)
    groups: dict[str, _SourceSum] = {}
    for _, one in ranked:
        groups.setdefault(one.group.code, _SourceSum(one.group.name, one.group)).add(one)
    others = [] if show_all else ranked[in_front:]
    shown = ranked[: len(ranked) - len(others)]
    if others:
        rest = _SourceSum(f"{len(others)} other foods", NO_GROUP)
        for _, one in others:
            rest.add(one)
        shown = [*shown, ("", rest)]
    return SourcesPage(
        nutrient=nutrient,
        total=_amount_text(intake.total.known or ZERO, nutrient, intake.bound),
        bound=intake.bound,
        foods=_source_rows(shown, nutrient, intake.bound),
        others=len(others),
        groups=_source_rows(_ranked(groups), nutrient, intake.bound),
        foods_without_value=tuple(
            sorted(unknown.values(), key=lambda food: (-food.times, food.name))
        ),
        without_value_words=_without_value_words(intake),
        is_logged=bool(logged.foods),
        remarks=tuple(words.mark_words(intake)),
    )


def days_logged_words(logged: int, of: int) -> str:
    """ "Food was logged on 98 of 363 days." Empty for a range that has not begun."""
    return f"Food was logged on {logged:,} of {of:,} day{'' if of == 1 else 's'}." if of > 0 else ""


def entries_words(eaten: Sequence[EatenFood], nutrient: PageNutrient) -> str:
    """ "At least 40 mg from 1 entry. 1 of 2 entries has no magnesium value (1 food)." """
    total = add_up(eaten)
    value = f"{nutrient.in_a_sentence} value"
    missing = (
        f"{without_value_words(total.unknown, len(eaten), value, foods=1)}."
        if total.unknown
        else ""
    )
    if total.known is None or total.is_unknown:
        return missing
    bound: Bound = "at least" if total.unknown else "exact"
    amount = f"{words.nutrient_figure(total.known, nutrient, bound=bound)} {nutrient.unit}"
    start = "At least " if total.unknown else ""
    entries = entry_count_words(len(eaten) - total.unknown)
    return f"{start}{amount} from {entries}. {missing}".strip()


def _assign_percents(ranked: Sequence[_SourceSum], in_front: int) -> None:
    """Gives each food a whole percent; a group or the row of other foods then adds up its foods.

    The 100 percent are first shared between the foods in front and, as one for each group, all its
    other foods. Otherwise hundreds of small foods would each lose their decimals, and so would
    their group.
    """
    rests: dict[str, list[_SourceSum]] = {}
    for one in ranked[in_front:]:
        rests.setdefault(one.group.code, []).append(one)
    amounts = [one.exact for one in ranked[:in_front]]
    amounts += [sum((one.exact for one in rest), Fraction(0)) for rest in rests.values()]
    percents = whole_percents(amounts)
    for one, percent in zip(ranked, percents[:in_front], strict=False):
        one.percent = percent
    for rest, of_all in zip(rests.values(), percents[in_front:], strict=True):
        for one, percent in zip(
            rest, whole_percents([one.exact for one in rest], of_all), strict=True
        ):
            one.percent = percent


def _without_value_words(intake: NutrientIntake) -> str:
    if not intake.unknown_entries:
        return ""
    value = f"{intake.nutrient.in_a_sentence} value"
    missing = without_value_words(
        intake.unknown_entries, intake.entries, value, foods=intake.unknown_foods
    )
    return f"{missing}."


def label_sources(nutrient: PageNutrient, labels: Iterable[LabelNutrients]) -> LabelSources:
    """Supplements by name, then water from its label. These amounts are in no share."""
    given = label_contributions(nutrient.number, merge_labels(labels))
    amounts: dict[tuple[LabelKind, str], list[Decimal]] = {}
    for gift in given:
        if gift.amount is not None:
            amounts.setdefault((gift.label.kind, gift.label.name), []).append(gift.amount)
    sums = {key: exact_sum(some) for key, some in amounts.items()}
    ranked = sorted(sums.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
    return LabelSources(
        rows=tuple(
            (
                "Water, from its label" if kind == "water" else name,
                words.nutrient_amount_words(amount, nutrient),
            )
            for (kind, name), amount in ranked
        ),
        not_added=tuple(words.not_added_words(gift, 1) for gift in given if gift.amount is None),
    )


def _ranked(sums: dict[str, _SourceSum]) -> list[tuple[str, _SourceSum]]:
    return sorted(sums.items(), key=lambda item: (-item[1].exact, item[1].name, item[0]))


def _source_rows(
    sums: Sequence[tuple[str, _SourceSum]], nutrient: PageNutrient, bound: Bound
) -> tuple[SourceShare, ...]:
    """`bound` relates the sum of all rows to the true amount."""
    whole = rounded(sum((one.exact for _, one in sums), Fraction(0)))
    amounts = [one.amount for _, one in sums]
    widest = max((one.amount for key, one in sums if key), default=ZERO)
    return tuple(
        SourceShare(
            key=key,
            name=one.name,
            amount=_amount_text(amount, nutrient, words.part_bound(amount, whole, nutrient, bound)),
            times=one.times,
            percent=percent_shown(one.percent, 100 * amount / whole),
            bar=f"{100 * amount / widest:.2f}%" if key else "",
        )
        for amount, (key, one) in zip(amounts, sums, strict=True)
    )


def _amount_text(amount: Decimal, nutrient: PageNutrient, bound: Bound) -> str:
    return f"{words.nutrient_figure(amount, nutrient, bound=bound)} {nutrient.unit}"


@dataclass(frozen=True, slots=True)
class TopSource:
    """A food, the magnesium it gave in the week, and its percent of the first food's amount."""

    food_id: FoodKey
    name: str
    mg: Decimal
    times: int
    share: float


def top_sources(foods: Iterable[FoodMagnesium]) -> tuple[TopSource, ...]:
    """The foods that gave the most magnesium, the largest first; only foods with a value."""
    ranked = sorted((food for food in foods if food.mg), key=lambda food: (-food.mg, food.name))
    top = ranked[:TOP_SOURCES]
    widths = relative_widths([food.mg for food in top])
    return tuple(TopSource(*food, share) for food, share in zip(top, widths, strict=True))
