"""How much magnesium is missing, on a day or on a usual one, and how that is said. Pure.

Where age or sex is unknown the target is a range; what is missing is counted to its low end, so that nobody is sent
after more than may be meant for them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from nutrition.diary.sentences import still
from nutrition.intake.assessment import DayAssessment, display_mg
from nutrition.intake.averages import average_of
from nutrition.reports.reading import ENOUGH_DAYS

# Whole nuts and seeds, which lead most lists, are a choking hazard for children under 5 (NHS, "Foods to avoid giving
# babies and young children"): no list for them.
FROM_MONTHS = 5 * 12


@dataclass(frozen=True, slots=True)
class Gap:
    """What was reached and what is recommended, in mg, unrounded. `days` is 0 for a single day, else of the mean."""

    reached_mg: Decimal
    low_mg: Decimal | None
    high_mg: Decimal | None
    unknown: int
    entries: int
    days: int = 0
    is_too_young: bool = False

    @property
    def missing_mg(self) -> Decimal:
        """To the low end of what is recommended; 0 where it is reached, or nothing is recommended."""
        return Decimal(0) if self.low_mg is None else max(Decimal(0), self.low_mg - self.reached_mg)

    @property
    def is_open(self) -> bool:
        """Whether foods are worth naming."""
        return self.missing_mg > 0 and not self.is_too_young

    @property
    def target(self) -> str:
        if self.low_mg is None or self.high_mg is None:
            return ""
        low, high = display_mg(self.low_mg), display_mg(self.high_mg)
        return high if low == high else f"{low}–{high}"

    @property
    def words(self) -> str:
        """Where the day, or the mean, stands."""
        if self.low_mg is None:
            return "No amount is recommended for this age, so there is nothing to compare with."
        if self.is_too_young:
            return "There are no suggestions for children under 5: many of these foods are not for them as they are."
        reached = f"{'at least ' if self.unknown else ''}{display_mg(self.reached_mg)} mg"
        what = f"Your mean of {self.days} complete days is {reached}" if self.days else f"You logged {reached}"
        if not self.missing_mg:
            return f"{what}, and {self._goal} is reached: nothing is missing."
        return f"{what}: {still(self.missing_mg, is_at_most=bool(self.unknown))} to go to {self._goal}."

    @property
    def _goal(self) -> str:
        if self.low_mg == self.high_mg:
            return f"the {self.target} mg recommended for you"
        return f"the low end of {self.target} mg, the amounts recommended for your possible ages and sexes"

    @property
    def unknown_words(self) -> str:
        """Why it may be less; empty when every value is known, or nothing is missing."""
        if not self.unknown or not self.is_open:
            return ""
        have = "has" if self.unknown == 1 else "have"
        return f"{self.unknown} of {self.entries} entries {have} no magnesium value, so less may be missing."


def gap_of_day(day: DayAssessment, *, entries: int) -> Gap:
    return Gap(
        day.total_mg or Decimal(0), day.reference_low_mg, day.reference_high_mg, len(day.unknown_foods), entries,
        is_too_young=_is_too_young(day),
    )  # fmt: skip


def gap_of_usual_day(days: Sequence[DayAssessment], entries: Collection[int], today: DayAssessment) -> Gap | None:
    """Of the mean of the days that count, beside what is recommended today; None for fewer than three.

    `entries` says how many entries each of the days has.
    """
    average = average_of(days)
    if average.mean_mg is None or average.days < ENOUGH_DAYS:
        return None
    counted = [(day, count) for day, count in zip(days, entries, strict=True) if day.counts]
    return Gap(
        average.mean_mg, today.reference_low_mg, today.reference_high_mg,
        unknown=sum(len(day.unknown_foods) for day, _ in counted), entries=sum(count for _, count in counted),
        days=average.days, is_too_young=_is_too_young(today),
    )  # fmt: skip


def _is_too_young(day: DayAssessment) -> bool:
    return day.age_completed_months is not None and day.age_completed_months < FROM_MONTHS
