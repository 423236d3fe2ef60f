"""Puts into words what a mean over several days says about usual magnesium intake. Pure.

The words are those of one scale, by the probability that the mean meets the need (assessment rules
1.4 and 6.1). If that cannot be computed, the sentence names what is missing (6.2). A mean with
unknown values is interpreted at its lower and at its upper bound (6.3). The words are about an
average, never about a day or a person's health.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Literal

from nutrition.intake.averages import MeanAssessment, assess_mean, day_to_day_sd
from nutrition.intake.references import Reference, combine_references, has_amount_change
from nutrition.intake.words import (
    AI_WORDS,
    DisplayAmount,
    display_amount,
    goal_words,
    missing_profile,
    range_words,
    stage_words,
    whole_mg,
)

Likelihood = Literal[
    "very likely enough",
    "probably enough",
    "cannot be told yet",
    "probably not enough",
    "very likely not enough",
]

ENOUGH: tuple[Likelihood, ...] = ("very likely enough", "probably enough")

# A probability exactly on a threshold gets the word nearer to its end of the scale, so that the
# scale is symmetric.
VERY_LIKELY, PROBABLY = Decimal("0.975"), Decimal("0.85")
PROBABLY_NOT, VERY_LIKELY_NOT = Decimal("0.15"), Decimal("0.025")

# The source's own example uses 3 days; a mean over fewer is shown without an interpretation.
ENOUGH_DAYS = 3
# "More days" means a quarter of a year: nobody should log longer just for a clearer word.
MORE_DAYS = 90

_CHANGED = "Your recommended amount changed in this time"
_AI_CHANGED = "Your adequate intake (AI) changed in this time"
_AI_GAVE_WAY = "An adequate intake (AI) gave way to a recommended amount in this time"


@dataclass(frozen=True, slots=True)
class MeanInterpretation:
    """The interpretation of a mean or, if values are unknown, of its bounds.

    `text` is the whole interpretation, empty if there are too few days. `likelihood` is None if no
    probability can be computed or the bounds differ in it. `chance` is the probability as a number
    ("about 84 in 100"), and `explanation` says where it comes from; both are empty without one.
    `assessment` has the figures of the mean or of its lower bound.
    """

    display: DisplayAmount
    text: str
    likelihood: Likelihood | None
    chance: str
    explanation: str
    assessment: MeanAssessment | None

    @property
    def includes_mean(self) -> bool:
        """Whether the text already gives the mean and its number of days."""
        return bool(self.text) and self.assessment is not None


def change_words(references: Sequence[Reference]) -> str:
    """Says that the amount changed during the days of a mean; an AI is never "recommended"."""
    return f"{_change(references)}."


def not_compared_words(references: Sequence[Reference]) -> str:
    return f"{_change(references)}, so the average is not compared with one amount."


def _change(references: Sequence[Reference]) -> str:
    kinds = {reference.kind for reference in references}
    if "AI" not in kinds:
        return _CHANGED
    return _AI_GAVE_WAY if "RDA" in kinds else _AI_CHANGED


def likelihood_of(probability: Decimal) -> Likelihood:
    if probability >= VERY_LIKELY:
        return "very likely enough"
    if probability >= PROBABLY:
        return "probably enough"
    if probability > PROBABLY_NOT:
        return "cannot be told yet"
    return "probably not enough" if probability > VERY_LIKELY_NOT else "very likely not enough"


def chance_words(low: Decimal, high: Decimal | None = None) -> str:
    """ "about 84 in 100", "about 40 to 84 in 100"; never 0 or 100."""
    at_most = low if high is None else high
    ends = [_in_100(end) for end in (low, at_most)]
    if ends[0] != ends[1]:
        return f"about {ends[0]} to {ends[1]} in 100"
    if at_most < Decimal("0.005"):
        return "less than 1 in 100"
    return "more than 99 in 100" if low >= Decimal("0.995") else f"about {ends[0]} in 100"


def interpret_mean(
    mean_mg: Decimal,
    at_most_mg: Decimal | None,
    *,
    days: int,
    of_days: int,
    references: Sequence[Reference],
    is_lower_bound: bool,
) -> MeanInterpretation:
    """Interpret a mean over `days` of the `of_days` days in a span.

    If the mean is a lower bound, `at_most_mg` is its upper bound, or None if that is unknown.
    `references` are those of the days; there is at least one.
    """
    if not is_lower_bound:
        at_most_mg = mean_mg
    reference = combine_references(references)
    low, high = (reference.low, reference.high) if reference else (None, None)
    display = display_amount(
        mean_mg, (low, high), is_lower_bound=is_lower_bound, at_most=at_most_mg
    )
    assessment = (
        assess_mean(mean_mg, days, reference, day_to_day_sd(reference.stages))
        if reference
        else None
    )
    if reference is None or assessment is None:
        text = not_compared_words(references) if len(references) > 1 else ""
        return MeanInterpretation(display, text, None, "", "", assessment)
    if days < ENOUGH_DAYS:
        return MeanInterpretation(display, "", None, "", "", assessment)
    mean = _MeanSentences(
        display, mean_mg, at_most_mg, days, reference, assessment, tuple(references)
    )
    start = (
        f"An average of {display.words} a day over {days:,} of {of_days:,} "
        f"day{'' if of_days == 1 else 's'}"
    )
    sentences = [
        f"{start} {mean.comparison}{mean.conclusion}",
        mean.more_days,
        stage_words(reference.stage_note, high),
    ]
    if mean.has_changed:
        sentences.insert(0, change_words(references))
    text = " ".join(filter(None, sentences))
    return MeanInterpretation(
        display, text, mean.likelihood, mean.chance, mean.explanation, assessment
    )


@dataclass(frozen=True)
class _MeanSentences:
    display: DisplayAmount
    mg: Decimal
    at_most_mg: Decimal | None
    days: int
    reference: Reference
    assessment: MeanAssessment
    references: tuple[Reference, ...]

    @property
    def has_changed(self) -> bool:
        return has_amount_change(self.references)

    @property
    def missing(self) -> str:
        return missing_profile(self.references)

    @property
    def goal(self) -> str:
        low, high = self.reference.low, self.reference.high
        if self.has_changed and self.reference.kind == "RDA" and not self.missing:
            return f"the {range_words(low, high)} mg recommended in this time"
        return goal_words(self.reference.kind, low, high, self.missing)

    @property
    def comparison(self) -> str:
        """How the mean, or each of its bounds, compares with the reference."""
        low, high = self.reference.low or Decimal(0), self.reference.high or Decimal(0)
        is_range = low != high
        if self.mg >= high:
            verb = "reaches" if self.display.whole == high else "is above"
            return f"{verb} {'even the high end of ' if is_range else ''}{self.goal}"
        if self.at_most_mg is not None and self.at_most_mg < low:
            return f"is below {'even the low end of ' if is_range else ''}{self.goal}"
        may_reach_high = self.at_most_mg is None or self.at_most_mg >= high
        if self.mg >= low and not may_reach_high:
            return f"lies within {self.goal}"
        at_least = "be below" if self.mg < low else "lie within"
        at_most = "lie within it"
        if may_reach_high:
            at_most = f"reach {'even the high end of it' if is_range else 'it'}"
        return f"may {at_least} {self.goal}, or {at_most}"

    @property
    def conclusion(self) -> str:
        """The conclusion from the comparison; it completes the sentence."""
        high = self.reference.high or Decimal(0)
        if self.reference.kind == "AI":
            return ": likely enough." if self.mg >= high else f". {AI_WORDS}"
        likelihoods = self._likelihoods
        if not likelihoods:
            return f". {self._why_unknown}"
        if len(likelihoods) == 1:
            is_below = self.at_most_mg is not None and self.at_most_mg < high
            meant_for_all = (
                ", which covers nearly everybody" if is_below and likelihoods[0] in ENOUGH else ""
            )
            return f"{meant_for_all}: {likelihoods[0]}."
        if self.at_most_mg is None:
            return (
                "; some foods have no magnesium value, "
                "and how much they hold at most is not known, so the average is not judged."
            )
        return (
            "; some foods have no magnesium value, so the average is not judged: "
            f"at least would be “{likelihoods[0]}”, at most “{likelihoods[1]}”."
        )

    @cached_property
    def _probabilities(self) -> tuple[Decimal, Decimal] | None:
        """The probabilities at the lower and at the upper bound; 1 if there is no upper bound."""
        low = self.assessment.probability_adequate
        if low is None:
            return None
        if self.at_most_mg is None:
            return low, Decimal(1)
        if self.at_most_mg == self.mg:
            return low, low
        return low, self._probability(self.at_most_mg, self.days)

    def _probability(self, mean_mg: Decimal, days: int) -> Decimal:
        assessment = assess_mean(
            mean_mg, days, self.reference, day_to_day_sd(self.reference.stages)
        )
        if assessment is None or assessment.probability_adequate is None:
            raise ValueError("A mean that has a probability also has one at its upper bound.")
        return assessment.probability_adequate

    @cached_property
    def _likelihoods(self) -> list[Likelihood]:
        """One if both bounds agree, two if they differ, none without a probability."""
        return list(dict.fromkeys(map(likelihood_of, self._probabilities or ())))

    @property
    def likelihood(self) -> Likelihood | None:
        likelihoods = self._likelihoods
        return likelihoods[0] if len(likelihoods) == 1 else None

    @property
    def chance(self) -> str:
        if self._probabilities is None or self.at_most_mg is None:
            return ""
        return chance_words(*self._probabilities)

    @property
    def explanation(self) -> str:
        spread, ear = day_to_day_sd(self.reference.stages), self.assessment.ear_mg
        if not self.chance or spread is None or ear is None:
            return ""
        return (
            f"The chance that this average meets your own need is {self.chance}. It comes from the "
            f"average need ({whole_mg(ear)} mg), how much needs differ, and how much one’s days "
            f"differ ({whole_mg(spread)} mg). The recommended amount covers the need of 97 or 98 "
            "in 100 people, so that an average below it may well be enough for you (IOM 2000)."
        )

    @property
    def more_days(self) -> str:
        """A sentence if more days would change the likelihood at this mean, else empty."""
        if self.likelihood is None or self.days >= MORE_DAYS or self.at_most_mg is None:
            return ""
        later = {
            likelihood_of(self._probability(mean_mg, MORE_DAYS))
            for mean_mg in {self.mg, self.at_most_mg}
        }
        return "" if self.likelihood in later else "More days would make it surer."

    @property
    def _why_unknown(self) -> str:
        """Why there is no probability (6.2); more days would not help."""
        if self.missing:
            return f"Without your {self.missing} it cannot be read more closely."
        if self.has_changed:
            return "With two amounts it is not read more closely."
        return (
            "How much the days of one child of this age differ has not been published, "
            "so nobody can say how likely it is that this is enough."
        )


def _in_100(probability: Decimal) -> int:
    return min(max(int((probability * 100).quantize(Decimal(1), ROUND_HALF_UP)), 1), 99)
