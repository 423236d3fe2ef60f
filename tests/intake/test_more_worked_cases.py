"""Days and weeks like the worked cases, at the edges, computed from raw tables (`_about`)."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from accounts.ids import new_id
from accounts.life_stage import Condition, Person
from nutrition.diary.label_amounts.values import DoseLine, DosesAndWater, WaterLine
from nutrition.intake.assessment import assess_day, fixed_point
from nutrition.intake.averages import assess_mean, average_of, day_to_day_sd
from nutrition.intake.interpretation import MeanInterpretation
from nutrition.intake.references import MAGNESIUM, combine_references, reference_of
from nutrition.intake.totals import DoseMagnesium, EatenFood, LabelWater
from nutrition.reports.logged_values import LoggedValue
from nutrition.reports.summary import summarise
from nutrition.reports.trends.days import trend_days
from nutrition.reports.trends.report import TrendReport
from nutrition.reports.trends.totals import totals_by_day
from nutrition.reports.weeks import Week
from tests.diary.added_up import added_up_in_python
from tests.intake.day_json import day_json
from tests.reports.trends.table import label_days, nutrient_of

CASES = json.loads((Path(__file__).parents[1] / "data" / "more_worked_cases.json").read_text())
AFTER = date(2030, 1, 1)


def known(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def eaten(case: dict[str, Any]) -> list[EatenFood]:
    return [
        EatenFood(
            food["ndb"],
            Decimal(food["grams"]),
            known(food["mg_per_100g"]),
            Decimal(food["kcal_per_100g"]),
        )
        for food in case["foods"]
    ]


def doses(case: dict[str, Any]) -> list[Decimal]:
    return [Decimal(dose["elemental_mg"]) * Decimal(dose["units"]) for dose in case["supplements"]]


def waters(case: dict[str, Any]) -> list[tuple[Decimal, Decimal]]:
    return [
        (Decimal(water["litres"]), Decimal(water["mg_per_litre"])) for water in case["water_label"]
    ]


def person_of(profile: dict[str, Any]) -> Person:
    held = [Condition(kind, date(1900, 1, 1)) for kind in profile.get("conditions", [])]
    held += [
        Condition(stage["kind"], date.fromisoformat(stage["from"]), date.fromisoformat(stage["to"]))
        for stage in profile.get("life_stages", [])
    ]
    born = profile["birth_date"]
    return Person(profile["sex"], born and date.fromisoformat(born), tuple(held))


@pytest.mark.parametrize(
    "case", CASES["day_cases"], ids=lambda case: f"{case['id']} {case['title']}"
)
def test_day_comes_out_digit_for_digit(case: dict[str, Any]) -> None:
    day = assess_day(
        eaten(case),
        person=person_of(case["profile"]),
        on=date.fromisoformat(case["date"]),
        status=case["status"],
        water=[LabelWater(*water) for water in waters(case)],
        doses=[DoseMagnesium(mg) for mg in doses(case)],
        ul_region=case["ul_region"],
    )

    assert day_json(day) == case["expected"]
    assert day.counts == case["expected_counts"]


def taken_in(case: dict[str, Any]) -> dict[date, DosesAndWater]:
    return {
        date.fromisoformat(day["date"]): DosesAndWater(
            tuple(DoseLine(new_id(), "Magnesium", "", mg, Decimal(1)) for mg in doses(day)),
            tuple(WaterLine(new_id(), *water) for water in waters(day)),
            "complete" if day["status"] == "complete" else None,
        )
        for day in case["days"]
    }


def summed(case: dict[str, Any]) -> dict[str, Any]:
    """The week as programs are told it."""
    foods = [(date.fromisoformat(day["date"]), food) for day in case["days"] for food in eaten(day)]
    report = summarise(
        Week.parse(case["week"]),
        added_up_in_python(foods),
        taken=taken_in(case),
        person=person_of(case["profile"]),
        today=AFTER,
    )
    average = report.average
    return {
        "average_mg": fixed_point(average.mg, 3) if average else None,
        "days_in_average": average.days if average else 0,
        "days_logged": report.days_logged,
        "average_is_lower_bound": bool(average and average.unknown),
        "either_way_mg": half_width(average.read) if average else None,
    }


def half_width(read: MeanInterpretation) -> str | None:
    """That of the probability, from the spread in mg; pages show one relative to the mean."""
    return fixed_point(read.assessment.ci95_half_width_mg, 1) if read.assessment else None


def trend(case: dict[str, Any]) -> TrendReport:
    numbers = {food["ndb"]: food for day in case["days"] for food in day["foods"]}
    foods = {
        place: LoggedValue(
            place, ndb, known(food["mg_per_100g"]), None, Decimal(food["kcal_per_100g"])
        )
        for place, (ndb, food) in enumerate(numbers.items())
    }
    places = {food.name: place for place, food in foods.items()}
    entries = [
        (date.fromisoformat(day["date"]), places[food.name], food.grams)
        for day in case["days"]
        for food in eaten(day)
    ]
    magnesium = nutrient_of(MAGNESIUM)
    days = trend_days(
        Week.parse(case["week"]).days,
        totals_by_day(entries, foods),
        nutrient=magnesium,
        labels=label_days(taken_in(case), MAGNESIUM),
        person=person_of(case["profile"]),
        today=AFTER,
    )
    return TrendReport(magnesium, days)


def drawn(case: dict[str, Any]) -> dict[str, Any]:
    """The week as its page draws it."""
    report, mean = trend(case), trend(case).mean
    return {
        "average_mg": fixed_point(mean.amount, 3) if mean else None,
        "days_in_average": mean.days if mean else 0,
        "days_logged": report.days_logged,
        "average_is_lower_bound": bool(mean and mean.bound == "at least"),
        "either_way_mg": half_width(report.read) if report.read else None,
    }


@pytest.mark.parametrize("told", [summed, drawn])
@pytest.mark.parametrize(
    "case", CASES["weekly_cases"], ids=lambda case: f"{case['id']} {case['title']}"
)
def test_week_comes_out_digit_for_digit(
    case: dict[str, Any], told: Callable[[Any], dict[str, Any]]
) -> None:
    expected = {name: value for name, value in case["expected"].items() if name != "zone"}

    assert told(case) == expected


@pytest.mark.parametrize(
    "case", CASES["weekly_cases"], ids=lambda case: f"{case['id']} {case['title']}"
)
def test_each_day_of_a_week_has_the_target_of_that_day(case: dict[str, Any]) -> None:
    for day, expected in zip(trend(case).days, case["days"], strict=True):
        reference = day.goal.reference
        assert {
            "total_mg": fixed_point(day.amount, 3),
            "total_is_lower_bound": bool(day.unknown),
            "life_stages": [stage.code for stage in reference.stages],
            "reference_low_mg": str(reference.low),
            "reference_high_mg": str(reference.high),
            "percent": None
            if day.amount is None
            else str(int(100 * day.amount // (reference.high or 1))),
            "comparison": day.comparison,
            "counts": day.counts,
        } == expected["expected"]


@pytest.mark.parametrize(
    "case", CASES["weekly_cases"], ids=lambda case: f"{case['id']} {case['title']}"
)
def test_a_mean_is_read_beside_all_amounts_of_its_days(case: dict[str, Any]) -> None:
    person, counted = person_of(case["profile"]), []
    for day in case["days"]:
        on = date.fromisoformat(day["date"])
        assessed = assess_day(
            eaten(day),
            person=person,
            on=on,
            status=day["status"],
            water=[LabelWater(*water) for water in waters(day)],
            doses=[DoseMagnesium(mg) for mg in doses(day)],
        )
        counted += [(on, assessed)] if assessed.counts else []
    mean = average_of(day for _, day in counted)
    reference = combine_references(reference_of(MAGNESIUM, person, on) for on, _ in counted)

    judgement = (
        assess_mean(mean.mean_mg, mean.days, reference, day_to_day_sd(reference.stages))
        if reference and mean.mean_mg is not None
        else None
    )

    assert (judgement.zone if judgement else None) == case["expected"]["zone"]
