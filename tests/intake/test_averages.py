import json
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.life_stage import Person
from nutrition.foods.basis import rounded
from nutrition.intake.assessment import assess_day, fixed_point
from nutrition.intake.averages import (
    Average,
    MeanAssessment,
    OwnSpread,
    assess_mean,
    average_of,
    ci95_half_width,
    day_to_day_cv,
    day_to_day_sd,
    mean_of,
    own_spread,
    sum_of_days,
)
from nutrition.intake.references import MAGNESIUM, Reference, read_table, reference_of
from nutrition.intake.totals import EatenFood
from tests.intake.strategies import ON, decimals, people

CASES = json.loads((Path(__file__).parents[1] / "data" / "worked_cases.json").read_text())[
    "weekly_cases"
]

ALICE = reference_of(MAGNESIUM, Person("F", date(1986, 1, 1)), ON)
BOB = reference_of(MAGNESIUM, Person("M", date(1986, 1, 1)), ON)
ANY_WOMAN = reference_of(MAGNESIUM, Person("F"), ON)
INFANT = reference_of(MAGNESIUM, Person("F", date(2026, 9, 1)), ON)
CHILD = reference_of(MAGNESIUM, Person("F", date(2020, 1, 1)), ON)


def judged(mean: Decimal | int, reference: Reference, days: int = 7) -> MeanAssessment:
    judgement = assess_mean(Decimal(mean), days, reference, day_to_day_sd(reference.stages))
    assert judgement is not None
    return judgement


def day_with(mg: int, *, status: Any = "complete", unknown_grams: int = 0) -> Any:
    eaten = [EatenFood("food", Decimal(100), Decimal(mg), Decimal(100))]
    if unknown_grams:
        eaten.append(EatenFood("soup", Decimal(unknown_grams), None, Decimal(100)))
    return assess_day(eaten, person=Person("F"), on=ON, status=status)


def as_json(judgement: MeanAssessment) -> dict[str, str | None]:
    """As text, rounded half up to the places that each figure bears."""
    return {
        "mean_mg": fixed_point(judgement.mean_mg, 3),
        "rda_mg": judgement.rda_mg and str(judgement.rda_mg),
        "ear_mg": judgement.ear_mg and str(judgement.ear_mg),
        "zone": judgement.zone,
        "sd_requirement_mg": fixed_point(judgement.sd_requirement_mg, 1),
        "sd_difference_mg": fixed_point(judgement.sd_difference_mg, 3),
        "z": fixed_point(judgement.z, 4),
        "probability_adequate": fixed_point(judgement.probability_adequate, 4),
        "mean_needed_for_97_5_percent_mg": fixed_point(
            judgement.mean_needed_for_97_5_percent_mg, 1
        ),
        "ci95_half_width_mg": fixed_point(judgement.ci95_half_width_mg, 1),
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_worked_case_comes_out_digit_for_digit(case: dict[str, Any]) -> None:
    assert [stage.code for stage in ALICE.stages] == [case["life_stage"]]

    judgement = assess_mean(
        Decimal(case["expected"]["mean_mg"]), case["days"], ALICE, Decimal(case["sd_within_mg"])
    )

    assert judgement is not None
    assert as_json(judgement) == case["expected"]


def test_the_worked_cases_use_the_spread_of_the_table() -> None:
    assert day_to_day_sd(ALICE.stages) == Decimal(CASES[0]["sd_within_mg"])


def test_only_complete_days_with_enough_coverage_enter_an_average() -> None:
    days = [
        day_with(300),
        day_with(200, unknown_grams=11),
        day_with(401, unknown_grams=12),
        day_with(50, status="in_progress"),
        assess_day([], person=Person("F"), on=ON, status="complete"),
    ]

    assert average_of(days) == Average(Decimal(250), 2)


def test_no_day_that_counts_is_no_average() -> None:
    assert average_of([day_with(300, status="in_progress")]) == Average(None, 0)
    assert mean_of([]) is None


@given(st.lists(decimals("0", "9999", 5), min_size=1, max_size=40))
def test_a_mean_lies_between_its_days(amounts: list[Decimal]) -> None:
    mean = mean_of(amounts)

    assert mean is not None
    assert min(amounts) <= mean <= max(amounts)


def test_days_of_thirds_make_whole_milligrams() -> None:
    third, two_thirds = (rounded(Fraction(of, 3)) for of in (1, 2))

    assert sum_of_days([third] * 3) == sum_of_days([two_thirds, third]) == 1
    assert mean_of([320 + third, 320 - third, Decimal(320)]) == 320


def test_zones_change_exactly_at_the_ear_and_at_the_rda() -> None:
    hair, (ear,), rda = Decimal("0.001"), ALICE.ears, ALICE.high
    assert rda is not None

    assert judged(rda, ALICE).zone == "at_or_above_rda"
    assert judged(rda - hair, ALICE).zone == "between_ear_and_rda"
    assert judged(ear, ALICE).zone == "between_ear_and_rda"
    assert judged(ear - hair, ALICE).zone == "below_ear"


def test_at_the_ear_adequate_and_not_are_equally_likely() -> None:
    assert judged(ALICE.ears[0], ALICE).probability_adequate == Decimal("0.5")


def test_the_report_calls_180_mg_over_seven_days_surely_low() -> None:
    probability = judged(180, ALICE).probability_adequate

    assert probability is not None
    assert probability < Decimal("0.025")


def test_several_candidates_are_judged_only_where_they_agree() -> None:
    low, high = ANY_WOMAN.low, ANY_WOMAN.high
    assert low is not None
    assert high is not None

    zones = [
        judged(mean, ANY_WOMAN).zone
        for mean in (high, low, low - 1, ANY_WOMAN.ears[-1], ANY_WOMAN.ears[0])
    ]

    assert zones == [
        "at_or_above_rda",
        "depends",
        "between_ear_and_rda",
        "between_ear_and_rda",
        "depends",
    ]
    assert judged(ANY_WOMAN.ears[0] - 1, ANY_WOMAN).zone == "below_ear"
    assert judged(high, ANY_WOMAN).probability_adequate is None
    assert judged(high, ANY_WOMAN).ci95_half_width_mg is not None


def test_below_an_ai_nothing_is_said_about_adequacy() -> None:
    assert INFANT.high is not None
    below, at = (
        assess_mean(mean, 7, INFANT, Decimal(20)) for mean in (INFANT.high - 1, INFANT.high)
    )
    assert below is not None
    assert at is not None

    assert (below.zone, at.zone) == ("below_ai", "at_or_above_ai")
    assert below.probability_adequate is below.rda_mg is below.ear_mg is None
    assert at.z == 0


def test_without_a_measured_spread_there_is_a_zone_but_no_probability() -> None:
    child = judged(100, CHILD)

    assert day_to_day_sd(CHILD.stages) is None
    assert child.zone == "below_ear"
    assert (
        child.sd_difference_mg
        is child.z
        is child.probability_adequate
        is child.ci95_half_width_mg
        is None
    )


def test_nothing_recommended_is_nothing_judged() -> None:
    unborn = reference_of(MAGNESIUM, Person("F", date(2027, 1, 1)), ON)

    assert assess_mean(Decimal(300), 7, unborn, Decimal(80)) is None


@pytest.mark.parametrize("sex", ["F", "M"])
def test_past_50_the_spread_is_a_share_of_what_the_group_eats(sex: str) -> None:
    group = [line for line in read_table("day_to_day_sd.csv") if line["sex"] == sex][-1]
    stages = reference_of(MAGNESIUM, Person(sex, date(1960, 1, 1)), ON).stages

    assert day_to_day_sd(stages) == Decimal(group["cv"]) * Decimal(group["group_mean"])


def test_an_unknown_sex_takes_the_larger_spread() -> None:
    anybody = reference_of(MAGNESIUM, Person(None, date(1986, 1, 1)), ON)

    assert day_to_day_sd(anybody.stages) == day_to_day_sd(BOB.stages)
    assert day_to_day_sd(BOB.stages) > day_to_day_sd(ALICE.stages)  # type: ignore[operator]


FIRST = date(2026, 1, 1)


def own_days(*amounts: int, gap: int = 1) -> list[tuple[date, Decimal]]:
    return [(FIRST + timedelta(days=gap * n), Decimal(amount)) for n, amount in enumerate(amounts)]


def test_fewer_than_30_own_days_tell_no_spread() -> None:
    assert own_spread(own_days(*[300, 340] * 14, 300)) is None
    assert own_spread(own_days(*[300, 340] * 15)) is not None


def test_own_days_that_alternate_are_clipped_at_no_autocorrelation() -> None:
    found = own_spread(own_days(*[300, 340] * 15))

    assert found is not None
    assert 20 < found.sd < 21
    assert found.autocorrelation == 0


def test_own_days_that_resemble_the_day_before_carry_less_news() -> None:
    runs = [300] * 3 + [400] * 3

    found = own_spread(own_days(*runs * 5))
    apart = own_spread(own_days(*runs * 5, gap=2))

    # 20 of 29 neighbouring pairs are alike, 9 are not: 11/29 of the variance.
    assert found is not None
    assert found.autocorrelation == pytest.approx(Decimal(11) / 29)
    assert apart is not None
    assert apart.autocorrelation == 0


def test_the_autocorrelation_is_never_above_six_tenths() -> None:
    found = own_spread(own_days(*[100] * 20, *[400] * 20))

    assert found is not None
    assert found.autocorrelation == Decimal("0.6")


def test_of_more_than_90_own_days_the_last_count() -> None:
    early, late = [1000, 0] * 10, [300, 340] * 45

    assert own_spread(own_days(*early, *late)) == own_spread(own_days(*early, *late)[20:])


def test_days_that_are_all_alike_have_no_spread_and_break_nothing() -> None:
    found = own_spread(own_days(*[320] * 30))

    assert found is not None
    assert ci95_half_width(Decimal(320), 7, found, day_to_day_cv()) == 0


def test_the_interval_is_a_share_of_the_mean_until_the_own_days_tell_it() -> None:
    cv = day_to_day_cv()

    assert ci95_half_width(Decimal(300), 4, None, cv) == Decimal("1.96") * Decimal("0.38") * 150
    assert ci95_half_width(Decimal(300), 4, None, None) is None
    plain = ci95_half_width(Decimal(300), 4, OwnSpread(Decimal(60), Decimal(0)), cv)
    alike = ci95_half_width(Decimal(300), 4, OwnSpread(Decimal(60), Decimal("0.6")), cv)
    assert plain == Decimal("1.96") * 30
    assert alike == pytest.approx(2 * plain)  # type: ignore[operator]


@given(people(), decimals("1", "2000", 3), st.integers(1, 366))
def test_more_magnesium_is_never_less_likely_enough(
    person: Person, mean: Decimal, days: int
) -> None:
    reference = reference_of(MAGNESIUM, person, ON)

    less, more = judged(mean, reference, days), judged(mean + 1, reference, days)

    if less.probability_adequate is not None and more.probability_adequate is not None:
        assert 0 <= less.probability_adequate <= more.probability_adequate <= 1


def test_more_days_make_the_mean_surer() -> None:
    week, month = judged(300, ALICE, 7), judged(300, ALICE, 28)

    assert week.ci95_half_width_mg == 2 * month.ci95_half_width_mg  # type: ignore[operator]
