"""All nutrients of a day, or their mean over the last days."""

from decimal import Decimal
from typing import Literal

from django.http import HttpResponse
from ninja import Query, Router

from accounts.queries import person_of, ul_region_of
from nutrition.api.auth import ApiRequest
from nutrition.api.fields import PathDay, amount_text
from nutrition.api.params import day_in_path
from nutrition.api.responses import json_response
from nutrition.api.schemas.nutrients import DayNutrient, NutrientsOut
from nutrition.diary.label_amounts.queries import doses_and_water_between
from nutrition.intake.assessment import fixed_point, floor_percent
from nutrition.intake.nutrients import NutrientIntake, all_source_numbers, nutrient_intakes
from nutrition.intake.references import (
    MAGNESIUM,
    Reference,
    SupplementUls,
    distinct_days,
    reference_of,
    reference_over,
)
from nutrition.reports.logged import logged_in_diary_order
from nutrition.reports.nutrients.page import reference_and_uls
from nutrition.reports.nutrients.period import Period, intake_of_period

router = Router(tags=["Days"], by_alias=True)


@router.get(
    "/nutrients/{on}", response=NutrientsOut, url_name="nutrients", summary="All nutrients of a day"
)
def nutrients(
    request: ApiRequest,
    on: PathDay,
    days: Literal["1", "7"] = Query(
        "1", description="7 for the mean of the days up to this one that count."
    ),
) -> HttpResponse:
    """From food, supplements and water from its label; what a label states in another unit is
    converted or left out.
    """
    user = request.person
    period = Period(day_in_path(user, on), int(days))
    person = person_of(user)
    basis = intake_of_period(
        period,
        logged_in_diary_order(user, period.first, period.last, all_source_numbers()),
        doses_and_water_between(user, period.first, period.last),
    )
    region, dates = ul_region_of(user), distinct_days(person, basis.dates or (on,))
    return json_response(
        NutrientsOut(
            date=on,
            days=period.days,
            days_counted=0 if basis.is_empty else basis.days,
            life_stages=[stage.code for stage in reference_of(MAGNESIUM, person, on).stages],
            stage_note=reference_over(MAGNESIUM, person, dates).stage_note,
            nutrients=[
                _nutrient(
                    intake,
                    *reference_and_uls(intake.nutrient.number, person, dates, region),
                    basis.days,
                )
                for intake in nutrient_intakes(basis.foods, labels=basis.labels)
            ],
        )
    )


def _nutrient(
    intake: NutrientIntake, reference: Reference, uls: SupplementUls, days: int
) -> DayNutrient:
    nutrient, total = intake.nutrient, intake.total
    amount = None if intake.is_unknown or intake.known is None else intake.known / days
    return DayNutrient(
        number=nutrient.number,
        name=nutrient.name,
        unit=nutrient.unit,
        group=nutrient.group,
        amount=None if amount is None else _amount_text(amount, days),
        from_supplements=_amount_text(intake.label_amount("supplement") / max(days, 1), days),
        from_water=_amount_text(intake.label_amount("water") / max(days, 1), days),
        bound=intake.bound,
        foods_without_value=intake.unknown_foods,
        entries_without_value=intake.unknown_entries,
        known_share_energy=total.known_share_energy,
        known_share_grams=total.known_share_grams,
        reference_kind=reference.kind,
        reference_low=reference.low,
        reference_high=reference.high,
        percent=floor_percent(amount, reference.high) if nutrient.is_known_for_enough else None,
        ul=uls.own,
        ul_beside=uls.beside,
        ul_counts=None if reference.ul is None else reference.ul_basis,
    )


def _amount_text(amount: Decimal, days: int) -> str:
    """A mean is a division; the amount of one day is exact, if it has an end."""
    return amount_text(amount) if days == 1 else str(fixed_point(amount, 5))
