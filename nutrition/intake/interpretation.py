"""What a mean of several days says about usual magnesium, in words. Pure.

One scale of words, from the probability that the mean meets the need (assessment rules 1.4 and
6.1); what is missing for that is named (6.2). A mean of which some values are unknown is read at
its lower and at its upper bound (6.3). The words speak of an average, never of a day, and never of
a person's health.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from nutrition.intake.averages import Judgement, day_to_day_sd, judge
from nutrition.intake.references import Reference, amounts_changed, over_days
from nutrition.intake.words import (
    AI_WORDS,
    Shown,
    goal_words,
    missing_of,
    shown_mg,
    span_of,
    stage_words,
    whole_mg,
)

Word = Literal[
    "very likely enough",
    "probably enough",
    "cannot be told yet",
    "probably not enough",
    "very likely not enough",
]

ENOUGH: tuple[Word, ...] = ("very likely enough", "probably enough")

# Each word from its probability on; the last two from above theirs, so that the scale reads the
# same from both ends.
VERY_LIKELY, PROBABLY = Decimal("0.975"), Decimal("0.85")
PROBABLY_NOT, VERY_LIKELY_NOT = Decimal("0.15"), Decimal("0.025")

# The source's own example judges 3 days; a mean of fewer is shown without a word about it.
ENOUGH_DAYS = 3
# "More days" are a quarter of a year: nobody is sent after a word that takes longer.
MORE_DAYS = 90

_CHANGED = "Your recommended amount changed in this time"
_AI_CHANGED = "Your adequate intake (AI) changed in this time"
_AI_GAVE_WAY = "An adequate intake (AI) gave way to a recommended amount in this time"


@dataclass(frozen=True, slots=True)
class MeanRead:
    """A mean, or its lower bound, in words. `reading` is all of it, empty for too few days; `word`
    is None where no probability can be computed or the bounds differ. `chance` is the probability
    as a number ("about 84 in 100"), and `because` how it came about; both empty without one.
    `judgement` has the figures, those of the lower bound."""

    shown: Shown
    reading: str
    word: Word | None
    chance: str
    because: str
    judgement: Judgement | None

    @property
    def has_read_the_mean(self) -> bool:
        """Whether the reading has the mean with its days, so that nothing is left to say."""
        return bool(self.reading) and self.judgement is not None


def changed_words(found: Sequence[Reference]) -> str:
    """That the amount changed within the days of a mean; an AI is never recommended."""
    return f"{_change(found)}."


def not_compared_words(found: Sequence[Reference]) -> str:
    return f"{_change(found)}, so the average is not compared with one amount."


def _change(found: Sequence[Reference]) -> str:
    kinds = {reference.kind for reference in found}
    if "AI" not in kinds:
        return _CHANGED
    return _AI_GAVE_WAY if "RDA" in kinds else _AI_CHANGED


def word_of(probability: Decimal) -> Word:
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


def read_mean(
    mean_mg: Decimal,
    at_most_mg: Decimal | None,
    *,
    days: int,
    of_days: int,
    found: Sequence[Reference],
    is_lower_bound: bool,
) -> MeanRead:
    """`mean_mg` is over `days` of `of_days`. As a lower bound it is at most `at_most_mg`, None
    where nobody knows.

    `found` are the references of these days, of which there is at least one.
    """
    if not is_lower_bound:
        at_most_mg = mean_mg
    reference = over_days(found)
    low, high = (reference.low, reference.high) if reference else (None, None)
    figure = shown_mg(mean_mg, (low, high), is_lower_bound=is_lower_bound, at_most=at_most_mg)
    judgement = (
        judge(mean_mg, days, reference, day_to_day_sd(reference.stages)) if reference else None
    )
    if reference is None or judgement is None:
        return MeanRead(
            figure, not_compared_words(found) if len(found) > 1 else "", None, "", "", judgement
        )
    mean = _Mean(figure, mean_mg, at_most_mg, days, reference, judgement, tuple(found))
    if days < ENOUGH_DAYS:
        return MeanRead(figure, "", None, "", "", judgement)
    start = (
        f"An average of {figure.words} a day over {days:,} of {of_days:,} "
        f"day{'' if of_days == 1 else 's'}"
    )
    sentences = [
        f"{start} {mean.beside}{mean.read}",
        mean.more_days,
        stage_words(reference.stage_note, high),
    ]
    if mean.has_changed:
        sentences.insert(0, changed_words(found))
    return MeanRead(
        figure, " ".join(filter(None, sentences)), mean.word, mean.chance, mean.because, judgement
    )


@dataclass(frozen=True, slots=True)
class _Mean:
    shown: Shown
    mg: Decimal
    at_most_mg: Decimal | None
    days: int
    reference: Reference
    judgement: Judgement
    found: tuple[Reference, ...]

    @property
    def has_changed(self) -> bool:
        return amounts_changed(self.found)

    @property
    def missing(self) -> str:
        return missing_of(self.found)

    @property
    def goal(self) -> str:
        low, high = self.reference.low, self.reference.high
        if self.has_changed and self.reference.kind == "RDA" and not self.missing:
            return f"the {span_of(low, high)} mg recommended in this time"
        return goal_words(self.reference.kind, low, high, self.missing)

    @property
    def beside(self) -> str:
        """The plain fact: where both bounds are, or where each of them is."""
        low, high = self.reference.low or Decimal(0), self.reference.high or Decimal(0)
        is_range = low != high
        if self.mg >= high:
            verb = "reaches" if self.shown.whole == high else "is above"
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
    def read(self) -> str:
        """What follows from it, and the end of the sentence."""
        if self.reference.kind == "AI":
            return self._read_ai()
        words = self._words
        if not words:
            return f". {self._why_not}"
        if len(words) == 1:
            is_below = self.at_most_mg is not None and self.at_most_mg < (
                self.reference.high or Decimal(0)
            )
            meant_for_all = (
                ", which covers nearly everybody" if is_below and words[0] in ENOUGH else ""
            )
            return f"{meant_for_all}: {words[0]}."
        if self.at_most_mg is None:
            return (
                "; some foods have no magnesium value, "
                "and how much they hold at most is not known, so the average is not judged."
            )
        return (
            "; some foods have no magnesium value, so the average is not judged: "
            f"at least would be “{words[0]}”, at most “{words[1]}”."
        )

    def _read_ai(self) -> str:
        high = self.reference.high or Decimal(0)
        if self.mg >= high:
            return ": likely enough."
        return f". {AI_WORDS}"

    @property
    def _probabilities(self) -> tuple[Decimal, Decimal] | None:
        """At the lower and at the upper bound; without an upper one anything may be."""
        low = self.judgement.probability_adequate
        if low is None:
            return None
        return low, Decimal(1) if self.at_most_mg is None else self._probability(
            self.at_most_mg, self.days
        )

    def _probability(self, mean_mg: Decimal, days: int) -> Decimal:
        judgement = judge(mean_mg, days, self.reference, day_to_day_sd(self.reference.stages))
        if judgement is None or judgement.probability_adequate is None:
            raise ValueError("A mean that has a probability has one at its upper bound, too.")
        return judgement.probability_adequate

    @property
    def _words(self) -> list[Word]:
        """One where both bounds say the same; none without a probability."""
        return list(dict.fromkeys(map(word_of, self._probabilities or ())))

    @property
    def word(self) -> Word | None:
        words = self._words
        return words[0] if len(words) == 1 else None

    @property
    def chance(self) -> str:
        if self._probabilities is None or self.at_most_mg is None:
            return ""
        return chance_words(*self._probabilities)

    @property
    def because(self) -> str:
        spread, ear = day_to_day_sd(self.reference.stages), self.judgement.ear_mg
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
        """Only where they would change the word at this mean."""
        if self.word is None or self.days >= MORE_DAYS or self.at_most_mg is None:
            return ""
        later = {
            word_of(self._probability(mean_mg, MORE_DAYS)) for mean_mg in (self.mg, self.at_most_mg)
        }
        return "" if self.word in later else "More days would make it surer."

    @property
    def _why_not(self) -> str:
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
