"""What is said about a day, described and never judged (R8), and about what was done to it.

The sentences follow section 5 of the assessment rules.
"""

from collections.abc import Sequence
from decimal import Decimal

from nutrition.diary.measuring import Helping
from nutrition.intake.assessment import DayAssessment, display_mg


def target(day: DayAssessment) -> str | None:
    """ "320 mg", or "310–320 mg" where age or sex is unknown; None where nothing is recommended."""
    if day.reference_low_mg is None or day.reference_high_mg is None:
        return None
    low, high = display_mg(day.reference_low_mg), display_mg(day.reference_high_mg)
    return f"{high} mg" if low == high else f"{low}–{high} mg"


def prefix(day: DayAssessment) -> str:
    """What stands before the number."""
    if day.total_mg is None:
        return ""
    if day.total_is_lower_bound:
        return "at least"
    return "so far" if day.status == "in_progress" else ""


def beside(day: DayAssessment) -> str:
    """The short words beside the number: how far it is, never how bad."""
    if day.reference_high_mg is None:
        return "no recommended amount for this age"
    if day.comparison == "no_data":
        return "your daily target"
    if day.comparison == "meets":
        return "at target"
    if day.comparison == "depends":
        return "between the two"
    if day.status == "in_progress":
        return f"{still(day.to_go_mg or Decimal(0), is_at_most=day.total_is_lower_bound)} to go"
    return f"at least {day.percent}% of it" if day.total_is_lower_bound else f"{day.percent}% of it"


def note(day: DayAssessment, entries: int) -> str:
    """The sentence below the meter; empty when the numbers say it all."""
    total, goal = day.display_total_mg, target(day)
    match day.comparison:
        case "no_data":
            return (
                "Nothing logged yet." if day.status == "empty" else "No magnesium is on the labels of what you logged."
            )
        case "meets" if day.status == "complete":
            return f"You logged {_at_least(day)}{total} mg, the amount recommended for you ({goal})."
        case "undetermined":
            share = f" ({_unknown_share(day)} of your energy)" if day.known_share_energy is not None else ""
            return (
                f"At least {total} mg; {_foods_without(len(day.unknown_foods))} no magnesium value{share}, "
                "so the day cannot be judged."
            )
        case "depends":
            return (
                f"You logged {total} mg: it reaches the amount for some ages or sexes, not for all ({goal}). "
                f"{_what_is_missing(day)}"
            )
        case "below":
            # 319.6 of 320 mg are not 320.
            just_under = "just under " if f"{total} mg" == goal else ""
            return (
                f"You logged {just_under}{total} mg, {day.percent}% of the {goal} recommended for you. "
                "One day says little; the weekly average says more."
            )
        case "below_ai":
            return "There is only an estimate (AI) for this age; a lower number does not mean too little."
    if day.total_is_lower_bound:
        unknown = len(day.unknown_foods)
        return f"{unknown} of {entries} entries {_have(unknown)} no magnesium value, so the true total may be higher."
    return ""


def _at_least(day: DayAssessment) -> str:
    return "at least " if day.total_is_lower_bound else ""


def still(amount: Decimal, *, is_at_most: bool) -> str:
    """What is missing, "106 mg", "up to 106 mg": never 0, because something is."""
    if amount < 1:
        return "under 1 mg"
    return f"{'up to ' if is_at_most else ''}{display_mg(amount)} mg"


def _what_is_missing(day: DayAssessment) -> str:
    """Which of age and sex would make a range of recommended amounts one."""
    has_age = day.age_completed_months is not None
    has_sex = len({code[0] for code in day.life_stages} & {"F", "M"}) < 2
    missing = "birth date" if has_sex else "sex" if has_age else "birth date and sex"
    return f"With your {missing} the target is exact."


def _unknown_share(day: DayAssessment) -> str:
    unknown = (1 - (day.known_share_energy or Decimal(0))) * 100
    return f"about {display_mg(unknown)}%" if unknown >= 1 else "under 1%"


def _foods_without(count: int) -> str:
    return "1 food has" if count == 1 else f"{count} foods have"


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def added(helpings: Sequence[Helping], meal: str) -> str:
    """ "Added Almonds, 30 g, to dinner, 81 mg." Unknown stays unknown."""
    to = meal.lower()
    if len(helpings) == 1:
        [one] = helpings
        mg = "" if one.mg is None else f", {display_mg(one.mg)} mg"
        return f"Added {one.title}, {one.amount.words}, to {to}{mg}.{'' if mg else ' It has no magnesium value.'}"
    known = [helping.mg for helping in helpings if helping.mg is not None]
    start = f"Added {len(helpings)} foods to {to}"
    if not known:
        return f"{start}. They have no magnesium value."
    at_least = "at least " if len(known) < len(helpings) else ""
    return f"{start}, {at_least}{display_mg(sum(known, Decimal(0)))} mg."


def copied(count: int, left_out: Sequence[str], to: str) -> str:
    """`to` is a day in words."""
    gone = f" Left out, because no longer in the table: {', '.join(left_out)}." if left_out else ""
    return f"Copied {'1 food' if count == 1 else f'{count} foods'} to {to}.{gone}"


def is_that_so(amount: str, mg: Decimal | None) -> str:
    """Asks back: "30 cups · 900 g? That holds 711 mg of magnesium." """
    return f"{amount}?" if mg is None else f"{amount}? That holds {int(display_mg(mg)):,} mg of magnesium."


def taken_as(title: str, other: str, other_mg: Decimal) -> str:
    """ "Spinach was taken as raw; boiled would be 313 mg." """
    head, _, rest = title.partition(", ")
    other_head, _, other_rest = other.partition(", ")
    if rest and other_rest and head == other_head:
        return f"{head} was taken as {rest}; {other_rest} would be {display_mg(other_mg)} mg."
    return f"{title} was taken; {other} would be {display_mg(other_mg)} mg."
