"""The words for a day's magnesium, on every page and in the API. Pure.

Figures and sentences are made in one place, so that no two of them contradict each other
(assessment rules, section 5 and 6.3, 6.5, 6.6, 6.8, 6.11): what is shown agrees with the comparison
of the unrounded amounts. interpretation.py does the same for means of several days.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from nutrition.intake.assessment import DayAssessment
from nutrition.intake.references import NO_DRI, Reference, ReferenceKind
from nutrition.intake.rounding import format_number, round_for_display

# A total up to a tenth above the recommended amount is described as that amount, beyond as more.
ABOUT_THE_AMOUNT = Decimal("1.1")

NO_AMOUNT = "no recommended amount for this age"
NO_DRI_WORDS = (
    "There is no DRI for pregnancy or breastfeeding above 50 years: "
    "the amount is the one for 31 to 50 years."
)
# The UL of infants is not determinable: magnesium from food (and formula) only (IOM 1997).
FROM_FOOD_ONLY = "Infants should get magnesium from food only."
NOTHING_LOGGED = "Nothing logged yet."
NOT_ON_LABELS = "No magnesium is on the labels of what you logged."
AI_WORDS = "An AI is an estimate: a lower number does not mean too little."
MOST_NAMED = 6  # a day may have hundreds of foods without a value


class DisplayAmount(NamedTuple):
    """An amount as it is shown: in whole mg, rounded so that it stays on its side of the figures
    that it is compared with.

    `prefix` is "at least" for a lower bound, and `most` is the upper bound if there is one, such as
    "1,410". Both are empty if everything is known or the two bounds are equal.
    """

    whole: int
    prefix: str = ""
    most: str = ""

    @property
    def figure(self) -> str:
        """Such as "1,687"."""
        return f"{self.whole:,}"

    @property
    def short(self) -> str:
        """As in a table: "1,687+" means at least."""
        return f"{self.figure}+" if self.prefix else self.figure

    @property
    def at_most(self) -> str:
        """Such as "at most 1,410 mg"; empty without an upper bound."""
        return f"at most {self.most} mg" if self.most else ""

    @property
    def words(self) -> str:
        """Such as "226 mg", "at least 226 mg" or "at least 226 mg, at most 410 mg"."""
        return ", ".join(filter(None, (f"{self.prefix} {self.figure} mg".strip(), self.at_most)))


def whole_mg(amount: Decimal) -> str:
    """An amount that is not compared with anything, rounded half up: "3,010"."""
    return format_number(amount.to_integral_value(ROUND_HALF_UP))


def display_amount(
    amount: Decimal,
    compared_with: Iterable[Decimal | None],
    *,
    is_lower_bound: bool = False,
    at_most: Decimal | None = None,
) -> DisplayAmount:
    """A total or a mean as it is shown beside the recommended amounts that it is compared with."""
    goals = tuple(compared_with)
    if not is_lower_bound or at_most == amount:
        return DisplayAmount(int(round_for_display(amount, goals=goals)))
    least = int(round_for_display(amount, bound="at least", goals=goals))
    return DisplayAmount(least, "at least", "" if at_most is None else _at_most(at_most, goals))


def at_most_words(amount: Decimal, compared_with: Iterable[Decimal | None]) -> str:
    """Such as "at most 410 mg", or "at most 319.4 mg" if whole mg would reach 320."""
    return f"at most {_at_most(amount, compared_with)} mg"


def _at_most(amount: Decimal, compared_with: Iterable[Decimal | None]) -> str:
    return format_number(round_for_display(amount, bound="at most", goals=compared_with))


def part_words(amount: Decimal, whole: Decimal, shown_whole: DisplayAmount) -> str:
    """A part of an amount, rounded down if the whole was, so that no part is above the whole."""
    is_down = shown_whole.whole < round_for_display(whole)
    return format_number(round_for_display(amount, bound="at least" if is_down else "exact"))


def range_words(low: Decimal | None, high: Decimal | None) -> str:
    """Such as "320", "310–320" or "1,000–1,200"; empty without an amount."""
    if low is None or high is None:
        return ""
    return whole_mg(high) if low == high else f"{whole_mg(low)}–{whole_mg(high)}"


def missing_profile(references: Iterable[Reference]) -> str:
    """The facts that would make a range one amount: "birth date", "sex", "birth date and sex" or
    "".
    """
    wide = [reference for reference in references if reference.low != reference.high]
    ages = any(len({stage.age_min_months for stage in reference.stages}) > 1 for reference in wide)
    sexes = any(len({stage.sex for stage in reference.stages}) > 1 for reference in wide)
    return " and ".join(
        name for name, is_missing in (("birth date", ages), ("sex", sexes)) if is_missing
    )


def range_owner_words(missing: str) -> str:
    """Says for whom a range is recommended, as far as is known."""
    return {
        "birth date": "recommended for your possible ages",
        "sex": "recommended for either sex",
    }.get(missing, "recommended for your possible ages and sexes")


def reached_range_words(missing: str, *, is_for_all: bool) -> str:
    """Says for which ages or sexes of a range an amount is enough."""
    if missing == "sex":
        return "for either sex" if is_for_all else "for one sex, not for the other"
    ages = (
        "ages" if missing == "birth date" else "ages and sexes" if is_for_all else "ages or sexes"
    )
    return f"for all {ages} that may be yours" if is_for_all else f"for some {ages}, not for all"


def goal_words(
    kind: ReferenceKind | None, low: Decimal | None, high: Decimal | None, missing: str
) -> str:
    """Such as "the 320 mg recommended for you"; an AI is never called recommended."""
    amount = f"{range_words(low, high)} mg"
    if kind == "AI":
        return f"the adequate intake (AI) of {amount} at this age"
    return f"the {amount} {'recommended for you' if low == high else range_owner_words(missing)}"


def without_value_words(
    unknown: int, entries: int, value: str = "magnesium value", *, foods: int | None = None
) -> str:
    """Such as "1 of 6 entries has no magnesium value"; "(1 food)" follows if `foods` is given."""
    of_what = f"{unknown:,} of {entry_count_words(entries)}"
    of_foods = "" if foods is None else f" ({foods:,} food{'' if foods == 1 else 's'})"
    return f"{of_what} {'has' if unknown == 1 else 'have'} no {value}{of_foods}"


def all_without_value_words(entries: int) -> str:
    if entries == 1:
        return "What was logged has no magnesium value"
    return f"None of the {entries:,} entries has a magnesium value"


def entry_count_words(count: int) -> str:
    return "1 entry" if count == 1 else f"{count:,} entries"


def foods_without_value_words(entries: Iterable[str]) -> str:
    """Such as "Without a value: Mystery bar."; names each food once."""
    foods = tuple(dict.fromkeys(entries))
    if not foods:
        return ""
    left = len(foods) - MOST_NAMED
    rest = f"; and {left:,} other {'food' if left == 1 else 'foods'}" if left > 0 else ""
    return f"Without a value: {'; '.join(foods[:MOST_NAMED])}{rest}."


def stage_words(stage_note: str | None, high: Decimal | None) -> str:
    """A sentence if the amount is used in place of one that does not exist, else empty."""
    return NO_DRI_WORDS if stage_note == NO_DRI and high is not None else ""


@dataclass(frozen=True, slots=True)
class DayWords:
    """The words about a day. They describe it and never judge it (R8).

    `figure` is "unknown" if nothing that was logged has a value, and empty if nothing was logged:
    missing data is not 0. `target` is like "320 mg", None if nothing is recommended. `to_go` is
    like "106 mg" or "up to 106 mg", empty if nothing is missing or it is unknown. `note` is the
    sentence below the meter, and `without_value` names the foods that it counts.
    """

    display: DisplayAmount | None
    figure: str
    prefix: str
    at_most: str
    target: str | None
    to_go: str
    beside: str
    note: str
    without_value: str

    @property
    def amount(self) -> str:
        """Such as "226 mg", "at least 226 mg, at most 410 mg", "unknown" or "nothing logged"."""
        return self.display.words if self.display else self.figure or "nothing logged"


def display_total(day: DayAssessment) -> DisplayAmount | None:
    """None if there is no number to show."""
    if day.total_mg is None or day.is_unknown:
        return None
    return display_amount(
        day.total_mg,
        _compared(day),
        is_lower_bound=day.total_is_lower_bound,
        at_most=day.at_most_mg,
    )


def day_words(day: DayAssessment) -> DayWords:
    total = display_total(day)
    prefix = ""
    if total is not None:
        prefix = total.prefix or ("so far" if day.status == "in_progress" else "")
    target = range_words(day.reference_low_mg, day.reference_high_mg)
    return DayWords(
        display=total,
        figure=total.figure if total else "" if day.status == "empty" else "unknown",
        prefix=prefix,
        at_most=total.at_most if total else _unknown_at_most(day),
        target=f"{target} mg" if target else None,
        to_go=_to_go(day, total),
        beside=_beside(day, total),
        note=" ".join(
            filter(None, (_note(day, total), stage_words(day.stage_note, day.reference_high_mg)))
        ),
        without_value=foods_without_value_words(day.unknown_foods),
    )


def to_go_words(high: Decimal, amount: DisplayAmount | None) -> str:
    """The shown reference minus the shown amount (6.5): "106 mg", "up to 106 mg", or empty."""
    missing = int(high) - (amount.whole if amount else 0)
    if missing <= 0:
        return ""
    return f"{'up to ' if amount is not None and amount.prefix else ''}{missing:,} mg"


def _to_go(day: DayAssessment, total: DisplayAmount | None) -> str:
    if day.reference_high_mg is None or day.total_mg is None or day.comparison_of_bounds == "meets":
        return ""
    words = to_go_words(day.reference_high_mg, total)
    return f"up to {words}" if total is None else words


def _beside(day: DayAssessment, total: DisplayAmount | None) -> str:
    """The short words beside the number: how far along it is, never how bad."""
    high = day.reference_high_mg
    is_range, is_ai = day.reference_low_mg != high, day.reference_kind == "AI"
    if high is None:
        return NO_AMOUNT
    if day.total_mg is None:
        return "adequate intake (AI)" if is_ai else "your daily target"
    if day.comparison_of_bounds == "meets":
        return "at the adequate intake" if is_ai else "at target"
    if day.status == "in_progress":
        return f"{_to_go(day, total)} to go{f' to {whole_mg(high)} mg' if is_range else ''}"
    if total is None:
        return "no magnesium value"
    if day.comparison_of_bounds == "depends":
        return "between the two"
    of_what = f"{whole_mg(high)} mg" if is_range else "it"
    return f"{f'{total.prefix} ' if total.prefix else ''}{day.percent}% of {of_what}"


def _note(day: DayAssessment, total: DisplayAmount | None) -> str:
    """Empty when the numbers say it all."""
    if day.total_mg is None:
        return NOTHING_LOGGED if day.status == "empty" else NOT_ON_LABELS
    if total is None:
        return _all_unknown(day)
    if day.status != "complete" or day.reference_high_mg is None:
        if not day.unknown_entries:
            return ""
        most = f", {total.at_most}" if total.at_most else ""
        return f"{_without_value(day)}, so the true total may be higher{most}."
    match day.comparison_of_bounds:
        case "meets":
            return _reaches(day, total)
        case "depends":
            return (
                f"You logged {total.words}: "
                f"it reaches the amount {reached_range_words(_missing(day), is_for_all=False)} "
                f"({range_words(day.reference_low_mg, day.reference_high_mg)} mg). "
                f"With your {_missing(day)} the target is exact."
            )
        case "undetermined":
            lead = f"{total.words[:1].upper()}{total.words[1:]}"
            share = (
                f" ({_unknown_share(day)} of your energy)"
                if day.known_share_energy is not None
                else ""
            )
            return f"{lead}; {_without_value(day)}{share}, so the day cannot be judged."
    return _below(day, total)


def _reaches(day: DayAssessment, total: DisplayAmount) -> str:
    low, high = day.reference_low_mg, day.reference_high_mg
    lead, goal = f"You logged {total.words}", f"{range_words(low, high)} mg"
    if high is None or day.total_mg is None:
        return f"{lead}."
    if day.reference_kind == "AI":
        return f"{lead}; the adequate intake (AI) at this age is {goal}."
    if low != high:
        reached = reached_range_words(_missing(day), is_for_all=True)
        return f"{lead}: it reaches the amount {reached} ({goal})."
    if day.total_mg > high * ABOUT_THE_AMOUNT:
        return f"{lead}, more than the {goal} recommended for you."
    if total.prefix:  # nobody knows how much more it is
        return f"{lead}: it reaches the {goal} recommended for you."
    return f"{lead}, the amount recommended for you{'' if total.whole == high else f' ({goal})'}."


def _below(day: DayAssessment, total: DisplayAmount) -> str:
    low, high = day.reference_low_mg, day.reference_high_mg
    goal = _goal(day)
    if not total.prefix:
        of_what = (
            goal if low == high else f"{whole_mg(high or Decimal(0))} mg, the high end of {goal}"
        )
        described = f"You logged {total.words}, {day.percent}% of {of_what}."
    else:
        described = f"You logged {total.words}: less than {goal}; {_without_value(day)}."
    if day.reference_kind == "AI":
        return f"{described} {AI_WORDS}"
    return f"{described} One day says little; the weekly average says more."


def _all_unknown(day: DayAssessment) -> str:
    most = _unknown_at_most(day)
    sentence = f"{all_without_value_words(day.entries)}, so the day is unknown"
    return f"{sentence}: {most} in all." if most else f"{sentence}."


def _unknown_at_most(day: DayAssessment) -> str:
    return (
        at_most_words(day.at_most_mg, _compared(day))
        if day.is_unknown and day.at_most_mg is not None
        else ""
    )


def _compared(day: DayAssessment) -> tuple[Decimal | None, Decimal | None]:
    return day.reference_low_mg, day.reference_high_mg


def _goal(day: DayAssessment) -> str:
    kind: ReferenceKind = "AI" if day.reference_kind == "AI" else "RDA"
    return goal_words(kind, day.reference_low_mg, day.reference_high_mg, _missing(day))


def _missing(day: DayAssessment) -> str:
    """The facts that would make a range of recommended amounts one amount; "" without a range."""
    if day.reference_low_mg == day.reference_high_mg:
        return ""
    has_age = day.age_completed_months is not None
    has_sex = len({code[0] for code in day.life_stages} & {"F", "M"}) < 2
    return "birth date" if has_sex else "sex" if has_age else "birth date and sex"


def _without_value(day: DayAssessment) -> str:
    return without_value_words(day.unknown_entries, day.entries)


def _unknown_share(day: DayAssessment) -> str:
    unknown = (1 - (day.known_share_energy or Decimal(0))) * 100
    if unknown == 100:
        return "all"
    return f"about {min(int(whole_mg(unknown)), 99)}%" if unknown >= 1 else "under 1%"
