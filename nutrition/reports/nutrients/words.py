"""How the nutrients page says its figures. Pure."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from accounts.life_stage import Person
from nutrition.intake.assessment import display_mg, floor_percent
from nutrition.intake.labels import Gift
from nutrition.intake.nutrients import Bound, Intake, Mark, PageNutrient
from nutrition.intake.references import ADULT_FROM_MONTHS, MAGNESIUM, Reference, UlRegion
from nutrition.intake.totals import Total
from nutrition.intake.upper_levels import SUPPLEMENTS_ONLY, TowardUl, toward_ul

SMALLEST_SHOWN = Decimal("0.001")

# How a value came about, said once for all foods it is true of: after "1 food" and after "2 foods".
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

# What the UL counts where that is not everything (`ul_basis` of the reference table), and what that is called.
PARTS = {
    "preformed_only": ("of retinol only; what the body makes from plants does not count", "Retinol"),
    "synthetic_only": ("of folic acid only; the folate that food has by itself does not count", "Folic acid"),
    "supplemental_and_fortified": ("only of what is added to food or taken as a supplement", "Added or taken"),
    "supplemental_only": ("from supplements and medicines only; food and water never count", "Supplements"),
}


def amount_words(amount: Decimal, nutrient: PageNutrient) -> str:
    """ "1,855 mg", "9.2 mg", "63 µg RAE": magnesium in whole mg, anything else in three figures."""
    return f"{figure(amount, nutrient)} {nutrient.unit}"


def figure(amount: Decimal, nutrient: PageNutrient) -> str:
    if nutrient.number == MAGNESIUM:
        return f"{int(display_mg(amount)):,}"
    return three_figures(amount)


def three_figures(amount: Decimal) -> str:
    """A positive amount never reads 0."""
    if 0 < amount < SMALLEST_SHOWN:
        return f"under {SMALLEST_SHOWN}"
    places = 0 if amount >= 100 else 1 if amount >= 10 else 2 if amount >= 1 else 3
    return f"{amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP).normalize():,f}"


def reference_words(nutrient: PageNutrient, reference: Reference) -> str:
    """ "RDA 320 mg", "AI 2,600 mg", "RDA 310–320 mg"."""
    if reference.low is None or reference.high is None:
        return "no recommended amount"
    low, high = figure(reference.low, nutrient), figure(reference.high, nutrient)
    return f"{reference.kind} {high if low == high else f'{low}–{high}'} {nutrient.unit}"


def percent_words(amount: Decimal, reference: Reference) -> str:
    """ "86%"; of a range of recommended amounts the range of percents, "86–88%"."""
    of_high, of_low = floor_percent(amount, reference.high), floor_percent(amount, reference.low)
    return f"{of_high}%" if of_high == of_low else f"{of_high}–{of_low}%"


def bound_words(bound: Bound) -> str:
    return "" if bound == "exact" else bound


def unknown_words(total: Total, foods: int) -> str:
    return f"{len(total.unknown)} of {foods} unknown" if total.unknown else ""


def coverage_words(total: Total) -> str:
    """What is known, as a share of the energy, or of the weight where that is all there is; rounded down."""
    if not total.unknown:
        return ""
    if total.known_share_energy is not None:
        return f"Known for {int(total.known_share_energy * 100)}% of the energy you logged."
    return f"Known for {int((total.known_share_grams or 0) * 100)}% of the weight you logged."


def mark_words(intake: Intake) -> list[str]:
    """ "1 food counts only in part." """
    sentences = []
    for mark, (one, several) in MARKS.items():
        count = sum(given.mark == mark for given in intake.contributions)
        if count:
            sentences.append(f"1 food {one}." if count == 1 else f"{count} foods {several}.")
    return sentences


def limit_words(intake: Intake, reference: Reference, days: int, region: UlRegion = "US") -> str:
    """The UL or CDRR with what it counts, so that nobody compares food with a limit for supplements."""
    nutrient, counted = intake.nutrient, toward_ul(intake, reference)
    unit = nutrient.unit.split()[0]  # a UL is in µg of folic acid, not in µg DFE
    if reference.cdrr is not None:
        return f"CDRR {three_figures(reference.cdrr)} {unit} a day: above it, the advice is to eat less."
    if reference.ul is None:
        return "No upper level has been set, which does not mean that any amount is safe." if reference.ul_basis else ""
    of_efsa = " of EFSA" if region == "EU" and nutrient.number == MAGNESIUM else ""
    limit = f"Upper level (UL{of_efsa}) {three_figures(reference.ul)} {unit} a day"
    above = ", above it" if counted.is_above(reference.ul, days) else ""
    if reference.ul_basis not in PARTS:
        sentence = f"{limit}, counting food, drinks and supplements."
        return f"{sentence} Logged: {_counted_words(counted, unit, days)}{above}." if above else sentence
    what, part = PARTS[reference.ul_basis]
    if intake.toward_ul is None and not intake.from_("supplement"):
        return f"{limit}, {what}."
    advice = " A clinician may advise more." if above and reference.ul_basis == SUPPLEMENTS_ONLY else ""
    return f"{limit}, {what}. {part}: {_counted_words(counted, unit, days)}{above}.{advice}"


def above_words(intake: Intake, reference: Reference, days: int) -> str:
    """That more was logged than the UL, of what it counts, or than the CDRR; else empty."""
    is_sure = intake.bound in ("exact", "at least")
    if reference.cdrr is not None and is_sure and (intake.known or 0) > reference.cdrr * days:
        return "above the CDRR"
    if not toward_ul(intake, reference).is_above(reference.ul, days):
        return ""
    return "supplements above the UL" if reference.ul_basis == SUPPLEMENTS_ONLY else "above the UL"


def _counted_words(counted: TowardUl, unit: str, days: int) -> str:
    if counted.amount is None:
        return "not known"
    return f"{three_figures(counted.amount / days)} {unit}{' as far as known' if counted.is_lower_bound else ''}"


def parts_words(intake: Intake, days: int) -> str:
    """ "Food 275, supplements 50, water 24": apart, wherever a label gave some of it; else empty."""
    parts = [
        (f"{word} {figure(amount / days, intake.nutrient)}")
        for word, amount in (
            ("food", None if all(given.amount is None for given in intake.contributions) else intake.total.known),
            ("supplements", intake.from_("supplement")),
            ("water", intake.from_("water")),
        )
        if amount
    ]
    parts += [f"{stated_words(gift, days)} not added" for gift in intake.not_added]
    sentence = ", ".join(parts)
    return sentence[:1].upper() + sentence[1:] if intake.gifts else ""


def not_added_words(gift: Gift, days: int) -> str:
    """ "Multi: 5,000 IU (form not given) is not added: IU cannot be turned into ..." """
    return f"{gift.product.name}: {stated_words(gift, days)} is not added. {gift.unit.reason}."


def stated_words(gift: Gift, days: int) -> str:
    """As the label states it: "5,000 IU (form not given)"."""
    return f"{three_figures(gift.stated / days)} {gift.unit.words}"


def few_foods_words(nutrient: PageNutrient) -> str:
    known = "no food" if not nutrient.percent_known else f"{nutrient.percent_known:f}% of foods"
    return f"The food table knows it for {known}: too few to compare an amount with anything."


def who(person: Person, on: date) -> str:
    """ "a woman aged 44", "a pregnant woman of unknown age", "a child aged 5", "an infant", "an adult of any sex"."""
    months = person.completed_months(on)
    if months is not None and months < 12:
        return "an infant"
    is_adult = months is None or months >= ADULT_FROM_MONTHS
    nouns = {"F": "woman", "M": "man", None: "adult"} if is_adult else {"F": "girl", "M": "boy", None: "child"}
    kinds = sorted(person.condition_on(on), reverse=True) if person.sex != "M" else []
    words = [{"pregnant": "pregnant", "lactating": "breastfeeding"}[kind] for kind in kinds]
    noun = " ".join([" and ".join(words), nouns[person.sex]]).strip()
    age = "of unknown age" if months is None else f"aged {months // 12}"
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun} {age}"
