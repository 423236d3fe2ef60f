"""How much magnesium is missing on one day or on a usual day, and the words for it. Pure.

If age or sex is unknown, the target is a range. What is missing is counted up to its high end, as
on every page (6.8).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from nutrition.intake.assessment import DayAssessment
from nutrition.intake.averages import average_of, mean_if_all_known
from nutrition.intake.interpretation import ENOUGH_DAYS
from nutrition.intake.references import Reference
from nutrition.intake.words import (
    NOT_ON_LABELS,
    NOTHING_LOGGED,
    DisplayAmount,
    all_without_value_words,
    display_amount,
    display_total,
    goal_words,
    missing_profile,
    stage_words,
    to_go_words,
    whole_mg,
    without_value_words,
)

# Whole nuts and seeds, which lead most lists, are a choking hazard for children under 5 (NHS,
# "Foods to avoid giving babies and young children"), so there is no list for them.
FROM_MONTHS = 5 * 12


@dataclass(frozen=True, slots=True)
class Gap:
    """The magnesium of one day, or of the mean of `days` days, and its reference; in mg, unrounded.

    `days` is 0 for a single day. `reached_mg` is None if nothing was logged, or only labels that do
    not state magnesium; `shown` is None also if nothing that was logged has a value.
    """

    reached_mg: Decimal | None
    shown: DisplayAmount | None
    reference: Reference
    unknown: int
    entries: int
    days: int = 0
    is_too_young: bool = False
    is_logged: bool = True

    @property
    def missing_mg(self) -> Decimal:
        """What is missing to the high end of the reference; 0 if it is reached or there is none."""
        return max(
            Decimal(0), (self.reference.high or Decimal(0)) - (self.reached_mg or Decimal(0))
        )

    @property
    def is_open(self) -> bool:
        """Whether foods should be suggested."""
        return self.missing_mg > 0 and not self.is_too_young

    @property
    def words(self) -> str:
        """What was reached and what is missing, in a sentence or two."""
        if self.reference.high is None:
            return "No amount is recommended for this age, so there is nothing to compare with."
        if self.is_too_young:
            return (
                "There are no suggestions for children under 5: "
                "many of these foods are not for them as they are."
            )
        return " ".join(
            filter(None, (self._words, stage_words(self.reference.stage_note, self.reference.high)))
        )

    @property
    def _words(self) -> str:
        if self.reached_mg is None:
            nothing = NOT_ON_LABELS if self.is_logged else NOTHING_LOGGED
            to_go = to_go_words(self.reference.high or Decimal(0), None)
            return f"{nothing[:-1]}: {to_go} to go to {self._goal}."
        if self.shown is None:
            nothing = all_without_value_words(self.entries)
            return f"{nothing}, so nobody knows how much is missing: at most {self._goal}."
        reached = self.shown.words
        what = (
            f"Your mean of {self.days} complete days is {reached}"
            if self.days
            else f"You logged {reached}"
        )
        if not self.missing_mg:
            # ends the insertion ", the high end of ..."
            comma = "" if self.reference.low == self.reference.high else ","
            return f"{what}, and {self._goal}{comma} is reached: nothing is missing."
        to_go = to_go_words(self.reference.high or Decimal(0), self.shown)
        return f"{what}: {to_go} to go to {self._goal}."

    @property
    def _goal(self) -> str:
        low, high = self.reference.low, self.reference.high
        goal = goal_words(self.reference.kind, low, high, missing_profile([self.reference]))
        return goal if low == high else f"{whole_mg(high or Decimal(0))} mg, the high end of {goal}"

    @property
    def unknown_words(self) -> str:
        """Why less may be missing; empty if every value is known or nothing is missing."""
        if not self.unknown or not self.is_open or self.shown is None:
            return ""
        return f"{without_value_words(self.unknown, self.entries)}, so less may be missing."


def gap_of_day(day: DayAssessment, reference: Reference) -> Gap:
    return Gap(
        day.total_mg,
        display_total(day),
        reference,
        day.unknown_entries,
        day.entries,
        is_too_young=_is_too_young(day),
        is_logged=day.status != "empty",
    )


def gap_of_usual_day(
    days: Sequence[DayAssessment], today: DayAssessment, reference: Reference
) -> Gap | None:
    """The gap of the mean of the days that count; None for fewer than three.

    `today` tells only the person's age.
    """
    average = average_of(days)
    if average.mean_mg is None or average.days < ENOUGH_DAYS:
        return None
    counted = [day for day in days if day.counts]
    unknown = sum(day.unknown_entries for day in counted)
    return Gap(
        average.mean_mg,
        display_amount(
            average.mean_mg,
            (reference.low, reference.high),
            is_lower_bound=unknown > 0,
            at_most=mean_if_all_known(day.at_most_mg for day in counted),
        ),
        reference,
        unknown=unknown,
        entries=sum(day.entries for day in counted),
        days=average.days,
        is_too_young=_is_too_young(today),
    )


def _is_too_young(day: DayAssessment) -> bool:
    return day.age_completed_months is not None and day.age_completed_months < FROM_MONTHS
