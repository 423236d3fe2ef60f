"""The words and figures of the nutrients page. Pure."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from accounts.life_stage import Person
from nutrition.intake.assessment import floor_percent
from nutrition.intake.labels import LabelContribution
from nutrition.intake.nutrient_values import Mark
from nutrition.intake.nutrients import Bound, NutrientIntake, PageNutrient
from nutrition.intake.references import (
    ADULT_FROM_MONTHS,
    INFANT_UP_TO_MONTHS,
    MAGNESIUM,
    Reference,
    UlRegion,
)
from nutrition.intake.rounding import format_number, round_for_display
from nutrition.intake.totals import Total
from nutrition.intake.upper_levels import SUPPLEMENTS_ONLY, UlIntake, ul_intake
from nutrition.intake.words import at_most_words, entry_count_words

Figures = Iterable[Decimal | None]

SMALLEST_SHOWN = Decimal("0.001")
_ALL = Decimal(100)

# How values came about, in one sentence for all foods with such a value: the words after "1 food"
# and after "2 foods".
MARKS: dict[Mark, tuple[str, str]] = {
    "incomplete": ("counts only in part", "count only in part"),
    "upper_estimate": (
        "is counted with every form of this fat, so at most this much",
        "are counted with every form of this fat, so at most this much",
    ),
    "estimated": (
        "is estimated from protein, carbohydrate, fat and alcohol",
        "are estimated from protein, carbohydrate, fat and alcohol",
    ),
    "newer_method": (
        "was measured by a newer method, which finds more",
        "were measured by a newer method, which finds more",
    ),
}

# By `ul_basis`, for ULs that do not count everything: what the UL counts, and its name.
PARTS = {
    "preformed_only": (
        "of retinol only; what the body makes from plants does not count",
        "Retinol",
    ),
    "synthetic_only": (
        "of folic acid only; the folate that food has by itself does not count",
        "Folic acid",
    ),
    "supplemental_and_fortified": (
        "only of what is added to food or taken as a supplement",
        "Added or taken",
    ),
    "supplemental_only": (
        "from supplements and medicines only; food and water never count",
        "Supplements",
    ),
}

# EFSA 2006 (tables/supplement_uls.csv). The food table does not say how much was added to a food.
COUNTED_BY_EFSA = (
    "counting readily dissociable salts in supplements, water and fortified foods, "
    "and never what food has by itself; only supplements are compared here"
)


def nutrient_amount_words(amount: Decimal, nutrient: PageNutrient) -> str:
    """ "1,855 mg", "9.2 mg", "63 µg RAE": magnesium in whole mg, anything else in three figures."""
    return f"{nutrient_figure(amount, nutrient)} {nutrient.unit}"


def nutrient_figure(
    amount: Decimal,
    nutrient: PageNutrient,
    *,
    bound: Bound = "exact",
    goals: Figures = (),
    limits: Figures = (),
) -> str:
    """The figure without a unit, on the same side of every goal and limit as the amount
    (nutrition.intake.rounding).
    """
    if nutrient.number == MAGNESIUM:
        return format_number(round_for_display(amount, bound=bound, goals=goals, limits=limits))
    return three_figures(amount, bound=bound, goals=goals, limits=limits)


def three_figures(
    amount: Decimal, *, bound: Bound = "exact", goals: Figures = (), limits: Figures = ()
) -> str:
    """Three figures, or more if three would contradict a comparison; 0 only for an amount of 0."""
    if 0 < amount < SMALLEST_SHOWN:
        return f"under {SMALLEST_SHOWN}"
    return format_number(
        round_for_display(
            amount, _places(amount), bound=bound, goals=goals, limits=limits
        ).normalize()
    )


def _places(amount: Decimal) -> int:
    return 0 if amount >= 100 else 1 if amount >= 10 else 2 if amount >= 1 else 3


def part_bound(amount: Decimal, whole: Decimal, nutrient: PageNutrient, bound: Bound) -> Bound:
    """The bound that rounds a part: down if half up would put it above a rounded-down whole."""
    if bound != "at least":
        return "exact"
    half_up = round_for_display(amount, 0 if nutrient.number == MAGNESIUM else _places(amount))
    return "at least" if amount == whole or half_up > whole else "exact"


def reference_words(nutrient: PageNutrient, reference: Reference) -> str:
    """ "RDA 320 mg", "AI 2,600 mg", "RDA 310–320 mg"."""
    if reference.low is None or reference.high is None:
        return "no RDA or AI"
    high = nutrient_figure(reference.high, nutrient)
    if reference.low == reference.high:
        return f"{reference.kind} {high} {nutrient.unit}"
    low = nutrient_figure(reference.low, nutrient)
    return f"{reference.kind} {high if low == high else f'{low}–{high}'} {nutrient.unit}"


def figure_beside_reference(amount: Decimal, intake: NutrientIntake, reference: Reference) -> str:
    """The figure of a whole amount, on the amount's side of its reference, UL and CDRR."""
    return _figure_beside(amount, intake, reference, intake.bound, is_supplement=False)


def part_figure(
    amount: Decimal, intake: NutrientIntake, reference: Reference, days: int, *, is_supplement: bool
) -> str:
    """The daily mean of a part that gave `amount` over all `days`; never above the shown whole."""
    whole = (intake.known or Decimal(0)) / days
    bound = part_bound(amount / days, whole, intake.nutrient, intake.bound)
    return _figure_beside(amount / days, intake, reference, bound, is_supplement=is_supplement)


def _figure_beside(
    amount: Decimal,
    intake: NutrientIntake,
    reference: Reference,
    bound: Bound,
    *,
    is_supplement: bool,
) -> str:
    return figure_beside_references(
        amount, intake.nutrient, [reference], bound, is_supplement=is_supplement
    )


def figure_beside_references(
    amount: Decimal,
    nutrient: PageNutrient,
    references: Iterable[Reference],
    bound: Bound = "exact",
    *,
    is_supplement: bool = False,
) -> str:
    """The figure, on the amount's side of each reference, UL and CDRR that applies to it."""
    goals: list[Decimal | None] = []
    limits: list[Decimal | None] = []
    for reference in references:
        goals += (reference.low, reference.high) if nutrient.is_known_for_enough else ()
        limits += (
            reference.ul if is_supplement or reference.ul_basis not in PARTS else None,
            reference.cdrr,
        )
    return nutrient_figure(amount, nutrient, bound=bound, goals=goals, limits=limits)


def percent_words(amount: Decimal, reference: Reference, bound: Bound = "exact") -> str:
    """ "86%"; for a range of recommended amounts a range of percents, "86–88%"."""
    of_high = _whole_percent(amount, reference.high, bound)
    if reference.low == reference.high:
        return f"{of_high}%"
    of_low = _whole_percent(amount, reference.low, bound)
    return f"{of_high}%" if of_high == of_low else f"{of_high}–{of_low}%"


def _whole_percent(amount: Decimal, goal: Decimal | None, bound: Bound) -> str:
    """A whole percent, rounded down; with "at most" rounded up, but 99.5 stays below 100."""
    if bound != "at most" or not goal:
        return f"{floor_percent(amount, goal):,}"
    return format_number(round_for_display(100 * amount / goal, bound="at most", goals=[_ALL]))


def bound_words(bound: Bound) -> str:
    return "" if bound == "exact" else bound


def unknown_words(intake: NutrientIntake) -> str:
    """ "1 of 8 entries unknown"."""
    if not intake.unknown_entries:
        return ""
    return f"{intake.unknown_entries:,} of {entry_count_words(intake.entries)} unknown"


def upper_bound_words(intake: NutrientIntake, reference: Reference, days: int) -> str:
    """ "at most 410 mg" if foods without a value have a bound; else empty."""
    if intake.at_most is None or intake.at_most == intake.known:
        return ""
    return at_most_words(intake.at_most / days, (reference.low, reference.high))


def coverage_words(total: Total) -> str:
    """The share of the energy, or else of the weight, for which it is known; rounded down. Empty
    if all is known, or if not even all weights are known.
    """
    if not total.unknown:
        return ""
    if total.known_share_energy is not None:
        return f"Known for {int(total.known_share_energy * 100)}% of the energy you logged."
    if total.known_share_grams is None:
        return ""
    return f"Known for {int(total.known_share_grams * 100)}% of the weight you logged."


def mark_words(intake: NutrientIntake) -> list[str]:
    """ "1 food counts only in part." """
    sentences: list[str] = []
    if not intake.marks:
        return sentences
    for mark, (one, several) in MARKS.items():
        count = sum(given.mark == mark for given in intake.contributions)
        if count:
            sentences.append(f"1 food {one}." if count == 1 else f"{count:,} foods {several}.")
    return sentences


def limit_words(
    intake: NutrientIntake,
    reference: Reference,
    days: int,
    region: UlRegion = "US",
    *,
    is_beside: bool = False,
) -> str:
    """The UL or CDRR and what it counts: food must not be compared with a limit for supplements.

    `is_beside`: the region of the person has no UL at this age, so this is the one of the US.
    """
    nutrient = intake.nutrient
    unit = nutrient.unit.split()[0]  # a UL is in µg of folic acid, not in µg DFE
    if reference.cdrr is not None:
        cdrr = three_figures(reference.cdrr)
        return f"CDRR {cdrr} {unit} a day: above it, the advice is to eat less."
    if reference.ul is None:
        return _no_limit_words(reference)
    amount = f"{three_figures(reference.ul)} {unit} a day"
    limit = f"Upper level (UL) {amount}"
    if is_beside:
        limit = f"EFSA sets no upper level below 4 years. In the United States it is {amount}"
    counted = ul_intake(intake, reference)
    above = ", above it" if counted.is_above(reference.ul, days) else ""
    if reference.ul_basis not in PARTS:
        sentence = f"{limit}, counting food, drinks and supplements."
        return (
            f"{sentence} Logged: {_counted_words(counted, reference, unit, days)}{above}."
            if above
            else sentence
        )
    what, part = PARTS[reference.ul_basis]
    if region == "EU" and nutrient.number == MAGNESIUM and not is_beside:
        limit, what = f"Upper level (UL of EFSA) {amount}", COUNTED_BY_EFSA
    if intake.toward_ul is None and not intake.label_amount("supplement"):
        return f"{limit}, {what}."
    advice = (
        " A clinician may advise more." if above and reference.ul_basis == SUPPLEMENTS_ONLY else ""
    )
    return (
        f"{limit}, {what}. {part}: {_counted_words(counted, reference, unit, days)}{above}.{advice}"
    )


def _no_limit_words(reference: Reference) -> str:
    if not reference.ul_basis:
        return ""
    ends = [stage.age_max_months for stage in reference.stages]
    if ends and all(end is not None and end <= INFANT_UP_TO_MONTHS for end in ends):
        return "No upper level has been set for infants: they should get it from food only."
    return "No upper level has been set, which does not mean that any amount is safe."


def above_words(intake: NutrientIntake, reference: Reference, days: int) -> str:
    """Says that more was logged than the UL (of what it counts) or the CDRR; else empty."""
    is_sure = intake.bound in ("exact", "at least")
    if reference.cdrr is not None and is_sure and (intake.known or 0) > reference.cdrr * days:
        return "above the CDRR"
    if reference.ul is None or not ul_intake(intake, reference).is_above(reference.ul, days):
        return ""
    return "supplements above the UL" if reference.ul_basis == SUPPLEMENTS_ONLY else "above the UL"


def _counted_words(counted: UlIntake, reference: Reference, unit: str, days: int) -> str:
    if counted.amount is None:
        return "not known"
    bound: Bound = "at least" if counted.is_lower_bound else "exact"
    amount = three_figures(counted.amount / days, bound=bound, limits=[reference.ul])
    return f"{amount} {unit}{' as far as known' if counted.is_lower_bound else ''}"


def parts_words(intake: NutrientIntake, reference: Reference, days: int) -> str:
    """ "Food 275, supplements 50, water 24" if a label gave some of it; else empty."""
    if not intake.label_contributions:
        return ""
    has_food_value = any(given.amount is not None for given in intake.contributions)
    amounts = {
        "food": intake.total.known if has_food_value else None,
        "supplements": intake.label_amount("supplement"),
        "water": intake.label_amount("water"),
    }
    parts = []
    for source, amount in amounts.items():
        if amount:
            is_supplement = source == "supplements"
            figure = part_figure(amount, intake, reference, days, is_supplement=is_supplement)
            parts.append(f"{source} {figure}")
    parts += [f"{stated_words(gift, days)} not added" for gift in intake.unconverted]
    sentence = ", ".join(parts)
    return sentence[:1].upper() + sentence[1:]


def not_added_words(gift: LabelContribution, days: int) -> str:
    """ "Multi: 5,000 IU (form not given) is not added: IU cannot be turned into ..." """
    return f"{gift.label.name}: {stated_words(gift, days)} is not added. {gift.unit.reason}."


def stated_words(gift: LabelContribution, days: int) -> str:
    """As the label states it: "5,000 IU (form not given)"."""
    return f"{three_figures(gift.stated_amount / days)} {gift.unit.words}"


def few_foods_words(nutrient: PageNutrient) -> str:
    known = "no food" if not nutrient.percent_known else f"{nutrient.percent_known:f}% of foods"
    return f"The food table knows it for {known}: too few to compare an amount with anything."


def person_words(person: Person, on: date) -> str:
    """ "a woman aged 44", "a pregnant woman of unknown age", "an infant", "an adult of any sex"."""
    months = person.completed_months(on)
    if months is not None and months < 12:
        return "an infant"
    is_adult = months is None or months >= ADULT_FROM_MONTHS
    nouns = (
        {"F": "woman", "M": "man", None: "adult"}
        if is_adult
        else {"F": "girl", "M": "boy", None: "child"}
    )
    kinds = sorted(person.condition_on(on), reverse=True) if person.sex != "M" else []
    words = [{"pregnant": "pregnant", "lactating": "breastfeeding"}[kind] for kind in kinds]
    noun = " ".join([" and ".join(words), nouns[person.sex]]).strip()
    age = "of unknown age" if months is None else f"aged {months // 12}"
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun} {age}"
